"""The books of an output folder: its ledger, the audit trail in it, and the anchor outside.

The anchor is kept beside the file of the person's key, because whoever can put an older copy of
the folder back should not thereby put back an older anchor: a key of real records lies outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from homeward.engine.disk import part_of, write_json, writing
from homeward.engine.ledger import Ledger
from homeward.jobs.actor import holding, now_acting
from homeward.jobs.held import KEY_FILE, has_keys, open_held, read_keys
from homeward.jobs.state import read_state
from homeward.privacy.audit import Entry, Event, Head, Held, Trail, child_mark
from homeward.privacy.audit_check import Anchor, anchor_in
from homeward.privacy.keys import PersonKey, described
from homeward.privacy.subkeys import Purpose, subkey
from homeward.study.plan import parse_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError

#: The ledger of an output folder.
LEDGER: Final = "protected/ledger.sqlite"

#: The file that names the job that published last.
JOB: Final = "protected/job.json"


#: Kind, and name, of the document that says of which folder a ledger is.
OF: Final = "folder"

#: Said of a folder whose ledger is missing.
LOST: Final = "work was finished here, and who may do what and who was purged is not known"

#: What a folder of real records holds only once a job has ended well in it: a first job that was
#: killed left none of it, and its folder need not have a ledger yet.
FINISHED: Final = (
    "protected/state/state.json", JOB, "protected/store", "protected/register",
    "protected/certificates", "outgoing/released",
)  # fmt: skip


def anchor_file(out: Path) -> Path:
    """Where the head of the trail is kept: as was said, else beside the key's file.

    Outside the folder it is named by what names the folder in its keys: one key may serve
    several folders, and a folder that is moved, or whose key is exchanged, finds it again.

    Raises
    ------
    HomewardError
        HW-K006 if the folder's keys cannot be read.
    """
    acting = now_acting()
    if acting.anchor is not None:
        return acting.anchor
    if acting.key_file is None or not has_keys(out):
        return out / f"{KEY_FILE}.anchor"
    return acting.key_file.with_name(f"homeward-{described(read_keys(out))['folder']}.anchor")


def sweep_halves(out: Path) -> None:
    """Remove what a killed job left half written of anchor, ledger and keys; the lock is held.

    Raises
    ------
    HomewardError
        HW-E002 if the folder cannot be written.
    """
    with writing(out):
        for half in (out / KEY_FILE).parent.glob("*.part"):
            half.unlink()
    with suppress(OSError, HomewardError):  # the anchor may lie where the key's file does
        part_of(anchor_file(out)).unlink(missing_ok=True)


def carry_anchor(out: Path, kept: Path, key: PersonKey, key_file: Path | None) -> tuple[str, ...]:
    """Have the anchor lie where commands with another key look for it; what to say of it.

    Parameters
    ----------
    out
        The output folder.
    kept
        Where the anchor lies now.
    key, key_file
        The key that opens the folder from now on, and its file if it is known.

    Raises
    ------
    OSError
        If it cannot be copied.
    """
    if key_file is None:
        return (f"The anchor of the audit trail is {kept.name}: keep it beside the new key file.",)
    with holding(key, key_file):
        to = anchor_file(out)
    if to.resolve() == kept.resolve() or not kept.is_file():
        return ()
    with writing(to.parent):
        write_json(to, json.loads(kept.read_text(encoding="utf-8")))
    return (f"The anchor of the audit trail was copied beside the new key file: {to.name}.",)


def held_key(out: Path) -> bytes:
    """What the pseudonyms of a folder that was worked in come from; none is made.

    Raises
    ------
    HomewardError
        HW-A004 if there is none; as `jobs.held.open_held` with the key of whoever acts.
    """
    project = open_held(out, now_acting().key).project
    if not project:
        raise HomewardError("HW-A004", f"{out.name} holds no key of a project")
    return project


def is_made_up(out: Path) -> bool:
    """Whether the folder's last job was on made-up records; a folder without one is not."""
    try:
        vault = open_held(out, now_acting().key).vault
        return parse_plan(read_state(out, vault)["plan"]).synthetic
    except HomewardError:
        return False


@dataclass(frozen=True, slots=True)
class Books:
    """The ledger and the audit trail of one output folder.

    Attributes
    ----------
    out, ledger, trail
        The folder, its ledger, and the chain in it.
    audit_key
        The sub-key for audit.
    anchor
        Where the head is kept.
    """

    out: Path
    ledger: Ledger
    trail: Trail
    audit_key: bytes = field(repr=False)
    anchor: Path

    @contextmanager
    def entry(self, event: Event, *, accept: bool = False) -> Iterator[Entry]:
        """Record an event with what is changed within; then move the anchor.

        Parameters
        ----------
        event
            What is done.
        accept
            Go on though the trail does not meet its anchor, or the ledger is missing.

        Raises
        ------
        HomewardError
            HW-A005 if the trail does not meet its anchor, HW-A010 if that cannot be used;
            HW-A015 if the ledger is another folder's;
            as `Ledger.transaction` and `require_ledger`.
        """
        if not accept:
            self.require_ledger()
        with self.ledger.transaction() as held:
            self.require_own(held)
            if not accept:
                self._meet_anchor(held)
            with self.trail.entry(held, event) as entry:
                if self.folder and not held.all(OF):
                    entry.put(OF, OF, {"folder": self.folder})
                yield entry
        if entry.head is not None:
            self._write_anchor(entry.head)

    def require_ledger(self) -> None:
        """Refuse to begin a ledger anew where one was: roles and purges would be forgotten.

        Raises
        ------
        HomewardError
            HW-A004 if a folder of real records holds finished work and no ledger.
        """
        if self.lost() and not is_made_up(self.out):
            raise HomewardError("HW-A004", f"{self.ledger.path.name} is missing; {LOST}")

    @contextmanager
    def reading(self) -> Iterator[Held]:
        """One state of the ledger, to be read. Raises as `Ledger.reading` and `require_own`."""
        with self.ledger.reading() as held:
            self.require_own(held)
            yield held

    def require_own(self, held: Held) -> None:
        """Refuse the ledger of another folder of the same key, put in this one's place.

        Raises
        ------
        HomewardError
            HW-A015.
        """
        of = held.get(OF, OF)
        if of is not None and of.get("folder") != self.folder:
            raise HomewardError("HW-A015", self.ledger.path.name)

    @property
    def folder(self) -> str:
        """What names the folder in its keys; "" where it has none. Raises HW-K006."""
        return str(described(read_keys(self.out))["folder"]) if has_keys(self.out) else ""

    def lost(self) -> bool:
        """Whether the ledger is missing from a folder with keys in which work was finished."""
        if self.ledger.made() or not has_keys(self.out):
            return False
        return any((self.out / name).exists() for name in FINISHED)

    def read_anchor(self) -> Anchor | None:
        """The anchor; None if there is no file.

        Raises
        ------
        HomewardError
            HW-A010 if the file is no anchor made under this key.
        """
        try:
            document = json.loads(self.anchor.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise HomewardError("HW-A010", f"{self.anchor.name} cannot be read") from None
        found = anchor_in(document, self.audit_key)
        if found is None:
            raise HomewardError("HW-A010", f"{self.anchor.name} was not written under this key")
        return found

    def mark(self, pseudonym: str) -> str:
        """What stands for a child in the trail."""
        return child_mark(self.audit_key, pseudonym)

    def _meet_anchor(self, held: Held) -> None:
        anchor = self.read_anchor()
        if anchor is None:
            if held.length():
                event = Event(now_acting().name, AuditEvent.ANCHOR_LOST, about=(self.anchor.name,))
                self.trail.record(held, event)
            return
        there = held.event(anchor.head.sequence) if anchor.head.sequence else None
        if there is None or there.get("code") != anchor.head.code:
            found = f"it ends at event {held.length()}, its anchor knows {anchor.head.sequence}"
            raise HomewardError("HW-A005", found)

    def _write_anchor(self, head: Head) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        anchor = Anchor(self.ledger.mark(), head, at)
        with writing(self.anchor.parent):
            self.anchor.parent.mkdir(parents=True, exist_ok=True)
            write_json(self.anchor, anchor.document(self.audit_key))


def books_of(out: Path, key: bytes | None = None) -> Books:
    """The books of an output folder.

    Parameters
    ----------
    out
        The folder.
    key
        What the folder's pseudonyms come from, if it is at hand; else it is opened.
    """
    project = held_key(out) if key is None else key
    audit = subkey(project, Purpose.AUDIT)
    ledger = Ledger(out / LEDGER, subkey(project, Purpose.STORE))
    return Books(out, ledger, Trail(audit), audit, anchor_file(out))
