"""Momentum: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.momentum.experiments import FirstSteps
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site

CASES = {
    "nothing": (lambda patch: None, set()),
    "losses": (break_record(FirstSteps, loss=np.ones_like), {"M1"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("algorithms/momentum", *CASES[name])
