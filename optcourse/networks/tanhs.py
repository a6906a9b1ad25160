"""A hyperbolic tangent that is several times faster than torch.tanh on a CPU: NumPy's."""

import numpy as np
import torch

tanh_backward = torch.ops.aten.tanh_backward  # grad · (1 - output²)


class Tanh(torch.autograd.Function):
    """tanh(x), with the derivatives of every order that autograd finds for torch.tanh."""

    @staticmethod
    def forward(ctx, x):
        output = tanh(x, torch.empty_like(x))
        ctx.save_for_backward(output)
        return output

    @staticmethod
    def backward(ctx, grad):
        return tanh_backward(grad, *ctx.saved_tensors)


@torch.no_grad()
def tanh(x, out):
    """tanh(x), written to `out`, which may be x; accurate to the last places for every x.

    No graph is made. Elsewhere than on a CPU it is torch's.
    """
    if x.device.type != "cpu" or x.dtype not in (torch.float32, torch.float64):
        return torch.tanh(x, out=out)
    np.tanh(x.detach().numpy(), out=out.detach().numpy())
    return out
