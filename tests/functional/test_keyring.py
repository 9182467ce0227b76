"""A key kept in the keyring of the computer, and a computer that has none."""

from __future__ import annotations

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError, KeyringLocked

from homeward.jobs.keys import keys_store
from homeward.vocabulary.errors import HomewardError
from tests.functional.test_keys import Place, code_of, run
from tests.lib.ring import Ring


@pytest.fixture
def place(tmp_path) -> Place:
    """A folder that was made with a key."""
    return Place(tmp_path)


@pytest.fixture
def ring():
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    yield
    keyring.set_keyring(before)


def test_the_keyring_stands_in_for_a_file(place, ring):
    assert run("link", "--out", place.out, "-q").exit_code == 19
    keys_store(place.out, key=place.one)
    assert run("link", "--out", place.out, "-q").exit_code == 0


def test_a_computer_without_a_keyring_is_told(place):
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        assert code_of(keys_store, place.out, key=place.one) == "HW-K009"
        said = run("keys", "store", place.out, "--key-file", place.folder / "one.key")
    finally:
        keyring.set_keyring(before)
    assert (
        said.exit_code == 19 and "Error" not in said.output and "HOMEWARD_KEY_FILE" in said.output
    )
    assert "this computer has none" in " ".join(said.output.split())


@pytest.mark.parametrize(
    ("fault", "told"),
    [(KeyringLocked, "it is locked"), (KeyringError, "it did not take"), (RuntimeError, "it did")],
)
def test_a_keyring_that_does_not_take_the_key_is_told_in_words(
    place, ring, monkeypatch, fault, told
):
    def no(*cells):
        raise fault("text of its own")

    monkeypatch.setattr(Ring, "set_password", no)
    with pytest.raises(HomewardError) as refused:
        keys_store(place.out, key=place.one)
    assert refused.value.code == "HW-K009" and told in refused.value.detail
    assert "Error" not in refused.value.detail and "of its own" not in refused.value.detail
