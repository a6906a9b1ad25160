"""What the explorers of lines, bands, searches and splittings say is true."""

from itertools import product

import numpy as np

from tests.truths import close, fact, marks, records, says, silent, written


@fact("journeys: the straight line")
def test_a_rise_is_counted_where_the_line_goes_up(explorer):
    for name, record in records(explorer)[0].items():
        for way in range(len(record.rates)):
            loss = record.loss[way]
            up = [max(b - a for k, a in enumerate(run) for b in run[k:]) for run in loss]
            count, values = sum(x > 1e-3 for x in up), {"which": name, "way": way}
            told = f"It rises in {count} of {len(up)} runs, by up to {written(max(up), '.2g')}."
            says(explorer, values, told if count else f"in {len(up)} of {len(up)} runs.")


@fact("journeys: the straight line")
def test_the_square_moves_along_the_first_run(explorer):
    for name, record in records(explorer)[0].items():
        for along in (0, 10, 25):
            loss = record.loss[2, 0, along]
            values = {"which": name, "way": 2, "along": along}
            says(
                explorer, values, f"At {4 * along}% of the line the loss is {written(loss, '.2f')}."
            )
            (square,) = marks(explorer, values, "Points", panel=0)
            close([square.x, square.y], [along / 25, loss])


@fact("journeys: no free lunch")
def test_over_all_functions_searches_are_throws_of_a_die(explorer):
    for asked in range(6):
        low = written(np.mean([min(f[: asked + 1]) for f in product(range(4), repeat=6)]), ".3f")
        told = f"next to the best {low}, next to the worst {low}. Equal."
        says(explorer, {"kind": "all", "asked": asked}, told)


@fact("journeys: no free lunch")
def test_the_worst_leads_on_rough_functions_only(explorer):
    says(explorer, {"kind": "rough", "asked": 2}, "over 42 functions", "The worst leads.")
    for kind in ("smooth", "valley"):
        says(explorer, {"kind": kind, "asked": 2}, "The best leads.")
        says(explorer, {"kind": kind, "asked": 5}, "Equal.")
    (bars,) = marks(explorer, {"kind": "rough", "which": 3}, "Bars", panel=0)
    assert np.all(np.abs(np.diff(bars.height)) >= 2)


@fact("journeys: two units or eight")
def test_starts_are_told_with_their_interval(explorer):
    """Wilson's interval, solved from (p − x)² = z² p (1 − p)/n."""
    record = records(explorer)[0]
    n, z = record.num_starts, 1.96
    for (k, _), (which, family) in product(enumerate(record.widths), enumerate(("easy", "hard"))):
        x = record.fitted[which, k] / n
        ends = np.sort(np.roots([1 + z * z / n, -2 * x - z * z / n, x * x]).real)
        interval = " to ".join(f"{written(100 * max(end, 0), '.0f')}%" for end in ends)
        told = f"from {record.fitted[which, k]} of {n} starts (95% interval: {interval})."
        says(explorer, {"family": family, "k": k}, told)


@fact("journeys: two units or eight")
def test_no_set_has_one_shape_where_the_family_can_be_split(explorer):
    one, other = marks(explorer, {"family": "easy"}, "Points", panel=1)
    rows = [set(part.y[np.isfinite(part.y)].tolist()) for part in (one, other)]
    assert rows[0] == rows[1] == set(range(1, len(records(explorer)[0].easy) + 1))
    says(explorer, {"family": "hard"}, "all 16 splittings fail")


@fact("journeys: a band that shrinks")
def test_the_band_is_as_wide_as_the_network_claims(explorer):
    record = records(explorer)[0]
    for width, k in product(range(len(record.widths)), (0, 3, 5)):
        sigma = np.exp(-0.5 * record.log_beta[k, width, 0])
        (band,) = marks(explorer, {"width": width, "k": k}, "Band", panel=0)
        close(band.high - band.low, np.full(len(record.places), 2 * sigma))
        off = written(np.sqrt(record.mse[k, width, 0]), ".1g")
        told = f"It claims σ = {written(sigma, '.2g')}, and is off by {off}."
        says(explorer, {"width": width, "k": k}, told)


@fact("journeys: a band that shrinks")
def test_it_settles_where_the_claim_is_the_error(explorer):
    record = records(explorer)[0]
    for width, k in product(range(len(record.widths)), range(6)):
        ratio = np.exp(record.log_beta[k, width, 0]) * record.mse[k, width, 0]
        tell = says if abs(ratio - 1) < 0.02 else silent
        tell(explorer, {"width": width, "k": k}, "Settled: it claims what it achieves.")
