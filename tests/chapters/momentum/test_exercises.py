"""Each check accepts the model answer, and tells each known mistake by name."""

import pytest

from optcourse.chapters.momentum import exercises as check

CASES = [
    (check.check_contraction, lambda lr: 1 - lr, "✓ Right"),
    (check.check_contraction, lambda lr: ..., "still empty"),
    (check.check_contraction, lambda lr: lr, "what is left of θ"),
    (check.check_contraction, lambda lr: 1 + lr, "sign is turned"),
    (check.check_contraction, lambda lr: (1 - lr) ** 2, "multiplies the loss"),
    (check.check_contraction, lambda lr: 7.0, "should be"),
]


@pytest.mark.parametrize(("check", "answer", "says"), CASES, ids=[c[2] for c in CASES])
def test_verdicts(check, answer, says, judge):
    judge(check, answer, says)
