"""Small benchmark data, made on the spot: digits, MNIST-1D, and tasks for recurrent networks.

Nothing is downloaded. Inputs of digits and MNIST-1D are float32, centred and scaled by one mean
and one standard deviation over all of the training inputs (not one a feature: some pixels are
always 0). A sequence task draws its examples afresh: a frozen dataclass with `sample(num, rng) ->
X (num, length, inputs), y (num,)`, in which drawing n₁ and then n₂ is the same as drawing n₁ + n₂.
"""

import random
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from optcourse.records.caches import cached
from optcourse.validation import non_negative, whole


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples in three parts: X_* (m, d) float32, y_* (m,) int64 in 0 … 9. A part may be empty."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def digits(num_train=None, num_val=180, num_test=360, seed=0):
    """scikit-learn's 1,797 handwritten digits, 8 × 8 pixels (d = 64), shuffled by `seed`.

    The test part depends on `seed` and `num_test` only, the validation part on these and
    `num_val`; the training part is the first `num_train` of the rest (None: all of it, 1,257).
    ValueError if there are not as many. E. Alpaydin and C. Kaynak (1998), UCI repository.
    """
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    order = np.random.default_rng(whole("seed", seed)).permutation(len(y))
    return _split(X[order], y[order], num_train, num_val, num_test)


def mnist1d(num_samples=5000, seed=0, num_val=500, num_test=500):
    """MNIST-1D: `num_samples` noisy, shifted, scaled signals of 10 classes, d = 40.

    As many of each class, in an order drawn by `seed`: training first, then validation and test.
    ValueError unless num_samples is a multiple of 10 that leaves some for training. 5,000 take
    about 1 s to make and are kept on disk. Greydanus and Kobak (2020), arXiv 2011.14439.
    """
    num_samples = whole("num_samples", num_samples, at_least=10)
    if num_samples % 10:
        raise ValueError(f"num_samples must be a multiple of 10, got {num_samples}")
    signals = cached(generate_mnist1d, Signals(num_samples, whole("seed", seed)))
    return _split(signals.x, signals.y, None, num_val, num_test)


DATA_SETS = {"digits": digits, "mnist1d": mnist1d}  # by the names that configurations give


def shuffled_labels(y, share, rng):
    """A copy of labels `y` (m,) in which a random `share` of them have changed places.

    The number of labels of each class stays as it was, and some of those moved land on an example
    of their own class. `rng` is a NumPy generator; the labels that move are the first of one
    random order, so that from one seed a larger share moves those of a smaller, and more.
    ValueError unless 0 ≤ share ≤ 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must be at least 0 and at most 1, got {share}")
    y, order = np.array(y), rng.permutation(len(y))
    moved = order[: round(share * len(y))]
    y[moved] = y[rng.permutation(moved)]
    return y


@dataclass(frozen=True)
class Signals:
    """How many signals of MNIST-1D to make, and from which seed."""

    num_samples: int
    seed: int


@dataclass(frozen=True, eq=False)
class LabelledSignals:
    """Signals x (m, 40) and their classes y (m,)."""

    x: np.ndarray
    y: np.ndarray


def generate_mnist1d(config: Signals) -> LabelledSignals:
    """Run the generator of the mnist1d package; the global random states are left as they were."""
    from mnist1d.data import get_dataset_args, make_dataset

    settings = get_dataset_args()
    settings.num_samples, settings.seed, settings.train_split = config.num_samples, config.seed, 1
    with _global_random_states_kept():
        made = make_dataset(settings)
    return LabelledSignals(made["x"], made["y"])


@contextmanager
def _global_random_states_kept():
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)


@dataclass(frozen=True)
class Latch:
    """Remember a bit: ±1 at the first `num_shown` inputs, then only noise; the label is its sign.

    X (num, length, 1) float32; y (num,) int64, 1 where the bit was +1, else 0. The noise is
    normal with standard deviation `noise`. After Bengio, Simard and Frasconi (1994), section
    III, who let the network learn the values it is shown. ValueError unless
    1 ≤ num_shown ≤ length.
    """

    length: int
    num_shown: int = 3
    noise: float = 0.2
    num_inputs = 1
    num_classes = 2

    def __post_init__(self):
        whole("length", self.length, at_least=1)
        whole("num_shown", self.num_shown, at_least=1)
        if self.num_shown > self.length:
            raise ValueError(
                f"num_shown must be at most length = {self.length}, got {self.num_shown}"
            )
        non_negative("noise", self.noise)

    def sample(self, num, rng):
        """`num` sequences and labels from the NumPy generator `rng`."""
        X = rng.standard_normal((num, self.length), dtype=np.float32)
        y = (X[:, 0] > 0).astype(np.int64)
        X *= np.float32(self.noise)
        X[:, : self.num_shown] = 2 * y[:, None] - 1
        return X[..., None], y


@dataclass(frozen=True)
class TemporalOrder:
    """Which two marks came, and in what order: X or Y each, among distractors, one-hot inputs.

    The first mark stands at a random place from a tenth to two tenths of the sequence, the second
    from five tenths to six; each is X or Y, anything else is one of four distractors. Inputs: X,
    Y, a, b, c, d. X (num, length, 6) float32; y (num,) int64: 0 XX, 1 XY, 2 YX, 3 YY. Hochreiter
    and Schmidhuber (1997), experiment 6a, without its start and end symbols. ValueError if
    length is below 10.
    """

    length: int
    num_inputs = 6
    num_classes = 4

    def __post_init__(self):
        whole("length", self.length, at_least=10)

    def sample(self, num, rng):
        """`num` sequences and labels from the NumPy generator `rng`."""
        uniform = rng.random((num, self.length + 4))
        symbols = 2 + (4 * uniform[:, 4:]).astype(np.int64)
        marks = (2 * uniform[:, :2]).astype(np.int64)
        for k, tenths in enumerate((1, 5)):
            place = self._place(tenths, uniform[:, 2 + k])
            symbols[np.arange(num), place] = marks[:, k]
        return np.eye(6, dtype=np.float32)[symbols], 2 * marks[:, 0] + marks[:, 1]

    def _place(self, tenths, uniform):
        """A whole number from length · tenths / 10 up to, not with, length · (tenths + 1) / 10."""
        first, end = self.length * tenths // 10, self.length * (tenths + 1) // 10
        return first + ((end - first) * uniform).astype(np.int64)


def _split(X, y, num_train, num_val, num_test):
    num_val, num_test = whole("num_val", num_val), whole("num_test", num_test)
    rest = len(y) - num_val - num_test
    num_train = rest if num_train is None else whole("num_train", num_train, at_least=1)
    if not 1 <= num_train <= rest:
        raise ValueError(
            f"num_train + num_val + num_test must be at most {len(y)} with num_train at least 1, "
            f"got {num_train} + {num_val} + {num_test}"
        )
    ends = [num_train, rest, rest + num_val]
    X_train, _, X_val, X_test = np.split(X, ends)
    y_train, _, y_val, y_test = np.split(y.astype(np.int64), ends)
    mean, scale = X_train.mean(), X_train.std()
    X_train, X_val, X_test = (
        ((part - mean) / scale).astype(np.float32) for part in (X_train, X_val, X_test)
    )
    return Dataset(X_train, y_train, X_val, y_val, X_test, y_test)
