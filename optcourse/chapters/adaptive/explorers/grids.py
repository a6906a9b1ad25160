"""The explorer of two grids of rates: how far they reach decides who wins."""

from functools import partial

import numpy as np
from scipy.special import stdtrit

from optcourse.explore import (
    CHOSEN,
    TEST,
    VALIDATION,
    Axis,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
)
from optcourse.tables import rows

ERRORS = (33.0, 100.0), "log", (40, 50, 60, 80, 100)
LABELS = {"momentum": "momentum 0.9", "adam": "Adam"}


def the_grid_decides(records):
    """P11: test errors of networks recorded at every rate, of grids that end where the reader says.

    `records` has the record `Nets` of each rule: "momentum" and "adam".
    """
    first = {name: min(2, len(record.rates) - 1) for name, record in records.items()}
    controls = [
        listed(name, f"{label}: rates up to", [f"{r:.2g}" for r in records[name].rates], "{}", at)
        for (name, label), at in zip(LABELS.items(), first.values(), strict=True)
    ]
    last = {name: len(record.rates) - 1 for name, record in records.items()}
    presets = {
        "Adam's grid is longer": {"momentum": 1, "adam": last["adam"]},
        "Momentum's grid is longer": {"momentum": last["momentum"], "adam": 1},
        "Both to the end": last,
    }
    question = "Who tests better, momentum or Adam? Say first how far each grid of rates reaches."
    scene = partial(_scene, records)
    return Explorer(scene, controls, "The grid decides", question, presets=presets)


def _scene(records, momentum, adam):
    reach = {"momentum": momentum, "adam": adam}
    panels, chosen = [], []
    for name in LABELS:
        at = _best(records[name], reach[name])
        chosen.append(100 * rows(records[name].test, at))
        panels.append(_panel(name, records[name], reach[name], at))
    return Scene(panels, _readouts(chosen[1] - chosen[0], *(np.mean(each) for each in chosen)))


def _best(record, reach):
    """The place of the rate, of those in reach, with the fewest errors on validation examples."""
    errors = record.wrong.mean(axis=1)
    return np.argmin(np.where(np.arange(len(errors)) <= reach, errors, 2.0))


def _panel(name, record, reach, at):
    tried = np.arange(len(record.rates)) <= reach
    test, validation = (100 * each.mean(axis=1) for each in (record.test, record.wrong))
    found, seen = np.where(tried, test, np.nan), np.where(tried, validation, np.nan)
    marks = [
        Line(record.rates, test, color=TEST, width=1.0, dash=True),
        Line(record.rates, validation, color=VALIDATION, width=1.0, dash=True),
        Line(record.rates, found, color=TEST, dots=True, label="new examples"),
        Line(record.rates, seen, color=VALIDATION, dots=True, label="validation"),
        Points(rows(record.rates, at), rows(test, at), color=CHOSEN, shape="square", size=6),
    ]
    ends = record.rates[0] / 1.5, record.rates[-1] * 1.5
    axes = Axis("rate *ε*", ends, "log"), Axis("errors, %", *ERRORS)
    return Panel(*axes, marks, aspect=0.8, title=f"{LABELS[name]}; square: chosen")


def _readouts(gaps, momentum, adam):
    count = gaps.shape[0]
    mean = np.mean(gaps)
    spread = np.sqrt(np.sum((gaps - mean) ** 2) / (count - 1) / count)
    half = float(stdtrit(count - 1, 0.975)) * spread
    both = {"momentum": momentum, "adam": adam}
    ends = {"mean": mean, "low": mean - half, "high": mean + half}
    return [
        Readout("Momentum {momentum:.1f}%, Adam {adam:.1f}% wrong.", both),
        Readout("Adam − momentum: **{mean:.1f}** points, [{low:.1f}, {high:.1f}].", ends),
        Readout("In these networks **Adam is ahead**.", when=mean + half < 0),
        Readout("In these networks **momentum is ahead**.", when=mean - half > 0),
        Readout("**Level:** the interval holds 0.", when=(mean - half <= 0) & (mean + half >= 0)),
    ]
