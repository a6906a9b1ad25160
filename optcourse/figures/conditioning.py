"""Figures of the chapter on ill-conditioning: records in, matplotlib Axes out."""

import matplotlib.pyplot as plt

INK = ("#1b2430", "#0072b2", "#d55e00", "#009e73", "#aa4499")


def steps_against_kappa(record):
    """Steps to tolerance against κ, one line a rule (a StepsToTolerance); returns the Axes."""
    _, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    rules = {"descent": "best fixed rate", "momentum": "best momentum", "newton": "Newton"}
    for (name, label), color, marker in zip(rules.items(), INK[2:], "os^", strict=True):
        axes.loglog(record.kappas, getattr(record, name), marker=marker, color=color, label=label)
    for name, power in (("descent", 1.0), ("momentum", 0.5)):
        guide = getattr(record, name)[-1] * (record.kappas / record.kappas[-1]) ** power
        axes.loglog(record.kappas, 1.6 * guide, ":", color=INK[0], lw=1)
        text = "∝ κ" if power == 1.0 else "∝ √κ"
        axes.annotate(text, (record.kappas[-2], 1.9 * guide[-2]), ha="right", fontsize=10)
    axes.set_xlabel("condition number κ")
    axes.set_ylabel("steps to a millionth of the distance")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return axes
