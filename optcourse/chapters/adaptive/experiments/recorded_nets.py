"""Claims P9b, P11b and P11c: networks at many decays, decays of averages, guards and rates."""

from dataclasses import replace
from pathlib import Path

from optcourse.chapters.adaptive.experiments.kept import kept
from optcourse.chapters.adaptive.experiments.nets import Nets, NetsConfig, nets

RECORDED_NETS = Path(__file__).with_name("recorded_nets.json")

_few = NetsConfig("adam", (0.002, 0.004, 0.008), seeds=tuple(range(6)), num_train=1000,
                  num_steps=800)  # fmt: skip
DECAYED = {  # rule -> decay -> networks that learn 1,000 examples
    rule: {0.0: _few} | {each: replace(_few, rule=rule, decay=each) for each in decays}
    for rule, decays in (
        ("adamw", (0.1, 0.3, 1.0, 3.0)),
        ("adam+l2", (0.001, 0.003, 0.01, 0.03)),
    )
}

_many = NetsConfig(seeds=tuple(range(8)))
BALLS = {  # α -> networks by momentum
    beta1: replace(_many, rule="momentum", beta1=beta1, rates=rates)
    for beta1, rates in ((0.0, (0.32, 0.64, 1.28, 2.56)), (0.5, (0.32, 0.64, 1.28)))
}
GUARDS = {
    0.01: (0.008, 0.016, 0.032),
    0.1: (0.032, 0.064, 0.128, 0.256),
    1.0: (0.32, 0.64, 1.28, 2.56),
}
GUARDED = {  # ρ₁ and δ -> networks by Adam
    (beta1, eps): replace(_many, beta1=beta1, eps=eps, rates=rates)
    for beta1 in (0.0, 0.5, 0.9)
    for eps, rates in GUARDS.items()
}

_steady = NetsConfig(seeds=tuple(range(12)), falling=False)
TASKS = {
    "mnist1d": _steady,
    "digits": replace(_steady, data="digits", num_train=900, hidden=(32,), num_steps=400),
}
RANGES = {  # task -> rule -> networks at constant rates, far to both sides
    task: {
        rule: replace(each, rule=rule, rates=tuple(lowest * 2**k for k in range(10)))
        for rule, lowest in (("momentum", 0.001), ("adam", 0.00025))
    }
    for task, each in TASKS.items()
}

NETS = (
    *(each for decays in DECAYED.values() for each in decays.values()),
    *BALLS.values(),
    *GUARDED.values(),
    *(each for rules in RANGES.values() for each in rules.values()),
)


def kept_nets(config: NetsConfig) -> Nets:
    """As `nets`, from the file where that has it."""
    return kept(nets, config, RECORDED_NETS)
