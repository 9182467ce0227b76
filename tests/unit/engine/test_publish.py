"""Publishing, cut short at every point."""

from __future__ import annotations

import errno
import json
import os
import shutil

import pytest

from homeward.engine import check_out, folder_lock, publish, recover
from homeward.engine.publish import COMMIT, OUT_FILE, STAGING
from homeward.engine.steps import MARKER
from homeward.vocabulary import HomewardError

TARGETS = ("protected/results", "outgoing/report", "outgoing/released")


class Crash(BaseException):
    """The machine stops: nothing in the program may catch it and tidy up."""


def _parts(folder, word):
    """Sources for every target, each with a file that says `word`."""
    parts = {}
    for number, target in enumerate(TARGETS):
        source = folder / word / str(number)
        (source / "deep").mkdir(parents=True)
        (source / "word.txt").write_text(word)
        (source / "deep" / f"{word}.txt").write_text(word)
        parts[target] = source
    return parts


def _published(out):
    """The word that each target says; also checks that no file of another is left."""
    said = []
    for target in TARGETS:
        place = out / target
        if not place.exists():
            said.append(None)
            continue
        word = (place / "word.txt").read_text()
        assert [p.name for p in (place / "deep").iterdir()] == [f"{word}.txt"]
        said.append(word)
    return said


def _names(act):
    """Names of the steps that `act` goes through."""
    names = []
    act(names.append)
    return names


def _crash_at(number):
    """A hook that stops everything at the given step."""
    seen = []

    def step(name):
        seen.append(name)
        if len(seen) == number + 1:
            raise Crash(name)

    return step


@pytest.fixture
def out(tmp_path):
    check_out(tmp_path / "out")
    return tmp_path / "out"


def _steps_of(tmp_path):
    out = tmp_path / "count"
    check_out(out)
    publish(out, _parts(tmp_path / "first", "old"))
    return _names(lambda step: publish(out, _parts(tmp_path / "second", "new"), step))


def test_a_result_is_put_in_place(tmp_path, out):
    publish(out, _parts(tmp_path, "old"))
    assert _published(out) == ["old"] * 3
    publish(out, _parts(tmp_path, "new"))
    assert _published(out) == ["new"] * 3
    assert list((out / STAGING).iterdir()) == []
    assert not recover(out)


@pytest.mark.parametrize("first", [True, False], ids=["nothing before", "a result before"])
def test_a_crash_at_any_step_leaves_one_result_whole(tmp_path, first):
    names = _steps_of(tmp_path)
    committed = names.index("committed")
    assert len(names) > 10
    for number, name in enumerate(names):
        out = tmp_path / f"out{number}"
        check_out(out)
        before = [None] * 3
        if not first:
            publish(out, _parts(tmp_path / f"a{number}", "old"))
            before = ["old"] * 3
        with pytest.raises(Crash):
            publish(out, _parts(tmp_path / f"b{number}", "new"), _crash_at(number))
        if number < committed:
            assert _published(out) == before, name
        finished = recover(out)
        assert _published(out) == (before if number < committed else ["new"] * 3), name
        assert finished == (committed <= number < len(names) - 1), name
        assert list((out / STAGING).iterdir()) == []


def test_a_crash_while_recovering_changes_nothing_in_the_end(tmp_path):
    names = _steps_of(tmp_path)
    for number in range(names.index("committed"), len(names) - 1):
        for again in range(8):
            out = tmp_path / f"out{number}-{again}"
            check_out(out)
            publish(out, _parts(tmp_path / f"a{number}-{again}", "old"))
            with pytest.raises(Crash):
                publish(out, _parts(tmp_path / f"b{number}-{again}", "new"), _crash_at(number))
            try:
                recover(out, _crash_at(again))
            except Crash:
                recover(out)
            assert _published(out) == ["new"] * 3
            assert list((out / STAGING).iterdir()) == []


def test_what_appeared_in_a_place_meanwhile_is_replaced(tmp_path, out):
    publish(out, _parts(tmp_path / "a", "old"))
    names = _steps_of(tmp_path)
    aside = names.index("moved protected/results aside")
    with pytest.raises(Crash):
        publish(out, _parts(tmp_path / "b", "new"), _crash_at(aside))
    kept = [path.read_text() for path in (out / STAGING).glob("*/old/*/word.txt")]
    assert kept == ["old"] * (1 + sorted(TARGETS).index("protected/results"))  # none is gone
    (out / "protected" / "results").mkdir(exist_ok=True)
    assert recover(out)
    assert _published(out) == ["new"] * 3


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "HW-E006"), (errno.EACCES, "HW-E002")])
@pytest.mark.parametrize("call", ["copytree", "fsync"])
def test_a_disk_that_will_not_take_it_changes_nothing(
    tmp_path, out, monkeypatch, number, code, call
):
    publish(out, _parts(tmp_path / "a", "old"))

    def refuse(*args, **options):
        if call == "fsync" and number == errno.EACCES:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil if call == "copytree" else os, call, refuse)
    with pytest.raises(HomewardError) as caught:
        publish(out, _parts(tmp_path / "b", "new"))
    monkeypatch.undo()
    assert caught.value.code == code
    assert _published(out) == ["old"] * 3
    assert list((out / STAGING).iterdir()) == []
    publish(out, _parts(tmp_path / "c", "new"))
    assert _published(out) == ["new"] * 3


def test_editing_what_was_published_changes_no_source(tmp_path, out):
    parts = _parts(tmp_path, "old")
    publish(out, parts)
    (out / TARGETS[0] / "word.txt").write_text("edited")
    assert (parts[TARGETS[0]] / "word.txt").read_text() == "old"


def test_a_file_is_published_too_and_a_steps_marker_is_not(tmp_path, out):
    source = tmp_path / "step"
    (source / "deep").mkdir(parents=True)
    for name in (MARKER, f"deep/{MARKER}", "kept.txt"):
        (source / name).write_text("x")
    publish(out, {"results": source, "alone.txt": source / "kept.txt"})
    assert (out / "alone.txt").read_text() == "x"
    held = {p.relative_to(out / "results").as_posix() for p in (out / "results").rglob("*")}
    assert held == {"deep", f"deep/{MARKER}", "kept.txt"}


@pytest.mark.parametrize(
    "targets", [["/etc"], ["../out2"], [""], ["."], [".staging/x"], ["a", "a/b"], ["a/..", "b"]]
)
def test_a_target_outside_the_folder_or_within_another_is_refused(tmp_path, out, targets):
    (tmp_path / "source").mkdir()
    with pytest.raises(ValueError, match="target"):
        publish(out, dict.fromkeys(targets, tmp_path / "source"))
    assert not (out / STAGING).exists()


def test_a_new_folder_is_made_and_known_again(tmp_path):
    out = tmp_path / "deep" / "out"
    check_out(out)
    assert json.loads((out / OUT_FILE).read_text()) == {"format": 1}
    (out / "anything").write_text("")
    check_out(out)
    assert (out / "anything").exists()


def test_an_empty_folder_may_be_used_even_if_locked(tmp_path):
    with folder_lock(tmp_path):
        check_out(tmp_path)
    assert (tmp_path / OUT_FILE).exists()


def _refused(out):
    with pytest.raises(HomewardError) as caught:
        check_out(out)
    return caught.value.code


def test_somebody_elses_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("")
    assert _refused(tmp_path) == "HW-E004"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    ("text", "code"), [("{}", "HW-E004"), ("x", "HW-E004"), ('{"format": 9}', "HW-E003")]
)
def test_a_marker_of_something_else_is_refused(tmp_path, text, code):
    (tmp_path / OUT_FILE).write_text(text)
    assert _refused(tmp_path) == code


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    assert _refused(tmp_path / "file") == "HW-E002"
    assert _refused(tmp_path / "file" / "out") == "HW-E002"


def test_a_mark_of_the_folder_cut_short_does_not_make_it_somebody_elses(tmp_path):
    (tmp_path / f"{OUT_FILE}.part").write_text('{"for')
    check_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [OUT_FILE]


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
def test_copies_made_while_publishing_are_for_their_owner_alone(tmp_path, out):
    modes = []
    publish(
        out, _parts(tmp_path, "new"), lambda _: modes.append((out / STAGING).stat().st_mode & 0o777)
    )
    assert set(modes) == {0o700}


def _other_disk(place, out, monkeypatch):
    real = type(out).stat

    def stat(path, **options):
        found = list(real(path, **options))
        found[2] += path == place  # st_dev
        return os.stat_result(found)

    monkeypatch.setattr(type(out), "stat", stat)


def _may_not(place, out, monkeypatch):
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != place and real(path, mode))


@pytest.mark.parametrize("hinder", [_other_disk, _may_not])
def test_what_would_stop_a_swap_is_met_before_anything_is_decided(
    tmp_path, out, monkeypatch, hinder
):
    publish(out, _parts(tmp_path / "a", "old"))
    hinder(out / "protected", out, monkeypatch)  # not the first to be swapped
    with pytest.raises(HomewardError) as caught:
        publish(out, _parts(tmp_path / "b", "new"))
    monkeypatch.undo()
    assert caught.value.code == "HW-E002"
    assert _published(out) == ["old"] * 3
    assert not recover(out)


def test_the_commit_marker_names_the_targets(tmp_path, out):
    with pytest.raises(Crash):
        publish(out, _parts(tmp_path, "new"), _crash_at(len(TARGETS) + 1))
    (staging,) = (out / STAGING).iterdir()
    assert json.loads((staging / COMMIT).read_text())["targets"] == sorted(TARGETS)
