"""The audit trail looked at: whether it is whole, and what it says."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from homeward.jobs.accepting import accept_register
from homeward.jobs.actor import now_acting
from homeward.jobs.audit import refused
from homeward.jobs.books import Books, books_of, held_key, is_made_up
from homeward.jobs.working import working_in
from homeward.privacy.audit import Event
from homeward.privacy.audit_check import Anchor, Verdict, verify
from homeward.privacy.permissions import actor_of, first_owner
from homeward.privacy.pseudonyms import PSEUDONYM_LENGTH, Pseudonyms
from homeward.vocabulary.auditing import AuditEvent, AuditOutcome
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Said where the anchor lies where an older copy of the folder would bring its own.
INSIDE = (
    "The anchor lies inside the folder: that an older copy of the whole folder was put back cannot"
    " be told from it. Keep the key or the anchor outside, or note the head that jobs print."
)


#: Said once a lost ledger was answered for.
FORGOTTEN = (
    "The ledger was begun anew: earlier roles and events are lost, and so is who was purged."
    " Before the next run on an extract that holds purged children, take them out of it."
)

#: What to do where neither an anchor nor a noted head was held against the trail.
UNPROVED = (
    "What is there fits together, but its end cannot be proved. Give the anchor (`--anchor FILE`,"
    " or the key file that it lies beside), or a head that a job printed (`--head`)."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of an audit trail.

    Attributes
    ----------
    whole
        Whether nothing is wrong.
    proved
        Whether its end could be held against an anchor or a head that was noted; made-up
        records need neither.
    events, head
        Events that are whole; where the trail ends, to be noted elsewhere.
    faults, notes
        What is wrong, and what should be known, in sentences.
    """

    whole: bool
    proved: bool
    events: int
    head: str
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """30 if anything is wrong, or the end cannot be proved."""
        return 0 if self.whole and self.proved else HomewardError("HW-A005").exit_code

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        unproved = "NOT PROVED WHOLE" if self.whole else "NOT WHOLE"
        told = "WHOLE" if self.whole and self.proved else unproved
        return [
            f"The audit trail is {told}: {self.events:,} events read, head {self.head}.",
            *(f"  WRONG  {fault}" for fault in self.faults),
            *(f"  note   {note}" for note in self.notes),
            *([f"  do     {UNPROVED}"] if self.whole and not self.proved else []),
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
        named = books.ledger.path.name
        told = f"{named} is missing; its anchor knows {kept.head.sequence} events"
        raise HomewardError("HW-A004", told)
    with books.reading() as held:
        mark = books.ledger.mark()
        found = verify(held, books.audit_key, mark=mark, anchor=kept, head=head)
    proved = kept is not None or bool(head) or is_made_up(books.out)
    return _verified(books, found, inside=anchor is None, proved=proved)


def _anchor(books: Books, named: Path | None) -> Anchor | None:
    if named is None:
        return books.read_anchor()
    if not Path(named).is_file():
        raise HomewardError("HW-A010", f"there is no file {Path(named).name}")
    return Books(books.out, books.ledger, books.trail, books.audit_key, Path(named)).read_anchor()


def _verified(books: Books, found: Verdict, *, inside: bool, proved: bool) -> Verified:
    faults, notes = found.faults, found.notes
    if not books.ledger.sound():
        faults = (*faults, "The file itself is damaged: its pages do not fit together.")
    if inside and books.anchor.resolve().is_relative_to(books.out.resolve()):
        notes = (*notes, INSIDE)
    return Verified(not faults, proved, found.events, str(found.head), faults, notes)


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
            raise HomewardError("HW-A004", f"{books.ledger.path.name} is missing")
        marks = _marks(books, out, child)
        told = Event(name, AuditEvent.AUDIT_VIEWED, about=tuple(sorted(marks)))
        with books.entry(told) as entry:
            actor = actor_of(name, entry, made_up=is_made_up(out))
            refusal = refused(actor, Permission.VIEW_AUDIT)
            if refusal is not None:
                entry.event = Event(name, AuditEvent.AUDIT_VIEWED, AuditOutcome.REFUSED)
        if refusal is not None:
            raise refusal
        with books.reading() as held:
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

    For a folder that was put back from a backup on purpose. Only an owner may. Where the whole
    ledger is lost nobody is known to be one: whoever answers for it owns the folder from then
    on, and a new trail begins with their reason. A register of releases that is lost is gone on
    without as well.

    Raises
    ------
    HomewardError
        HW-A006 for those who are no owner, HW-A014 without a reason; HW-D004 if a register
        lies there that cannot be read.
    """
    out = Path(out)
    if not why.strip():
        raise HomewardError("HW-A014", "no reason was given")
    with working_in(out):
        books, name = books_of(out), now_acting().name
        told = Event(name, AuditEvent.TRAIL_ACCEPTED, purpose=why)
        lost = books.lost() and not is_made_up(out)
        if lost:
            told = replace(told, about=(f"{books.ledger.path.name}, begun anew",))
        with books.entry(told, accept=True) as entry:
            if lost:
                first_owner(entry, name)
            actor_of(name, entry, made_up=is_made_up(out)).require(Permission.GRANT, whole=True)
        without = accept_register(out)
    done = verify_audit(out)
    return replace(done, notes=(*done.notes, *without, *([FORGOTTEN] if lost else [])))


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
