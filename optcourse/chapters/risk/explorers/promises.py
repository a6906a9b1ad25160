"""The explorer of Hoeffding's bound: what it promises, and what was needed."""

from functools import partial

import numpy as np

from optcourse.explore import (
    REFERENCE,
    TRAIN,
    Axis,
    Bars,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    listed,
    place,
)

DELTA = 0.05
BINS_TO_BOUND, MOST_BINS = 10, 12  # bars as wide as a tenth of the bound


def the_promise(record):
    """R7, R14: Hoeffding's bound against the worst deviation in a class of rules (a Promises)."""
    controls = [
        Choice("kind", "kind of rule", {"lines": "random lines", "coins": "coin tosses"}, "lines"),
        listed("rule", "rules *K*", record.num_rules),
        listed("size", "examples *m*", record.sizes),
    ]
    most = {"rule": len(record.num_rules) - 1}
    presets = {
        "One rule": {"rule": 0},
        "1,000 lines": most,
        "1,000 coin tosses": most | {"kind": "coins"},
        "500 examples": {"size": place(record.sizes, 500)},
    }
    question = "The bound promises: wrong in at most 5% of samples. How much room does it leave?"
    scene = partial(_promise, record)
    return Explorer(scene, controls, "The promise", question, bank=True, presets=presets)


def _promise(record, kind, rule, size):
    k = ("lines", "coins").index(kind)
    bound, needed = record.bound(DELTA)[rule, size], record.needed(DELTA)[k, rule, size]
    values = {"bound": bound, "needed": needed, "ratio": bound / needed}
    failed = {"failed": record.failures(DELTA)[k, rule, size]}
    text = (
        "Bound {bound:.3f}; 95% of samples stay below {needed:.3f}. "
        "It is **{ratio:.2f} times** as wide as needed."
    )
    return Scene(
        [
            _deviations(record, k, rule, size, bound, needed),
            _bounds(record, k, rule, size, bound, needed),
        ],
        [
            Readout(text, values),
            Readout("The bound failed in **{failed:.1%}** of samples; promised: at most 5%.",
                    failed, tone="good"),
        ],
    )  # fmt: skip


def _deviations(record, k, rule, size, bound, needed):
    """What the samples' worst deviations are, measured by the bound."""
    edges = np.arange(MOST_BINS + 1) / BINS_TO_BOUND
    shares = record.shares(bound * edges)[k, rule, size]
    return Panel(
        Axis("worst deviation ÷ bound", (0.0, edges[-1])),
        Axis("samples there, % of the most frequent", (0.0, 130.0), ticks=(0, 25, 50, 75, 100)),
        [
            Bars(edges[1:] - 0.5 / BINS_TO_BOUND, 100 * shares / shares.max(),
                 width=0.9 / BINS_TO_BOUND, color=TRAIN),
            Guide(x=needed / bound, color=TRAIN),
            Text(needed / bound - 0.02, 118.0, "95% of samples", color=TRAIN, anchor="end"),
            Guide(x=1.0, color=REFERENCE, dash=False),
            Text(1.02, 118.0, "bound", color=REFERENCE),
        ],
    )  # fmt: skip


def _bounds(record, k, rule, size, bound, needed):
    rules, bounds, enough = record.num_rules, record.bound(DELTA), record.needed(DELTA)[k]
    return Panel(
        Axis("number of rules *K*", (0.8, 1.25 * rules[-1]), "log"),
        Axis("worst deviation in the class", (0.0, 0.4)),
        [
            Line(rules, bounds[:, size], color=REFERENCE, dots=True, label="bound"),
            Line(rules, enough[:, size], color=TRAIN, dots=True, label="95% of samples"),
            Points(rules[rule], bound, color=REFERENCE, size=5),
            Points(rules[rule], needed, color=TRAIN, size=5),
        ],
    )
