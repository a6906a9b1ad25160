"""A pytest plugin: stop after so many seconds of work; leave out explorers of other chapters."""

import os
import time

BUDGET = float(os.environ.get("MUTANTS_BUDGET", "inf"))
CHAPTER = os.environ.get("MUTANTS_CHAPTER", "")


def pytest_collection_modifyitems(items):
    if CHAPTER:
        items[:] = [item for item in items if not _is_of_another(item.name)]


def _is_of_another(name):
    """Whether a test is one of an explorer (`test[chapter: title]`) of another chapter."""
    case = name.partition("[")[2]
    return ": " in case and not case.startswith(f"{CHAPTER}: ")


def pytest_runtest_protocol():
    return True if time.process_time() > BUDGET else None
