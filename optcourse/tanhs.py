"""A hyperbolic tangent that is several times faster than torch.tanh on many CPUs."""

import torch

tanh_backward = torch.ops.aten.tanh_backward  # grad · (1 - output²)


class Tanh(torch.autograd.Function):
    """tanh(x) as e/(e + 2) with e = exp(2x) − 1, which torch computes with vector instructions.

    Its relative error is a few units in the last place for every x, the smallest included.
    (2σ(2x) − 1 would be twice as fast, but wrong by 7 % at x = 1e-6 in float32: too much for
    networks that start near zero.)
    """

    @staticmethod
    def forward(ctx, x):
        output = tanh_of_half(x + x)
        ctx.save_for_backward(output)
        return output

    @staticmethod
    def backward(ctx, grad):
        return tanh_backward(grad, *ctx.saved_tensors)


def tanh_of_half(x):
    """tanh(x / 2), in place; beyond 40 it is 1 to the last place, and exp would overflow."""
    e = x.clamp_(max=40.0).expm1_()
    return torch.div(e, e + 2.0, out=e)
