"""What the explorers on models with an unknown factor say is true."""

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from optcourse.networks.energies.rbm import Rbm
from tests.truths import close, drawn, fact, marks, records, says, silent

LOOP = "inexact: a loop"
APART = "inexact: two modes"
COMPASS = "inexact: the compass"


def by_hand(x, y, num_gibbs):
    """The pair's mean CD step of its weights, all probabilities written out, state by state."""
    seen = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    data, b, c = np.array([0.0, 0.03, 0.95, 0.02]), np.array([-1.0, 3.0]), -2.0
    w = np.array([x, y])
    on = 1 / (1 + np.exp(-(c + seen @ w)))
    rows = []
    for h in (0, 1):
        one = 1 / (1 + np.exp(-(b + h * w)))
        rows.append([np.prod(np.where(v == 1, one, 1 - one)) for v in seen])
    chance = data
    for _ in range(num_gibbs):
        chance = np.array([chance @ (1 - on), chance @ on]) @ np.array(rows)
    return (data - chance) @ (seen * on[:, None])


def work(x, y, radius, num_gibbs):
    def along(turn):
        step = by_hand(x + radius * np.cos(turn), y + radius * np.sin(turn), num_gibbs)
        return radius * (step @ [-np.sin(turn), np.cos(turn)])

    return quad(along, 0, 2 * np.pi)[0]


@fact(LOOP)
def test_the_work_is_the_integral_of_the_step_round_the_circle(explorer):
    for x, y, radius, k in ((2.5, -1.5, 2.0, 1), (3.0, -1.0, 1.5, 2)):
        values, whole = {"centre": (x, y), "radius": radius, "steps": str(k)}, work(x, y, radius, k)
        close(drawn(explorer, values, "the CD step", panel=1).y[-1], whole, rel=1e-6)
        says(explorer, values, f"work is {whole:.2f}".replace("-", "−"))


@fact(LOOP)
def test_the_gradient_does_no_work_and_verdicts_differ(explorer):
    values = {"centre": (2.5, -1.5)}
    close(drawn(explorer, values, "the gradient", panel=1).y[-1], 0.0, scale=1e7)
    says(explorer, values, "So it is the slope of nothing.")
    silent(explorer, values, "looks like the slope of something")
    says(explorer, {}, "Here it looks like the slope of something.")


@fact(LOOP)
def test_the_loop_is_a_circle_from_its_dot(explorer):
    values = {"centre": (1.0, 2.0), "radius": 1.5}
    circle = marks(explorer, values, "Line", panel=0)[-1]
    close(np.hypot(circle.x - 1, circle.y - 2), np.full(65, 1.5))
    dot = marks(explorer, values, "Points", panel=0)[-1]
    close([dot.x, dot.y], [2.5, 2.0])


def density(x, c, w):
    return w * norm.pdf(x, c) + (1 - w) * norm.pdf(x, -c)


def slope(x, c, w):
    return (w * (c - x) * norm.pdf(x, c) - (1 - w) * (c + x) * norm.pdf(x, -c)) / density(x, c, w)


def mean(f, c, w):
    return quad(lambda x: f(x) * density(x, c, w), -c - 9, c + 9, limit=200)[0]


def divergences(c, w, v):
    """Of the density with the weight v from that with w: Kullback's and half of Fisher's."""
    kullback = mean(lambda x: np.log(density(x, c, w) / density(x, c, v)), c, w)
    return kullback, mean(lambda x: 0.5 * (slope(x, c, w) - slope(x, c, v)) ** 2, c, w)


@fact(APART)
def test_the_losses_are_kullbacks_and_fishers_divergence(explorer):
    for c, w in ((1.0, 0.3), (3.0, 0.6)):
        values = {"half": c, "weight": w}
        lines = [drawn(explorer, values, label, panel=1) for label in
                 ("likelihood, nats", "score matching")]  # fmt: skip
        for place in (5, 40):
            wanted = divergences(c, w, lines[0].x[place])
            close([line.y[place] for line in lines], wanted, rel=1e-6)


@fact(APART)
def test_standard_errors_of_the_likelihood_and_verdicts(explorer):
    c, w, v = 3.0, 0.3, 0.5
    ratio = mean(lambda x: np.log(density(x, c, w) / density(x, c, v)), c, w)
    square = mean(lambda x: np.log(density(x, c, w) / density(x, c, v)) ** 2, c, w)
    errors = ratio * np.sqrt(1000 / (square - ratio**2))
    says(explorer, {"half": 3.0}, f"by {errors:.1f} standard errors", "cannot tell")
    says(explorer, {"half": 1.0}, "Two or more: score matching can tell.")
    says(explorer, {"claimed": 0.3}, "The claim is the truth.")
    silent(explorer, {"claimed": 0.3}, "standard errors", "can tell", "cannot tell")


@fact(APART)
def test_densities_are_those_of_the_two_weights(explorer):
    values = {"half": 2.0, "weight": 0.2, "claimed": 0.9}
    for label, weight in (("truth", 0.2), ("claimed", 0.9)):
        line = drawn(explorer, values, label, panel=0, kind="Line")
        close(line.y, density(line.x, 2.0, weight))


@fact(COMPASS)
def test_the_compass_shows_the_angle_of_the_record(explorer):
    (record,) = records(explorer)
    for way in (0, 1):
        values = {"moment": 2, "k": 1, "way": str(way)}
        arrow = drawn(explorer, values, "CD-k", panel=0)
        angle = record.angle[way, 2, 1, 0]
        close(np.degrees(np.arctan2(float(arrow.dx), float(arrow.dy))), angle)
        says(explorer, values, f"CD-{record.asked[1]} step is {angle:.0f}° from the gradient")
        uphill = "leads downhill" if angle > 90 else "still leads uphill"
        says(explorer, values, "level" if abs(angle - 90) < 0.5 else uphill)


@fact(COMPASS)
def test_the_first_step_is_that_of_a_machine_made_again(explorer):
    """From the start of the record's first run: probabilities, likelihood and miss."""
    (record,) = records(explorer)
    v, machine = record.patterns, Rbm(4, 2)
    theta = 0.1 * np.random.default_rng(0).standard_normal((2, machine.num_parameters))[0]
    weights = np.full(len(v), 1 / len(v))
    true = machine.gradient(theta, v, weights)
    rest = machine.expected_cd(theta, v, weights, 1) - true
    miss = 100 * np.linalg.norm(rest) / np.linalg.norm(true)
    says(explorer, {}, f"misses it by {miss:.0f}% of its length")
    chance = np.exp(machine.log_weight(theta, v) - machine.log_partition(theta))
    close(marks(explorer, {}, "Bars")[0].height, 100 * chance)
    says(explorer, {}, f"have {100 * chance.sum():.0f}% of the model")
    line = drawn(explorer, {}, "CD-1", panel=1)
    close(line.y[0], machine.log_likelihood(theta, v, weights))
