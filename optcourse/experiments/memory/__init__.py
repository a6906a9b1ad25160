"""Long-term dependencies: what many multiplications do to a signal and to its gradient.

Products of matrices and of random factors: `directions`, `log_products`, `matrix_products`,
`gradients_through_depth`. Recurrent networks: `gradient_spans`, `hold_bits`, `remember_bits`,
`guess_weights`, `read_pixels`. Each experiment is a function of a frozen configuration that
returns a frozen record. `recorded` is a grid of success rates that takes too long for a notebook.
"""

from optcourse.experiments.memory.bits import Bits, BitsConfig, Method, remember_bits
from optcourse.experiments.memory.depth import (
    DeepConfig,
    DeepTraining,
    Depth,
    DepthConfig,
    gradients_through_depth,
    train_deep,
)
from optcourse.experiments.memory.guesses import GuessConfig, Guesses, guess_weights
from optcourse.experiments.memory.holding import Holding, HoldingConfig, hold_bits
from optcourse.experiments.memory.pixels import Pixels, PixelsConfig, read_pixels
from optcourse.experiments.memory.products import (
    FactorsConfig,
    LogProducts,
    MatricesConfig,
    MatrixProducts,
    directions,
    log_products,
    lyapunov,
    matrix_products,
)
from optcourse.experiments.memory.recording import (
    METHODS,
    READERS,
    Recorded,
    reading_rates,
    recorded,
)
from optcourse.experiments.memory.spans import (
    Spans,
    SpansConfig,
    SplitGradient,
    gradient_spans,
    split_gradient,
)

__all__ = [
    "METHODS",
    "READERS",
    "Bits",
    "BitsConfig",
    "DeepConfig",
    "DeepTraining",
    "Depth",
    "DepthConfig",
    "FactorsConfig",
    "GuessConfig",
    "Guesses",
    "Holding",
    "HoldingConfig",
    "LogProducts",
    "MatricesConfig",
    "MatrixProducts",
    "Method",
    "Pixels",
    "PixelsConfig",
    "Recorded",
    "Spans",
    "SpansConfig",
    "SplitGradient",
    "directions",
    "gradient_spans",
    "gradients_through_depth",
    "guess_weights",
    "hold_bits",
    "log_products",
    "lyapunov",
    "matrix_products",
    "read_pixels",
    "reading_rates",
    "recorded",
    "remember_bits",
    "split_gradient",
    "train_deep",
]
