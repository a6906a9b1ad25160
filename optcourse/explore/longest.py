"""The longest sentence that an explorer says, for which a page keeps room."""

import itertools

import numpy as np

from .text import plain

SWEPT = {True: 9, False: 3}  # positions of a slider that are tried while the others stand:
# a frame of a bank is quick, one that is compiled for the page may take a second here
WHOLE = 60  # frames of a bank that are all tried
SPARE = " 000000"  # room for numbers that are longer at settings that are not tried


def longest_readout(explorer):
    """A line as long as the longest of an explorer's readouts, with its markup; "" without any."""
    lines = (explorer.scene(**values).reading() for values in settings(explorer))
    longest = max(lines, key=lambda text: len(plain(text)))
    return longest and longest + SPARE


def settings(explorer):
    """Settings to try: presets, a small bank's grid, else a few places of each slider."""
    sliders = [control for control in explorer.controls if control.kind == "slider"]
    yield from ({}, *explorer.presets.values())
    if explorer.live:  # a frame takes long: presets lead everywhere
        yield from (choices for _, choices in explorer.variants())
        return
    whole = explorer.bank and np.prod([len(slider.positions) for slider in sliders]) <= WHOLE
    for _, choices in explorer.variants():
        for places in _grid(sliders) if whole else _sweeps(sliders, SWEPT[explorer.bank]):
            yield choices | places


def _grid(sliders):
    ways = [[(s.name, s.at(k)) for k in range(len(s.positions))] for s in sliders]
    return map(dict, itertools.product(*ways))


def _sweeps(sliders, count):
    for slider in sliders:
        for k in sorted(set(np.linspace(0, len(slider.positions) - 1, count).astype(int))):
            yield {slider.name: slider.at(k)}
