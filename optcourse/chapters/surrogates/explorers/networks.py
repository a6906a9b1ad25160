"""Explorers of the chapter on surrogate losses, for recorded training without a stop."""

from functools import partial

from optcourse.chapters.surrogates.experiments import LOSSES, PLACES
from optcourse.explore import (
    REFERENCE,
    Axis,
    Choice,
    Explorer,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    listed,
    numbered,
)


def what_the_network_believes(record):
    """S3, S10: probabilities fitted with each loss, against the true ones (a Probabilities)."""
    controls = [
        Choice("loss", "trained on", {"logistic": "NLL", "hinge": "hinge"}, "logistic"),
        listed("size", "examples *m*", record.sizes, start=0),
        numbered("sample", "sample", record.outputs.shape[2]),
    ]
    question = "Does the network learn how likely a label is, or only which is likelier?"
    most = {"size": len(record.sizes) - 1}
    presets = {
        "NLL, most examples": most,
        "Hinge, few examples": {"loss": "hinge"},
        "Hinge, most examples": {"loss": "hinge"} | most,
    }
    title, scene = "What the network believes", partial(_beliefs, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _beliefs(record, loss, size, sample):
    chosen = LOSSES.index(loss)
    fitted = record.fitted[chosen, size, sample]
    return Scene(
        [
            Panel(
                Axis("input *x*", (-3.0, 3.0)),
                Axis("probability of *y* = +1", (0.0, 1.0)),
                [
                    Line(PLACES, record.truth, color=REFERENCE, dash=True, label="true"),
                    Line(PLACES, fitted, color=2 - chosen, width=2.8, label="fitted"),
                ],
            ),
            _distances(record, chosen, size, sample),
        ],
        [
            Readout("Mean distance from the true probabilities: **{gap:.3f}**.",
                    {"gap": record.distance[chosen, size, sample]}),
            Readout("The hinge answers ±1, read as 0.73 and 0.27, whatever the probability.",
                    when=loss == "hinge"),
        ],
    )  # fmt: skip


def _distances(record, chosen, size, sample):
    marks = []
    for k, (name, color) in enumerate((("NLL", 2), ("hinge", 1))):
        marks += faint(record.sizes, record.distance[k].T, "", color, width=0.6)
        mean = record.distance[k].mean(axis=-1)
        marks.append(Line(record.sizes, mean, color=color, dash=k == 1, label=f"{name}, mean"))
    here = record.distance[chosen, size, sample]
    marks.append(Points(record.sizes[size], here, color=2 - chosen, size=5.5))
    span = float(record.sizes[0]) / 1.3, float(record.sizes[-1]) * 1.3
    return Panel(
        Axis("examples *m*", span, "log"),
        Axis(
            "mean distance from the truth", (0.005, 0.5), "log", (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
        ),
        marks,
    )
