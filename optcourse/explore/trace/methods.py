"""The methods of traced arrays, each by way of the NumPy function of its name."""

import numpy as np

from .program import untraceable

SAME = (
    "sum", "mean", "max", "min", "any", "all", "argmax", "argmin", "cumsum", "dot", "ravel",
    "squeeze", "swapaxes", "repeat", "diagonal", "take", "prod", "std", "var", "round", "sort",
)  # fmt: skip


def reshape(x, *shape, **options):
    return np.reshape(x, shape[0] if len(shape) == 1 else shape, **options)


def clip(x, min=None, max=None):
    return np.clip(x, min, max)  # whose keywords these are only since NumPy 2.1


def transpose(x, *axes):
    return np.transpose(x, (axes[0] if len(axes) == 1 else axes) or None)


def astype(x, kind):
    """The values as another type; traced numbers are 64-bit floats or booleans."""
    name = np.dtype(kind).name
    if name == "bool":
        return x if x.boolean else x != 0
    if name not in ("float64", "int64"):
        raise untraceable(f"ndarray.astype to {name}")
    return x * 1.0 if x.boolean else x if name == "float64" else np.trunc(x)


def item(x):
    raise TypeError("a traced value has no number yet; keep it as an array")


METHODS = {name: getattr(np, name) for name in SAME}
METHODS |= {"reshape": reshape, "transpose": transpose, "astype": astype, "clip": clip}
METHODS |= {"flatten": np.ravel, "copy": lambda x: x, "item": item, "tolist": item}
