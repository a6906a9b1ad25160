"""The data of an ensemble, checked before any work starts, on its device and in its precision."""

from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True, eq=False)
class Examples:
    """Inputs X (R, m, …) and labels or targets y (R, m, …); R is 1 when all N networks share them.

    `num` is m.
    """

    X: torch.Tensor
    y: torch.Tensor

    @property
    def num(self):
        return self.X.shape[1]

    @property
    def pair(self):
        """X and y, without their first axis where all networks share them."""
        return (self.X[0], self.y[0]) if len(self.X) == 1 else (self.X, self.y)

    def of(self, members):
        """The examples of some members (indices)."""
        return self if len(self.X) == 1 else Examples(self.X[members], self.y[members])


def examples(name, pair, ensemble, losses):
    """`pair`, X and y, as `Examples` for `ensemble` trained with `losses`, a set.

    X (m, …) or (N, m, …) finite; y whole labels (m,) or (N, m), or for squared errors targets
    with a last axis of outputs. ValueError names what does not fit.
    """
    try:
        X, y = pair
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a pair of X and y, got {type(pair).__name__}") from None
    X = _inputs(f"X of {name}", X, ensemble)
    y = _tensor(f"y of {name}", y).to(ensemble.theta.device)
    y = (_targets if y.is_floating_point() else _labels)(f"y of {name}", y, ensemble, losses)
    wanted = (X.shape[1], ensemble.num_outputs)[: 1 + y.is_floating_point()]
    rows = y.shape[: y.ndim - len(wanted)]
    if tuple(y.shape[len(rows) :]) != wanted or rows not in ((), (ensemble.size,)):
        raise ValueError(
            f"y of {name} must have shape {wanted} or {(ensemble.size, *wanted)}, as X of "
            f"{tuple(X.shape)} has it, got {tuple(y.shape)}"
        )
    y = y if rows else y[None]
    both = max(len(X), len(y))
    return Examples(X.expand(both, *X.shape[1:]), y.expand(both, *y.shape[1:]))


def _inputs(name, X, ensemble):
    X = _tensor(name, X).to(ensemble.theta)
    one = ensemble.input_shape
    fits = [want in (None, n) for n, want in zip(X.shape[-len(one) :], one, strict=False)]
    rows = X.shape[: max(0, X.ndim - len(one) - 1)]
    if X.ndim <= len(one) or not all(fits) or rows not in ((), (ensemble.size,)):
        each = ", ".join("any" if n is None else str(n) for n in one)
        raise ValueError(
            f"{name} must have shape (m, {each}) or ({ensemble.size}, m, {each}), "
            f"got {tuple(X.shape)}"
        )
    if not X.numel():
        raise ValueError(f"{name} must hold at least one example of length 1, got {tuple(X.shape)}")
    if not torch.isfinite(X).all():
        raise ValueError(f"{name} must be finite, got {_first_bad(X)}")
    return X if rows else X[None]


def _tensor(name, value):
    if torch.is_tensor(value):
        return value.detach()
    try:
        return torch.tensor(np.asarray(value))
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array of numbers, got {value!r}") from None


def _labels(name, y, ensemble, losses):
    names, y = _names(losses), y.long()
    classes = 2 if names - {"cross_entropy", "squared_error"} else max(2, ensemble.num_outputs)
    if names and y.numel() and (int(y.min()) < 0 or int(y.max()) >= classes):
        bad = y[(y < 0) | (y >= classes)][0].item()
        raise ValueError(f"{name} must hold labels of 0 to {classes - 1}, got {bad}")
    return y


def _targets(name, y, ensemble, losses):
    others = _names(losses) - {"squared_error"}
    if others:
        wanted = ", ".join(sorted(others))
        raise ValueError(f"{name} must hold whole labels for {wanted}, got {y.dtype}")
    if not torch.isfinite(y).all():
        raise ValueError(f"{name} must be finite, got {_first_bad(y)}")
    return y.to(ensemble.theta)


def _names(losses):
    """The losses that have a name; a function takes whatever labels or targets it is given."""
    return {each for each in losses if not callable(each)}


def _first_bad(values):
    bad = np.argwhere(~np.isfinite(values.cpu().numpy()))[0]
    return f"{values[tuple(bad)].item()} at {tuple(int(k) for k in bad)}"
