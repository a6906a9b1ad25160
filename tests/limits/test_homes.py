"""Without a home, and from sources that cannot be written."""

import shutil
from pathlib import Path

import pytest

import optcourse

ROOT = Path(__file__).parents[2]

NAMES = {"generate_mnist1d", "edge_of_stability"}


def kept(folder):
    """The experiments whose records lie in a folder, and no unfinished file."""
    assert {path.suffix for path in folder.iterdir()} == {".npz"}
    return {path.name.rpartition("-")[0] for path in folder.iterdir()}


def close(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


@pytest.fixture
def sources(tmp_path):
    """A copy of the course's sources, to be closed by a test and opened again after it."""
    tree = tmp_path / "course"
    shutil.copytree(Path(optcourse.__file__).parent, tree / "optcourse")
    shutil.copy(ROOT / "pyproject.toml", tree)
    yield tree
    for path in [tree, *tree.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_permissions_bind_the_programs_of_these_tests(run, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o555)
    program = "import os; print(os.access('closed', os.W_OK)); open('closed/file', 'w')"
    with pytest.raises(AssertionError, match="PermissionError"):
        run(program)


def test_without_a_home_the_project_keeps_the_records(session, sources):
    found, _ = session(root=sources)
    assert found["examples"] == 160 and found["picture"] > 10_000
    assert found["warnings"] == []
    assert kept(sources / ".cache" / "optcourse") == NAMES


def test_a_home_that_is_not_there_and_cannot_be_made(session, sources, tmp_path):
    (sources / "pyproject.toml").unlink()
    (tmp_path / "homes").mkdir(mode=0o555)
    found, _ = session(root=sources, HOME=str(tmp_path / "homes" / "reader"))
    (warning,) = found["warnings"]
    assert f"{tmp_path}/homes/reader/.cache/optcourse can be written" in warning
    assert found["picture"] > 10_000


def test_sources_that_cannot_be_written_keep_records_at_home(session, sources, tmp_path):
    close(sources)
    first, _ = session(root=sources, cwd=sources, HOME=str(tmp_path / "home"))
    assert first["warnings"] == [] and first["picture"] > 10_000
    assert kept(tmp_path / "home" / ".cache" / "optcourse") == NAMES
    assert not (sources / ".cache").exists()


def test_records_in_sources_that_cannot_be_written_are_read(session, sources, tmp_path):
    first, _ = session(root=sources)
    close(sources)
    second, _ = session(root=sources, HOME=str(tmp_path / "home"))
    assert second == first
    assert not (tmp_path / "home" / ".cache" / "optcourse").exists()


def test_with_neither_place_a_warning_says_what_to_set(session, sources):
    close(sources)
    found, _ = session(root=sources)
    (warning,) = found["warnings"]
    assert warning.startswith(f"records are computed but not kept: none of {sources}/.cache")
    assert "Set OPTCOURSE_CACHE" in warning
    assert found["picture"] > 10_000
