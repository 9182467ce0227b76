"""Whether an audit trail is whole: every event, every document, and its end."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeward.privacy.audit import (
    NOTHING,
    Head,
    Held,
    body_of,
    canonical,
    chained,
    digest,
    name_digest,
)
from homeward.vocabulary.auditing import AuditEvent, AuditFlag, AuditOutcome

#: Faults of one kind that are told one by one; the rest are counted.
TOLD = 20


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a trail, kept outside the store.

    Attributes
    ----------
    ledger
        The mark of the ledger it is of.
    head
        Where the chain ended when it was written.
    at
        When (UTC, ISO 8601).
    """

    ledger: str
    head: Head
    at: str

    def document(self, key: bytes) -> dict[str, Any]:
        """As kept in a file, with a code that only the key's holder can make."""
        held = {
            "ledger": self.ledger, "sequence": self.head.sequence, "code": self.head.code,
            "at": self.at,
        }  # fmt: skip
        return {"homeward_audit_anchor": 1, **held, "seal": _seal(key, held)}


def anchor_in(document: object, key: bytes) -> Anchor | None:
    """The anchor that a file holds; None if it is none, or was not made under this key."""
    try:
        held = {name: document[name] for name in ("ledger", "sequence", "code", "at")}  # type: ignore[index]
        whole = hmac.compare_digest(str(document["seal"]), _seal(key, held))  # type: ignore[index]
        return (
            Anchor(held["ledger"], Head(int(held["sequence"]), held["code"]), held["at"])
            if (whole)
            else None
        )
    except (KeyError, TypeError, ValueError):
        return None


def _seal(key: bytes, held: Mapping[str, Any]) -> str:
    return hmac.digest(key, b"anchor\x1f" + canonical(held).encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a trail.

    Attributes
    ----------
    events
        Events that are whole and in their place.
    head
        Where the chain ends.
    faults
        What is wrong, in sentences; empty if the trail is whole.
    notes
        What a person should know though nothing is wrong.
    """

    events: int
    head: Head
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass
class _Walk:
    """What is known while the chain is gone along."""

    key: bytes
    known: Mapping[int, str]
    last: int = 0
    code: str = NOTHING
    at: str = ""
    good: int = 0
    faults: list[str] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)
    documents: dict[tuple[str, str], str] = field(default_factory=dict)
    met: dict[int, str] = field(default_factory=dict)

    def event(self, sequence: int, stored: Mapping[str, Any] | None) -> None:
        gap = sequence != self.last + 1
        if gap:
            first, last = self.last + 1, sequence - 1
            told = f"Event {first} is" if first == last else f"Events {first} to {last} are"
            self.faults.append(f"{told} gone.")
        body = None if stored is None else body_of(stored)
        text = "" if body is None or stored is None else stored["body"]
        code = "" if stored is None else str(stored.get("code", ""))
        if sequence in self.known:
            self.met[sequence] = code
        # After a gap the code before is not known: the gap is the fault, told already.
        if body is not None and (
            gap or hmac.compare_digest(code, chained(self.key, sequence, self.code, text))
        ):
            self.good += 1
            self._body(sequence, body)
        else:
            self.faults.append(
                f"Event {sequence} is not what was written there: it was changed, moved or put in."
            )
        self.last, self.code = sequence, code

    def _body(self, sequence: int, body: Mapping[str, Any]) -> None:
        if body["at"] < self.at:
            self.back.append(sequence)
        self.at = body["at"]
        if body["what"] == AuditEvent.ANCHOR_LOST:
            self.lost.append(sequence)
        if body.get("job"):
            if body["outcome"] == AuditOutcome.BEGUN:
                self.open[body["job"]] = sequence
            else:
                self.open.pop(body["job"], None)
        for kind, name, what in body.get("documents", ()):
            self.documents[kind, name] = what


def verify(
    held: Held, key: bytes, *, mark: str = "", anchor: Anchor | None = None, head: str = ""
) -> Verdict:
    """Go along the whole chain and hold it against its documents and its anchors.

    Parameters
    ----------
    held
        The store, in one transaction.
    key
        The sub-key for audit.
    mark
        Of the ledger, to be held against the anchor's.
    anchor
        The head kept outside, if there is one.
    head
        A head as it was printed after a job ("17:9f86d081884c7d65"), if one was noted.

    Returns
    -------
    Verdict
        What is wrong, and what should be known.
    """
    kept, printed, faults = _anchors(anchor, head)
    walk = _Walk(key, {place: "" for place, _ in (*kept, *printed)})
    for sequence, stored in held.events():
        walk.event(sequence, stored)
    faults += walk.faults[:TOLD]
    if len(walk.faults) > TOLD:
        faults.append(f"{len(walk.faults) - TOLD:,} more events are gone or changed.")
    if anchor is not None and mark and anchor.ledger != mark:
        faults.append("The anchor is of another ledger: this one was put in the other's place.")
    else:
        faults += _ends(walk, kept, "the anchor")
    faults += _ends(walk, printed, "the head that was noted")
    faults += _documents(held, key, walk.documents)
    return Verdict(walk.good, Head(walk.last, walk.code), tuple(faults), tuple(_notes(walk, kept)))


def _anchors(
    anchor: Anchor | None, head: str
) -> tuple[list[tuple[int, str]], list[tuple[int, str]], list[str]]:
    kept = [] if anchor is None else [(anchor.head.sequence, anchor.head.code)]
    if not head:
        return kept, [], []
    place, _, code = head.partition(":")
    if not place.isdigit() or len(code) < 8:
        return kept, [], ["The head given is not one that Homeward prints, such as 17:9f86d081."]
    return kept, [(int(place), code)], []


def _ends(walk: _Walk, ends: list[tuple[int, str]], named: str) -> Iterator[str]:
    for place, code in ends:
        if place > walk.last:
            yield (
                f"The trail ends at event {walk.last}, but {named} knows event {place}:"
                " its end was cut off, or an older copy was put in its place."
            )
        elif place and not walk.met.get(place, "").startswith(code):
            yield f"Event {place} is not the one that {named} knows: the trail was written anew."


def _documents(held: Held, key: bytes, told: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Documents that are not as the last event about them left them; kinds, never names."""
    found = {
        (kind, name_digest(key, kind, name)): digest(key, document)
        for kind in held.kinds()
        for name, document in held.all(kind).items()
    }
    for kind, name in sorted(found.keys() | told.keys()):
        here, there = found.get((kind, name), ""), told.get((kind, name), "")
        if here != there:
            how = "is gone" if not here else "was put in" if not there else "is another"
            yield f"A document of kind `{kind}` {how}, and no event says so."


def _notes(walk: _Walk, kept: list[tuple[int, str]]) -> Iterator[str]:
    if walk.back:
        told = ", ".join(str(place) for place in walk.back[:TOLD])
        yield f"{AuditFlag.CLOCK_SET_BACK.meaning}: {len(walk.back):,} times (event {told})."
    for place in walk.lost:
        yield f"Event {place}: {AuditEvent.ANCHOR_LOST.meaning}. Ask who took it away."
    for place in walk.open.values():
        yield f"Event {place} tells of a job that did not end: it runs now, or was cut short."
    if not kept:
        yield "No anchor was given or found: that the end was cut off cannot be told."
    elif kept[0][0] < walk.last:
        after = walk.last - kept[0][0]
        yield f"The anchor is {after:,} events behind the trail, and is met on the way."
