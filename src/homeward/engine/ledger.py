"""One small file of documents and events, written in transactions that a kill cannot halve.

SQLite with a rollback journal, not a write-ahead log: a log needs memory shared between
processes, which network drives lack, leaves two more files beside the ledger for as long as
anybody has it open, and cannot be read in a folder that may not be written. Writers are few
and short, so its one gain, reading while another writes, is worth little here. Every
commit reaches the disk, with its folder (`synchronous = EXTRA`), and what is removed is
overwritten (`secure_delete`); the journal holds pages as they were, sealed as the file is.

With a key, documents, their names and events are sealed by AES-256-GCM (NIST SP 800-38D) with
a new random nonce each time; what a thing is (its kind and name, or its place among the
events) and the ledger's own mark are bound in, so that nothing opens in another place or in
another ledger. What the chain of events says, and whether it is whole, is not known here.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from homeward.engine.disk import disk_refusal
from homeward.vocabulary import HomewardError

#: The layout of the file. Another is refused.
LEDGER_FORMAT = 1

#: Seconds that a second process waits for the first before it is refused.
WAIT = 10.0

_NONCE = 12  # bytes, as SP 800-38D has it
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE documents (kind TEXT, name TEXT, body BLOB NOT NULL,"
    " PRIMARY KEY (kind, name)) WITHOUT ROWID",
    "CREATE TABLE events (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL)",
)
#: SQLite's primary result codes (sqlite.org/rescode.html) to ours; any other is HW-E002.
_CODES = {5: "HW-A001", 6: "HW-A001", 11: "HW-A002", 13: "HW-E006", 26: "HW-A002"}

#: SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE and _SHMSIZE. SQLite says SQLITE_FULL (13) of a full disk
#: alone: of a quota, and of a file that may not grow, it says these, and never which.
_WRITE_FAILED = (778, 1034, 1546, 4874)


def canonical(document: dict[str, Any]) -> bytes:
    """The one way that a document is written as bytes: JSON, keys in order, no spaces."""
    text = json.dumps(document, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


class Seal:
    """Seals bytes so that they open only in their own place, or leaves them as they are.

    Parameters
    ----------
    key
        32 bytes, or None for a ledger that anybody may read.
    mark
        Of the ledger: what is sealed in one does not open in another.
    """

    def __init__(self, key: bytes | None, mark: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = None if key is None else AESGCM(key)
        self._names = None if key is None else hmac.digest(key, b"names", "sha256")
        self._mark = mark

    def name(self, kind: str, name: str) -> str:
        """What a document is found by: its name, or with a key what only the key can tell."""
        if self._names is None:
            return name
        return hmac.digest(self._names, f"{kind}\x1f{name}".encode(), "sha256").hex()

    def close(self, place: str, plain: bytes) -> bytes:
        """`plain`, sealed for one place."""
        if self._cipher is None:
            return plain
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._bound(place))

    def open(self, place: str, sealed: bytes) -> bytes | None:
        """What was sealed for this place; None if it was changed, moved or is under another key."""
        if self._cipher is None:
            return bytes(sealed)
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound(place))
        except (InvalidTag, ValueError):
            return None

    def _bound(self, place: str) -> bytes:
        return f"{self._mark}\x1f{place}".encode()


class Transaction:
    """What may be done between the beginning of a transaction and its end.

    Whoever changes a document appends an event that says so: a transaction that does the
    first without the second ends in a `ValueError`, and nothing of it is kept.
    """

    def __init__(self, connection: sqlite3.Connection, seal: Seal) -> None:
        self._sql, self._seal = connection, seal
        self._changed = self._appended = False

    def put(self, kind: str, name: str, document: dict[str, Any]) -> None:
        """Keep a document under its kind and name, in place of any earlier one."""
        found = self._seal.name(kind, name)
        plain = canonical({"name": name, "document": document})
        sealed = self._seal.close(f"document\x1f{kind}\x1f{found}", plain)
        self._sql.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (kind, found, sealed)
        )
        self._changed = True

    def remove(self, kind: str, name: str) -> bool:
        """Forget a document; whether there was one. Its bytes are overwritten."""
        gone = self._sql.execute(
            "DELETE FROM documents WHERE kind = ? AND name = ?", (kind, self._seal.name(kind, name))
        ).rowcount
        self._changed = self._changed or gone > 0
        return gone > 0

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """The document of this kind and name, or None.

        Raises
        ------
        HomewardError
            HW-A002 if it was changed from outside.
        """
        found = self._seal.name(kind, name)
        row = self._sql.execute(
            "SELECT body FROM documents WHERE kind = ? AND name = ?", (kind, found)
        ).fetchone()
        return None if row is None else self._document(kind, found, row[0])[1]

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Every document of a kind, by name, in the order of names. Raises as `get`."""
        rows = self._sql.execute("SELECT name, body FROM documents WHERE kind = ?", (kind,))
        return dict(sorted(self._document(kind, name, body) for name, body in rows.fetchall()))

    def kinds(self) -> list[str]:
        """Every kind of which there is a document."""
        found = self._sql.execute("SELECT DISTINCT kind FROM documents ORDER BY kind")
        return [kind for (kind,) in found.fetchall()]

    def append(self, event: dict[str, Any]) -> int:
        """Add an event after the last; its sequence number, from 1."""
        sequence = self.length() + 1
        sealed = self._seal.close(f"event\x1f{sequence}", canonical(event))
        self._sql.execute("INSERT INTO events VALUES (?, ?)", (sequence, sealed))
        self._appended = True
        return sequence

    def length(self) -> int:
        """The sequence number of the last event; 0 if there is none."""
        return int(self._sql.execute("SELECT ifnull(max(sequence), 0) FROM events").fetchone()[0])

    def event(self, sequence: int) -> dict[str, Any] | None:
        """One event; None if it is not there or was changed from outside."""
        found = next(self._bodies("WHERE sequence = ?", sequence), None)
        return None if found is None else found[1]

    def events(self, after: int = 0) -> Iterator[tuple[int, dict[str, Any] | None]]:
        """Sequence number and event, in order; None for one that was changed from outside."""
        return self._bodies("WHERE sequence > ? ORDER BY sequence", after)

    def _bodies(self, where: str, value: int) -> Iterator[tuple[int, dict[str, Any] | None]]:
        rows = self._sql.execute(f"SELECT sequence, body FROM events {where}", (value,))
        for sequence, sealed in rows:
            yield sequence, _parsed(self._seal.open(f"event\x1f{sequence}", sealed))

    def _document(self, kind: str, found: str, sealed: bytes) -> tuple[str, dict[str, Any]]:
        body = _parsed(self._seal.open(f"document\x1f{kind}\x1f{found}", sealed))
        if body is None or self._seal.name(kind, str(body.get("name"))) != found:
            raise HomewardError("HW-A002", f"a document of kind `{kind}` was changed from outside")
        return body["name"], body["document"]

    def finish(self) -> None:
        """Refuse to commit a change that no event tells of.

        Raises
        ------
        ValueError
            If a document was put or removed and nothing appended.
        """
        if self._changed and not self._appended:
            raise ValueError("a document was changed and no event appended that says so")


class Ledger:
    """Documents and events in one file.

    Parameters
    ----------
    path
        The file; it is made on the first writing, readable by its owner alone.
    key
        32 bytes that seal what is in it; None leaves it open, for made-up records only.
    wait
        Seconds to wait for another process.
    """

    def __init__(self, path: Path, key: bytes | None, *, wait: float = WAIT) -> None:
        self.path, self._key, self._wait = path, key, wait

    def __repr__(self) -> str:
        """Never the key."""
        return f"Ledger({self.path.name}, {'open' if self._key is None else 'sealed'})"

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write: all that is done within, or nothing of it.

        Raises
        ------
        HomewardError
            HW-A001 if another process holds it for longer than the wait, HW-A002 if the file
            is damaged or no ledger, HW-A003 under another key, HW-E003 if another version
            wrote it, HW-E002 or HW-E006 if it cannot be written.
        ValueError
            If a document was changed and no event appended.
        """
        with self._told(), closing(self._connect("rwc")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            seal = self._opened(connection) if _is_made(connection) else self._made(connection)
            doing = Transaction(connection, seal)
            yield doing
            doing.finish()
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read one state of it, also in a folder that may not be written.

        Raises
        ------
        HomewardError
            As `transaction`; HW-A004 if there is no ledger.
        """
        if not self.path.is_file():
            raise HomewardError("HW-A004", f"{self.path.name} is missing")
        with self._told(), closing(self._reader()) as connection:
            connection.execute("BEGIN")
            if not _is_made(connection):
                raise HomewardError("HW-A004", f"{self.path.name} is empty")
            yield Transaction(connection, self._opened(connection))

    def sound(self) -> bool:
        """Whether SQLite finds its own pages, order and counts whole."""
        try:
            with closing(self._reader()) as connection:
                return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.Error:
            return False

    def made(self) -> bool:
        """Whether there is a ledger; a file that a kill left empty is none. Raises as `reading`."""
        if not self.path.is_file() or not self.path.stat().st_size:
            return False
        with self._told(), closing(self._reader()) as connection:
            return _is_made(connection)

    def mark(self) -> str:
        """What tells this ledger from any other: 32 hex digits. Raises as `reading`."""
        with self.reading() as held:
            return held._seal._mark

    def rewrite(
        self, key: bytes | None, change: Callable[[int, dict[str, Any]], dict[str, Any]]
    ) -> None:
        """Seal everything under another key, each event as `change` makes it; all or nothing.

        Raises
        ------
        HomewardError
            As `transaction`; HW-A002 if an event or document was changed from outside.
        """
        with self.transaction() as now:
            after = Transaction(now._sql, Seal(key, now._seal._mark))
            for kind in now.kinds():
                for name, document in now.all(kind).items():
                    now.remove(kind, name)
                    after.put(kind, name, document)
            for sequence, event in list(now.events()):
                if event is None:
                    raise HomewardError("HW-A002", f"event {sequence} was changed from outside")
                sealed = after._seal.close(
                    f"event\x1f{sequence}", canonical(change(sequence, event))
                )
                now._sql.execute(
                    "UPDATE events SET body = ? WHERE sequence = ?", (sealed, sequence)
                )
            _set(now._sql, "check", after._seal.close("check", b"homeward"))
            now._appended = True
        self._key = key

    def _connect(self, mode: str) -> sqlite3.Connection:
        if mode == "rwc" and not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        address = f"{self.path.resolve().as_uri()}?mode={'rw' if mode == 'rwc' else mode}"
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, timeout=self._wait, check_same_thread=False
        )
        for setting in ("synchronous = EXTRA", "secure_delete = ON", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {setting}")
        return connection

    def _reader(self) -> sqlite3.Connection:
        """Able to undo what a killed writer left; where that may not be written, not."""
        able = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        return self._connect("rw" if able else "ro")

    def _made(self, connection: sqlite3.Connection) -> Seal:
        for table in _TABLES:
            connection.execute(table)
        seal = Seal(self._key, secrets.token_hex(16))
        _set(connection, "format", str(LEDGER_FORMAT).encode())
        _set(connection, "mark", seal._mark.encode())
        _set(connection, "sealed", b"" if self._key is None else b"AES-256-GCM")
        _set(connection, "check", seal.close("check", b"homeward"))
        return seal

    def _opened(self, connection: sqlite3.Connection) -> Seal:
        held = dict(connection.execute("SELECT name, value FROM about").fetchall())
        if held.get("format") != str(LEDGER_FORMAT).encode():
            raise HomewardError(
                "HW-E003", f"{self.path.name}; this Homeward writes {LEDGER_FORMAT}"
            )
        seal = Seal(self._key, bytes(held.get("mark", b"")).decode("ascii", "replace"))
        if bool(held.get("sealed")) != (self._key is not None):
            given = "no key was given" if self._key is None else "it was begun without a key"
            raise HomewardError("HW-A003", f"{self.path.name}: {given}")
        if seal.open("check", held.get("check", b"")) != b"homeward":
            raise HomewardError("HW-A003", self.path.name)
        return seal

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors and the system's as refusals, without their text."""
        try:
            yield
        except sqlite3.Error as error:
            refusal = _refusal(error, self.path)
        except OSError as error:
            refusal = disk_refusal(error, self.path)
        else:
            return
        raise refusal from None


def _refusal(error: sqlite3.Error, path: Path) -> HomewardError:
    """The refusal that an error of SQLite stands for; its text is dropped."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _WRITE_FAILED:
        return HomewardError("HW-E006", f"{path.name}: the disk, a quota or the size of a file")
    return HomewardError(_CODES.get(code & 0xFF, "HW-E002"), path.name)


def _is_made(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'about'").fetchone()
    return bool(found[0])


def _set(connection: sqlite3.Connection, name: str, value: bytes) -> None:
    connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))


def _parsed(plain: bytes | None) -> dict[str, Any] | None:
    """A JSON object, or None for what is none."""
    try:
        found = None if plain is None else json.loads(plain)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
