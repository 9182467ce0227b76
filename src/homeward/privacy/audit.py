"""The audit trail: closed events in a keyed chain, written with what they tell of.

Each event carries a code: HMAC with SHA-256 (RFC 2104) over its sequence number, the code of
the event before and its own canonical text. Whoever lacks the key can neither write an event
nor change one; whoever takes one away leaves a gap. Cutting off the end would leave a shorter
chain that is whole, so its head is kept outside the store as well: the anchor.

An event also holds keyed digests of the documents that were put or removed with it, so that a
document put back to an earlier state, or taken out, disagrees with the chain.

This room reaches no store: it declares what it needs (`Held`) and is handed one.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from homeward.vocabulary.auditing import AuditEvent, AuditFlag, AuditOutcome

#: The code before the first event.
NOTHING: Final = "0" * 64

#: Hexadecimal characters of a digest of a document or of its name (128 bits).
_DIGEST: Final = 32


class Held(Protocol):
    """A store within one transaction: documents by kind and name, and events in order."""

    def put(self, kind: str, name: str, document: dict[str, Any]) -> None:
        """Keep a document."""

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """A document, or None."""

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Every document of a kind by name."""

    def remove(self, kind: str, name: str) -> bool:
        """Forget a document; whether there was one."""

    def kinds(self) -> list[str]:
        """Every kind that is held."""

    def append(self, event: dict[str, Any]) -> int:
        """Add an event; its sequence number, from 1."""

    def length(self) -> int:
        """Sequence number of the last event, 0 without any."""

    def event(self, sequence: int) -> dict[str, Any] | None:
        """One event, None if it is gone or was changed."""

    def events(self, after: int = 0) -> Iterator[tuple[int, dict[str, Any] | None]]:
        """Events in order; None for one that was changed."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the trail.

    Attributes
    ----------
    who, what, outcome
        The actor's name, what was done, how it ended.
    about
        Marks of children (`child_mark`), or names of objects ("outgoing/released"). Never a
        reference or a pseudonym, never a cell.
    purpose
        Why, in the actor's words or the plan's.
    counts
        Numbers worth keeping (rows by table).
    job
        What joins the beginning of a job to its end.
    extra
        What else is needed to tell how a job ended that was cut short.
    at, flags, sequence
        Set when it is written: time (UTC, ISO 8601), what is remarkable, place in the chain.
    """

    who: str
    what: AuditEvent
    outcome: AuditOutcome = AuditOutcome.DONE
    about: tuple[str, ...] = ()
    purpose: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    job: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    flags: tuple[AuditFlag, ...] = ()
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: what an anchor keeps. Says nothing about anybody."""

    sequence: int
    code: str

    def __str__(self) -> str:
        """As printed after a job and given to `homeward audit verify --head`."""
        return f"{self.sequence}:{self.code[:16]}"


class Entry:
    """What may be read and changed while one event is being recorded.

    There is no other way to change a document: whoever wants to put one names the event
    that tells of it first (`Trail.entry`).
    """

    def __init__(self, held: Held, key: bytes, event: Event) -> None:
        self._held, self._key, self.event = held, key, event
        self._touched: dict[tuple[str, str], str] = {}
        self.head: Head | None = None

    def put(self, kind: str, name: str, document: dict[str, Any]) -> None:
        """Keep a document; its digest goes into the event."""
        self._held.put(kind, name, document)
        self._touched[kind, name_digest(self._key, kind, name)] = digest(self._key, document)

    def remove(self, kind: str, name: str) -> bool:
        """Forget a document; whether there was one."""
        found = self._held.remove(kind, name)
        if found:
            self._touched[kind, name_digest(self._key, kind, name)] = ""
        return found

    def get(self, kind: str, name: str) -> dict[str, Any] | None:
        """A document, or None."""
        return self._held.get(kind, name)

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Every document of a kind by name."""
        return self._held.all(kind)

    def documents(self) -> list[list[str]]:
        """Kind, digest of the name, digest of the document ("" if it was removed)."""
        return [[kind, name, what] for (kind, name), what in sorted(self._touched.items())]


class Trail:
    """Writes and reads the chain under one audit key.

    Parameters
    ----------
    key
        The sub-key for audit (`Purpose.AUDIT`).
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        """Never the key."""
        return "Trail(key withheld)"

    @contextmanager
    def entry(self, held: Held, event: Event, now: datetime | None = None) -> Iterator[Entry]:
        """Record `event` with all that is put or removed within; neither without the other.

        If the block raises, nothing is appended, and the transaction it is in ends with it.
        """
        entry = Entry(held, self._key, event)
        yield entry
        entry.head = self._append(held, entry.event, entry.documents(), now or datetime.now(UTC))

    def record(self, held: Held, event: Event, now: datetime | None = None) -> Head:
        """Record an event that changes no document; the head after it."""
        return self._append(held, event, [], now or datetime.now(UTC))

    def head(self, held: Held) -> Head:
        """The end of the chain, as its last event has it."""
        length = held.length()
        last = held.event(length) if length else None
        return Head(length, str((last or {}).get("code", NOTHING)))

    def read(self, held: Held, after: int = 0) -> Iterator[Event]:
        """The events in order, without those that cannot be read; whole or not is not asked."""
        for sequence, stored in held.events(after):
            body = None if stored is None else body_of(stored)
            if body is not None:
                yield _event(sequence, body)

    def _append(
        self, held: Held, event: Event, documents: Sequence[Sequence[str]], now: datetime
    ) -> Head:
        head = self.head(held)
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        flags = set(event.flags)
        if at < self._last_time(held, head):
            flags.add(AuditFlag.CLOCK_SET_BACK)
        text = canonical(_body(event, at, flags, documents))
        code = chained(self._key, head.sequence + 1, head.code, text)
        return Head(held.append({"body": text, "code": code}), code)

    def _last_time(self, held: Held, head: Head) -> str:
        last = held.event(head.sequence) if head.sequence else None
        body = None if last is None else body_of(last)
        return "" if body is None else str(body["at"])


def child_mark(key: bytes, pseudonym: str) -> str:
    """What stands for a child in the audit trail: a keyed code of the pseudonym.

    Once the child is purged nothing is left that it could be traced to, and the trail, which
    may not be changed, need not be.
    """
    return "child:" + hmac.digest(key, b"child\x1f" + pseudonym.encode(), "sha256").hex()[:24]


def canonical(document: Mapping[str, Any]) -> str:
    """The one text of a document: JSON, keys in order, ASCII, no spaces."""
    return json.dumps(document, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def chained(key: bytes, sequence: int, before: str, text: str) -> str:
    """The code of an event: HMAC-SHA-256 over its number, the code before and its text."""
    return hmac.digest(key, f"{sequence}\x1f{before}\x1f{text}".encode("ascii"), "sha256").hex()


def digest(key: bytes, document: Mapping[str, Any]) -> str:
    """Keyed digest of a document: tells whether it is the same, and nothing about it."""
    return hmac.digest(key, b"document\x1f" + canonical(document).encode(), "sha256").hex()[
        :_DIGEST
    ]


def name_digest(key: bytes, kind: str, name: str) -> str:
    """Keyed digest of a document's name."""
    return hmac.digest(key, f"name\x1f{kind}\x1f{name}".encode(), "sha256").hex()[:_DIGEST]


def body_of(stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """What an event as stored says; None if it says nothing that can be read."""
    try:
        found = json.loads(stored["body"])
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, dict) else None


def _body(
    event: Event, at: str, flags: set[AuditFlag], documents: Sequence[Sequence[str]]
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "who": event.who, "what": event.what.value, "outcome": event.outcome.value, "at": at,
        "about": list(event.about), "purpose": event.purpose, "counts": dict(event.counts),
        "job": event.job, "extra": dict(event.extra), "flags": sorted(f.value for f in flags),
        "documents": [list(one) for one in documents],
    }  # fmt: skip
    return {name: value for name, value in body.items() if value or name in ("who", "at")}


def _event(sequence: int, body: Mapping[str, Any]) -> Event:
    return Event(
        who=body["who"], what=AuditEvent(body["what"]), outcome=AuditOutcome(body["outcome"]),
        about=tuple(body.get("about", ())), purpose=body.get("purpose", ""),
        counts=body.get("counts", {}), job=body.get("job", ""), extra=body.get("extra", {}),
        at=body["at"], flags=tuple(AuditFlag(f) for f in body.get("flags", ())),
        sequence=sequence,
    )  # fmt: skip
