"""Break what a claim rests on, and its notebook must say so.

`failing_claims(notebook, claims)` runs the code cells that some claims need and collects those that
fail; the files `<chapter>/test_mutations.py` break one thing a time. They use the records that
`make validate` left in the cache, hence their marker.
"""

import dataclasses
from pathlib import Path

from needs import needed
from notebook_claims import outcomes, sources

from optcourse.records import sweeps

BOOK = Path(__file__).parents[2] / "book"


def failing_claims(notebook, claims=()):
    """Ids of the claims whose cells raise, among all or those asked for; other errors pass on."""
    cells = sources(notebook)
    only = {place for id in claims for place in needed(cells, id)} or None
    return {each.id for each in outcomes(notebook, only=only) if not each.holds}


def altered(kind, **changes):
    """`cached`, except that fields of one kind of record are changed on the way out."""
    original = sweeps.cached

    def cached(run, config):
        record = original(run, config)
        if not isinstance(record, kind):
            return record
        return dataclasses.replace(record, **{k: f(getattr(record, k)) for k, f in changes.items()})

    return cached


def break_record(kind, **changes):
    return lambda patch: patch.setattr(sweeps, "cached", altered(kind, **changes))
