"""Long-term dependencies: what many multiplications do to a signal and to its gradient.

Products of matrices and of random factors: `directions`, `log_products`, `matrix_products`,
`gradients_through_depth`. Recurrent networks: `gradient_spans`, `hold_bits`, `remember_bits`,
`guess_weights`, `read_pixels`. Each experiment is a function of a frozen configuration that
returns a frozen record. `recorded` is a grid of success rates that takes too long for a notebook.
"""

from optcourse.chapters.memory.experiments.bits import Bits, BitsConfig, Method, remember_bits
from optcourse.chapters.memory.experiments.depth import (
    DeepConfig,
    DeepTraining,
    Depth,
    DepthConfig,
    gradients_through_depth,
    train_deep,
)
from optcourse.chapters.memory.experiments.guesses import GuessConfig, Guesses, guess_weights
from optcourse.chapters.memory.experiments.holding import Holding, HoldingConfig, hold_bits
from optcourse.chapters.memory.experiments.pixels import Pixels, PixelsConfig, read_pixels
from optcourse.chapters.memory.experiments.products import (
    FactorsConfig,
    LogProducts,
    MatricesConfig,
    MatrixProducts,
    directions,
    log_products,
    lyapunov,
    matrix_products,
)
from optcourse.chapters.memory.experiments.recording import (
    METHODS,
    READERS,
    Recorded,
    reading_rates,
    recorded,
)
from optcourse.chapters.memory.experiments.spans import (
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
