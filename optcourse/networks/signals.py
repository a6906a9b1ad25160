"""MNIST-1D without an end: as many fresh signals as one asks for, thousands at once."""

from dataclasses import dataclass

import numpy as np

PADDED, LENGTH = 72, 40  # a signal while it is made, and as it is given
PADS, SHIFTS = range(36, 61), 48
SCALE, SHEAR, CORRELATED, WHITE = 0.4, 0.75, 0.25, 0.02  # sizes of what is drawn
NUMBERS = 5 + 2 * PADDED  # that one signal takes
AT_ONCE = 1000  # signals that fit into a processor's cache


@dataclass(frozen=True)
class FreshSignals:
    """Signals of the ten classes of MNIST-1D, each drawn anew; X (num, 40), y (num,).

    The distribution of the mnist1d package's generator, whose steps these are, for many signals
    together; classes are drawn too, and X is not centred or scaled. Greydanus and Kobak (2020).
    """

    num_inputs = LENGTH
    num_classes = 10

    def sample(self, num, rng):
        """`num` signals and classes from the NumPy generator `rng`."""
        counts = [min(AT_ONCE, num - k) for k in range(0, num, AT_ONCE)]
        parts = [self._some(count, rng) for count in counts or [0]]
        X, y = (np.concatenate(part) for part in zip(*parts, strict=True))
        return X, y

    def _some(self, num, rng):
        from scipy.special import ndtr

        normals = rng.standard_normal((num, NUMBERS))
        uniform, noise = ndtr(normals[:, :5]), normals[:, 5:]
        y, pad, shift = (_below(u, n) for u, n in zip(uniform.T, (10, 25, SHIFTS), strict=False))
        x = _shapes()[y, pad] * (1 + SCALE * (uniform[:, 3:4] - 0.5))
        x = np.take_along_axis(x, (np.arange(PADDED) - shift[:, None]) % PADDED, axis=1)
        x = x + (x == 0) * CORRELATED * (noise[:, :PADDED] @ _blur().T) + WHITE * noise[:, PADDED:]
        x = x - SHEAR * (uniform[:, 4:] - 0.5) * np.linspace(-0.5, 0.5, PADDED)
        return (x @ _stretch(PADDED, LENGTH).T).astype(np.float32), y


def _below(u, n):
    return np.minimum((n * u).astype(np.int64), n - 1)


def _shapes():
    """Each class (10) with each number of zeros behind it (25), stretched to one length (72)."""
    from mnist1d.data import get_templates

    shapes = get_templates()["x"] + 1e-8  # the package's own way to tell a shape from its padding
    padded = [np.pad(shapes, ((0, 0), (0, zeros))) for zeros in PADS]
    return np.stack([each @ _stretch(each.shape[1], PADDED).T for each in padded], axis=1)


def _stretch(old, new):
    """Linear interpolation from `old` points to `new` ones, a matrix (new, old)."""
    at = np.linspace(0, 1, new), np.linspace(0, 1, old)
    return np.stack([np.interp(*at, row) for row in np.eye(old)], axis=1)


def _blur():
    """The Gaussian filter that correlates the noise of neighbours, a matrix (72, 72)."""
    from scipy.ndimage import gaussian_filter1d

    return gaussian_filter1d(np.eye(PADDED), 2, axis=0)
