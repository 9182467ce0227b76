"""Who may do what in a folder: listed, given and taken, each with its event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from homeward.jobs.actor import now_acting
from homeward.jobs.audit import refused
from homeward.jobs.books import books_of, is_made_up
from homeward.jobs.working import working_in
from homeward.privacy.audit import Entry, Event
from homeward.privacy.permissions import Grant, actor_of, first_owner, give, granted, take
from homeward.vocabulary.auditing import AuditEvent, AuditOutcome
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission, Role

#: Said of a folder of made-up records.
EVERYBODY = "SYNTHETIC: in a folder of made-up records everybody may do everything."


@dataclass(frozen=True, slots=True)
class Roles:
    """The grants of a folder, and whether they matter: nobody is kept out of made-up records."""

    synthetic: bool
    grants: tuple[Grant, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "synthetic": self.synthetic,
            "grants": [asdict(g) | {"role": g.role.value} for g in self.grants],
        }

    def lines(self) -> list[str]:
        """For people."""
        out = [EVERYBODY] if self.synthetic else []
        out += [_line(grant) for grant in self.grants]
        return out if self.grants else [*out, "No role was granted."]


def _line(grant: Grant) -> str:
    parts = {
        "force": grant.forces, "authority": grant.authorities, "child": grant.children,
    }  # fmt: skip
    only = [f"{name} {', '.join(values)}" for name, values in parts.items() if values]
    by = f", given by {grant.by}" if grant.by else ""
    return f"  {grant.who}: {grant.role.label}{' for ' + '; '.join(only) if only else ''}{by}"


def list_roles(out: Path) -> Roles:
    """Who has which role. Anybody with a role may ask.

    Raises
    ------
    HomewardError
        HW-A004 if nothing was done in the folder yet, HW-A006 for those without any role.
    """
    out = Path(out)
    books, made_up = books_of(out), is_made_up(out)
    with books.reading() as held:
        entry = Entry(held, b"", Event("", AuditEvent.AUDIT_VIEWED))
        grants = granted(entry)
        mine = actor_of(now_acting().name, entry, made_up=made_up)
    if not made_up and not mine.grants:
        raise HomewardError("HW-A006", "you have no role in this folder")
    return Roles(made_up, grants)


def grant_role(
    out: Path,
    who: str,
    role: str,
    *,
    forces: Sequence[str] = (),
    authorities: Sequence[str] = (),
    children: Sequence[str] = (),
) -> Roles:
    """Give somebody a role, for everything or for some forces, authorities or children only.

    Raises
    ------
    HomewardError
        HW-A006 for those who may not, HW-A007 for what is no role.
    """
    name = " ".join(who.split())
    to = Grant(
        name, _role(role), tuple(forces), tuple(authorities), tuple(children), now_acting().name
    )
    event = AuditEvent.ROLE_GRANTED
    return _change(Path(out), event, f"{to.role}: {name}", lambda entry: give(entry, to))


def revoke_role(out: Path, who: str, role: str) -> Roles:
    """Take a role from somebody.

    Raises
    ------
    HomewardError
        As `grant_role`; HW-A008 if nobody would own the folder.
    """
    name, which = " ".join(who.split()), _role(role)
    event = AuditEvent.ROLE_REVOKED
    return _change(Path(out), event, f"{which}: {name}", lambda entry: take(entry, name, which))


def _role(text: str) -> Role:
    found = Role.read(text)
    if found is None:
        raise HomewardError("HW-A007", f"the roles are {', '.join(Role)}")
    return found


def _change(out: Path, what: AuditEvent, about: str, change: Callable[[Entry], None]) -> Roles:
    """One change of grants with its event; a refusal is an event as well."""
    name = now_acting().name
    told = Event(name, what, about=(about,))
    with working_in(out):
        books, made_up = books_of(out), is_made_up(out)
        if not books.ledger.made():
            raise HomewardError("HW-A004", f"{books.ledger.path.name} is missing")
        with books.entry(told) as entry:
            if not made_up:
                first_owner(entry, name)
            refusal = refused(actor_of(name, entry, made_up=made_up), Permission.GRANT)
            if refusal is None:
                change(entry)
            else:
                entry.event = replace(told, outcome=AuditOutcome.REFUSED)
        if refusal is not None:
            raise refusal
    with books.reading() as held:
        return Roles(made_up, granted(Entry(held, b"", told)))
