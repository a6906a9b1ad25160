"""What every exercise owes: a verdict in words, and whether the answer passed."""

import pytest


@pytest.fixture
def judge():
    """Check that the verdict on an answer says so, and passes just if that begins with ✓."""

    def check(exercise, answer, says):
        verdict = exercise(answer)
        assert says in repr(verdict)
        assert "\n" not in repr(verdict)
        assert verdict.passed is says.startswith("✓")

    return check
