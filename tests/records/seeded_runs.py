"""Runs for the tests of further seeds: in a module, so that workers can import it."""

from dataclasses import dataclass

from optcourse.records.sweeps import cached


@dataclass(frozen=True)
class Part:
    seed: int = 3


@dataclass(frozen=True)
class Asked:
    seeds: tuple = (0, 1)
    rate: float = 0.1
    part: Part = Part()


@dataclass(frozen=True)
class Seeds:
    own: str
    of_part: int


def seeds_of_part(config: Part) -> Seeds:
    return Seeds("", config.seed)


def ask_for_part(config: Asked) -> Seeds:
    """An experiment that asks for another one."""
    return Seeds(str(config.seeds), cached(seeds_of_part, config.part).of_part)
