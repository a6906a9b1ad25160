"""Many small networks trained at once: other seeds, starts, rates, batches, losses, clippings.

Their parameters are stacked, so that a layer is one batched product for all of them, and θ (N, P)
is updated as one array: several times faster than N networks one after another, and equal to them
to rounding: `train(Ensemble(models), data, GradientDescent(0.1), num_steps=100, batch_size=32)`.
With `device()` for `Ensemble`'s device the same runs on a GPU.
"""

from optcourse.networks.ensembles.batches import batch_indices
from optcourse.networks.ensembles.histories import History
from optcourse.networks.ensembles.measures import cross_entropy, error_rate
from optcourse.networks.ensembles.runs import moment_of, train, training
from optcourse.networks.ensembles.stacks import Ensemble
from optcourse.networks.ensembles.stopping import EarlyStopping

__all__ = [
    "EarlyStopping",
    "Ensemble",
    "History",
    "batch_indices",
    "cross_entropy",
    "error_rate",
    "moment_of",
    "train",
    "training",
]
