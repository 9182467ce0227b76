"""Twenty dialects and three more: the same made-up incidents as suppliers might write them."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from homeward.records.mapping import FileMap
from homeward.records.propose import Proposal, propose
from tests.functional.dialect import Dialect
from tests.functional.dialect_cells import incidents
from tests.functional.dialect_list import taught
from tests.functional.dialect_list_apart import held_out, written_last

#: What may become of a source column, in the order of the table.
OUTCOMES = ("right", "asked", "ignored", "missed", "wrong")

MEANINGS = {
    "right": "mapped onto what it truly is",
    "asked": "not mapped, and asked about",
    "ignored": "not wanted, and left out",
    "missed": "wanted, but left out without a question",
    "wrong": "mapped onto something that it is not",
}


def dialects() -> tuple[Dialect, ...]:
    """The twenty: fifteen that Homeward means to know, five whose headers it was not taught."""
    return (*taught(), *held_out())


def all_dialects() -> tuple[Dialect, ...]:
    """The twenty, and the three that were written when the proposer was finished."""
    return (*dialects(), *written_last())


@dataclass(frozen=True)
class Verdict:
    """What became of every column of one dialect.

    Attributes
    ----------
    dialect, proposal
        What was proposed for what.
    columns
        Source header to one of `OUTCOMES`.
    """

    dialect: Dialect
    proposal: Proposal
    columns: dict[str, str]

    @property
    def tally(self) -> Counter[str]:
        """How many columns had each outcome."""
        return Counter(self.columns.values())


def mapped(maps: Sequence[FileMap]) -> dict[str, str]:
    """Source header to what a proposal takes it for, written as `Col.truth` is."""
    found: dict[str, str] = {}
    for one in maps:
        for name, column in one.columns.items():
            found |= {header: f"{name}:{word}" for header, word in column.flags.items()}
            if column.column:
                found[column.column] = name
            if column.time_column:
                found[column.time_column] = f"{name}/time"
    return found


def judge(dialect: Dialect, proposal: Proposal) -> Verdict:
    """Each column of a dialect against the truth."""
    found = mapped(proposal.maps)
    asked = {header for doubt in proposal.doubts for header in doubt.source}
    columns = {}
    for header, truth in dialect.truth.items():
        if found.get(header):
            columns[header] = "right" if found[header] == truth else "wrong"
        elif header in asked:
            columns[header] = "asked"
        else:
            columns[header] = "missed" if truth else "ignored"
    return Verdict(dialect, proposal, columns)


@cache
def verdicts() -> tuple[Verdict, ...]:
    """Every dialect written, proposed for and judged."""
    rows, out = incidents(), []
    for dialect in all_dialects():
        with tempfile.TemporaryDirectory() as folder:
            dialect.write(Path(folder), rows)
            out.append(judge(dialect, propose(Path(folder))))
    return tuple(out)


def total(found: Sequence[Verdict]) -> Counter[str]:
    """Outcomes over several dialects."""
    return sum((verdict.tally for verdict in found), Counter())


def summary() -> str:
    """The outcomes as a Markdown table: one row for each dialect, and what the columns mean."""
    lines = [
        "| dialect | what is particular | " + " | ".join(OUTCOMES) + " |",
        "|---|---|" + "---:|" * len(OUTCOMES),
    ]
    groups = (("known", taught()), ("headers not taught", held_out()), ("unseen", written_last()))
    by_name = {verdict.dialect.name: verdict for verdict in verdicts()}
    for title, group in groups:
        names = [dialect.name for dialect in group]
        lines += [_row(f"`{n}`", by_name[n].dialect.manner, by_name[n].tally) for n in names]
        lines.append(_row(f"**{title}**", "", total([by_name[n] for n in names])))
    lines += ["", *(f"- *{outcome}*: {MEANINGS[outcome]}" for outcome in OUTCOMES)]
    return "\n".join(lines) + "\n"


def _row(name: str, manner: str, tally: Counter[str]) -> str:
    return f"| {name} | {manner} | " + " | ".join(str(tally[o]) for o in OUTCOMES) + " |"
