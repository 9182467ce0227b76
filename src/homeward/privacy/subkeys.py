"""One secret, many uses: a separate key for each purpose, from the project key."""

from __future__ import annotations

from enum import Enum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Bytes of a sub-key: AES-256, and HMAC with SHA-256.
SUBKEY_BYTES = 32


class Purpose(Enum):
    """What a sub-key is for. The value goes into the key: it may never be changed."""

    STORE = "homeward/1/store"
    IDENTITY = "homeward/1/identity"
    AUDIT = "homeward/1/audit"
    REGISTER = "homeward/1/register"
    KNOWN = "homeward/1/known"


def subkey(key: bytes, purpose: Purpose) -> bytes:
    """The key for one purpose, by HKDF with SHA-256 (RFC 5869); 32 bytes.

    Whoever holds one sub-key learns nothing about another, nor about `key`.

    Raises
    ------
    ValueError
        If `key` has fewer than 16 bytes.
    """
    if len(key) < SUBKEY_BYTES // 2:
        raise ValueError("a project key has at least 16 bytes")
    return HKDF(SHA256(), SUBKEY_BYTES, salt=None, info=purpose.value.encode()).derive(key)
