"""What the explorers that train, and that of recorded grids, say is true."""

import numpy as np
import torch
from scipy.stats import ttest_1samp

from optcourse.chapters.adaptive.explorers.ranks import chances
from tests.chapters.adaptive.catalogue import records
from tests.truths import close, drawn, fact, says, written

MAKERS = {
    "descent": torch.optim.SGD,
    "adam": torch.optim.Adam,
}


def language_learnt(make, rate, exponent, num_steps=30):
    """What is left of the excess loss by rank (64,), by torch's gradients."""
    after, first = torch.tensor(chances()), torch.arange(1.0, 65, dtype=torch.float64) ** -exponent
    first = first / first.sum()
    logits = torch.zeros(64, 64, dtype=torch.float64, requires_grad=True)

    def excess():
        return (after * (after.log() - torch.log_softmax(logits, 1))).sum(1)

    optimizer, start = make([logits], rate), excess().detach()
    for _ in range(num_steps):
        optimizer.zero_grad()
        (first * excess()).sum().backward()
        optimizer.step()
    return (first * excess().detach()).numpy(), (first * start).numpy()


@fact("adaptive: common and rare")
def test_what_is_left_is_what_torch_leaves(explorer):
    for rule, rate in (("descent", 40.0), ("adam", 0.2)):
        left, start = language_learnt(MAKERS[rule], rate, 0.5)
        values = {"rule": rule, "rate": rate, "exponent": 0.5}
        close(drawn(explorer, values, "all").y[-1], left.sum() / start.sum() + 1e-6, rel=1e-7)
        told = written(left[16:].sum() / start[16:].sum(), ".2%")
        says(explorer, values, f"17 to 64 {told}.")


@fact("adaptive: common and rare")
def test_sign_descent_learns_rare_words_as_soon_as_common_ones(explorer):
    values = {"rule": "sign", "rate": 0.05, "exponent": 1.5}
    common, rare = (drawn(explorer, values, each).y for each in ("words 1 to 4", "17 to 64"))
    assert np.all(np.abs(np.log(rare[1:] / common[1:])) < 0.7)
    values["rule"], values["rate"] = "descent", 20.0
    common, rare = (drawn(explorer, values, each).y for each in ("words 1 to 4", "17 to 64"))
    assert rare[-1] > 10 * common[-1]


@fact("adaptive: the grid decides")
def test_the_rate_is_the_best_on_validation_examples_within_reach(explorer):
    kept = records()
    for reach in ((0, 0), (1, 2), (2, 1), (2, 2)):
        chosen = []
        for record, end in zip((kept["momentum"], kept["adam"]), reach, strict=True):
            errors = list(record.wrong.mean(axis=1))
            chosen.append(record.test[errors.index(min(errors[: end + 1]))])
        told = [written(100 * each.mean(), ".1f") for each in chosen]
        values = dict(zip(("momentum", "adam"), reach, strict=True))
        says(explorer, values, f"Momentum {told[0]}%, Adam {told[1]}% wrong.")


@fact("adaptive: the grid decides")
def test_the_interval_is_that_of_a_paired_test(explorer):
    kept = records()
    gap = 100 * (kept["adam"].test[0] - kept["momentum"].test[0])
    low, high = ttest_1samp(gap, 0).confidence_interval()
    ends = written(low, ".1f"), written(high, ".1f")
    told = f"Adam − momentum: {written(gap.mean(), '.1f')} points, [{ends[0]}, {ends[1]}]."
    says(explorer, {"momentum": 0, "adam": 0}, told)
    word = "Level" if low <= 0 <= high else "Adam wins" if high < 0 else "Momentum wins"
    says(explorer, {"momentum": 0, "adam": 0}, word)
