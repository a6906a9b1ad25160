"""A hyperbolic tangent that is several times faster than torch.tanh on many CPUs."""

import torch

tanh_backward = torch.ops.aten.tanh_backward  # grad · (1 - output²)


class Tanh(torch.autograd.Function):
    """tanh(x) as 2σ(2x) − 1, since torch computes σ, but not tanh, with vector instructions.

    Its error is at most two units in the last place of 1: 2e-7 in float32, 4e-16 in float64.
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
    """tanh(x / 2), in place. The 1 is a tensor because a number is cast anew in every call."""
    return torch.add(x.new_full((), -1.0), x.sigmoid_(), alpha=2, out=x)
