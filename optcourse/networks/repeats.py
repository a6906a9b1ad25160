"""Whether a model and its loss answer alike each time, found by asking more than once."""

import torch

EXAMPLES, PASSES = 256, 100  # the examples that are passed, and how often, if a pass draws numbers


@torch.no_grad()
def check_repeats(made):
    """ValueError if passes over the first examples of an `Objective` differ beyond rounding.

    Two passes, over at most `EXAMPLES` examples, show what draws for each unit or example. A pass
    that moves torch's random numbers is repeated up to `PASSES` times, to meet what happens rarely
    (a whole layer that is left out now and then), and is fine if that changes nothing.
    """
    before = _random_states(made.X.device)
    first = _pass(made)
    drew = any(
        not torch.equal(old, new)
        for old, new in zip(before, _random_states(made.X.device), strict=True)
    )
    for _ in range(PASSES if drew else 1):
        if not all(map(_alike, first, _pass(made))):
            raise ValueError(
                "model and loss must answer alike each time, got two answers to the same X (is "
                "there dropout or noise?): call model.eval() first, or take out what is random"
            )


def _pass(made):
    """The outputs and the losses of the first examples, those that are tensors of real numbers."""
    X, y = made.X[:EXAMPLES], made.y[:EXAMPLES]
    outputs = made.model(X)
    pair = (outputs, made.loss(outputs, y))
    return [part for part in pair if torch.is_tensor(part) and part.is_floating_point()]


def _alike(one, other):
    """Equal, but for rounding: kernels may sum in another order from one pass to the next."""
    if one.shape != other.shape:
        return False
    tolerance = torch.finfo(one.dtype).eps ** 0.75
    scale = float(one.nan_to_num(0, 0, 0).abs().max())
    return torch.allclose(one, other, rtol=tolerance, atol=tolerance * scale, equal_nan=True)


def _random_states(device):
    """Those of torch's generators that a pass on `device` may draw from."""
    states = [torch.get_rng_state()]
    return [*states, torch.cuda.get_rng_state(device)] if device.type == "cuda" else states
