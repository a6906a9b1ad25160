"""How far apart two colours are, and how far for a reader who sees fewer of them."""

import numpy as np

SEEN = {  # linear RGB as it is seen, at full severity: Machado, Oliveira and Fernandes (2009)
    "all": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                 [-0.011820, 0.042940, 0.968881]],
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(color):
    """The linear RGB of #rrggbb: (3,)."""
    parts = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(color, seen):
    """The CIE L*a*b* of #rrggbb as such a reader sees it: (3,)."""
    ratio = XYZ @ np.clip(SEEN[seen] @ linear(color), 0, 1) / WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other, seen="all"):
    """The difference of two colours in CIE L*a*b* (1976): 2.3 can just be seen."""
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))
