"""Adaptive steps: steps that are divided by the size of the gradient, and what that is worth.

Each experiment is a function of a frozen configuration that returns a frozen record: `bounces` and
`bursts` for a bowl of one direction, `corrections` and `limits` for what Adam's steps are, `turns`
and `falls` for bowls that are turned, `trap` for losses on which Adam walks the wrong way, `decays`
for a weight without a signal, `pesky` for a rule that finds its rate, `bigrams` for a language of
frequent and rare words, and `nets` for networks trained by any of the rules. `evened` is what Muon
makes of a matrix, `words` trains a tiny transformer, `depths` looks at how far layers move. What
takes too long for a notebook is read by `kept_nets` and `kept_words` from files, which `recording`
writes; `octaves_within` is how wide a range of rates is.
"""

from optcourse.chapters.adaptive.experiments.bigrams import (
    Bigrams,
    BigramsConfig,
    bigrams,
    language,
)
from optcourse.chapters.adaptive.experiments.bounces import (
    Bounces,
    BouncesConfig,
    Bowl,
    Bursts,
    BurstsConfig,
    bounces,
    bursts,
)
from optcourse.chapters.adaptive.experiments.coordinates import Turning
from optcourse.chapters.adaptive.experiments.corrections import (
    Corrections,
    CorrectionsConfig,
    Slope,
    corrections,
    knees,
    step_lengths,
)
from optcourse.chapters.adaptive.experiments.decays import Decays, DecaysConfig, decays
from optcourse.chapters.adaptive.experiments.depths import Depths, DepthsConfig, depths
from optcourse.chapters.adaptive.experiments.falls import Falls, FallsConfig, falls
from optcourse.chapters.adaptive.experiments.limits import Limits, LimitsConfig, limits
from optcourse.chapters.adaptive.experiments.matrices import evened
from optcourse.chapters.adaptive.experiments.nets import Nets, NetsConfig, nets
from optcourse.chapters.adaptive.experiments.pesky import Pesky, PeskyConfig, pesky
from optcourse.chapters.adaptive.experiments.recorded_nets import (
    BALLS,
    DECAYED,
    GUARDED,
    RANGES,
    kept_nets,
)
from optcourse.chapters.adaptive.experiments.recorded_words import TALKS, kept_words
from optcourse.chapters.adaptive.experiments.traps import Trap, TrapConfig, trap
from optcourse.chapters.adaptive.experiments.turns import Turns, TurnsConfig, turns
from optcourse.chapters.adaptive.experiments.widths import octaves_within
from optcourse.chapters.adaptive.experiments.words import Words, WordsConfig, words

__all__ = [
    "BALLS",
    "DECAYED",
    "GUARDED",
    "RANGES",
    "TALKS",
    "Bigrams",
    "BigramsConfig",
    "Bounces",
    "BouncesConfig",
    "Bowl",
    "Bursts",
    "BurstsConfig",
    "Corrections",
    "CorrectionsConfig",
    "Decays",
    "DecaysConfig",
    "Depths",
    "DepthsConfig",
    "Falls",
    "FallsConfig",
    "Limits",
    "LimitsConfig",
    "Nets",
    "NetsConfig",
    "Pesky",
    "PeskyConfig",
    "Slope",
    "Trap",
    "TrapConfig",
    "Turning",
    "Turns",
    "TurnsConfig",
    "Words",
    "WordsConfig",
    "bigrams",
    "bounces",
    "bursts",
    "corrections",
    "decays",
    "depths",
    "evened",
    "falls",
    "kept_nets",
    "kept_words",
    "knees",
    "language",
    "limits",
    "nets",
    "octaves_within",
    "pesky",
    "step_lengths",
    "trap",
    "turns",
    "words",
]
