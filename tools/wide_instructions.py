"""Print the instruction sets that NumPy would choose on this processor beyond its build's baseline.

With their names in NPY_DISABLE_CPU_FEATURES it computes as on a processor that has none of them:
its sin, exp and tanh then differ in their last bits.
"""

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__


def names():
    """Those of the sets that NumPy was built for, and that this processor has."""
    return [name for name in __cpu_dispatch__ if __cpu_features__[name]]


if __name__ == "__main__":
    print(*names())
