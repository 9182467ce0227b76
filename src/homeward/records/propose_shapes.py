"""Layouts that cannot be read as they stand, told from the values, with the way forward.

One row per event, one row per child with its episodes side by side, a part of a record in a
file of its own, lengths in place of times, and files of other kinds: each is common, and each
can be put right in minutes. None is passed over in silence.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from homeward.records.guards import PACKED
from homeward.records.propose_doubts import Doubt, DoubtKind, quoted
from homeward.records.propose_names import about_staff
from homeward.records.propose_values import Look
from homeward.vocabulary.words import plain

#: Where the ways forward are told.
GUIDE: Final = "docs/how-to/reshape-an-extract.md"

#: What becomes of a study without reports.
NO_RUN: Final = " A run without a table of missing reports is refused (HW-P007)."

#: Fewest columns of times for a file to be a list of steps side by side.
_FEWEST_STEPS: Final = 3

_LENGTH = re.compile(
    r"(?:\d+(?:[.,]\d+)? ?(?:weeks?|wks?|days?|d|hours?|hrs?|h|minutes?|mins?|m)\b"
    r"[ ,&]*(?:and )?)+",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?<![0-9])(\d{1,2})(?![0-9])|(1st|2nd|3rd|[4-9]th)", re.IGNORECASE)

#: Endings of files that hold records, and what each is.
_KINDS: Final = {
    ".json": "JSON", ".jsonl": "JSON lines", ".ndjson": "JSON lines", ".db": "a database",
    ".sqlite": "a database", ".sqlite3": "a database", ".accdb": "an Access database",
    ".mdb": "an Access database", ".sql": "a database dump", ".dump": "a database dump",
    ".bak": "a database backup", ".sav": "an SPSS file", ".dta": "a Stata file",
    ".sas7bdat": "a SAS file", ".rds": "an R file", ".numbers": "a Numbers sheet",
    ".html": "a web page", ".htm": "a web page", ".dbf": "a dBase table", ".dat": "a data file",
}  # fmt: skip


def strangers(folder: Path) -> list[Doubt]:
    """A doubt for each file whose ending is that of records, and which no reader reads."""
    found = []
    for here, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            ending = os.path.splitext(name)[1].lower()
            kind = "packed" if ending in PACKED else _KINDS.get(ending)
            if kind and not name.startswith((".", "~$")):
                shown = (Path(here) / name).relative_to(folder).as_posix()
                say = _packed if ending in PACKED else _stranger
                found.append(say(shown if shown.isprintable() else "A file", kind))
    return found


def _stranger(name: str, kind: str) -> Doubt:
    return Doubt(
        DoubtKind.NOT_READ, name, "", "", (),
        f"{name} is {kind} by its ending, and is passed over: Homeward reads CSV, text, Excel,"
        f" OpenDocument, Parquet and the XML of returns. {GUIDE} says how to turn it into one"
        f" of them.{NO_RUN}",
    )  # fmt: skip


def _packed(name: str, kind: str) -> Doubt:
    return Doubt(
        DoubtKind.NOT_READ, name, "", "", (),
        f"{name} is {kind} by its ending, and is not read. If it holds records, unpack it, put"
        f" what it held in the folder, and run `homeward plan` again.{NO_RUN}",
    )  # fmt: skip


def steps_across(file: str, looks: Sequence[Look], of: str, keys: Sequence[Look]) -> list[Doubt]:
    """One row per report with a column for the time of each step of the response.

    Parameters
    ----------
    file, looks
        The file that no table fits, and its columns.
    of, keys
        The file of reports, and the columns of its references.
    """
    timed = [look for look in looks if look.time is not None and look.time.dated]
    rest = [look for look in looks if look.time is None and look.unique >= 0.9]
    if len(timed) < _FEWEST_STEPS:
        return []
    if not any(overlap(look, key) >= 0.5 for look in rest for key in keys):
        return []
    return [Doubt(
        DoubtKind.LAYOUT, file, "", "", tuple(look.header for look in timed),
        f"{file} has one row for each report of {of}, and a column of times for each of"
        f" {len(timed)} steps: {quoted([look.header for look in timed[:3]])}"
        f"{' and more' if len(timed) > 3 else ''}. It is not read: the log of the response"
        " (`events`) needs one row for each step, and which columns are steps, and what each"
        f" is called, is for someone who knows the system. {GUIDE} says how to turn it round,"
        " in a few lines. If it is not needed, leave it under `ignored_files`.",
    )]  # fmt: skip


def side_by_side(file: str, looks: Sequence[Look]) -> list[Doubt]:
    """Episodes of one child in columns numbered 1, 2, 3, as far as they hold dates."""
    groups: dict[str, list[Look]] = defaultdict(list)
    for look in looks:
        bare, many = _PLACE.subn("#", plain(look.header))
        if many == 1:
            groups[bare].append(look)
    dated = {
        bare: found for bare, found in groups.items()
        if len(found) > 1 and any(x.time is not None and x.time.dated for x in found)
    }  # fmt: skip
    if len(dated) < 2:
        return []
    headers = [found[0].header for found in dated.values()]
    most = max(map(len, dated.values()))
    return [Doubt(
        DoubtKind.LAYOUT, file, "", "", tuple(look.header for g in dated.values() for look in g),
        f"{file} has up to {most} episodes of a child side by side in one row: {quoted(headers)}"
        " and the numbered columns after them are not read. Homeward needs one row for each"
        f" episode. {GUIDE} says how to turn it round.{NO_RUN}",
    )]  # fmt: skip


def lengths(file: str, looks: Sequence[Look], filled: Iterable[str]) -> list[Doubt]:
    """A column of lengths ("2 days 3 hrs") in reports that no column says the end of."""
    if {"found", "returned"} & set(filled):
        return []
    found = [look for look in looks if _says_lengths(look)]
    return [Doubt(
        DoubtKind.LENGTHS, file, "incidents", "", (found[0].header,),
        f'"{found[0].header}" says how long, and no column says when the child was found or'
        " came back. Homeward reads times, not lengths: as it stands no duration can be told."
        f" {GUIDE} says how to add the length to the time of the report; if it was rounded, as"
        " to whole days, give the date of return alone.",
    )] if found else []  # fmt: skip


def _says_lengths(look: Look) -> bool:
    if look.time is not None or about_staff(look.header) or not look.filled:
        return False
    hits = [bool(_LENGTH.fullmatch(text.strip())) for text in look.texts]
    cells = sum(int(c) for c, hit in zip(look.counts, hits, strict=True) if hit)
    return cells >= 0.6 * look.filled


def part_of(file: str, looks: Sequence[Look], of: str, keys: Sequence[Look]) -> list[Doubt]:
    """A file that has the references of the reports, or of their children, and more of them.

    Parameters
    ----------
    file, looks
        The file that no table fits, and its columns.
    of, keys
        The file of reports, and the columns of its references.
    """
    for key in keys:
        same = [look for look in looks if plain(look.header) == plain(key.header)]
        if same and len(looks) > 1 and overlap(same[0], key) >= 0.5:
            return [Doubt(
                DoubtKind.PART, file, "", "", (same[0].header,),
                f'{file} and {of} share "{same[0].header}": what {file} says of the same'
                f" reports or children is not read, since no row of it is a report by itself."
                f" Put its columns beside those of {of}. {GUIDE} says how. If they are not"
                " needed, leave it under `ignored_files`.",
            )]  # fmt: skip
    return []


def overlap(one: Look, other: Look) -> float:
    """Share of the first column's different values that stand in the second."""
    there = set(other.texts)
    return sum(text in there for text in one.texts) / max(1, one.distinct)
