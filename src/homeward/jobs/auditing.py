"""The audit trail looked at: whether it is whole, and what it says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from homeward.jobs.actor import now_acting
from homeward.jobs.audit import refused
from homeward.jobs.books import Books, books_of, held_key, is_made_up
from homeward.jobs.tasks import working_in
from homeward.privacy.audit import Event
from homeward.privacy.audit_check import Anchor, Verdict, verify
from homeward.privacy.permissions import actor_of
from homeward.privacy.pseudonyms import PSEUDONYM_LENGTH, Pseudonyms
from homeward.vocabulary.auditing import AuditEvent, AuditOutcome
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Said where the anchor lies where an older copy of the folder would bring its own.
INSIDE = (
    "The anchor lies inside the folder: that an older copy of the whole folder was put back cannot"
    " be told from it. Keep the key or the anchor outside, or note the head that jobs print."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of an audit trail.

    Attributes
    ----------
    whole
        Whether nothing is wrong.
    events, head
        Events that are whole; where the trail ends, to be noted elsewhere.
    faults, notes
        What is wrong, and what should be known, in sentences.
    """

    whole: bool
    events: int
    head: str
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """30 if anything is wrong."""
        return 0 if self.whole else HomewardError("HW-A005").exit_code

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        told = "WHOLE" if self.whole else "NOT WHOLE"
        return [
            f"The audit trail is {told}: {self.events:,} events read, head {self.head}.",
            *(f"  WRONG  {fault}" for fault in self.faults),
            *(f"  note   {note}" for note in self.notes),
            *([] if self.whole else [f"  do     {HomewardError('HW-A005').fault.do}"]),
        ]


@dataclass(frozen=True, slots=True)
class Listed:
    """Events of an audit trail, oldest first."""

    events: tuple[Event, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"events": [_record(event) for event in self.events]}

    def lines(self) -> list[str]:
        """For people: one line for each event."""
        out = [_line(event) for event in self.events]
        return out or ["No event of the audit trail is as asked."]


def verify_audit(out: Path, *, anchor: Path | None = None, head: str = "") -> Verified:
    """Say whether the audit trail of a folder is whole; nothing is written.

    Parameters
    ----------
    out
        The output folder; one that may not be written will do.
    anchor
        The file with the trail's head; by default where jobs keep it.
    head
        A head as a job printed it, if one was noted.

    Raises
    ------
    HomewardError
        HW-A002 to HW-A004 if there is no ledger that can be opened, HW-A010 for an anchor
        that is none.
    """
    books = books_of(Path(out))
    kept = _anchor(books, anchor)
    if not books.ledger.made() and kept is not None:
        told = f"the ledger is gone; its anchor knows {kept.head.sequence} events"
        raise HomewardError("HW-A004", told)
    with books.ledger.reading() as held:
        mark = books.ledger.mark()
        found = verify(held, books.audit_key, mark=mark, anchor=kept, head=head)
    return _verified(books, found, inside=anchor is None)


def _anchor(books: Books, named: Path | None) -> Anchor | None:
    if named is None:
        return books.read_anchor()
    if not Path(named).is_file():
        raise HomewardError("HW-A010", f"there is no file {Path(named).name}")
    return Books(books.out, books.ledger, books.trail, books.audit_key, Path(named)).read_anchor()


def _verified(books: Books, found: Verdict, *, inside: bool) -> Verified:
    faults, notes = found.faults, found.notes
    if not books.ledger.sound():
        faults = (*faults, "The file itself is damaged: its pages do not fit together.")
    if inside and books.anchor.resolve().is_relative_to(books.out.resolve()):
        notes = (*notes, INSIDE)
    return Verified(not faults, found.events, str(found.head), faults, notes)


def show_audit(out: Path, *, child: str = "", since: str = "") -> Listed:
    """The events of a folder; looking at them is an event too.

    Parameters
    ----------
    out
        The output folder.
    child
        A child's reference, as in the extract, or pseudonym: only events about the child.
    since
        Only events of this day (2024-03-31, UTC) or later.

    Raises
    ------
    HomewardError
        HW-A006 for those who may not; as `Books.entry`.
    """
    out = Path(out)
    with working_in(out):
        books, name = books_of(out), now_acting().name
        if not books.ledger.made():
            raise HomewardError("HW-A004", books.ledger.path.name)
        marks = _marks(books, out, child)
        told = Event(name, AuditEvent.AUDIT_VIEWED, about=tuple(sorted(marks)))
        with books.entry(told) as entry:
            actor = actor_of(name, entry, made_up=is_made_up(out))
            refusal = refused(actor, Permission.VIEW_AUDIT)
            if refusal is not None:
                entry.event = Event(name, AuditEvent.AUDIT_VIEWED, AuditOutcome.REFUSED)
        if refusal is not None:
            raise refusal
        with books.ledger.reading() as held:
            events = tuple(books.trail.read(held))
    return Listed(tuple(e for e in events if e.at >= since and (not child or marks & set(e.about))))


def _marks(books: Books, out: Path, child: str) -> set[str]:
    if not child:
        return set()
    pseudonyms = {Pseudonyms(held_key(out))("child", child)}
    if len(child) == PSEUDONYM_LENGTH:
        pseudonyms.add(child)
    return {books.mark(pseudonym) for pseudonym in pseudonyms}


def accept_audit(out: Path, *, why: str) -> Verified:
    """Go on with a folder whose trail does not meet its anchor, and have the trail say so.

    For a folder that was put back from a backup on purpose. Only an owner may.

    Raises
    ------
    HomewardError
        HW-A006 for those who are no owner, HW-A014 without a reason.
    """
    out = Path(out)
    if not why.strip():
        raise HomewardError("HW-A014", "no reason was given")
    with working_in(out):
        books, name = books_of(out), now_acting().name
        told = Event(name, AuditEvent.TRAIL_ACCEPTED, purpose=why)
        with books.entry(told, accept=True) as entry:
            actor_of(name, entry, made_up=is_made_up(out)).require(Permission.GRANT, whole=True)
    return verify_audit(out)


def _record(event: Event) -> dict[str, Any]:
    held = asdict(event) | {"what": event.what.value, "outcome": event.outcome.value}
    return held | {"flags": [flag.value for flag in event.flags]}


def _line(event: Event) -> str:
    parts = [f"{event.sequence:>6}", event.at[:19] + "Z", event.who, event.what.label]
    if event.outcome is not AuditOutcome.DONE:
        parts.append(f"[{event.outcome.label}]")
    parts += [f"{name} {many:,}" for name, many in event.counts.items()]
    parts += list(event.about)
    parts += [f"({word})" for word in (event.extra.get("why", ""), event.purpose) if word]
    parts += [f"NOTE: {flag.meaning}" for flag in event.flags]
    return "  ".join(parts)
