"""The keyring of the person's computer, where a key may be kept instead of in a file."""

from __future__ import annotations

import keyring
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

from homeward.privacy.keys import PersonKey, parse_person_key
from homeward.vocabulary.errors import HomewardError

#: Under which name keys are kept; the name within it is that of the output folder.
SERVICE = "homeward"


def ring_name() -> str:
    """The keyring that this computer offers, "" if it has none."""
    try:
        ring = keyring.get_keyring()
    except (KeyringError, RuntimeError):
        return ""
    return "" if isinstance(ring, NoKeyring) else f"{type(ring).__module__}.{type(ring).__name__}"


def key_in_ring(folder: str) -> PersonKey | None:
    """The key kept for an output folder; None if there is no keyring, or no key in it.

    Raises
    ------
    HomewardError
        HW-K004 if what is kept is no key.
    """
    try:
        text = keyring.get_password(SERVICE, folder)
    except (KeyringError, RuntimeError):
        return None
    return None if text is None else parse_person_key(text, "the keyring")


def put_in_ring(folder: str, person: PersonKey) -> None:
    """Keep a key for an output folder, and see that it can be had back.

    Raises
    ------
    HomewardError
        HW-K009 if the keyring does not keep it.
    """
    try:
        keyring.set_password(SERVICE, folder, person.text)
    except (KeyringError, RuntimeError) as fault:
        raise HomewardError("HW-K009", _why(fault)) from None
    if key_in_ring(folder) != person:
        raise HomewardError("HW-K009", "what was put in it does not come back")


def _why(fault: Exception) -> str:
    """What is wrong with a keyring, in words; what it says itself is dropped."""
    if isinstance(fault, NoKeyringError) or not ring_name():
        return "this computer has none, or none that can be reached from here"
    if isinstance(fault, KeyringLocked):
        return "it is locked, and was not unlocked"
    return "it did not take the key"
