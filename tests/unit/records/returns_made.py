"""Small made-up returns for the tests: rows in, files out."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from homeward.records.intake import Intake, Scope, ingest
from homeward.records.outcome import FileAccount
from homeward.records.propose import Proposal, propose

HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = (
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
    "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN",
)  # fmt: skip
MISSING = ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END")

Row = Sequence[str]


def child(ref: str, sex: str = "1", dob: str = "03/05/2007", ethnic: str = "WBRI") -> Row:
    return (ref, sex, dob, ethnic, "A123456789012", "", "")


def episode(
    ref: str, decom: str, dec: str = "", place: str = "U6", ls: str = "C2", urn: str = "SC123456"
) -> Row:
    return (
        ref, decom, "S", ls, "N1", place, "PR1", dec, "E8" if dec else "", "", "", "", urn,
    )  # fmt: skip


def spell(ref: str, start: str, end: str = "", code: str = "M") -> Row:
    return (ref, "03/05/2007", code, start, end)


def write(
    folder: Path, name: str, header: Row, rows: Sequence[Row], encoding: str = "utf-8"
) -> Path:
    """A CSV file; the folder is made."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_xml(
    folder: Path, name: str, headers: Sequence[Row], episodes: Sequence[Row], spells: Sequence[Row]
) -> Path:
    """The same rows as one XML return."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<EXPSSDA903>']
    for row in headers:
        mine = [s for s in spells if s[0] == row[0]]
        parts.append("<CHILD><HEADER>" + _leaves(("CHILDID", *HEADER[1:]), row))
        parts += [f"<AMISSING>{_leaves(MISSING[2:], s[2:])}</AMISSING>" for s in mine]
        parts.append("<AREVIEW><REVIEW>01/02/2021</REVIEW></AREVIEW></HEADER>")
        tags = tuple("PL" if tag == "PLACE" else tag for tag in EPISODES[1:])
        parts += [f"<EPISODE>{_leaves(tags, e[1:])}</EPISODE>" for e in episodes if e[0] == row[0]]
        parts.append("</CHILD>")
    parts.append("</EXPSSDA903>")
    path = folder / name
    path.write_text("".join(parts), encoding="utf-8")
    return path


def _leaves(tags: Row, cells: Row) -> str:
    return "".join(
        f"<{t}>{escape(c)}</{t}>" if c else f"<{t} />" for t, c in zip(tags, cells, strict=True)
    )


def taken(folder: Path) -> tuple[Proposal, Intake]:
    """The folder through the proposer and the front door; nothing is decided by hand."""
    proposal = propose(folder)
    opens, closes = proposal.window or (date(2019, 1, 1), date(2024, 12, 31))
    scope = Scope(opens, closes, 18)
    return proposal, ingest(folder, proposal.maps, scope, lambda kind, text: f"{kind}:{text}")


def account(intake: Intake, file: str, table: str) -> FileAccount:
    (found,) = [a for a in intake.account.files if a.file == file and a.table == table]
    return found


def rows(intake: Intake, table: str, *columns: str) -> list[tuple]:
    """The stored rows of a table, as tuples of some columns, sorted."""
    found = intake.tables[table].select(columns).to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


def pointed(intake: Intake, table: str) -> dict[str, int]:
    """Codes pointed out in one table, over its files."""
    out: dict[str, int] = {}
    for file in intake.account.files:
        if file.table == table:
            for code, many in file.pointed_out.items():
                out[code] = out.get(code, 0) + many
    return out


def a_year(
    folder: Path, year: int, headers: Sequence[Row], episodes: Sequence[Row], spells: Sequence[Row]
) -> None:
    """The three CSV files of one return."""
    prefix = "ssda903"
    write(folder, f"{prefix}_{year}_header.csv", HEADER, headers)
    write(folder, f"{prefix}_{year}_episodes.csv", EPISODES, episodes)
    write(folder, f"{prefix}_{year}_missing.csv", MISSING, spells)


def two_years(folder: Path) -> None:
    """A spell open at the end of the first year and closed in the second, and one that moved."""
    a_year(
        folder, 2021, [child("C1"), child("C2", "2")],
        [episode("C1", "01/06/2020"), episode("C2", "01/05/2020", "01/02/2021", "K2")],
        [spell("C1", "30/03/2021"), spell("C2", "10/01/2021", "11/01/2021", "A")],
    )  # fmt: skip
    a_year(
        folder, 2022, [child("C1", ethnic="MWBC")],
        [episode("C1", "01/06/2020", "09/09/2021", "U4"), episode("C1", "09/09/2021", "", "H5")],
        [spell("C1", "30/03/2021", "02/04/2021")],
    )  # fmt: skip
