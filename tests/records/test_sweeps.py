import io
import time
import zipfile
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pytest
import torch

from optcourse.chapters.memory.experiments import HoldingConfig, hold_bits
from optcourse.landscapes import Quadratic
from optcourse.records import caches
from optcourse.records.sweeps import cached

calls = []
Size = Enum("Size", ["small", "large"], module="optcourse.somewhere")


@dataclass(frozen=True)
class Config:
    seed: int = 0
    rates: tuple = (0.1, 0.2)
    size: Size = Size.small


@dataclass(frozen=True, eq=False)
class Record:
    values: np.ndarray
    labels: np.ndarray
    name: str
    diverged_at: int | None
    loss: float
    fine: bool


def run(config: Config) -> Record:
    calls.append(config)
    rng = np.random.default_rng(config.seed)
    return Record(rng.normal(size=(2, 3)), np.arange(3), "θ", None, float("nan"), True)


def unstorable(config: Config) -> Record:
    return Record(np.zeros(1), np.zeros(1), "", np.int64(3), 0.0, True)


def of_objects(config: Config) -> Record:
    return Record(np.array([1, "θ"], dtype=object), np.zeros(1), "", None, 0.0, True)


def unannotated(config):
    return None


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    calls.clear()
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def assert_same(first, second):
    for name in ("values", "labels"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
        assert getattr(first, name).dtype == getattr(second, name).dtype
    plain = [(r.name, r.diverged_at, repr(r.loss), r.fine) for r in (first, second)]
    assert plain[0] == plain[1]


def test_the_second_call_reads_what_the_first_computed():
    assert_same(cached(run, Config()), cached(run, Config()))
    assert len(calls) == 1
    assert_same(cached(run, Config()), run(Config()))


def test_each_configuration_has_its_record():
    for config in (Config(), Config(1), Config(rates=(0.1, 0.3)), Config(size=Size.large)):
        cached(run, config)
    assert len(calls) == 4


def test_an_edit_invalidates(tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "explore").mkdir(parents=True)
    (package / "models.py").write_text("width = 1")
    hashed = caches.source_hash
    monkeypatch.setattr(caches, "source_hash", lambda modules: hashed(modules, package))
    cached(run, Config())
    (package / "explore" / "scene.py").write_text("colour = 'red'")
    cached(run, Config())
    assert len(calls) == 1
    (package / "models.py").write_text("width = 22")
    cached(run, Config())
    (package / "losses.py").write_text("")
    cached(run, Config())
    assert len(calls) == 3


def test_what_a_configuration_is_made_of_counts(monkeypatch):
    asked = []
    monkeypatch.setattr(caches, "source_hash", lambda modules: asked.append(modules) or "")
    caches.key(run, Config(rates=(1, (Quadratic((1.0, 2.0)),))))
    here, of_size = Config.__module__, Size.__module__
    assert asked == [{here, of_size, "optcourse.landscapes.quadratics"}]


def test_a_function_of_a_notebook_is_known_by_its_source(monkeypatch):
    before = caches.key(run, Config())
    monkeypatch.setattr(caches.inspect, "getsource", lambda made: f"another {made.__name__}")
    assert caches.key(run, Config()) != before


def test_a_key_costs_little():
    caches.key(hold_bits, HoldingConfig())
    times = [_seconds(lambda: caches.key(hold_bits, HoldingConfig())) for _ in range(50)]
    assert min(times) < 0.002


def _seconds(act):
    """How long the processor works for it: others may be at work too."""
    start = time.process_time()
    act()
    return time.process_time() - start


@pytest.mark.parametrize("package", caches.NUMBERS)
def test_a_new_version_of_what_makes_numbers_invalidates(monkeypatch, package):
    cached(run, Config())
    known = caches.version
    monkeypatch.setattr(caches, "version", lambda name: "99" if name == package else known(name))
    cached(run, Config())
    assert len(calls) == 2


def test_a_record_of_another_device_is_not_taken(monkeypatch):
    cached(run, Config())
    here = torch.cuda.is_available()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: not here)
    cached(run, Config())
    assert len(calls) == 2


def entry_with(offset, value):
    """Change a byte of the first entry of a zip file's directory."""

    def damage(stored):
        at = stored.index(b"PK\1\2") + offset
        return stored[:at] + bytes([value]) + stored[at + 1 :]

    return damage


def deflated_wrongly(stored):
    """The same entries packed, and the first of them overwritten."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(stored)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
    at = packed.getvalue().index(b"values.npy") + len(b"values.npy")
    return packed.getvalue()[:at] + b"\xff" * 8 + packed.getvalue()[at + 8 :]


DAMAGE = {
    "cut": lambda stored: stored[: len(stored) // 2],
    "empty": lambda stored: b"",
    "text": lambda stored: b"text",
    "encrypted": entry_with(8, 1),
    "packed wrongly": deflated_wrongly,
    "packed in no known way": entry_with(10, 99),
    "of a later version": entry_with(6, 99),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_computed_again(empty_cache, damage):
    cached(run, Config())
    (stored,) = empty_cache.iterdir()
    stored.write_bytes(damage(stored.read_bytes()))
    assert_same(cached(run, Config()), run(Config()))
    calls.clear()
    cached(run, Config())
    assert not calls


def test_a_pickle_is_not_opened(empty_cache):
    cached(run, Config())
    (stored,) = empty_cache.iterdir()
    np.savez(stored, values=np.array([{}], dtype=object), **{"plain fields": np.array("{}")})
    assert cached(run, Config()).name == "θ"
    assert len(calls) == 2


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", "3", '{"values": 1}'])
def test_a_file_made_to_be_a_nuisance_is_computed_again(empty_cache, text):
    cached(run, Config())
    (stored,) = empty_cache.iterdir()
    np.savez(stored, values=np.zeros(1), labels=np.zeros(1), **{"plain fields": np.array(text)})
    assert_same(cached(run, Config()), run(Config()))


def test_a_file_that_claims_to_be_huge_is_computed_again(empty_cache):
    cached(run, Config())
    (stored,) = empty_cache.iterdir()
    head = {"descr": "<f8", "fortran_order": False, "shape": (10**14,)}
    with zipfile.ZipFile(stored, "w") as file, file.open("values.npy", "w") as entry:
        np.lib.format.write_array_header_1_0(entry, head)
    assert_same(cached(run, Config()), run(Config()))


def test_no_half_written_file_is_left(empty_cache):
    cached(run, Config())
    assert [path.suffix for path in empty_cache.iterdir()] == [".npz"]


def test_without_a_writable_folder_it_runs(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path / "file" / "below"))
    with pytest.warns(RuntimeWarning, match=r"not kept: none of .*below.* can be written. Set"):
        assert_same(cached(run, Config()), cached(run, Config()))
    assert len(calls) == 2


def test_a_full_disk_is_named_and_nothing_is_lost_or_left(empty_cache, monkeypatch):
    def full(*arguments, **settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.warns(RuntimeWarning, match="not kept: .* No space left on device"):
        assert_same(cached(run, Config()), run(Config()))
    assert list(empty_cache.iterdir()) == []


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own that holds the package, and a reader at home, without settings."""
    for name in ("OPTCOURSE_CACHE", "XDG_CACHE_HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(caches, "PACKAGE", tmp_path / "project" / "optcourse")
    monkeypatch.setenv("HOME", str(tmp_path / "reader"))
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "pyproject.toml").write_text("")
    return tmp_path / "project"


def test_folders(project, tmp_path, monkeypatch):
    at_home = tmp_path / "reader" / ".cache" / "optcourse"
    assert caches.folders() == [project / ".cache" / "optcourse", at_home]
    (project / "pyproject.toml").unlink()
    assert caches.folders() == [at_home]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert caches.folders() == [tmp_path / "xdg" / "optcourse"]
    monkeypatch.setenv("OPTCOURSE_CACHE", str(tmp_path / "mine"))
    assert caches.folders() == [tmp_path / "mine"]


def test_no_home_means_no_folder(project, monkeypatch):
    (project / "pyproject.toml").unlink()
    monkeypatch.delenv("HOME")
    assert caches.folders() == []
    with pytest.warns(RuntimeWarning, match=r"not kept: there is no home"):
        assert_same(cached(run, Config()), run(Config()))


def test_errors_say_what_is_allowed():
    with pytest.raises(TypeError, match="run must be a module-level function"):
        cached(lambda config: None, Config())
    with pytest.raises(TypeError, match="must be annotated to return a frozen dataclass"):
        cached(unannotated, Config())
    with pytest.raises(TypeError, match="config must hold numbers, strings, None"):
        cached(run, Config(rates=[0.1]))
    with pytest.raises(TypeError, match="field diverged_at of Record must be a NumPy array or"):
        cached(unstorable, Config())
    with pytest.raises(TypeError, match="str or None, got an array of objects"):
        cached(of_objects, Config())
