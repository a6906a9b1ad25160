"""Claim A2f: the Gabor loss asked on a grid of a few bits for each parameter, and from dice."""

from dataclasses import dataclass

import numpy as np

from optcourse.landscapes import GaborLoss
from optcourse.rules import GradientDescent, endpoint
from optcourse.validation import Checked, checked, positive, whole

LOW, HIGH = (-10.0, 2.5), (10.0, 22.5)  # the box of Prince (2023), figure 6.4


@dataclass(frozen=True)
class QuantizedConfig(Checked):
    """The Gabor losses of `seeds`' data; grids of each of `bits` a parameter in a box.

    Descent takes `num_steps` of `rate`, from the best place of each grid and from `num_starts`
    random ones. It is there if it ends within `near` of the lowest end of all.
    """

    seeds: tuple = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    num_data: int = checked(whole, 28, at_least=2)
    noise: float = checked(positive, 0.15)
    bits: tuple = checked(positive, (2, 3, 4, 5, 6))
    num_starts: int = checked(whole, 100, at_least=1)
    rate: float = checked(positive, 0.1)
    num_steps: int = checked(whole, 600, at_least=1)
    near: float = checked(positive, 0.02)


@dataclass(frozen=True, eq=False)
class Quantized:
    """D data sets, B numbers of bits. `above` (D, B): how far above the lowest loss the best place
    of a grid is; `there` (D, B): whether descent from it ends lowest; `share` (D,): of the random
    starts, those from which it does.
    """

    above: np.ndarray
    there: np.ndarray
    share: np.ndarray


def quantized(config: QuantizedConfig) -> Quantized:
    """Exhaustive search, and the restarts that Prince (2023), section 6.2, names beside it."""
    found = [_searched(config, seed) for seed in config.seeds]
    return Quantized(*(np.array(each) for each in zip(*found, strict=True)))


def _searched(config, seed):
    loss = GaborLoss.generated(config.num_data, seed, noise=config.noise)
    best = np.array([_best_place(loss, bits) for bits in config.bits])
    starts = np.random.default_rng(seed).uniform(LOW, HIGH, (config.num_starts, 2))
    rule = GradientDescent(config.rate)
    ends = loss.value(endpoint(rule, loss, np.concatenate([best, starts]), config.num_steps))
    lowest, num = np.nanmin(ends), len(best)
    there = ends < lowest + config.near
    return loss.value(best) - lowest, there[:num], there[num:].mean()


def _best_place(loss, bits):
    """The lowest of the middles of 2^bits equal cells for each parameter."""
    part = (np.arange(2**bits) + 0.5) / 2**bits
    lines = [low + (high - low) * part for low, high in zip(LOW, HIGH, strict=True)]
    places = np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, 2)
    return places[np.argmin(loss.value(places))]
