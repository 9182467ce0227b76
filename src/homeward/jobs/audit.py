"""Jobs and the audit trail: what is done is recorded, by whom, and only if they may.

A job first records that it begins. What it makes is published with a small file that names
the job, by the same commit, so that after a kill the next command in the folder can tell
whether it was published, and records the end that the job could not: both or neither.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from homeward.engine.disk import write_json, writing
from homeward.engine.publish import STAGING
from homeward.engine.steps import MAKING, StepCache
from homeward.jobs.actor import now_acting
from homeward.jobs.books import JOB, Books, books_of, is_made_up
from homeward.jobs.held import open_held
from homeward.jobs.state import CACHE, read_state
from homeward.privacy.audit import Entry, Event, Head
from homeward.privacy.permissions import Actor, actor_of, first_owner
from homeward.vocabulary.auditing import AuditEvent, AuditFlag, AuditOutcome
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Kind of the document that says that a job has begun and not ended.
OPEN: Final = "job"

#: Kind of the documents that say which children were purged, named by their marks.
TOMBSTONE: Final = "tombstone"

#: A document to be put, or with None removed, when a job ends well: kind, name, document.
Change = tuple[str, str, dict[str, Any] | None]


@dataclass
class Job:
    """A job that has begun.

    Attributes
    ----------
    id
        What joins its beginning to its end.
    actor
        Who does it.
    books
        Of the folder.
    counts, about
        What its last event is to hold; fill them while the job runs.
    head
        The end of the trail, once the job has ended: to be noted elsewhere.
    """

    id: str
    actor: Actor
    books: Books
    counts: dict[str, int] = field(default_factory=dict)
    about: Sequence[str] = ()
    head: Head | None = None

    def notes(self) -> list[str]:
        """What a person should note after a job on real records."""
        if self.actor.made_up or self.head is None:
            return []
        return [
            f"Audit trail: {self.head}. Note it elsewhere; `homeward audit verify` asks for it."
        ]

    def parts(self) -> dict[str, Path]:
        """To be published with what the job made: the file that names it."""
        path = self.books.out / CACHE / f"{MAKING}job" / "job.json"
        with writing(self.books.out):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_json(path, {"job": self.id})
        return {JOB: path}


@contextmanager
def recorded(
    out: Path,
    what: AuditEvent,
    may: Permission,
    *,
    key: bytes | None = None,
    synthetic: bool | None = None,
    purpose: str = "",
    evidence: str = JOB,
    then: Sequence[Change] = (),
) -> Iterator[Job]:
    """Do a job of a folder that is held: asked whether one may, and recorded at both ends.

    Parameters
    ----------
    out
        The output folder, locked, with half-published jobs rolled forward.
    what, may
        What is done, and the permission that it needs for the whole folder.
    key
        What the folder's pseudonyms come from, if it is at hand.
    synthetic
        Whether the records are made up; by default as in the folder's last job.
    purpose
        Why.
    evidence
        The file, relative to `out`, that tells whether a job that was killed was published:
        `JOB`, if `Job.parts` are published with it, else one that the job always changes.
    then
        Documents that change with the job's end, and only if it ends well.

    Raises
    ------
    HomewardError
        HW-A006 if the actor may not; as `Books.entry`; whatever the job raises.
    """
    books = books_of(out, key)
    settle(books)
    made_up = is_made_up(out) if synthetic is None else synthetic
    begun = Event(now_acting().name, what, purpose=purpose, job=uuid.uuid4().hex)
    job = begin(books, begun, may, made_up=made_up, evidence=evidence, then=then)
    try:
        yield job
    except BaseException as fault:
        # What was decided on before the fault is told by the next command, as after a kill.
        with suppress(HomewardError):
            if not _happened(books, job.id, _evidence(books, evidence, job.id)):
                refusal = replace(begun, outcome=AuditOutcome.REFUSED, extra=_why(fault))
                _end(books, refusal, job, ())
        raise
    _end(books, begun, job, then)


def begin(
    books: Books,
    event: Event,
    may: Permission,
    *,
    made_up: bool,
    evidence: str = JOB,
    then: Sequence[Change] = (),
) -> Job:
    """Record that a job begins, or that it was refused. Raises as `recorded`."""
    begun = replace(event, outcome=AuditOutcome.BEGUN)
    with books.entry(begun) as entry:
        if not made_up:
            first_owner(entry, event.who)
        actor = actor_of(event.who, entry, made_up=made_up)
        refusal = refused(actor, may)
        if refusal is None:
            document = {"who": event.who, "what": event.what.value, "then": [list(c) for c in then]}
            entry.put(OPEN, event.job, document | _before(books, evidence))
        else:
            entry.event = replace(begun, outcome=AuditOutcome.REFUSED, extra=_why(refusal))
    if refusal is not None:
        raise refusal
    return Job(event.job, actor, books)


def refused(actor: Actor, may: Permission, *, whole: bool = True) -> HomewardError | None:
    """Why somebody may not do something; None if they may."""
    try:
        actor.require(may, whole=whole)
    except HomewardError as refusal:
        return refusal
    return None


def settle(books: Books) -> None:
    """Record the ends of jobs that were killed; nothing runs in a folder that we hold."""
    if not books.ledger.made():
        return
    with books.reading() as held:
        left = held.all(OPEN)
    for id, document in left.items():
        what, who = AuditEvent(document["what"]), str(document["who"])
        if _happened(books, id, document):
            event = Event(who, what, job=id, flags=(AuditFlag.TOLD_LATER,))
        else:
            event = Event(who, what, AuditOutcome.CUT_SHORT, job=id)
        with books.entry(event) as entry:
            entry.remove(OPEN, id)
            if event.outcome is AuditOutcome.DONE:
                _apply(entry, document["then"])
        if what is AuditEvent.PURGED:
            drop_steps(books.out)


def drop_steps(out: Path) -> None:
    """Remove every cached step that the last published job does not stand on."""
    try:
        vault = open_held(out, now_acting().key).vault
        keep = set(read_state(out, vault)["steps"].values())
    except HomewardError:
        keep = set()
    with writing(out):
        StepCache(out / CACHE).prune(keep)


def tombstones(out: Path, key: bytes) -> frozenset[str]:
    """Marks of the children who were purged from a folder; ends of killed jobs told first.

    Raises
    ------
    HomewardError
        HW-A004 as `Books.require_ledger`; as `Books.entry`.
    """
    books = books_of(out, key)
    books.require_ledger()
    settle(books)
    if not books.ledger.made():
        return frozenset()
    with books.reading() as held:
        return frozenset(held.all(TOMBSTONE))


def child_read(
    out: Path, child: str, *, purpose: str, force: str = "", authority: str = ""
) -> None:
    """Record that a child's record is about to be looked at; refuse whoever may not.

    Parameters
    ----------
    out
        The output folder.
    child
        The child's pseudonym.
    purpose
        Why it is looked at.
    force, authority
        Of the child, for those whose role is for some forces or authorities only.

    Raises
    ------
    HomewardError
        HW-A006; the refusal is an event as well. As `Books.entry`.
    """
    books, name = books_of(out), now_acting().name
    told = Event(name, AuditEvent.CHILD_READ, about=(books.mark(child),), purpose=purpose)
    with books.entry(told) as entry:
        actor = actor_of(name, entry, made_up=is_made_up(out))
        scope = actor.scope(Permission.READ_CHILD)
        within = scope.holds(force=force, authority=authority, child=child)
        if not within:
            entry.event = replace(told, outcome=AuditOutcome.REFUSED)
    if not within:
        raise HomewardError("HW-A006", "the child is outside what your roles are for")


def looked(
    out: Path, what: AuditEvent, may: Permission, *, about: Sequence[str], purpose: str = ""
) -> None:
    """Record that something is about to be looked at; refuse whoever may not.

    Parameters
    ----------
    out
        The output folder, locked.
    what, may
        What is done, and the permission that it needs for the whole folder.
    about
        Names of what is looked at; never a reference.
    purpose
        Why.

    Raises
    ------
    HomewardError
        HW-A006; the refusal is an event as well. As `Books.entry`.
    """
    books, made_up = books_of(out), is_made_up(out)
    told = Event(now_acting().name, what, about=tuple(about), purpose=purpose)
    with books.entry(told) as entry:
        if not made_up:
            first_owner(entry, told.who)
        refusal = refused(actor_of(told.who, entry, made_up=made_up), may)
        if refusal is not None:
            entry.event = replace(told, outcome=AuditOutcome.REFUSED, extra=_why(refusal))
    if refusal is not None:
        raise refusal


def _end(books: Books, event: Event, job: Job, then: Sequence[Change]) -> None:
    whole = replace(event, counts=dict(job.counts), about=tuple(job.about))
    with books.entry(whole) as entry:
        entry.remove(OPEN, job.id)
        _apply(entry, then)
    job.head = entry.head


def _apply(entry: Entry, changes: Sequence[Sequence[Any]]) -> None:
    for kind, name, document in changes:
        if document is None:
            entry.remove(kind, name)
        else:
            entry.put(kind, name, document)


def _why(fault: BaseException) -> dict[str, str]:
    """The code of a refusal, or the kind of a fault: never its text."""
    return {"why": fault.code if isinstance(fault, HomewardError) else type(fault).__name__}


def _before(books: Books, evidence: str) -> dict[str, str]:
    before = "" if evidence == JOB else _hash(books.out / evidence)
    return {"evidence": evidence, "before": before}


def _evidence(books: Books, evidence: str, id: str) -> Mapping[str, Any]:
    with books.reading() as held:
        return held.get(OPEN, id) or {"evidence": evidence, "before": ""}


def _happened(books: Books, id: str, document: Mapping[str, Any]) -> bool:
    """Whether what a job made was published, or was decided on and will be."""
    path = books.out / str(document["evidence"])
    if document["evidence"] != JOB:
        return _hash(path) != document["before"]
    if any((books.out / STAGING).glob("*/commit.json")):
        return True
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["job"] == id)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
