"""A finished intake without some children, or without some files: what a purge rests on.

What is taken out is counted under a fate of its own, `purged`, so that every row of every
file is still accounted for. Rows that were set aside are looked through as they were supplied:
a row goes if its reference is the child's, or if a distinctive reference of the child stands
in any of its cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from homeward.engine.connection import open_engine
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.store import read_tables, write_tables
from homeward.records.identities import IDENTITIES, identity_schema, read_identities
from homeward.records.intake import arrow_schema
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.records.quarantine import CELL, ROW, Quarantine
from homeward.records.tables import TABLES
from homeward.study.identity import IDENTITY
from homeward.study.intake import ACCOUNT, QUARANTINE, STORE, account_text, read_account
from homeward.study.memory.outline import OUTLINE, outline_of, outline_text
from homeward.study.plan import Plan
from homeward.study.purging_aside import Asides, Forgotten, Gone, Removed, columns_of

__all__ = ["Forgotten", "Gone", "forget"]


@dataclass(frozen=True)
class _Left:
    """What `outline_of` reads of an intake, of the tables that are left."""

    account: IntakeAccount
    quarantine: Quarantine
    tables: Mapping[str, pa.Table]

    def streams(self) -> dict[str, pa.RecordBatchReader]:
        return {name: table.to_reader() for name, table in self.tables.items()}


def forget(
    taken: Path,
    plan: Plan,
    gone: Gone,
    into: Path,
    vault: Vault = PLAIN,
    identity: Vault | None = None,
) -> Forgotten:
    """Write a finished intake again, without the children and files that are to go.

    Parameters
    ----------
    taken
        Folder that `take_in` filled.
    plan
        By which it was.
    gone
        What is to go.
    into
        An empty folder; or `taken` itself, whose files are then replaced.
    vault, identity
        What opens and seals the files; and names and birth dates, if any were kept.

    Raises
    ------
    HomewardError
        HW-E003 or HW-J003 if the intake is not whole, HW-E006 on a full disk.
    """
    account, found = read_account(taken, vault), Forgotten()
    tables = _tables(taken / STORE, vault)
    asides = Asides(taken / QUARANTINE, account, plan, gone, vault)
    _look(tables, asides, gone, found)
    kept, out = _without(tables, gone, found)
    removed = asides.remove(found)
    accounts = [_account(f, out.get(f.number, 0), removed[f.number]) for f in account.files]
    left = IntakeAccount(tuple(accounts), account.supplied)
    write_tables(kept, into / STORE, vault)
    if identity is not None and (taken / IDENTITY).is_dir():
        _forget_identities(taken / IDENTITY, gone, found, into / IDENTITY, identity)
    asides.write(into / QUARANTINE, removed)
    vault.write_text(into / ACCOUNT, account_text(left))
    whole = outline_of(_Left(left, asides.headers(), kept))  # type: ignore[arg-type]
    vault.write_text(into / OUTLINE, outline_text(whole))
    return found


def _forget_identities(store: Path, gone: Gone, found: Forgotten, into: Path, vault: Vault) -> None:
    """The identity store without the children that go, and what files said that go whole."""
    with open_engine(vault=vault) as engine:
        rows = read_identities(engine, store)
    going = pc.or_kleene(
        pc.is_in(rows["child"], pa.array(sorted(found.children), pa.string())),
        pc.is_in(rows["source_file"], pa.array(sorted(gone.files), rows["source_file"].type)),
    )
    kept = rows.filter(pc.invert(pc.fill_null(going, False)))
    write_tables({IDENTITIES: kept.cast(identity_schema())}, into, vault)


def _tables(store: Path, vault: Vault) -> dict[str, pa.Table]:
    with open_engine(vault=vault) as engine:
        held = {name: rows.to_pyarrow() for name, rows in read_tables(engine, store).items()}
    return {
        name: rows.select(arrow_schema(TABLES[name]).names).cast(arrow_schema(TABLES[name]))
        for name, rows in held.items()
    }


def _look(tables: Mapping[str, pa.Table], asides: Asides, gone: Gone, found: Forgotten) -> None:
    """Which children go, and which incidents with them."""
    for name, rows in tables.items():
        for column in columns_of(name, "child"):
            every = rows[column].unique().drop_null().to_pylist()
            found.children |= {child for child in every if gone.child(child)}
    asides.look(found)
    rows = tables.get("incidents")
    if rows is not None and found.children:
        mine = rows.filter(pc.is_in(rows["child"], pa.array(sorted(found.children))))
        found.incidents |= set(mine["incident"].drop_null().to_pylist())


def _without(
    tables: Mapping[str, pa.Table], gone: Gone, found: Forgotten
) -> tuple[dict[str, pa.Table], Counter[int]]:
    """The tables without what goes, and how many rows of each file went."""
    kept: dict[str, pa.Table] = {}
    out: Counter[int] = Counter()
    for name, rows in tables.items():
        going = pc.is_in(rows["source_file"], pa.array(sorted(gone.files), pa.int64()))
        for kind, values in (("child", found.children), ("incident", found.incidents)):
            among = pa.array(sorted(values), pa.string())
            for column in columns_of(name, kind):
                going = pc.or_(going, pc.is_in(rows[column], among))
        went = rows.filter(going)
        kept[name] = rows.filter(pc.invert(going))
        found.lost |= _pseudonyms(name, went)
        where = (went[column].to_pylist() for column in ("source_file", "source_row"))
        places = list(zip(*where, strict=True))
        found.places |= set(places)
        out.update(file for file, _ in places)
        if places:
            found.rows[name] += len(places)
    for name, rows in kept.items():
        found.lost -= _pseudonyms(name, rows)
    return kept, out


def _pseudonyms(table: str, rows: pa.Table) -> set[str]:
    """The children and incidents that some rows are about."""
    names = [*columns_of(table, "child"), *columns_of(table, "incident")]
    return {one for name in names for one in rows[name].unique().drop_null().to_pylist()}


def _account(file: FileAccount, used: int, removed: Removed) -> FileAccount:
    """One file's account, with what went under its own fate."""
    reasons, pointed = Counter(dict(file.reasons)), Counter(dict(file.pointed_out))
    cells = 0
    for (code, column, fate), many in removed.entries.items():
        if fate in (ROW, CELL):
            reasons[code, column] -= many
            cells += many if fate == CELL else 0
        else:
            pointed[code] -= many
    aside = min(len(removed.rows["row"]), file.set_aside)
    way = min(len(removed.rows["earlier"]), file.gave_way)
    return replace(
        file,
        used=file.used - used, set_aside=file.set_aside - aside, gave_way=file.gave_way - way,
        duplicate=file.duplicate - way, purged=file.purged + used + aside + way,
        cells_set_aside=max(0, file.cells_set_aside - cells), reasons=+reasons,
        pointed_out=dict(+pointed),
    )  # fmt: skip
