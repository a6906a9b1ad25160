"""What training reports."""

from dataclasses import dataclass

import numpy as np

ON_BATCH = ("loss", "error", "grad_norm", "param_norm", "curvature", "sharpness")
ON_VALIDATION = ("val_loss", "val_error")
RECORDS = ON_BATCH + ON_VALIDATION


@dataclass(frozen=True, eq=False)
class History:
    """N networks at T moments; float64 (N, T) or None where it was not asked for.

    `steps` (T,), the updates made before each moment. On the batch that is about to be learnt (or
    on the examples of `measure_on`): `loss`, its mean in nats or squared units; `error`, a
    fraction; `grad_norm` ‖g‖ before clipping; `curvature` gᵀHg; `sharpness`, the largest
    eigenvalue of the Hessian, by at most 40 Lanczos products, as a rule to 0.1% of the largest in
    absolute value. `param_norm` ‖θ‖. On the validation examples:
    `val_loss`, `val_error`. After a network stops or diverges its entries are nan.

    `diverged_at` (N,): the step at which the loss or the gradient norm was first not finite; that
    update and all later ones were left out; -1 if it never happened. `stopped_at` (N,): the step
    at which early stopping ended it, -1 if it did not. `best_step` (N,) and `best` (N,): where the
    validation criterion was lowest, and how low; -1 and nan without early stopping.
    """

    steps: np.ndarray
    diverged_at: np.ndarray
    stopped_at: np.ndarray
    best_step: np.ndarray
    best: np.ndarray
    loss: np.ndarray | None = None
    error: np.ndarray | None = None
    grad_norm: np.ndarray | None = None
    param_norm: np.ndarray | None = None
    curvature: np.ndarray | None = None
    sharpness: np.ndarray | None = None
    val_loss: np.ndarray | None = None
    val_error: np.ndarray | None = None


def joined(steps, parts, places):
    """One history of all groups: `parts` have fields by name, `places` the members' indices."""
    order = np.argsort(np.concatenate(places))
    whole = {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0]}
    ends = [
        np.where(whole[name] < 0, np.inf, whole[name]) for name in ("diverged_at", "stopped_at")
    ]
    over = steps > np.minimum(*ends)[:, None]
    for name in RECORDS:
        if name in whole:
            whole[name] = np.where(over, np.nan, whole[name])
    return History(steps=steps, **whole)
