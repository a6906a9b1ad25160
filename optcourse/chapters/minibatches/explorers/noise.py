"""The explorer of the scatter of minibatch gradients (a recorded run)."""

from functools import partial

import numpy as np

from optcourse.explore import (
    CHOSEN,
    CLASS_A,
    CLASS_B,
    REFERENCE,
    TRAIN,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    faint,
    listed,
    place,
    timeline,
)


def cloud_of_gradients(record):
    """B2, B13: minibatch gradients of a network around the full gradient (a Noise)."""
    third = min(2, len(record.moments) - 1)
    controls = [
        listed("which", "batch size *n*", record.sizes, start=0),
        timeline("training", record.moments, start=third),
    ]
    presets = {
        "A batch of 10": {"which": place(record.sizes, 10)},
        "A batch of 1,000": {"which": place(record.sizes, 1000)},
        "End of training": {
            "which": place(record.sizes, 10),
            "moment": len(record.moments) - 1,
        },
    }
    question = "How far from the full gradient does a batch of *n* land?"
    title, scene = "The cloud of gradients", partial(_cloud, record)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _cloud(record, which, moment):
    cloud = record.cloud[moment, which]
    relative = record.error[0] / record.grad_norm[0][:, None]
    return Scene(
        [_gradients(cloud), _errors(record, relative, which, moment)],
        _cloud_readouts(record, relative[moment, which], record.sizes[which], moment, cloud),
    )


def _gradients(cloud):
    return Panel(
        Axis("along *g*, in units of ‖*g*‖", (-5.0, 7.0)),
        Axis("across *g*", (-5.0, 5.0)),
        [
            Guide(x=0.0, dash=False),
            Guide(y=0.0, dash=False),
            Points(cloud[:, 0], cloud[:, 1], color=TRAIN, size=2.2),
            Points(1.0, 0.0, color=REFERENCE, shape="cross", size=6),
        ],
        title=f"{len(cloud)} minibatch gradients; cross: *g*",
        aspect=0.83,
        to_scale=True,
    )


def _errors(record, relative, which, moment):
    """The error of a batch against its size, in lengths of the full gradient."""
    sizes, error = record.sizes, relative[moment]
    law = record.sigma[0, moment] / np.sqrt(sizes) / record.grad_norm[0, moment]
    span = (0.8 * float(sizes[0]), 1.25 * float(sizes[-1]))
    limits = (0.7 * float(relative.min()), 1.5 * float(relative.max()))
    return Panel(
        Axis("batch size *n*", span, "log"),
        Axis("error ÷ ‖*g*‖", limits, "log"),
        [
            Line(sizes, law, color=REFERENCE, dash=True, label="*σ*/√*n*"),
            Guide(y=1.0, color=REFERENCE, dash=False, label="length of *g*", legend=True),
            Points(sizes, error, color=TRAIN, size=3.5),
            Points(sizes[which], error[which], color=CHOSEN, size=6),
        ],
        title="dots: measured",
    )


def _cloud_readouts(record, error, size, moment, cloud):
    values = {"n": int(size), "error": error, "scale": record.noise_scale[0, moment]}
    return [
        Readout("A batch of {n:d} misses by **{error:.0%}** of ‖*g*‖.",
                {"n": int(size), "error": error}),
        Readout("**{share:.0%}** of the batches point downhill.",
                {"share": float(np.mean(cloud[:, 0] > 0))}),
        Readout("Noise scale tr Σ/‖*g*‖²: {scale:.0f} examples.", {"scale": values["scale"]}),
    ]  # fmt: skip


def scale_over_training(records):
    """B13: the noise scale of several networks while they learn (name → a record each)."""
    controls = [Choice("network", "network", {name: name for name in records}, next(iter(records)))]
    _, second, third = records
    presets = {"Another network": {"network": second}, "A third network": {"network": third}}
    question = "Does the noise scale rise or fall while a network learns?"
    title, scene = "The noise scale over training", partial(_scales, records)
    return Explorer(scene, controls, title, question, bank=True, presets=presets)


def _scales(records, network):
    record, others = records[network], [each for name, each in records.items() if name != network]
    moments = np.concatenate([each.moments[1:] for each in records.values()])
    steps = Axis("step", (0.8 * float(moments.min()), 1.3 * float(moments.max())), "log")
    panels = [
        Panel(steps, Axis("noise scale *B*, examples", (10.0, 1e4), "log"), [
            *(mark for each in others
              for mark in faint(each.moments[1:], [_mean(each.noise_scale)[1:]], "")),
            Line(record.moments[1:], _mean(record.noise_scale)[1:], color=CHOSEN, width=2.8,
                 dots=True, label="this network"),
        ]),
        Panel(steps, Axis("times its value at the start", (1e-4, 1e4), "log"), [
            Guide(y=1.0, dash=False),
            Line(record.moments[1:], _grown(record.trace), color=CLASS_A, width=2.4, label="tr Σ"),
            Line(record.moments[1:], _grown(record.squared), color=CLASS_B, width=2.4,
                 label="‖*g*‖²"),
        ]),
    ]  # fmt: skip
    scale = _mean(record.noise_scale)
    values = {"start": scale[0], "end": scale[-1], "loss": record.loss[:, -1].mean()}
    text = "At the start *B* = **{start:.0f}**, at the end, with the loss at {loss:.2g}, "
    return Scene(panels, [Readout(text + "*B* = **{end:.0f}** examples.", values)])


def _mean(values):
    """The geometric mean over networks of `values` (S, T)."""
    return np.exp(np.log(values).mean(axis=0))


def _grown(values):
    mean = _mean(values)
    return mean[1:] / mean[0]
