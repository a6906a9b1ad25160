"""NumPy's operations on tracers, as JavaScript; what is not here is named in an error."""

import numpy as np

from . import functions, linear, reductions
from .emit import elementwise
from .program import untraceable
from .tracer import Tracer, boolean

UNARY = {
    "negative": "-{0}", "positive": "{0}", "absolute": "Math.abs({0})", "fabs": "Math.abs({0})",
    "sqrt": "Math.sqrt({0})", "square": "{0}*{0}", "cbrt": "Math.cbrt({0})",
    "reciprocal": "1/{0}", "exp": "Math.exp({0})", "exp2": "Math.pow(2,{0})",
    "expm1": "Math.expm1({0})", "log": "Math.log({0})", "log2": "Math.log2({0})",
    "log10": "Math.log10({0})", "log1p": "Math.log1p({0})", "sin": "Math.sin({0})",
    "cos": "Math.cos({0})", "tan": "Math.tan({0})", "arcsin": "Math.asin({0})",
    "arccos": "Math.acos({0})", "arctan": "Math.atan({0})", "sinh": "Math.sinh({0})",
    "cosh": "Math.cosh({0})", "tanh": "Math.tanh({0})", "sign": "Math.sign({0})",
    "floor": "Math.floor({0})", "ceil": "Math.ceil({0})", "trunc": "Math.trunc({0})",
    "radians": "{0}*(Math.PI/180)", "deg2rad": "{0}*(Math.PI/180)",
    "degrees": "{0}*(180/Math.PI)", "rad2deg": "{0}*(180/Math.PI)",
}  # fmt: skip
BINARY = {
    "add": "{0}+{1}", "subtract": "{0}-{1}", "multiply": "{0}*{1}", "divide": "{0}/{1}",
    "power": "W({0},{1})", "float_power": "W({0},{1})", "fmod": "{0}%{1}",
    "minimum": "Math.min({0},{1})", "maximum": "Math.max({0},{1})",
    "hypot": "Math.hypot({0},{1})", "arctan2": "Math.atan2({0},{1})",
    "floor_divide": "Q({0},{1})", "remainder": "R({0},{1})", "logaddexp": "A({0},{1})",
}  # fmt: skip
LOGICAL = {
    "greater": "{0}>{1}", "less": "{0}<{1}", "greater_equal": "{0}>={1}",
    "less_equal": "{0}<={1}", "equal": "{0}=={1}", "not_equal": "{0}!={1}",
    "isfinite": "Math.abs({0})<Infinity", "isnan": "{0}!={0}", "isinf": "Math.abs({0})==Infinity",
    "logical_not": "{0}==0", "logical_and": "{0}!=0&&{1}!=0", "logical_or": "{0}!=0||{1}!=0",
    "invert": "!{0}", "bitwise_and": "{0}&&{1}", "bitwise_or": "{0}||{1}",
}  # fmt: skip
TEMPLATES = UNARY | BINARY | LOGICAL
NEEDS_BOOLEANS = ("invert", "bitwise_and", "bitwise_or")
OF_BOOLEANS = {"add": "bitwise_or", "multiply": "bitwise_and", "divide": "divide"}
OF_BOOLEANS |= {"maximum": "bitwise_or", "minimum": "bitwise_and"}
OVER_AXES = {"reduce": reductions.ufunc_reduce, "accumulate": reductions.ufunc_accumulate}


def ufunc(program, function, method, args, kwargs):
    """One NumPy universal function of tracers."""
    name = function.__name__
    kwargs = {k: v for k, v in kwargs.items() if v is not None}
    if "out" in kwargs:
        raise TypeError(
            f"np.{name} with out changes an array in place; a traced array is made anew: x = x + y"
        )
    if method in OVER_AXES:
        return OVER_AXES[method](program, name, *args, **kwargs)
    if method != "__call__" or kwargs:
        raise untraceable(f"{name} with {method if method != '__call__' else sorted(kwargs)}")
    if name == "matmul":
        return linear.matmul(*args)
    if name not in TEMPLATES:
        raise untraceable(name)
    name = _for_booleans(name) if all(map(boolean, args)) else name
    if name in NEEDS_BOOLEANS and not all(map(boolean, args)):
        raise TypeError(f"np.{name} of traced values takes booleans, got numbers")
    if name == "power" and not isinstance(args[1], Tracer) and np.ndim(args[1]) == 0:
        args, name = ((args[0],), "square") if args[1] == 2 else (args, name)
    return elementwise(program, TEMPLATES[name], args, name in LOGICAL)


def _for_booleans(name):
    """What NumPy does on arrays of booleans alone: `+` is "or", `*` is "and"."""
    if name in LOGICAL:
        return name
    if name not in OF_BOOLEANS:
        raise TypeError(f"np.{name} of booleans alone; multiply them by 1.0 first")
    return OF_BOOLEANS[name]


def function(program, f, args, kwargs):
    """One NumPy function (not a universal function) of tracers."""
    with np.errstate(all="ignore"):
        return functions.call(program, f, args, kwargs)
