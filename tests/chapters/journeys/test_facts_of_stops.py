"""What the explorer of where training stops says is true."""

import numpy as np

from tests.truths import close, drawn, fact, marks, records, says, silent, written


@fact("journeys: at rest")
def test_the_stop_is_told_as_it_is_recorded(explorer):
    for name, record in records(explorer)[0].items():
        for k, at in enumerate(record.stops):
            norm = record.norm[at, 0]
            part = written(norm / record.norm[0, 0], ".2g")
            text = f"the gradient is {written(norm, '.2g')} long, {part} times as long as"
            says(explorer, {"which": name, "k": k}, text)
            (square,) = marks(explorer, {"which": name, "k": k}, "Points", panel=0)
            close([square.x, square.y], [record.steps[at], norm])


@fact("journeys: at rest")
def test_it_gets_shorter_by_what_the_copy_meets(explorer):
    for name, record in records(explorer)[0].items():
        low = record.norm_after[:, 0, 0].min()
        times = written(record.norm[record.stops[0], 0] / low, ".0f")
        here = {"which": name, "k": 0}
        says(explorer, here | {"then": "adam"}, f"{times} times shorter")
        silent(explorer, here | {"then": "stop"}, "times shorter")
        path = drawn(explorer, here | {"then": "adam"}, "with Adam", panel=0)
        close([np.nanmin(path.y), path.x[0]], [low, record.steps[record.stops[0]]], rel=1e-5)
