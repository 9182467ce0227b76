"""What is known of a register outside it: in its folder's ledger, and beside the key.

A register that was deleted, or put back to an older copy, fits together as well as ever. The
ledger, whose own end is anchored, holds how far it had come; each change is an event there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homeward.jobs import known
from homeward.jobs.actor import now_acting
from homeward.jobs.books import Books
from homeward.privacy.audit import Event
from homeward.release.register import Register
from homeward.release.review import KNOWN_OUTSIDE, State
from homeward.release.standing import Standing, behind, standing_in
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS

#: Kind of the document of the ledger that says how far the folder's register had come.
NOTED: Final = "register"


@dataclass(frozen=True, slots=True)
class Noted:
    """Watches the register of one output folder.

    Attributes
    ----------
    books
        Of the folder.
    register
        It, unwatched.
    at
        Its folder.
    project
        Of which project the folder's releases are; "" where that is not known yet.
    reviewed
        Whether a draft waits for approval, so that it is not outside yet.
    made_up
        Whether the records are: then the list beside the key refuses nothing.
    """

    books: Books
    register: Register
    at: Path
    project: str
    reviewed: bool = False
    made_up: bool = False

    def meet(self, now: Standing) -> None:
        """Refuse a register that has not come as far as is known; HW-D004."""
        lines = [] if self.made_up else self._lines()
        for one in (*self._ledgers(), *(o.standing for o in lines if self._is_it(o, now))):
            told = behind(now, one)
            if told:
                raise HomewardError("HW-D004", f"{self.at}: {told}")

    def note(self, now: Standing, what: str) -> None:
        """Have the ledger, and the list beside the key, say how far it has come."""
        event = Event(now_acting().name, AuditEvent.REGISTER_CHANGED, about=(what,))
        with self.books.entry(event) as entry:
            for name in entry.all(NOTED):
                if name != now.register:
                    entry.remove(NOTED, name)
            if now.places:
                entry.put(NOTED, now.register, now.document())
        self._keep(now)

    def catch_up(self) -> None:
        """Note what others, or a job that was killed, entered meanwhile."""
        self.register.settle()
        now = self.register.standing()
        if now.places and now not in self._ledgers():
            self.note(now, f"{now.places[-1][0]}: seen")
        elif now.places:
            self._keep(now)

    def elsewhere(self) -> str:
        """Where the same project's releases are registered, if not here, and what of it; or ""."""
        now = self.register.standing()
        lines = [line for line in self._lines() if line.standing.register != now.register]
        if not lines:
            return ""
        told = ", and others elsewhere" if len(lines) > 1 else ""
        told += ", where there is none any more" if lines[0].gone else ""
        return f"its releases are registered in {lines[0].at}{told}"

    def unknown(self) -> str:
        """What to tell where nothing outside the folder can know of its releases; or ""."""
        if self.made_up or known.known_file() is not None:
            return ""
        return f"HW-D015: {FAULTS['HW-D015'].title}. {FAULTS['HW-D015'].do}"

    def accept(self) -> list[str]:
        """Take the register as it is for what is known, and say what was given up."""
        now = self.register.standing()
        told = [fault for one in self._ledgers() if (fault := behind(now, one))]
        mine = [line for line in known.known() if not self.project or line.project == self._whose]
        lost = [o for o in mine if o.gone or (self._is_it(o, now) and behind(now, o.standing))]
        told += [f"what was registered in {o.at} is compared with no more" for o in lost]
        known.change(lambda held: tuple(line for line in held if line not in lost))
        if told:
            self.note(now, "register: taken as it is")
        return told

    def _keep(self, now: Standing) -> None:
        outside = KNOWN_OUTSIDE if self.reviewed else KNOWN_OUTSIDE | {State.DRAFTED}
        mine = [e for e in self.register.entries() if e.project == self.project]
        line = known.Line(self._whose, str(self.at.resolve()), now)
        known.keep(line, outside=any(entry.state in outside for entry in mine))

    def _ledgers(self) -> tuple[Standing, ...]:
        if not self.books.ledger.made():
            return ()
        with self.books.reading() as held:
            return tuple(map(standing_in, held.all(NOTED).values()))

    def _lines(self) -> list[known.Line]:
        return [line for line in known.known() if line.project == self._whose]

    @property
    def _whose(self) -> str:
        """As the list has the project: made-up releases never stand beside those of records."""
        return f"made up {self.project}" if self.made_up else self.project

    def _is_it(self, line: known.Line, now: Standing) -> bool:
        """Whether a line is of this register, or of one that lay where this one lies."""
        return line.standing.register == now.register or Path(line.at) == self.at.resolve()
