"""HEADING: what is broken, and the claims that must fail."""

import numpy as np
import pytest

from optcourse.chapters.CHAPTER.experiments import FirstSteps
from tests.chapters.mutations import break_record

pytestmark = pytest.mark.site

CASES = {
    "nothing": (lambda patch: None, set()),
    "losses": (break_record(FirstSteps, loss=np.ones_like), {"LETTER1"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_function_fails_its_claims(name, broken):
    broken("PART/CHAPTER", *CASES[name])
