"""Explorers of the chapter on adaptive steps."""

from optcourse.chapters.adaptive import explorers
from optcourse.chapters.adaptive.experiments.nets import NetsConfig, nets

SHORT = {"seeds": (0, 1), "hidden": (4,), "num_train": 40, "num_steps": 3}
RATES = {"momentum": (0.008, 0.032, 0.128), "adam": (0.001, 0.004, 0.016)}


def records():
    return {
        rule: nets(NetsConfig(rule=rule, rates=rates, **SHORT)) for rule, rates in RATES.items()
    }


def the_grid_decides():
    return explorers.the_grid_decides(records())


def common_and_rare():
    return explorers.common_and_rare(30)


def which_rule_which_rate():
    return explorers.which_rule_which_rate(30)


COMPILED = {
    "adaptive: between sign and slope": explorers.between_sign_and_slope,
    "adaptive: bouncing": explorers.bouncing,
    "adaptive: bursts": explorers.bursts,
    "adaptive: decay or penalty": explorers.decay_or_penalty,
    "adaptive: fading rates": explorers.fading_rates,
    "adaptive: muons rounds": explorers.muons_rounds,
    "adaptive: reddis trap": explorers.reddis_trap,
    "adaptive: the grid decides": the_grid_decides,
    "adaptive: turned bowl": explorers.turned_bowl,
    "adaptive: where the guard stands": explorers.where_the_guard_stands,
    "adaptive: why correct": explorers.why_correct,
}
LIVE = {
    "adaptive: common and rare": common_and_rare,
    "adaptive: which rule which rate": which_rule_which_rate,
}
BANKED = {}
