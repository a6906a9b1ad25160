"""What every chapter owes: claims that fail when what they rest on is broken."""

import pytest
from mutations import BOOK, failing_claims


@pytest.fixture
def broken(monkeypatch):
    """Break one thing, and check that these claims of a notebook fail; none if there are none."""

    def check(notebook, break_it, claims):
        break_it(monkeypatch)
        failed = failing_claims(BOOK / f"{notebook}.ipynb")
        assert claims <= failed
        assert bool(failed) == bool(claims)

    return check
