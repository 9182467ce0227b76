"""A sub-key is what RFC 5869 says, and tells nothing of another purpose's."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from homeward.privacy import SUBKEY_BYTES, Purpose, subkey

KEY = bytes(range(32))


def by_hand(key: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256, no salt, one block of output."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


@pytest.mark.parametrize("purpose", Purpose)
def test_is_hkdf_of_the_purpose(purpose: Purpose) -> None:
    assert subkey(KEY, purpose) == by_hand(KEY, purpose.value.encode())
    assert len(subkey(KEY, purpose)) == SUBKEY_BYTES


def test_purposes_and_keys_share_nothing() -> None:
    made = {subkey(key, purpose) for key in (KEY, KEY[::-1]) for purpose in Purpose}
    assert len(made) == 2 * len(Purpose)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        subkey(KEY[:15], Purpose.STORE)
