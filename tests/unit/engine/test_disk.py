"""Files written whole or not at all, and what a full disk is called."""

from __future__ import annotations

import errno
import os
import shutil

import pytest

from homeward.engine.disk import (
    FULL,
    disk_refusal,
    part_of,
    private_folder,
    write_whole,
    writing,
)
from homeward.engine.guard import call
from homeward.engine.steps import MAKING, StepCache
from homeward.vocabulary import HomewardError


@pytest.mark.parametrize("number", sorted(FULL))
def test_a_disk_a_quota_and_a_file_that_is_full_have_one_code(tmp_path, number):
    assert disk_refusal(OSError(number, os.strerror(number)), tmp_path).code == "HW-E006"

    whole = shutil.Error([("a", "b", str(OSError(number, os.strerror(number))))])
    assert disk_refusal(whole, tmp_path).code == "HW-E006"

    def full():
        raise OSError(number, os.strerror(number))

    with pytest.raises(HomewardError) as caught:
        call(full)
    assert caught.value.code == "HW-E006"


@pytest.mark.parametrize("said", ["No space left", "Disk quota exceeded", "File too large"])
def test_a_driver_that_gives_no_number_is_understood_too(said):
    def full():
        raise RuntimeError(f"IO Error: {said}")

    with pytest.raises(HomewardError) as caught:
        call(full)
    assert caught.value.code == "HW-E006"


def test_a_file_is_written_whole_over_what_a_killed_run_left(tmp_path):
    path = tmp_path / "a.json"
    part_of(path).write_text("half of something much longer")
    write_whole(path, b"new", 0o600)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert not part_of(path).exists()


def test_a_file_that_cannot_be_written_stays_as_it_was_and_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_whole(path, b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HomewardError, match="HW-E006"), writing(tmp_path):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
@pytest.mark.parametrize(("before", "after"), [(0o755, 0o700), (0o555, 0o500), (0o700, 0o700)])
def test_a_private_folder_is_narrowed_and_never_widened(tmp_path, before, after):
    folder = tmp_path / "protected"
    folder.mkdir()
    folder.chmod(before)
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == after


def test_a_folder_to_work_in_is_gone_afterwards_and_after_a_kill_with_the_next_sweep(tmp_path):
    cache = StepCache(tmp_path / "cache")
    with cache.scratch("sample") as folder:
        (folder / "key.csv").write_text("x")
        kept = folder
    assert not kept.exists()
    left = tmp_path / "cache" / f"{MAKING}sample"
    left.mkdir()
    (left / "key.csv").write_text("x")
    with StepCache(tmp_path / "cache").scratch("sample") as folder:
        assert list(folder.iterdir()) == []
    left.mkdir()
    StepCache(tmp_path / "cache").sweep()
    assert not left.exists()
