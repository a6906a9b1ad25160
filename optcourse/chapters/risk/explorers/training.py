"""Explorers of the chapter on risk, for networks while they train."""

from functools import partial

import numpy as np

from optcourse.explore import (
    REFERENCE,
    TEST,
    TRAIN,
    Axis,
    Explorer,
    Guide,
    Panel,
    Readout,
    Scene,
    growing,
    numbered,
    timeline,
)


def when_lower_is_not_better(record):
    """R5: full-batch descent, the empirical risk, and the risk on fresh signals (a Parting)."""
    controls = [
        timeline("time", record.steps, start=0),
        numbered("network", "network", len(record.risk)),
    ]
    end, turn = len(record.steps) - 1, int(record.lowest[0])
    presets = {
        "Halfway to the turn": {"moment": max(turn // 2, 1)},
        "They have parted": {"moment": min(turn + 3, end)},
        "Fewest errors": {"moment": int(record.lowest_error[0])},
        "The end": {"moment": end},
    }
    question = "Every step lowers the empirical risk. Where does it begin to raise the risk?"
    title, scene = "When lower is not better", partial(_parting, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _parting(record, moment, network):
    steps = record.steps
    empirical = record.empirical[network][steps]
    pairs = [
        (record.risk[network], empirical, record.lowest[network], "least risk",
         Axis("mean loss, nats", (0, 3))),
        (100 * record.risk_error[network], 100 * record.train_error[network],
         record.lowest_error[network], "fewest errors", Axis("error, %", (0, 100))),
    ]  # fmt: skip
    panels = [
        Panel(Axis("step", (0, 1.02 * steps[-1])), axis, [
            Guide(x=np.where(moment >= lowest, steps[lowest], np.nan), color=REFERENCE,
                  label=turn),
            *growing(steps, risk, moment, TEST, "fresh signals", width=2.5, size=6.5),
            *growing(steps, fitted, moment, TRAIN, "its examples", width=2.5, size=4),
        ])
        for risk, fitted, lowest, turn, axis in pairs
    ]  # fmt: skip
    return Scene(panels, _parting_readouts(record, moment, network))


def _parting_readouts(record, moment, network):
    change, error = record.change[network, moment], record.change_se[network, moment]
    step = record.steps[moment]
    fitted = record.empirical[network, step + 1] - record.empirical[network, step]
    values = {"change": abs(change), "error": error}
    return [
        Readout("The next step lowers the empirical risk by **{fitted:.2g}**.", {"fitted": -fitted},
                when=fitted < 0),
        Readout("It lowers the risk by **{change:.2g}** (± {error:.1g}).", values,
                when=change < 0),
        Readout("It raises the risk by **{change:.2g}** (± {error:.1g}).", values,
                when=change >= 0),
        Readout("**Both fall.**", when=change < -2 * error, tone="good"),
        Readout("**They have parted.**", when=change > 2 * error,
                tone="bad"),
    ]  # fmt: skip
