"""Many fixed numbers as a short text, exactly: a palette and places in it, or the bytes, deflated.

`front/packed.js` is the inverse.
"""

import base64
import functools
import zlib

import numpy as np

from .program import literal

PALETTES = {4: 16, 8: 256, 16: 65536}  # bits of a place → colours that it tells apart
BYTES = 64  # stands for the bits of a place where there is no palette


def packed(values):
    """The shortest text of the JavaScript array [bits, size, palette, base64] for `values` (n,)."""
    return _packed(np.asarray(values, "<f8").tobytes())


@functools.lru_cache(maxsize=16)  # the same examples stand in each program of an explorer
def _packed(data):
    values = np.frombuffer(data, "<f8")
    patterns, places = np.unique(values.view("<u8"), return_inverse=True)  # tells −0 from 0
    palette = ",".join(map(literal, patterns.view("<f8")))
    texts = [_entry(BYTES, values.size, "", values)]
    for bits, colours in PALETTES.items():
        if len(patterns) <= colours and 8 * len(palette) < 64 * values.size:
            texts.append(_entry(bits, values.size, palette, _codes(places, bits)))
            break
    return min(texts, key=len)


def _codes(places, bits):
    if bits == 4:
        pairs = np.append(places, [0] * (places.size % 2)).reshape(-1, 2)
        return (16 * pairs[:, 0] + pairs[:, 1]).astype("<u1")
    return places.astype(f"<u{bits // 8}")


def _entry(bits, size, palette, codes):
    """All first bytes stand first, then all second ones: so they deflate better."""
    planes = codes.reshape(-1, 1).view("u1").T
    text = base64.b64encode(zlib.compress(planes.tobytes(), 9)).decode()
    return f'[{bits},{size},[{palette}],"{text}"]'
