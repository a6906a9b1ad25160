"""Fused kernels, and what to do where one has no derivative or no rule for many examples."""

import contextlib
import warnings

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

ADVICE = (
    "compute it inside torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH) for "
    "attention, inside torch.backends.cudnn.flags(enabled=False) for recurrent layers on CUDA"
)


@contextlib.contextmanager
def differentiable_kernels():
    """Attention by matrix products, recurrence without cuDNN: these have all derivatives.

    The fused kernels of attention have no second derivative; those of cuDNN for recurrent layers
    have none either and, in evaluation mode, not even a first.
    """
    enabled = torch.backends.cudnn.enabled
    torch.backends.cudnn.enabled = False
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.cudnn.enabled = enabled


@contextlib.contextmanager
def advised():
    """ValueError that says what to do, where torch has no derivative of what is done within."""
    try:
        yield
    except RuntimeError as error:
        if not ("not implemented" in str(error) or "cudnn rnn" in str(error).lower()):
            raise
        raise ValueError(
            f"loss must be twice differentiable: {ADVICE}. torch says: {error}"
        ) from None


@contextlib.contextmanager
def quiet_mapping():
    """Silence where vmap warns that it loops over an operation: no other way would be faster."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "There is a performance drop", UserWarning)
        yield


def check_twice(grads):
    """ValueError for a graph of gradients with an operation that was marked once_differentiable.

    torch leaves it out of second derivatives without a word where they may be zero, as ours may.
    """
    nodes, seen = [grad.grad_fn for grad in grads if grad.grad_fn is not None], set()
    while nodes:
        node = nodes.pop()
        if node.name().endswith("Error"):
            raise ValueError(
                "loss must be twice differentiable, got an operation marked once_differentiable"
            )
        new = {after for after, _ in node.next_functions if after is not None} - seen
        seen |= new
        nodes += new
