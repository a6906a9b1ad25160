"""What the explorers on momentum say is true."""

from tests.truths import close, drawn, fact, says


@fact("momentum: first steps on a bowl")
def test_a_rate_of_one_arrives_at_once(explorer):
    says(explorer, {"lr": 1.0}, "0 is left of the loss after 30 steps")


@fact("momentum: first steps on a bowl")
def test_every_step_multiplies_the_place_by_one_minus_the_rate(explorer):
    line = drawn(explorer, {"lr": 0.25}, "descent")
    close(line.x, [2.0 * 0.75**k for k in range(31)])
    close(line.y, [0.5 * (2.0 * 0.75**k) ** 2 for k in range(31)])
