"""Batches, minibatches, streams: what the gradient of a part of the data is worth.

Each experiment is a function of a frozen configuration that returns a frozen record:
`minibatch_noise`, `noise_scales`, `equal_work`, `generalization_by_batch`, `inverse_of_hessian`,
`orders_of_data`, `settling`, `first_and_later_passes`, `passes_over_data`, `leave_the_valley`,
`costs_of_batches`.
"""

from optcourse.chapters.minibatches.experiments.costs import Costs, CostsConfig, costs_of_batches
from optcourse.chapters.minibatches.experiments.generalization import (
    Generalization,
    GeneralizationConfig,
    generalization_by_batch,
)
from optcourse.chapters.minibatches.experiments.inverse import (
    Inverse,
    InverseConfig,
    inverse_of_hessian,
)
from optcourse.chapters.minibatches.experiments.noise import Noise, NoiseConfig, minibatch_noise
from optcourse.chapters.minibatches.experiments.orders import Orders, OrdersConfig, orders_of_data
from optcourse.chapters.minibatches.experiments.passes import Passes, PassesConfig, passes_over_data
from optcourse.chapters.minibatches.experiments.scales import Scales, ScalesConfig, noise_scales
from optcourse.chapters.minibatches.experiments.settling import (
    Settling,
    SettlingConfig,
    bowl_step,
    gradient_trace,
    settling,
)
from optcourse.chapters.minibatches.experiments.streams import (
    FEATURES,
    SmallWorld,
    StreamConfig,
    Streams,
    first_and_later_passes,
    minibatch_grad,
)
from optcourse.chapters.minibatches.experiments.valleys import (
    Valleys,
    ValleysConfig,
    leave_the_valley,
    mean_gabor,
    minibatches_of,
)
from optcourse.chapters.minibatches.experiments.work import EqualWork, WorkConfig, equal_work

__all__ = [
    "FEATURES",
    "Costs",
    "CostsConfig",
    "EqualWork",
    "Generalization",
    "GeneralizationConfig",
    "Inverse",
    "InverseConfig",
    "Noise",
    "NoiseConfig",
    "Orders",
    "OrdersConfig",
    "Passes",
    "PassesConfig",
    "Scales",
    "ScalesConfig",
    "Settling",
    "SettlingConfig",
    "SmallWorld",
    "StreamConfig",
    "Streams",
    "Valleys",
    "ValleysConfig",
    "WorkConfig",
    "bowl_step",
    "costs_of_batches",
    "equal_work",
    "first_and_later_passes",
    "generalization_by_batch",
    "gradient_trace",
    "inverse_of_hessian",
    "leave_the_valley",
    "mean_gabor",
    "minibatch_grad",
    "minibatch_noise",
    "minibatches_of",
    "noise_scales",
    "orders_of_data",
    "passes_over_data",
    "settling",
]
