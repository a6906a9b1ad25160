"""What makes an answer to the exercises on momentum right."""

from tests.laws.solutions import Asked


def after_one_step(lr, theta=0.7):
    """A step of descent on ½ θ², its slope by a difference."""
    slope = ((theta + 1e-3) ** 2 - (theta - 1e-3) ** 2) / 4e-3
    return (theta - lr * slope) / theta


SOLUTIONS = {
    "check_contraction": Asked(lambda rng: (rng.uniform(0.01, 3),), after_one_step),
}
