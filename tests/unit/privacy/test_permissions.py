"""Denied unless granted; a grant for some rows is for those rows."""

from __future__ import annotations

from contextlib import contextmanager

import ibis
import pyarrow as pa
import pytest

from homeward.privacy.audit import Event, Trail
from homeward.privacy.permissions import (
    FIRST,
    ROLES,
    Actor,
    Grant,
    Scope,
    actor_of,
    check_apart,
    first_owner,
    give,
    granted,
    take,
)
from homeward.vocabulary import HomewardError
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.roles import Permission, Role
from tests.unit.privacy.held import Memory

OWNER = Role.INFORMATION_ASSET_OWNER


@contextmanager
def entry(held=None):
    with Trail(b"k" * 32).entry(held or Memory(), Event("Ann", AuditEvent.ROLE_GRANTED)) as one:
        yield one


def code(run, *arguments, **named) -> str:
    with pytest.raises(HomewardError) as told:
        run(*arguments, **named)
    return told.value.code


def test_every_role_and_every_permission_is_in_the_table():
    assert set(ROLES) == set(Role)
    assert set().union(*ROLES.values()) == set(Permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_nobody_may_anything_without_a_grant(permission):
    nobody = Actor("Ann")
    assert not nobody.may(permission)
    assert code(nobody.require, permission) == "HW-A006"
    assert not nobody.scope(permission).holds(force="here", child="x")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_allows_what_the_table_says_and_nothing_else(role):
    actor = Actor("Ann", (Grant("Ann", role),))
    assert {p for p in Permission if actor.may(p)} == ROLES[role]


def test_whoever_sees_children_does_not_read_the_trail_and_whoever_reads_it_sees_none():
    assert Permission.READ_CHILD not in ROLES[Role.AUDITOR] | ROLES[OWNER] | ROLES[Role.STEWARD]
    assert Permission.VIEW_AUDIT not in ROLES[Role.COORDINATOR] | ROLES[Role.ANALYST]


def test_made_up_records_are_everybodys():
    anybody = Actor("Ann", made_up=True)
    assert all(anybody.may(permission) for permission in Permission)
    assert anybody.scope(Permission.READ_CHILD).everything


def test_a_narrow_grant_does_not_do_for_the_whole_folder():
    actor = Actor("Ann", (Grant("Ann", Role.STEWARD, forces=("North",)),))
    actor.require(Permission.PURGE)
    assert code(actor.require, Permission.PURGE, whole=True) == "HW-A006"


GRANTS = (
    Grant("Ann", Role.COORDINATOR, forces=("North",), authorities=("Elm", "Oak")),
    Grant("Ann", Role.SAFEGUARDING_LEAD, children=("c9",)),
)
ROWS = [
    ("North", "Elm", "c1"), ("North", "Ash", "c2"), ("South", "Oak", "c3"), ("South", "Ash", "c9"),
    (None, "Oak", "c4"), ("North", None, "c5"),
]  # fmt: skip


def test_rows_are_kept_by_force_authority_and_child_and_the_unknown_is_outside():
    scope = Actor("Ann", GRANTS).scope(Permission.READ_CHILD)
    kept = [c for f, a, c in ROWS if scope.holds(force=f, authority=a, child=c)]
    assert kept == ["c1", "c9"]
    force, authority, child = (pa.array(column) for column in zip(*ROWS, strict=True))
    table = ibis.memtable(pa.table({"f": force, "a": authority, "c": child}))
    seen = scope.keep(table, force="f", authority="a", child="c").to_pyarrow()
    assert sorted(seen["c"].to_pylist()) == kept
    assert Scope((Grant("Ann", OWNER),)).keep(table, force="f", authority="a", child="c") is table
    assert code(Scope(()).keep, table, force="f", authority="a", child="c") == "HW-A006"


def test_grants_are_kept_and_taken_with_their_event():
    held = Memory()
    with entry(held) as one:
        assert first_owner(one, "Ann") == FIRST and first_owner(one, "Bo") == ()
        give(one, Grant("Bo", Role.AUDITOR, by="Ann"))
        assert actor_of("Bo", one, made_up=False).roles == (Role.AUDITOR,)
        assert actor_of("Cy", one, made_up=False).roles == ()
    with entry(held) as one:
        take(one, "Bo", Role.AUDITOR)
        assert {grant.who for grant in granted(one)} == {"Ann"}
    assert held.length() == 2


def test_the_last_owner_stays_and_is_not_narrowed():
    with entry() as one:
        first_owner(one, "Ann")
        assert code(take, one, "Ann", OWNER) == "HW-A008"
        assert code(give, one, Grant("Ann", OWNER, forces=("North",))) == "HW-A008"
        give(one, Grant("Bo", OWNER, forces=("North",)))
        assert code(take, one, "Ann", OWNER) == "HW-A008", "a narrow owner is not enough"
        give(one, Grant("Bo", OWNER))
        take(one, "Ann", OWNER)
        assert [g.who for g in granted(one) if g.role is OWNER] == ["Bo"]


def test_a_role_that_nobody_has_and_a_name_that_is_none_are_refused():
    with entry() as one:
        assert code(take, one, "Bo", Role.AUDITOR) == "HW-A007"
        assert code(give, one, Grant("  ", Role.AUDITOR)) == "HW-A007"


def test_whoever_asked_does_not_approve_however_the_name_is_written():
    check_apart("Ann Otter", "Bo Heron")
    for same in ("Ann Otter", " ann  OTTER "):
        assert code(check_apart, "Ann Otter", same) == "HW-A009"
