"""Explorers of the chapter on risk."""

from optcourse.chapters.risk import explorers as risk
from optcourse.chapters.risk.experiments import (
    CapacityConfig,
    DescentsConfig,
    MemorizingConfig,
    PartingConfig,
    PeaksConfig,
    PromisesConfig,
    SamplesConfig,
    WidthsConfig,
    capacity,
    descents,
    memorizing,
    parting,
    peaks,
    promises,
    samples_of_risk,
    widths,
)

SAMPLES = SamplesConfig(sizes=(10, 30), degrees=(0, 40), num_draws=20)
DESCENTS = DescentsConfig(starts=((0.1, 1.0, 0.5), (-1.0, 0.2, -0.5)), num_steps=12)
FITS = CapacityConfig(max_degree=3, sizes=(8, 120), num_draws=4)
HEART = MemorizingConfig(
    seeds=(0,), shares=(0.0, 0.5, 1.0), num_train=40, num_test=50, hidden=8, batch_size=20,
    num_steps=20, every=10,
)  # fmt: skip
CURVES = PartingConfig(seeds=(0, 1), num_train=50, num_fresh=100, hidden=8, num_steps=20, every=10)
PROMISES = PromisesConfig(num_rules=(1, 8), sizes=(20, 50), num_draws=20)
WIDE = WidthsConfig(
    seeds=(0, 1), widths=(2, 8), sizes=(20, 60), num_fresh=80, batch_size=20, num_steps=30
)
PEAKS = PeaksConfig(
    seeds=(0, 1), widths=(2, 8, 40), num_train=40, num_fresh=80, batch_size=20, num_steps=300
)

COMPILED = {}
LIVE = {
    "risk: memorizing": lambda: risk.memorizing(memorizing(HEART), num_steps=50),
}

BANKED = {
    "risk: samples of risk": lambda: risk.samples_of_risk(samples_of_risk(SAMPLES)),
    "risk: descending the risk itself": lambda: risk.descending_the_risk(descents(DESCENTS)),
    "risk: capacity": lambda: risk.capacity(capacity(FITS)),
    "risk: wider networks": lambda: risk.wider_networks(widths(WIDE)),
    "risk: the peak": lambda: risk.the_peak(peaks(PEAKS)),
    "risk: the promise": lambda: risk.the_promise(promises(PROMISES)),
    "risk: when lower is not better": lambda: risk.when_lower_is_not_better(parting(CURVES)),
}
