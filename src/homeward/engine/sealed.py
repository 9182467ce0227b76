"""Files that say nothing without a key: sealed whole, read back only if they are as written.

Layout of a sealed file: 8 bytes that name it and its version; 8 bytes that name the key;
32 bytes of salt; then parts of 64 KiB, each AES-256-GCM with its 16-byte tag. The key of a
file comes from the vault's by HKDF with the salt, so no nonce is ever used twice: a nonce is
the part's number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015). The header and the file's name are authenticated with every part: a
file cut short, lengthened, changed, or put in the place of another is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from homeward.engine.disk import sync
from homeward.vocabulary import HomewardError

#: First bytes of a sealed file; the last is the version of the layout.
MAGIC = b"HWSEAL\x00\x01"

#: Bytes of a vault's key, of a key's name, of a file's salt, of a part and of its tag.
KEY_BYTES, _NAMED, _SALT, _PART, _TAG = 32, 8, 32, 65_536, 16

_HEADER = len(MAGIC) + _NAMED + _SALT


class Vault:
    """Writes and reads files under one key; without a key, plain files.

    Files are for their owner only, and have their name when they are whole and on disk.

    Parameters
    ----------
    key
        32 secret bytes, or None for plain files: only ever for made-up records.

    Raises
    ------
    ValueError
        If the key has another length.
    """

    def __init__(self, key: bytes | None = None) -> None:
        if key is not None and len(key) != KEY_BYTES:
            raise ValueError("a vault's key has 32 bytes")
        self._key = key

    def __repr__(self) -> str:
        """Never a key."""
        return "Vault(plain)" if self._key is None else "Vault(key withheld)"

    @property
    def sealed(self) -> bool:
        """Whether what is written is sealed."""
        return self._key is not None

    def write_bytes(self, path: Path, data: bytes) -> None:
        """Write `data` as `path`: as before, or whole.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        with self.writer(path) as out:
            out.write(data)

    def write_text(self, path: Path, text: str) -> None:
        """Write `text` (UTF-8, line ends as they are) as `path`; raises as `write_bytes`."""
        self.write_bytes(path, text.encode("utf-8"))

    @contextmanager
    def writer(self, path: Path) -> Iterator[BinaryIO]:
        """A stream into `path`, which has its name once the stream has ended well.

        Raises
        ------
        OSError
            If the folder cannot be written; nothing is then left of it.
        """
        part = path.with_name(f"{path.name}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                if self._key is None:
                    yield file
                else:
                    with _Sealing(file, self._key, path.name) as sealing:
                        yield sealing
            sync(part)
            part.replace(path)
            sync(path.parent)
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def text_writer(self, path: Path) -> Iterator[TextIO]:
        """As `writer`, for text in UTF-8 with line ends as they are written."""
        with self.writer(path) as out:
            text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
            yield text
            text.flush()
            text.detach()

    def read_bytes(self, path: Path) -> bytes:
        """What was written as `path`.

        Raises
        ------
        HomewardError
            HW-K005 if it is not as it was written: changed, cut short, put in another's
            place, or plain where files are sealed; HW-K003 if it is sealed with a key that
            is not held.
        OSError
            If it cannot be read.
        """
        return b"".join(self.parts(path))

    def read_text(self, path: Path) -> str:
        """The text that was written as `path`; raises as `read_bytes`.

        Raises
        ------
        UnicodeDecodeError
            If it is not UTF-8.
        """
        return self.read_bytes(path).decode("utf-8")

    def parts(self, path: Path, name: str | None = None) -> Iterator[bytes]:
        """What was written as `path`, part by part; each is proved before it is given.

        Whoever keeps what is given must wait for the end: only there is it known that nothing
        was cut off.

        Parameters
        ----------
        path
            The file.
        name
            The name it was written under, where it lies under another.

        Raises
        ------
        HomewardError, OSError
            As `read_bytes`.
        """
        with path.open("rb") as file:
            header = file.read(_HEADER)
            if not header.startswith(MAGIC):
                yield from self._plain(path, header, file)
                return
            if len(header) < _HEADER:
                raise _unsound(path)
            named = header[len(MAGIC) : len(MAGIC) + _NAMED]
            if self._key is None or named != key_name(self._key):
                raise _other_key(path)
            yield from _opened(file, header, self._key, path, name or path.name)

    def _plain(self, path: Path, header: bytes, file: IO[bytes]) -> Iterator[bytes]:
        if self.sealed:
            raise _unsound(path)
        yield header
        while part := file.read(_PART):
            yield part


#: Where there is no key: plain files.
PLAIN = Vault()


def key_name(key: bytes) -> bytes:
    """What names a key in a file without telling it: 8 bytes."""
    return hmac.new(key, b"homeward/1/key name", hashlib.sha256).digest()[:_NAMED]


def is_sealed(path: Path) -> bool:
    """Whether `path` is a file that some vault sealed."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


class _Sealing(io.RawIOBase):
    """A stream that seals what is written to it, part by part."""

    def __init__(self, file: IO[bytes], key: bytes, name: str) -> None:
        super().__init__()
        salt = secrets.token_bytes(_SALT)
        self._header = MAGIC + key_name(key) + salt
        self._file, self._cipher = file, _cipher(key, salt)
        self._bound = self._header + name.encode()
        self._held, self._number = bytearray(), 0
        file.write(self._header)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take `data`; a part is sealed once it is known not to be the last."""
        self._held += data
        while len(self._held) > _PART:
            self._seal(bytes(self._held[:_PART]), last=False)
            del self._held[:_PART]
        return len(data)

    def _seal(self, part: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last)
        self._file.write(self._cipher.encrypt(nonce, part, self._bound))
        self._number += 1

    def __exit__(self, kind: object, *rest: object) -> None:
        """Seal the last part, unless something went wrong: the file is then given up."""
        if kind is None:
            self._seal(bytes(self._held), last=True)
        self._held.clear()


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"homeward/1/file").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _opened(file: IO[bytes], header: bytes, key: bytes, path: Path, name: str) -> Iterator[bytes]:
    cipher, bound = _cipher(key, header[-_SALT:]), header + name.encode()
    part, number = file.read(_PART + _TAG), 0
    while True:
        after = file.read(_PART + _TAG)
        try:
            opened = cipher.decrypt(_nonce(number, not after), part, bound)
        except (InvalidTag, ValueError):
            opened = None
        if opened is None:
            raise _unsound(path)
        yield opened
        if not after:
            return
        part, number = after, number + 1


def _unsound(path: Path) -> HomewardError:
    return HomewardError("HW-K005", path.name)


def _other_key(path: Path) -> HomewardError:
    return HomewardError("HW-K003", f"{path.name} is sealed with a key that is not held here")
