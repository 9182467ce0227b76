"""Rows that were set aside, mended by a person and taken back in by the next run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeward.jobs.actor import holding
from homeward.jobs.audit import looked, recorded
from homeward.jobs.held import open_held
from homeward.jobs.progress import Event, Progress, announce
from homeward.jobs.results import read_state
from homeward.jobs.working import working_in
from homeward.privacy.keys import PersonKey
from homeward.study.governance import check_governance
from homeward.study.intake import read_account
from homeward.study.mending.edited import read_edited
from homeward.study.mending.history import HISTORY, add_to_history, mends_of, read_history
from homeward.study.mending.taken import take_back
from homeward.study.plan import parse_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.roles import Permission


@dataclass(frozen=True, slots=True)
class Mended:
    """The account of a mending: counts only, never a cell.

    Attributes
    ----------
    rows, cells, left_out
        Rows mended, cells changed in them, and rows left out by decision.
    still
        Code to mended rows that the next run would still set aside, or set a cell aside of.
    kept
        Whether the history was written; false where it was only looked at.
    """

    rows: int
    cells: int
    left_out: int
    still: dict[str, int]
    kept: bool

    @property
    def set_aside(self) -> int:
        """Faults that are left, for `--strict`."""
        return sum(self.still.values())

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        told = "taken into the history" if self.kept else "looked at, nothing kept"
        out = [
            f"{self.cells:,} cells of {self.rows:,} rows mended, {self.left_out:,} rows left out:"
            f" {told}."
        ]
        for code, many in self.still.items():
            why = f"{FAULTS[code].title}. {FAULTS[code].do}"
            out.append(f"  still {code} in {_many(many, 'row')}: {why}")
        if self.kept:
            out.append("Run the same command again: mended rows are taken in as they now stand.")
        return out


def _many(count: int, what: str) -> str:
    """A count with its noun: "1 row", "2 rows"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def mend(
    files: Sequence[Path],
    extracts: Path,
    out: Path = Path("out"),
    *,
    by: str,
    why: str = "",
    any_cell: bool = False,
    check: bool = False,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> Mended:
    """Take back quarantine files in which a person mended rows, or left them out.

    The extract is never changed. What was changed, when, by whom and what stood there before
    is kept in `out/protected/mends`; the next run puts it in place.

    Parameters
    ----------
    files
        Quarantine files (001_rows.csv) as the person left them.
    extracts
        The folder of extracts that was taken in, unchanged.
    out
        The output folder of that run.
    by, why
        Who mended them, and why, for the history.
    any_cell
        Take changes of cells too that no fault concerns.
    check
        Only say what would be taken.
    key
        The person's key, where the folder is encrypted.

    Raises
    ------
    HomewardError
        HW-P031 to HW-P036 for files that cannot be taken, before anything is kept; HW-J003
        if nothing has been run in `out`; HW-A006 for those who may not.
    """
    with holding(key), working_in(Path(out)) as cache:
        vault = open_held(Path(out), key).vault
        state = read_state(Path(out), vault)
        if check:
            looked(Path(out), AuditEvent.MENDS_VIEWED, Permission.MEND, about=[HISTORY])
        edited = [read_edited(Path(file)) for file in files]
        step = cache.find("ingest", state["steps"].get("ingest", ""))
        if step is None:
            raise HomewardError("HW-J003", "`ingest` has not been run here")
        plan = parse_plan(state["plan"])
        check_governance(plan)
        earlier, now = mends_of(read_history(Path(out), vault)), datetime.now(UTC)
        taken = [
            take_back(
                one, plan, read_account(step.folder, vault).files, Path(extracts), earlier,
                at=now.isoformat(timespec="seconds"), by=by, why=why, any_cell=any_cell,
            )
            for one in edited
        ]  # fmt: skip
        mends = [one for each in taken for one in each.mends]
        if not mends:
            raise HomewardError("HW-P036", ", ".join(one.name for one in edited))
        if not check:
            with recorded(
                Path(out), AuditEvent.MENDED, Permission.MEND, purpose=why, evidence=HISTORY
            ) as job:
                job.counts |= {"rows": len(mends)}
                add_to_history(Path(out), mends, vault)
    still: Counter[str] = Counter()
    for each in taken:
        still.update(each.still)
    announce(progress, Event("mend", "done", f"{len(mends)} rows"))
    gone = sum(one.left_out for one in mends)
    return Mended(
        len(mends) - gone, sum(len(one.cells) for one in mends), gone, dict(sorted(still.items())),
        not check,
    )  # fmt: skip
