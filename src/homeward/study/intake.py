"""Intake: the plan applied to a folder of extracts, with every row accounted for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.store import write_tables
from homeward.records.identities import write_identities
from homeward.records.intake import UNCLAIMED, Intake, Scope, ingest
from homeward.records.mending import Mends
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.records.propose import SYNTHETIC_MARK
from homeward.records.reading import packed_files
from homeward.records.returns_later import KEPT
from homeward.study.governance import warning
from homeward.study.identity import IDENTITY, require_identity_key
from homeward.study.memory.compare import compare
from homeward.study.memory.outline import OUTLINE, outline_of, outline_text, read_outline
from homeward.study.mending.history import read_history
from homeward.study.plan import Plan
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.reading import (
    OUTSIDE,
    columns_unread,
    loses_the_row,
    rows_lost,
    too_many_outside,
    too_many_unread,
)

STORE, QUARANTINE, ACCOUNT = "store", "quarantine", "account.json"

#: Begins every note about a change since the extract before.
CHANGED = "HW-P025"


def not_read(extracts: Path) -> tuple[str, ...]:
    """Of each packed file in a folder: that nothing in it was read."""
    return tuple(f"{name} is packed and was not read: unpack it" for name in packed_files(extracts))


def take_in(
    extracts: Path,
    plan: Plan,
    pseudonym: Callable[[str, str], str],
    into: Path,
    *,
    progress: Callable[[str], None] | None = None,
    mends: Mends | None = None,
    vault: Vault = PLAIN,
    identity: Vault | None = None,
) -> IntakeAccount:
    """Read every file that the plan maps and keep what can be used.

    Writes `into/store` (checked tables, Parquet), `into/quarantine` (rows and cells set
    aside with their reasons), `into/account.json` and `into/outline.json` (counts by which
    the next extract is compared); and, if the plan keeps them, `into/identity`.

    Parameters
    ----------
    extracts
        Folder of supplied files.
    plan
        How to read them; checked against the folder already.
    pseudonym
        (kind, reference) to pseudonym.
    into
        An empty folder.
    progress
        Told the name of each file as it is begun.
    mends
        What people mended of the files, from `mending.history`.
    vault
        Seals what is written, if it seals.
    identity
        Seals names and birth dates, with a key of its own; None where there is none.

    Raises
    ------
    HomewardError
        HW-F... for a file that cannot be used, HW-P... for a plan that does not fit;
        HW-K011 if identities are to be kept and there is no key.
    """
    if not plan.synthetic and (extracts / SYNTHETIC_MARK).is_file():
        found = f"`synthetic` is false, but {SYNTHETIC_MARK} says that these extracts are made up"
        raise HomewardError("HW-P008", found)
    require_identity_key(plan, keyed=identity is not None)
    scope = Scope(plan.opens, plan.closes, plan.age_below)
    whose = [dataset.agency for dataset in plan.datasets] if plan.keep_identity else None
    taken = ingest(
        extracts, plan.maps, scope, pseudonym, progress=progress, mends=mends, agencies=whose
    )
    with ThreadPoolExecutor(1) as second:
        beside = second.submit(_write_beside, taken, into, vault, identity)
        write_tables(taken.streams(), into / STORE, vault)
        beside.result()
    return taken.account


def _write_beside(taken: Intake, into: Path, vault: Vault, identity: Vault | None) -> None:
    """Everything but the tables, which take as long again and are written meanwhile."""
    taken.quarantine.write(into / QUARANTINE, vault)
    vault.write_text(into / ACCOUNT, account_text(taken.account))
    vault.write_text(into / OUTLINE, outline_text(outline_of(taken)))
    if taken.identities is not None and identity is not None:
        write_identities(taken.identities, into / IDENTITY, identity)


def _reasons_to(reasons: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"code": code, "column": column, "count": count}
        for (code, column), count in sorted(reasons.items())
    ]


def account_record(account: FileAccount) -> dict[str, Any]:
    """One file's account as the manifest holds it: names, hashes and counts only."""
    record: dict[str, Any] = {
        key: getattr(account, key) for key in FileAccount.__dataclass_fields__ if key != "reasons"
    }
    return record | {"reasons": _reasons_to(account.reasons)}


def account_text(account: IntakeAccount) -> str:
    """The account as JSON text."""
    document = {
        "files": [account_record(file) for file in account.files],
        "supplied": {table: list(columns) for table, columns in account.supplied.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def undecided_columns(account: IntakeAccount) -> list[str]:
    """A sentence for each file with columns that nobody decided about: names only."""
    return [
        f"{file.file}: {note}"
        for file in account.files
        for note in file.notes
        if note.startswith(UNCLAIMED)
    ]


def exactly(count: int) -> str:
    """A count as it is."""
    return f"{count:,}"


def pointed_out(account: IntakeAccount, number: Callable[[int], str] = exactly) -> list[str]:
    """A sentence for each table and code of rows that are used, or gave way: counts only.

    Blank cells for which an earlier value stands are counted as cells: a row can have several.

    Parameters
    ----------
    account
        Of every file.
    number
        How a count is printed.
    """
    found: Counter[tuple[str, str]] = Counter()
    for file in account.files:
        for code, many in file.pointed_out.items():
            found[file.table, code] += many
    return [
        f"{code}: {FAULTS[code].title}: {number(many)} {_what(code, many)} of {table}, "
        "listed in quarantine."
        for (table, code), many in sorted(found.items())
    ]


def _what(code: str, many: int) -> str:
    """What is counted under a code."""
    word = "cell" if code == KEPT else "row"
    return word if many == 1 else f"{word}s"


def changes_since(earlier: Path, taken: Path, vault: Vault = PLAIN) -> list[str]:
    """What changed since an earlier intake, as sentences that begin with HW-P025.

    Parameters
    ----------
    earlier
        The outline of an earlier intake; there need be none.
    taken
        What `take_in` wrote now. The same files again have no changes.
    vault
        Opens both.
    """
    before, now = read_outline(earlier, vault), read_outline(taken / OUTLINE, vault)
    if before is None or now is None or before.hashes == now.hashes:
        return []
    files = {file.table: file.file for file in reversed(now.files)}
    found = compare(before, now, files, asked=False)
    return [f"{CHANGED}: {doubt.file}: {doubt.text}" for doubt in found]


def unused_mends(out: Path, taken: Path, vault: Vault = PLAIN) -> list[str]:
    """A sentence that begins with HW-P037 for each mended file that is no longer supplied."""
    held = {file.sha256 for file in read_account(taken, vault).files}
    files = {m.file: 0 for m in read_history(out, vault) if m.sha256 not in held}
    return [warning("HW-P037", file) for file in files]


def commonest_reason(account: IntakeAccount) -> str:
    """Why most rows of incidents were set aside, to follow a count; "" where none was."""
    reasons = Counter[str]()
    for file in account.files:
        if file.table == "incidents":
            for (code, _), count in file.reasons.items():
                reasons[code] += count
    if not reasons:
        return ""
    code, count = min(reasons.items(), key=lambda one: (-one[1], one[0]))
    return f", most often for {code} ({FAULTS[code].title}): {count:,}"


def commonest_fault(account: IntakeAccount) -> str:
    """The commonest fault that set rows of incidents aside, with its column; "" if none did."""
    reasons = Counter[tuple[str, str]]()
    for file in account.files:
        if file.table == "incidents":
            reasons.update({k: many for k, many in file.reasons.items() if loses_the_row(*k)})
    if not reasons:
        return ""
    code, column = min(reasons, key=lambda key: (-reasons[key], key))
    return f"{code}, {FAULTS[code].title}{f' in `{column}`' if column else ''}"


def much_unread(account: IntakeAccount) -> list[str]:
    """A warning where so many rows or cells of incidents could not be used; else nothing.

    For a step before the release: beside a report, the report's own warning is printed.
    """
    files = [file for file in account.files if file.table == "incidents"]
    reasons: Counter[tuple[str, str]] = Counter()
    for file in files:
        reasons.update(file.reasons)
    lost = rows_lost(sum(file.set_aside for file in files), reasons)
    used = sum(file.used for file in files)
    look = "Look at protected/quarantine/faults.csv, mend the plan or the extract, and run again."
    if too_many_unread(lost, used):
        return [
            f"WARNING: {lost:,} of {lost + used:,} rows of incidents could not be used"
            f" (the commonest fault: {commonest_fault(account)}). {look}"
        ]
    columns = columns_unread(reasons, lost + used)
    if not columns:
        return []
    told = "; ".join(f"{name}: {many:,.0f}" for name, many in columns.items())
    return [f"WARNING: many cells could not be used ({told}), of {lost + used:,} rows. {look}"]


def much_outside(account: IntakeAccount, number: Callable[[int], str] = exactly) -> list[str]:
    """A warning for each file of which many readable rows lie outside the study's window."""
    out = []
    for file in account.files:
        outside = sum(many for (code, _), many in file.reasons.items() if code == OUTSIDE)
        inside = file.used + file.duplicate
        if too_many_outside(outside, inside):
            out.append(
                f"WARNING: {file.file}: {number(outside)} of {number(outside + inside)} readable"
                f" rows lie outside the study's window ({OUTSIDE}) and are not used. The likely"
                " cause is `opens` or `closes` under [window] in study.toml: check both, and"
                " run again."
            )
    return out


def read_account(folder: Path, vault: Vault = PLAIN) -> IntakeAccount:
    """The account written by `take_in` into `folder`."""
    document = json.loads(vault.read_text(folder / ACCOUNT))
    files = []
    for record in document["files"]:
        reasons = {(r["code"], r["column"]): r["count"] for r in record.pop("reasons")}
        files.append(FileAccount(**record, reasons=reasons))
    supplied = {table: tuple(columns) for table, columns in document["supplied"].items()}
    return IntakeAccount(tuple(files), supplied)
