"""The explorer of step counts in the chapter on ill-conditioning."""

from functools import partial

from optcourse.explore import (
    METHOD_A,
    METHOD_B,
    METHOD_C,
    REFERENCE,
    Axis,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    listed,
)


def steps_against_kappa(record):
    """I3, I8: steps of each rule against the condition number (a StepsToTolerance)."""
    middle = (len(record.kappas) - 1) // 2
    controls = [listed("which", "condition *κ*", record.kappas, "{:,g}", middle)]
    presets = {
        "Least κ": {"which": 0},
        "Greatest κ": {"which": len(record.kappas) - 1},
    }
    question = "Ten times the condition number: how many times the steps?"
    scene = partial(_steps, record)
    return Explorer(scene, controls, "The bill", question, bank=True, presets=presets)


def _steps(record, which):
    kappas, kappa = record.kappas, record.kappas[which]
    rules = {
        "descent": (METHOD_A, "circle"),
        "momentum": (METHOD_B, "square"),
        "newton": (METHOD_C, "triangle"),
    }
    labels = {
        "descent": "best fixed rate, and exact line search",
        "momentum": "best momentum",
        "newton": "Newton",
    }
    marks = [Guide(x=kappa)]
    for name, (color, shape) in rules.items():
        counts = getattr(record, name)
        marks.append(Line(kappas, counts, color=color, label=labels[name]))
        marks.append(Points(kappa, counts[which], color=color, shape=shape, size=5))
    marks += _guide(kappas, 2.0 * record.descent[0], 1.0, 2.4, "∝ *κ*")
    marks += _guide(kappas, 0.5 * record.momentum[0], 0.5, 0.4, "∝ √*κ*")
    x = Axis("condition number *κ*", (0.85 * kappas[0], 1.18 * kappas[-1]), "log")
    y = Axis("steps to a millionth of the distance", (0.7, 3e4), "log")
    values = {name: getattr(record, name)[which] for name in rules}
    text = "Descent **{descent:d}** steps, momentum **{momentum:d}**, Newton **{newton:d}**."
    return Scene([Panel(x, y, marks, aspect=0.45)], [Readout(text, values)])


def _guide(kappas, start, power, shift, label):
    """A power law to compare with, named beside its line."""
    guide = start * (kappas / kappas[0]) ** power
    line = Line(kappas, guide, color=REFERENCE, dash=True, width=1.0)
    return [line, Text(kappas[-2], shift * guide[-2], label, anchor="middle")]
