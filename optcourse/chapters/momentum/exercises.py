"""Checks of the exercises on momentum."""

from optcourse.teaching.cases import cases, spread_out
from optcourse.teaching.verdicts import diagnose, exercise, number


@exercise
def check_contraction(contraction):
    """`contraction(lr)`: by what one step of descent on ½ θ² multiplies θ."""
    for lr in cases(0.1, 0.5, 1.5, draw=lambda rng: spread_out(rng, 0.01, 3)):
        value = number(contraction(lr), "contraction(lr)")
        mistakes = [
            (lr, "this is the step's share of θ: what is left of θ?"),
            (1 + lr, "the sign is turned: a step goes against the gradient."),
            ((1 - lr) ** 2, "this is what multiplies the loss."),
        ]
        diagnose(value, 1 - lr, mistakes, "the factor")
    return "Right: 1 − ε, so that the best rate here is 1."
