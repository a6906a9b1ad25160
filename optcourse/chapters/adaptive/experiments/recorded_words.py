"""Claims P10: Adam and momentum in a tiny transformer, with and without warm-up and clipping."""

from pathlib import Path

from optcourse.chapters.adaptive.experiments.kept import kept
from optcourse.chapters.adaptive.experiments.words import Words, WordsConfig, words

RECORDED_WORDS = Path(__file__).with_name("recorded_words.json")
SEEDS = tuple(range(6))
RATES = {"adam": (0.008, 0.016, 0.032, 0.064), "momentum": (0.16, 0.32, 0.64, 1.28)}
WAYS = {  # the share of the steps in which the rate rises, and where gradients are clipped
    "adam": ((0.0, 0.0), (0.25, 0.0)),
    "momentum": ((0.0, 0.0), (0.25, 0.0), (0.25, 1.0)),
}
TALKS = {
    rule: {
        way: WordsConfig(rule, RATES[rule], SEEDS, warming=way[0], clip=way[1])
        for way in WAYS[rule]
    }
    for rule in RATES
}


def kept_words(config: WordsConfig) -> Words:
    """As `words`, from the file where that has it."""
    return kept(words, config, RECORDED_WORDS)
