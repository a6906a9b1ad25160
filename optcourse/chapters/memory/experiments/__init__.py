"""Long-term dependencies: what many multiplications do to a signal and to its gradient.

Products of matrices and of random factors: `directions`, `log_products`, `matrix_products`,
`gradients_through_depth`. Recurrent networks: `gradient_spans`, `far_and_near`, `hold_bits`,
`remember_bits`, `guess_weights`, `cut_off`, `read_pixels`. Each experiment is a function of a
frozen configuration that returns a frozen record. `recorded` and `recorded_scales` are grids of
success rates that take too long for a notebook.
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
from optcourse.chapters.memory.experiments.fluctuations import (
    Fluctuations,
    FluctuationsConfig,
    far_and_near,
)
from optcourse.chapters.memory.experiments.grids import (
    METHODS,
    READERS,
    Recorded,
    Scaled,
    reading_rates,
    recorded,
    recorded_scales,
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
from optcourse.chapters.memory.experiments.spans import (
    Spans,
    SpansConfig,
    SplitGradient,
    gradient_spans,
    split_gradient,
)
from optcourse.chapters.memory.experiments.truncation import (
    Truncation,
    TruncationConfig,
    cut_off,
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
    "Fluctuations",
    "FluctuationsConfig",
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
    "Scaled",
    "Spans",
    "SpansConfig",
    "SplitGradient",
    "Truncation",
    "TruncationConfig",
    "cut_off",
    "directions",
    "far_and_near",
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
    "recorded_scales",
    "remember_bits",
    "split_gradient",
    "train_deep",
]
