"""What the explorers that train, and that of recorded grids, say is true."""

import numpy as np
import pytest
import torch
from scipy.stats import ttest_1samp

from optcourse import draws
from optcourse.chapters.adaptive.explorers.duels import NET, examples
from optcourse.chapters.adaptive.explorers.ranks import chances
from tests.chapters.adaptive.catalogue import records
from tests.truths import close, drawn, fact, says, written

MAKERS = (  # by the place of the rule on the slider
    lambda p, lr: torch.optim.SGD(p, lr),
    lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    None,  # torch has no sign descent: it is written out
    lambda p, lr: torch.optim.Adagrad(p, lr),
    lambda p, lr: torch.optim.RMSprop(p, lr),
    lambda p, lr: torch.optim.Adam(p, lr),
    lambda p, lr: torch.optim.Adam(p, lr, eps=0.1),
)


class Sign(torch.optim.SGD):
    """θ ← θ − lr sign(g)."""

    def step(self):
        for group in self.param_groups:
            for param in group["params"]:
                param.grad.sign_()
        super().step()


def learnt(make, rate, num_steps=30):
    """The training loss of a network of torch after some steps, from the same start."""
    data, targets = examples()
    X, y = torch.tensor(data.X_train), torch.tensor(targets)
    params = [torch.tensor(np.array(part)).requires_grad_()
              for pair in NET.layers(NET.start(3)) for part in pair]  # fmt: skip

    def loss(rows):
        hidden = torch.tanh(X[rows] @ params[0] + params[1])
        return torch.nn.functional.cross_entropy(hidden @ params[2] + params[3], y[rows])

    optimizer = make(params, rate)
    for k in range(num_steps):
        optimizer.zero_grad()
        loss(np.floor(draws.uniform(3, k + 2, 16) * 600).astype(int)).backward()
        optimizer.step()
    return loss(np.arange(600)).item()


@fact("adaptive: which rule which rate")
@pytest.mark.parametrize(("kind", "rate"), [(0, 0.1), (1, 0.05), (2, 0.01), (3, 0.1), (4, 0.01)])
def test_each_rule_is_torchs(explorer, kind, rate):
    loss = learnt(MAKERS[kind] or Sign, rate)
    values = {"left": kind, "left_rate": rate}
    close(drawn(explorer, values, "first", panel=0).y[-1], loss, rel=1e-5)  # to a grain
    says(explorer, values, f"First: training loss {written(loss, '.3g')},")


@fact("adaptive: which rule which rate")
def test_adam_with_either_guard_is_torchs(explorer):
    for kind in (5, 6):
        values = {"right": kind, "right_rate": 0.02}
        says(
            explorer, values, f"Second: training loss {written(learnt(MAKERS[kind], 0.02), '.3g')},"
        )


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
    for rule, make, rate in (("descent", MAKERS[0], 40.0), ("adam", MAKERS[5], 0.2)):
        left, start = language_learnt(make, rate, 0.5)
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
    word = "Level" if low <= 0 <= high else "Adam is ahead" if high < 0 else "momentum is ahead"
    says(explorer, {"momentum": 0, "adam": 0}, word)
