"""The same processor without its widest instructions: what numerical libraries find on many others.

NumPy, torch, MKL, oneDNN and OpenBLAS each choose their routines when they are loaded, and each is
told by a variable of its own to take none beyond AVX2. On a processor that has no more, nothing
changes.
"""

import os

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

WIDE = "512", "X86_V4"  # in NumPy's names of what goes beyond AVX2
LIMITS = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "OPENBLAS_CORETYPE": "Haswell",
}


def environment():
    """The variables of a process that is to compute so."""
    wide = [
        name
        for name in __cpu_dispatch__
        if __cpu_features__[name] and any(part in name for part in WIDE)
    ]
    return os.environ | LIMITS | ({"NPY_DISABLE_CPU_FEATURES": " ".join(wide)} if wide else {})
