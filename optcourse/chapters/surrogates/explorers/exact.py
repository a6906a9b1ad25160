"""The explorer of two planes on new examples: the exact one and the surrogate's (recorded)."""

from functools import partial

from optcourse.explore import (
    METHOD_A,
    METHOD_C,
    Axis,
    Band,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    listed,
)
from optcourse.intervals import mean_and_half

QUESTIONS = {"3 or 8": "a 3, not an 8", "odd": "odd", "at least five": "at least five"}
TOPS = {"3 or 8": 15.0, "odd": 45.0, "at least five": 60.0}  # of the axis of errors, %


def exact_or_surrogate(records):
    """S7, S19: mistakes on training and on new digits (question -> d -> a NewDigits)."""
    dims = tuple(records["odd"])
    sizes = records["odd"][dims[0]].sizes
    controls = [
        Choice("task", "is the digit", QUESTIONS, "3 or 8"),
        listed("dim", "dimension *d*", dims, "{}", start=min(1, len(dims) - 1)),
        listed("size", "examples *m*", sizes, "{}", start=len(sizes) // 2),
    ]
    question = "The exact plane makes the fewest training mistakes. And on new digits?"
    scene = partial(_compared, records, dims)
    presets = {
        "Two dimensions": {"dim": 0},
        "Two dimensions, most digits": {"dim": 0, "size": len(sizes) - 1},
        "Odd, two dimensions": {"task": "odd", "dim": 0},
        "Odd, three dimensions": {"task": "odd"},
        "At least five": {"task": "at least five"},
    }
    return Explorer(scene, controls, "Exact or surrogate", question, bank=True, presets=presets)


def _compared(records, dims, task, dim, size):
    record = records[task][dims[dim]]
    sizes = record.sizes
    span = Axis("examples *m*", (float(sizes[0]), float(sizes[-1])))
    errors = [Guide(x=sizes[size])]
    for name, color in (("exact", METHOD_C), ("logistic", METHOD_A)):
        train, new = (100 * getattr(record, f"{name}_{part}") for part in ("train", "test"))
        errors.append(Line(sizes, new.mean(axis=1), color=color, label=f"{name}, new"))
        errors.append(Line(sizes, train.mean(axis=1), color=color, width=1.5, dash=True,
                           label=f"{name}, training"))  # fmt: skip
    mean, half = mean_and_half(record.behind)
    behind = [
        Band(sizes, mean - half, mean + half, color=METHOD_C),
        Line(sizes, mean, color=METHOD_C, dots=True, label="exact less logistic"),
        Guide(y=0.0),
        Points(sizes[size], mean[size], color=METHOD_C, size=5.5),
    ]
    return Scene(
        [
            Panel(span, Axis("error, %", (0.0, TOPS[task])), errors),
            Panel(span, Axis("points more on new digits", (-10.0, 5.0)), behind),
        ],
        _compared_readouts(record, size, mean[size], half[size]),
    )


def _compared_readouts(record, size, mean, half):
    values = {
        "m": record.sizes[size],
        "exact": 100 * record.exact_test[size].mean(),
        "logistic": 100 * record.logistic_test[size].mean(),
    }
    gap = {"mean": abs(mean), "half": half}
    return [
        Readout("With {m:d} examples: error on new digits **{exact:.1f}%** exact, "
                "**{logistic:.1f}%** logistic.", values),
        Readout("The exact plane is **worse** by {mean:.1f} ± {half:.1f} points.", gap,
                when=mean > half, tone="bad"),
        Readout("The exact plane is **better** by {mean:.1f} ± {half:.1f} points.", gap,
                when=mean < -half, tone="good"),
        Readout("No difference can be told.", when=abs(mean) <= half),
    ]  # fmt: skip
