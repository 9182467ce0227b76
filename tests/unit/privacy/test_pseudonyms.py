"""Pseudonyms are stable, keyed and kept with a key that never shows."""

from __future__ import annotations

import hmac
import os
import re
import stat
import subprocess
import sys

import pytest

from homeward.privacy import KEY_BYTES, PSEUDONYM_LENGTH, Pseudonyms, project_key

KEY = bytes(range(32))


def test_the_same_reference_has_the_same_pseudonym_in_every_process():
    here = Pseudonyms(KEY)("child", "REF-0001")
    program = (
        "from homeward.privacy import Pseudonyms\n"
        "print(Pseudonyms(bytes(range(32)))('child', 'REF-0001'))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    there = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_a_pseudonym_says_nothing_of_its_reference():
    pseudonym = Pseudonyms(KEY)("child", "REF-0001")
    assert re.fullmatch(rf"[0-9a-f]{{{PSEUDONYM_LENGTH}}}", pseudonym)
    assert "0001" not in pseudonym


def test_another_key_gives_another_pseudonym():
    assert Pseudonyms(KEY)("child", "A") != Pseudonyms(KEY[::-1])("child", "A")


def test_kinds_are_kept_apart_and_cannot_be_run_together():
    make = Pseudonyms(KEY)
    assert make("child", "A") != make("incident", "A")
    assert make("child", "incidentA") != make("childincident", "A")


def test_blanks_around_a_reference_do_not_matter_and_case_does():
    make = Pseudonyms(KEY)
    assert make("child", " A1 \n") == make("child", "A1")
    assert make("child", "a1") != make("child", "A1")


def test_ten_thousand_references_have_ten_thousand_pseudonyms():
    make = Pseudonyms(KEY)
    assert len({make("child", str(i)) for i in range(10_000)}) == 10_000


@pytest.mark.parametrize("reference", ["", "é", "\ud800", "名", "x" * 10_000])
def test_any_text_has_one(reference):
    assert len(Pseudonyms(KEY)("child", reference)) == PSEUDONYM_LENGTH


def test_the_key_is_not_printed():
    shown = f"{Pseudonyms(KEY)!r} {Pseudonyms(KEY)}"
    assert "withheld" in shown
    for form in (KEY.hex(), str(KEY), repr(KEY)[2:12]):
        assert form not in shown


@pytest.mark.parametrize("length", [0, 1, 15])
def test_a_short_key_is_refused_without_being_shown(length):
    with pytest.raises(ValueError, match="at least 16 bytes") as refused:
        Pseudonyms(b"\xaa" * length)
    assert "aa" not in str(refused.value)


def test_a_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "protected" / "key"
    key = project_key(path)
    assert len(key) == KEY_BYTES
    assert project_key(path) == key
    assert project_key(tmp_path / "other") != key


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_reads_the_key(tmp_path):
    path = tmp_path / "key"
    before = os.umask(0)
    try:
        project_key(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("key", [b"k" * 16, b"k" * 32, b"k" * 64, b"k" * 200])
def test_a_pseudonym_is_the_hmac_of_kind_and_reference(key):
    made = hmac.new(key, b"child\x1fN 123 \xc3\xa9", "sha256").hexdigest()[:PSEUDONYM_LENGTH]
    pseudonyms = Pseudonyms(key)
    assert pseudonyms("child", "  N 123 é ") == made == pseudonyms("child", "N 123 é")


@pytest.mark.parametrize("left", ["project.key", "project.key.part"])
def test_a_key_whose_making_was_cut_short_is_made_again(tmp_path, left):
    (tmp_path / left).write_text("" if left == "project.key" else "5a5a")
    key = project_key(tmp_path / "project.key")
    assert len(key) == KEY_BYTES
    assert project_key(tmp_path / "project.key") == key
    assert [path.name for path in tmp_path.iterdir()] == ["project.key"]
