"""What a configuration names is what changes, and what it refuses is said."""

import numpy as np
import pytest

from optcourse.chapters.risk.experiments import (
    CapacityConfig,
    DescentsConfig,
    MemorizingConfig,
    PartingConfig,
    PromisesConfig,
    SamplesConfig,
    StandingConfig,
    TwoGaussians,
    WidthsConfig,
    capacity,
    hoeffding,
    memorizing,
    parting,
    peaks,
    promises,
    samples_of_risk,
    truth,
    widths,
)
from tests.chapters.risk.catalogue import CURVES, HEART, PEAKS, WIDE


def test_other_settings_change_what_they_name():
    two = {"depth": 2}
    for run, config in ((parting, CURVES), (memorizing, HEART), (widths, WIDE), (peaks, PEAKS)):
        deep = run(type(config)(**{**vars(config), **two}))
        assert not np.allclose(deep.train_error, run(config).train_error)
    signals = memorizing(MemorizingConfig(**{**vars(HEART), "data": "signals"}))
    assert signals.test_error[0, 0, -1] > memorizing(HEART).test_error[0, 0, -1]
    rare = samples_of_risk(SamplesConfig(sizes=(5,), degrees=(0,), num_draws=20, prior=0.1))
    assert rare.risk[0, 0] == pytest.approx(TwoGaussians(prior=0.1).bayes_risk)
    wavy = capacity(CapacityConfig(max_degree=4, sizes=(40,), num_draws=2, waves=2.0))
    assert np.std(wavy.y - truth(wavy.X, 2.0)) < 0.4 < np.std(wavy.y - truth(wavy.X))
    coins = promises(PromisesConfig(num_rules=(1,), sizes=(50,), num_draws=400, heads=0.1))
    fair = promises(PromisesConfig(num_rules=(1,), sizes=(50,), num_draws=400))
    assert coins.worst[1].std() < 0.8 * fair.worst[1].std()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TwoGaussians(prior=1.0), "prior must be at least 0 and less than 1"),
        (lambda: TwoGaussians(prior=0.0), "prior must be positive"),
        (lambda: TwoGaussians(cov=((1.0, 2.0), (2.0, 1.0))), "eigenvalues of cov must be positive"),
        (lambda: TwoGaussians().sample(0, np.random.default_rng(0)), "num must be a whole number"),
        (lambda: SamplesConfig(sizes=(0,)), "sizes must be a whole number of at least 1"),
        (lambda: CapacityConfig(sizes=(13,)), "sizes must be a whole number of at least 14"),
        (lambda: CapacityConfig(noise=0), "noise must be positive"),
        (lambda: PromisesConfig(num_draws=1), "num_draws must be a whole number of at least 2"),
        (lambda: hoeffding(1, 10, 1.0), "delta must be at least 0 and less than 1"),
        (lambda: MemorizingConfig(shares=(1.1,)), "shares must be at least 0"),
        (lambda: PartingConfig(lr=-1), "lr must be positive and finite, got -1"),
        (lambda: MemorizingConfig(data="words"), "data must be one of 'digits', 'signals'"),
        (lambda: WidthsConfig(sizes=(30, 100)), "sizes must divide the largest"),
        (lambda: StandingConfig(nudge=0), "nudge must be positive"),
        (lambda: DescentsConfig(num_steps=0), "num_steps must be a whole number of at least 1"),
    ],
)
def test_errors_say_what_is_allowed(make, message):
    with pytest.raises(ValueError, match=message):
        make()
