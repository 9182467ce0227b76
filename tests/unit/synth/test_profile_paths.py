"""Profiles by path: read like those that ship, named without their folder."""

from __future__ import annotations

import pytest

from homeward.synth.profile import is_path, profile_name, profile_text, read_profile
from homeward.vocabulary.errors import HomewardError


def test_a_file_is_read_like_a_profile_that_ships(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('based_on = "tiny"\nsize = 0.2\n', encoding="utf-8")
    assert read_profile(str(path)).size == 0.2
    assert read_profile(str(path)).homes == read_profile("tiny").homes
    assert profile_name(str(path)) == "mine"


@pytest.mark.parametrize("name", ["mine.toml", "folder/mine", "./tiny"])
def test_what_is_a_path_and_what_a_name(name):
    assert is_path(name)
    assert not is_path("tiny") and not is_path("nowhere")
    assert profile_name("tiny") == "tiny"


def refusal(name: str) -> HomewardError:
    with pytest.raises(HomewardError) as caught:
        read_profile(name)
    return caught.value


def test_a_path_to_nothing_is_refused_without_its_folder(tmp_path):
    error = refusal(str(tmp_path / "none.toml"))
    assert error.code == "HW-S001" and error.exit_code == 14
    assert "none.toml" in error.detail and str(tmp_path) not in str(error)
    assert refusal(str(tmp_path) + "/").code == "HW-S001"


def test_bytes_and_bad_toml_are_refused(tmp_path):
    path = tmp_path / "mine.toml"
    for content in (b"\xff\xfe", b"size = ", b"x = " + b"[" * 5000, b"[files]\nx = 1"):
        path.write_bytes(content)
        assert refusal(str(path)).code == "HW-S002"


def test_a_file_is_based_on_what_ships_and_on_nothing_else(tmp_path):
    path = tmp_path / "mine.toml"
    for base in ('"mine.toml"', f'"{path.as_posix()}"', "3"):
        path.write_text(f"based_on = {base}\n", encoding="utf-8")
        assert refusal(str(path)).code == "HW-S001"


def test_text_of_a_shipped_profile_is_its_own():
    assert "based_on" in profile_text("tiny")
