"""Who may do what, and with whose rows: data, denied unless it is granted.

The table `ROLES` is the whole of it; pages and commands only ask. A grant gives a person one
role, for everything in the folder or only for some forces, authorities or children. Grants
are documents of the ledger and change only together with their audit event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from homeward.privacy.audit import Entry
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission as May
from homeward.vocabulary.roles import Role

#: What each role allows. What is not here is denied.
ROLES: Final[Mapping[Role, frozenset[May]]] = {
    Role.INFORMATION_ASSET_OWNER: frozenset(
        {May.GRANT, May.PURGE, May.ROTATE_KEYS, May.CHECK_KEYS, May.VIEW_AUDIT,
         May.READ_FINDINGS, May.VIEW_RELEASES}
    ),
    Role.ANALYST: frozenset(
        {May.RUN, May.READ_FINDINGS, May.OPEN_QUARANTINE, May.MEND, May.SAMPLE,
         May.REQUEST_RELEASE, May.VIEW_RELEASES, May.CHECK_KEYS}
    ),
    Role.COORDINATOR: frozenset({May.READ_CHILD}),
    Role.SAFEGUARDING_LEAD: frozenset({May.READ_CHILD, May.READ_FINDINGS}),
    Role.RELEASE_CHECKER: frozenset(
        {May.READ_FINDINGS, May.APPROVE_RELEASE, May.VIEW_RELEASES}
    ),
    Role.AUDITOR: frozenset({May.VIEW_AUDIT, May.VIEW_RELEASES}),
    Role.STEWARD: frozenset(
        {May.PURGE, May.ROTATE_KEYS, May.CHECK_KEYS, May.VIEW_AUDIT}
    ),
}  # fmt: skip

#: Roles of whoever makes a folder of real records: there is nobody yet to grant them.
FIRST: Final = (Role.INFORMATION_ASSET_OWNER, Role.ANALYST)

#: Kind of a grant's document in the ledger.
GRANT: Final = "grant"


class Rows(Protocol):
    """A table that can be narrowed by an expression over its columns, as Ibis tables are."""

    def filter(self, condition: Any) -> Any:
        """The rows for which the condition holds."""

    def __getitem__(self, name: str) -> Any:
        """One column; it has `isin`, and conditions join by `&` and `|`."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person.

    Attributes
    ----------
    who, role
        Whose, and which.
    forces, authorities, children
        The rows it is for; an empty one does not narrow. Children are pseudonyms.
    by
        Who gave it.
    """

    who: str
    role: Role
    forces: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    by: str = ""

    @property
    def name(self) -> str:
        """The name of its document: a person has a role once."""
        return f"{self.who}\x1f{self.role}"

    @property
    def narrow(self) -> bool:
        """Whether it is for some rows only."""
        return bool(self.forces or self.authorities or self.children)

    def holds(self, force: str | None, authority: str | None, child: str | None) -> bool:
        """Whether a row of these is within it. What is not known is not within."""
        asked = ((self.forces, force), (self.authorities, authority), (self.children, child))
        return all(not among or value in among for among, value in asked)


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that somebody may see under one permission: those of any of the grants."""

    grants: tuple[Grant, ...]

    @property
    def everything(self) -> bool:
        """Whether no row is kept back."""
        return any(not grant.narrow for grant in self.grants)

    def holds(
        self, *, force: str | None = None, authority: str | None = None, child: str | None = None
    ) -> bool:
        """Whether one row may be seen; False where nothing was granted."""
        return any(grant.holds(force, authority, child) for grant in self.grants)

    def keep(self, rows: Rows, *, force: str, authority: str, child: str) -> Any:
        """The rows that may be seen, of a table whose columns are named.

        Raises
        ------
        HomewardError
            HW-A006 if nothing was granted at all.
        """
        if not self.grants:
            raise HomewardError("HW-A006")
        if self.everything:
            return rows
        columns = {"forces": force, "authorities": authority, "children": child}
        either = None
        for grant in self.grants:
            both = None
            for among, column in columns.items():
                values = getattr(grant, among)
                if values:
                    within = rows[column].isin(list(values)).fill_null(False)
                    both = within if both is None else both & within
            either = both if either is None else either | both
        return rows.filter(either)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks.

    Attributes
    ----------
    name
        As the audit trail has it.
    grants
        What was granted to them.
    made_up
        Whether the folder holds made-up records only: then everybody may do everything.
    """

    name: str
    grants: tuple[Grant, ...] = ()
    made_up: bool = False

    @property
    def roles(self) -> tuple[Role, ...]:
        """Their roles."""
        return tuple(grant.role for grant in self.grants)

    def scope(self, permission: May) -> Scope:
        """The rows for which they have a permission."""
        if self.made_up:
            return Scope((Grant(self.name, Role.INFORMATION_ASSET_OWNER),))
        return Scope(tuple(grant for grant in self.grants if permission in ROLES[grant.role]))

    def may(self, permission: May) -> bool:
        """Whether they have a permission for at least some rows."""
        return bool(self.scope(permission).grants)

    def require(self, permission: May, *, whole: bool = False) -> None:
        """Refuse unless they may.

        Parameters
        ----------
        permission
            What is about to be done.
        whole
            Whether it is done to the whole folder, so that a grant for some rows does not do.

        Raises
        ------
        HomewardError
            HW-A006.
        """
        scope = self.scope(permission)
        if not scope.grants or (whole and not scope.everything):
            roles = " or ".join(str(r) for r, allowed in ROLES.items() if permission in allowed)
            raise HomewardError("HW-A006", f"`{permission}` needs the role {roles}")


def actor_of(name: str, entry: Entry, *, made_up: bool) -> Actor:
    """Somebody with what was granted to them."""
    mine = tuple(grant for grant in granted(entry) if grant.who == name)
    return Actor(name, mine, made_up)


def granted(entry: Entry) -> tuple[Grant, ...]:
    """Every grant, by person and role."""
    return tuple(_grant(document) for document in entry.all(GRANT).values())


def give(entry: Entry, grant: Grant) -> None:
    """Grant a role, in place of the same person's earlier grant of it.

    Raises
    ------
    HomewardError
        HW-A007 if the person's name is blank; HW-A008 if it would narrow the last owner.
    """
    if not grant.who.strip():
        raise HomewardError("HW-A007", "no name was given")
    if grant.role is Role.INFORMATION_ASSET_OWNER and grant.narrow:
        _not_the_last(entry, grant.who)
    entry.put(GRANT, grant.name, asdict(grant) | {"role": grant.role.value})


def take(entry: Entry, who: str, role: Role) -> None:
    """Take a role away.

    Raises
    ------
    HomewardError
        HW-A007 if the person does not have it; HW-A008 if nobody would own the folder.
    """
    name = Grant(who, role).name
    if entry.get(GRANT, name) is None:
        raise HomewardError("HW-A007", f"nobody of that name is {role}")
    if role is Role.INFORMATION_ASSET_OWNER:
        _not_the_last(entry, who)
    entry.remove(GRANT, name)


def first_owner(entry: Entry, who: str) -> tuple[Role, ...]:
    """Make whoever works first in a folder of real records its owner; the roles given."""
    if any(grant.role is Role.INFORMATION_ASSET_OWNER for grant in granted(entry)):
        return ()
    for role in FIRST:
        give(entry, Grant(who, role, by=who))
    return FIRST


def check_apart(requested_by: str, approver: str) -> None:
    """Whoever asked for a release does not approve it, whatever their roles.

    Raises
    ------
    HomewardError
        HW-A009.
    """
    if plain_name(requested_by) == plain_name(approver):
        raise HomewardError("HW-A009")


def plain_name(name: str) -> str:
    """A name for comparison: "Ann  OTTER " is "ann otter"."""
    return " ".join(name.casefold().split())


def _not_the_last(entry: Entry, who: str) -> None:
    owners = {
        grant.who
        for grant in granted(entry)
        if grant.role is Role.INFORMATION_ASSET_OWNER and not grant.narrow
    }
    if owners <= {who}:
        raise HomewardError("HW-A008")


def _grant(document: Mapping[str, Any]) -> Grant:
    def texts(name: str) -> tuple[str, ...]:
        values: Iterable[str] = document.get(name, ())
        return tuple(values)

    return Grant(
        document["who"], Role(document["role"]), texts("forces"), texts("authorities"),
        texts("children"), document.get("by", ""),
    )  # fmt: skip
