"""The step cache: found if whole, made again if anything is unsound."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from homeward.engine import StepCache, source, source_hash, steps
from homeward.engine.steps import MARKER
from homeward.vocabulary import HomewardError
from tests.unit.engine import child

KILLED = """
import os, sys
from pathlib import Path
from homeward.engine import StepCache
def make(folder):
    (folder / "half").write_text("x")
    os._exit(9)
StepCache(Path(sys.argv[1])).run("study", {"a": "1"}, make)
"""


class Maker:
    """Fills a step's folder and counts how often it had to."""

    def __init__(self):
        self.calls = 0

    def __call__(self, folder: Path):
        self.calls += 1
        (folder / "tables").mkdir()
        (folder / "tables" / "rows.txt").write_text("one\ntwo\n")
        (folder / "note.txt").write_text("made")


@pytest.fixture
def make():
    return Maker()


@pytest.fixture
def cache(tmp_path):
    return StepCache(tmp_path / "steps")


def test_a_step_is_made_once(cache, make):
    first = cache.run("study", {"plan": "p", "seed": "1"}, make)
    again = cache.run("study", {"seed": "1", "plan": "p"}, make)
    assert (first.reused, again.reused, make.calls) == (False, True, 1)
    assert (first.key, first.folder) == (again.key, again.folder)
    assert (again.folder / "tables" / "rows.txt").read_text() == "one\ntwo\n"
    assert first.seconds >= 0 and len(first.key) == 64


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("study", {"a": "2"}),
        ("study", {"b": "1"}),
        ("study", {"a": "1", "b": ""}),
        ("study", {}),
        ("release", {"a": "1"}),
    ],
)
def test_anything_else_is_another_step(cache, make, name, inputs):
    first = cache.run("study", {"a": "1"}, make)
    other = cache.run(name, inputs, make)
    assert other.key != first.key and not other.reused


def test_names_and_texts_cannot_run_into_each_other(cache, make):
    assert (
        cache.run("s", {"ab": "c"}, make).key
        != cache.run("s", {"a": "bc"}, make).key
        != cache.run("s", {"a": "b", "c": ""}, make).key
    )


def test_a_step_can_be_looked_for_without_making_it(cache, make):
    assert not cache.holds("study", {"a": "1"}) and make.calls == 0
    step = cache.run("study", {"a": "1"}, make)
    assert cache.holds("study", {"a": "1"}) and not cache.holds("study", {"a": "2"})
    found = cache.find("study", step.key)
    assert (found.folder, found.reused) == (step.folder, True)
    (step.folder / "note.txt").unlink()
    assert cache.find("study", step.key) is None


@pytest.mark.parametrize("part", ["source_hash", "foundations"])
def test_a_changed_source_or_version_is_another_step(cache, make, monkeypatch, part):
    before = cache.run("study", {}, make)
    monkeypatch.setattr(steps, part, lambda: {"source_hash": "x", "foundations": {}}[part])
    assert cache.run("study", {}, make).key != before.key


def test_the_source_hash_is_of_content(tmp_path, monkeypatch):
    package = tmp_path / "homeward"
    (package / "engine" / "__pycache__").mkdir(parents=True)
    (package / "engine" / "steps.py").write_text("a = 1")
    (package / "profile.toml").write_text("x = 1")
    monkeypatch.setattr(source, "__file__", str(package / "engine" / "source.py"))
    hashed = source_hash.__wrapped__
    first = hashed()
    (package / "engine" / "__pycache__" / "steps.pyc").write_bytes(b"1")
    (package / "profile.toml").touch()
    assert hashed() == first
    (package / "profile.toml").write_text("x = 2")
    second = hashed()
    (package / "profile.toml").rename(package / "profile2.toml")
    assert len({first, second, hashed()}) == 3


def test_a_package_that_is_not_there_is_said_to_be_absent(monkeypatch):
    monkeypatch.setattr(source, "PACKAGES", ("numpy", "no-such-package"))
    found = source.foundations.__wrapped__()
    assert found["no-such-package"] == "absent"
    assert found["numpy"][0].isdigit() and found["python"].startswith("3.")


def test_the_marker_lists_every_file(cache, make):
    folder = cache.run("study", {}, make).folder
    marker = json.loads((folder / MARKER).read_text())
    assert {name: facts["bytes"] for name, facts in marker["files"].items()} == {
        "note.txt": 4,
        "tables/rows.txt": 8,
    }
    assert all(len(facts["sha256"]) == 64 for facts in marker["files"].values())


def _unlink(folder):
    (folder / "note.txt").unlink()


def _truncate(folder):
    (folder / "tables" / "rows.txt").write_text("one\n")


def _unmark(folder):
    (folder / MARKER).unlink()


def _spoil(folder):
    (folder / MARKER).write_text("{")


def _empty(folder):
    (folder / MARKER).write_text("[]")


def _other(folder):
    marker = json.loads((folder / MARKER).read_text())
    (folder / MARKER).write_text(json.dumps(marker | {"key": "0" * 64}))


@pytest.mark.parametrize("harm", [_unlink, _truncate, _unmark, _spoil, _empty, _other])
def test_an_unsound_step_is_made_again(cache, make, harm):
    harm(cache.run("study", {}, make).folder)
    again = cache.run("study", {}, make)
    assert not again.reused and make.calls == 2
    assert (again.folder / "note.txt").read_text() == "made"
    assert cache.run("study", {}, make).reused


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, FileNotFoundError])
def test_a_step_that_fails_leaves_nothing(cache, make, error):
    def fails(folder):
        (folder / "half.txt").write_text("half")
        raise error

    with pytest.raises(error):
        cache.run("study", {}, fails)
    assert list(cache.folder.iterdir()) == []
    assert not cache.run("study", {}, make).reused


def test_a_killed_run_is_swept_up_by_the_next(cache, make):
    assert child.finish(KILLED, cache.folder) == (9, "")
    (left,) = cache.folder.iterdir()
    assert (left / "half").exists() and not (left / MARKER).exists()
    step = cache.run("other", {}, make)
    assert list(cache.folder.iterdir()) == [step.folder]


def test_a_step_may_run_another(cache, make):
    def outer(folder):
        inner = cache.run("inner", {}, make)
        (folder / "copy").write_text((inner.folder / "note.txt").read_text())

    assert (cache.run("outer", {}, outer).folder / "copy").read_text() == "made"


def test_a_full_disk_is_told_as_such(cache):
    def fills(folder):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(HomewardError) as caught:
        cache.run("study", {}, fills)
    assert caught.value.code == "HW-E006"
    assert list(cache.folder.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_refused(tmp_path, make):
    (tmp_path / "file").write_text("")
    with pytest.raises(HomewardError) as caught:
        StepCache(tmp_path / "file").run("study", {}, make)
    assert caught.value.code == "HW-E002"


def test_pruning_keeps_what_is_named(cache, make):
    kept = cache.run("study", {"a": "1"}, make)
    gone = cache.run("study", {"a": "2"}, make)
    assert cache.prune({kept.key}) == 1
    assert kept.folder.is_dir() and not gone.folder.exists()
    assert StepCache(cache.folder / "nowhere").prune(set()) == 0


@pytest.mark.parametrize("name", ["", "a/b", "..", "a b", ".hidden"])
def test_a_name_that_is_no_folder_name_is_refused(cache, make, name):
    with pytest.raises(ValueError, match="name"):
        cache.run(name, {}, make)
    assert make.calls == 0
