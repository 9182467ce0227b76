"""Keyed pseudonyms: what stands for a child, a report or a home in everything stored."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

#: Bytes of a project key.
KEY_BYTES = 32

#: Hexadecimal characters of a pseudonym: 80 bits, so that two of ten million
#: references meet with a chance below one in ten thousand million.
PSEUDONYM_LENGTH = 20

#: HMAC with SHA-256 (RFC 2104): bytes of a block, and what the key is mixed with. The key is
#: worked in once, not once a reference: millions are asked about.
_BLOCK, _INNER, _OUTER = 64, 0x36, 0x5C


class Pseudonyms:
    """Turns references into pseudonyms with one project key.

    The same reference and kind always give the same pseudonym under one key; without
    the key a pseudonym cannot be traced back or recomputed.

    Parameters
    ----------
    key
        At least 16 secret bytes.

    Raises
    ------
    ValueError
        If the key is shorter.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES // 2:
            raise ValueError("a project key has at least 16 bytes")
        whole = hashlib.sha256(key).digest() if len(key) > _BLOCK else key
        padded = whole.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ _INNER for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ _OUTER for byte in padded))

    def __call__(self, kind: str, reference: str) -> str:
        """The pseudonym of `reference` among references of this `kind` ("child")."""
        message = kind.encode() + b"\x1f" + reference.strip().encode("utf-8", "surrogatepass")
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.hexdigest()[:PSEUDONYM_LENGTH]

    def __repr__(self) -> str:
        """Never the key."""
        return "Pseudonyms(key withheld)"


def project_key(path: Path) -> bytes:
    """The project key kept in `path`, made on first use and readable by its owner only.

    Raises
    ------
    OSError
        If the file can be neither read nor made.
    """
    if path.is_file() and (held := path.read_text(encoding="ascii").strip()):
        return bytes.fromhex(held)
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    # Whole or not there: a key cut short by a crash would stand in the way for good.
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return key
