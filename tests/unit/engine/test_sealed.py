"""Sealed files: what is read is what was written, or nothing."""

from __future__ import annotations

import os

import pytest

from homeward.engine.sealed import MAGIC, PLAIN, Vault, is_sealed
from homeward.vocabulary import HomewardError

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SIZES = (0, 1, 65_535, 65_536, 65_537, 200_000)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_read_is_what_was_written(tmp_path, size):
    data = bytes(n * 7 % 251 for n in range(size))
    Vault(KEY).write_bytes(tmp_path / "a.bin", data)
    assert Vault(KEY).read_bytes(tmp_path / "a.bin") == data
    assert is_sealed(tmp_path / "a.bin")
    assert os.listdir(tmp_path) == ["a.bin"]


def test_text_keeps_its_line_ends_and_a_plain_vault_writes_plain_files(tmp_path):
    text = "Zoë\r\nnext\n"
    for vault in (PLAIN, Vault(KEY)):
        vault.write_text(tmp_path / "t.txt", text)
        assert vault.read_text(tmp_path / "t.txt") == text
        assert (tmp_path / "t.txt").stat().st_mode & 0o777 == 0o600
    PLAIN.write_text(tmp_path / "p.txt", text)
    assert (tmp_path / "p.txt").read_bytes() == text.encode()


def test_nothing_of_the_text_is_on_the_disk_and_no_two_writings_are_alike(tmp_path):
    Vault(KEY).write_text(tmp_path / "a.csv", "Ysolde Quarrington " * 9_000)
    first = (tmp_path / "a.csv").read_bytes()
    Vault(KEY).write_text(tmp_path / "a.csv", "Ysolde Quarrington " * 9_000)
    again = (tmp_path / "a.csv").read_bytes()
    assert b"Quarrington" not in first
    assert first[100:200] != again[100:200]


def test_a_bit_flipped_anywhere_is_refused(tmp_path):
    path = tmp_path / "a.bin"
    Vault(KEY).write_bytes(path, b"x" * 70_000)
    whole = path.read_bytes()
    places = [0, 7, 8, 15, 16, 47, 48, 65_580, 65_584, 65_600, len(whole) - 1]
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(HomewardError) as refused:
            Vault(KEY).read_bytes(path)
        assert refused.value.code in {"HW-K005", "HW-K003"}


def test_a_file_cut_short_or_lengthened_is_refused(tmp_path):
    path = tmp_path / "a.bin"
    Vault(KEY).write_bytes(path, b"x" * 140_000)
    whole = path.read_bytes()
    one = 48 + 65_536 + 16
    short = (whole[:n] for n in (0, 5, 30, 48, one, -1))
    for data in (*short, whole + b"x"):
        path.write_bytes(data)
        with pytest.raises(HomewardError, match="HW-K005"):
            Vault(KEY).read_bytes(path)
    path.write_bytes(whole[:48] + whole[one : 2 * one - 48] + whole[48:one] + whole[2 * one - 48 :])
    with pytest.raises(HomewardError, match="HW-K005"):
        Vault(KEY).read_bytes(path)


def test_a_file_in_the_place_of_another_is_refused(tmp_path):
    Vault(KEY).write_text(tmp_path / "001_rows.csv", "one")
    (tmp_path / "001_rows.csv").rename(tmp_path / "002_rows.csv")
    with pytest.raises(HomewardError, match="HW-K005"):
        Vault(KEY).read_text(tmp_path / "002_rows.csv")
    assert b"".join(Vault(KEY).parts(tmp_path / "002_rows.csv", "001_rows.csv")) == b"one"


def test_a_plain_file_where_files_are_sealed_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("planted")
    with pytest.raises(HomewardError, match="HW-K005"):
        Vault(KEY).read_text(tmp_path / "a.txt")


def test_another_key_is_told_as_such(tmp_path):
    Vault(OTHER).write_text(tmp_path / "a.txt", "kept")
    for vault in (Vault(KEY), PLAIN):
        with pytest.raises(HomewardError) as refused:
            vault.read_text(tmp_path / "a.txt")
        assert refused.value.code == "HW-K003"
    assert Vault(OTHER).read_text(tmp_path / "a.txt") == "kept"


def test_a_stream_gives_what_one_writing_gives_and_a_fault_leaves_nothing(tmp_path):
    vault = Vault(KEY)
    with vault.text_writer(tmp_path / "a.csv") as out:
        for n in range(30_000):
            out.write(f"line {n}\n")
    assert vault.read_text(tmp_path / "a.csv") == "".join(f"line {n}\n" for n in range(30_000))
    with pytest.raises(KeyError), vault.text_writer(tmp_path / "b.csv") as out:
        out.write("half")
        raise KeyError
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_vault_never_shows_a_key():
    shown = repr(Vault(KEY)) + str(vars(PLAIN))
    assert KEY.hex() not in shown and "withheld" in shown
    assert MAGIC not in repr(Vault(KEY)).encode()


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")
