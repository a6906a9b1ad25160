"""A language of words, common and rare, that is learnt while one looks."""

from functools import cache

import numpy as np

from optcourse.chapters.adaptive.experiments.bigrams import language
from optcourse.chapters.adaptive.explorers.tables import _WeighedAdam
from optcourse.explore import (
    CHOSEN,
    METHOD_A,
    METHOD_B,
    METHOD_C,
    Axis,
    Choice,
    Explorer,
    Guide,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Slider,
)
from optcourse.networks import rounds
from optcourse.networks.passes import Gradient
from optcourse.rules import GradientDescent, Momentum, Signed

WORDS, EVERY = 64, 6
GROUPS = {"words 1 to 4": (0, 4), "5 to 16": (4, 16), "17 to 64": (16, 64)}
RULES = {
    "descent": ("descent", GradientDescent),
    "momentum": ("momentum 0.9", lambda rate: Momentum(rate, 0.9)),
    "sign": ("sign descent", lambda rate: Signed(GradientDescent(rate))),
    "adam": ("Adam", _WeighedAdam),
}
FLOOR = 1e-6


def common_and_rare(num_steps=300):
    """P12: a table of 64 × 64 logits from zero, under the exact gradient."""
    controls = [
        Choice("rule", "rule", {name: label for name, (label, _) in RULES.items()}, "descent"),
        Slider("rate", "rate *ε*", 0.01, 1000.0, 10.0, count=51, log=True, spec=".2g"),
        Slider("exponent", "how unequal the words are", 0.0, 1.5, 1.0, step=0.1, spec=".1f"),
    ]
    presets = {
        "Descent, its best rate": {"rate": 50.0},
        "Momentum": {"rule": "momentum", "rate": 25.0},
        "Sign descent": {"rule": "sign", "rate": 0.063},
        "Adam": {"rule": "adam", "rate": 0.25},
        "All words alike": {"exponent": 0.0, "rate": 250.0},
    }
    question = "Which words does descent leave unlearnt? Find a rate at which it learns them all."

    def scene(rule, rate, exponent):
        run = trained(RULES[rule][1](rate), exponent, num_steps // EVERY)
        return _picture(run, exponent, num_steps)

    return Explorer(scene, controls, "Common and rare", question, presets=presets)


@cache
def chances():
    """Chances of a next word after each word: (64, 64)."""
    return language(WORDS, 1.0, np.random.default_rng(0))[1]


def shares(exponent):
    """How frequent the words are, by rank: (64,)."""
    parts = np.exp(-exponent * np.log(np.arange(1.0, WORDS + 1)))
    return parts / np.sum(parts)


def trained(rule, exponent, num_rounds):
    """`Rounds`; what is seen after each is, by rank, how far the next word is from learnt."""
    after, first = chances(), shares(exponent)
    entropy = np.sum(after * np.log(after), axis=1)

    def softmax(theta):
        logits = np.reshape(theta, (WORDS, WORDS))
        parts = np.exp(logits - np.max(logits, axis=1, keepdims=True))
        return parts / np.sum(parts, axis=1, keepdims=True)

    def excess(theta):
        logits = np.reshape(theta, (WORDS, WORDS))
        top = np.max(logits, axis=1)
        total = np.log(np.sum(np.exp(logits - top[:, None]), axis=1)) + top
        return entropy + total - np.sum(after * logits, axis=1)

    def gradient(theta, k):
        slope = first[:, None] * (softmax(theta) - after)
        return Gradient(np.sum(first * excess(theta)), np.ravel(slope))

    look = lambda theta, before: excess(theta)  # noqa: E731
    return rounds.trained(rule, gradient, np.zeros(WORDS * WORDS), num_rounds, EVERY, look)


def _picture(run, exponent, num_steps):
    first, left = shares(exponent), run.seen / run.seen[0]
    weighed = first * run.seen
    groups = [_part(weighed[:, low:high]) for low, high in GROUPS.values()]
    whole = _part(weighed)
    names = ("whole", "common", "middle", "rare")
    ends = {name: each[-1] for name, each in zip(names, (whole, *groups), strict=True)}
    text = (
        "Left of the excess loss: **{whole:.2%}**; words 1 to 4 {common:.2%}, 5 to 16 {middle:.2%},"
    )
    return Scene(
        [_course(groups, whole, num_steps), _by_rank(left[-1])],
        [Readout(text + " 17 to 64 **{rare:.2%}**.", ends)],
    )


def _part(weighed):
    """What is left of a sum over words, of the first: (rounds + 1,)."""
    total = np.sum(weighed, axis=1)
    return total / total[0]


def _course(groups, whole, num_steps):
    steps = np.arange(0, num_steps + 1, EVERY)
    styles = (METHOD_A, False), (METHOD_B, True), (METHOD_C, False)
    marks = [Line(steps, whole + FLOOR, color=CHOSEN, width=1.4, label="all")]
    marks += [
        Line(steps, each + FLOOR, color=color, dash=dash, width=2.4, label=name)
        for each, name, (color, dash) in zip(groups, GROUPS, styles, strict=True)
    ]
    axes = Axis("step", (0, num_steps)), Axis("left of the excess loss", (FLOOR / 2, 3.0), "log")
    return Panel(*axes, marks, aspect=0.8)


def _by_rank(left):
    ranks = np.arange(1.0, WORDS + 1)
    marks = [
        Guide(x=4.5, color=0),
        Guide(x=16.5, color=0),
        Points(ranks, left + FLOOR, color=METHOD_A, size=3),
    ]
    axes = (
        Axis("rank of the word", (0.9, 70.0), "log"),
        Axis("left after it", (FLOOR / 2, 3.0), "log"),
    )
    return Panel(*axes, marks, aspect=0.8, title="each word, now")
