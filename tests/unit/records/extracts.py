"""Small made-up extracts for tests of the proposer."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

from homeward.records.propose import Doubt, DoubtKind, Proposal

START = datetime(2021, 3, 14, 21, 7)


def row_of(n: int) -> dict[str, object]:
    """A made-up report as a supplier with plain headers writes it."""
    reported = START + timedelta(hours=31 * n)
    return {
        "Incident Ref": f"R{n:05d}",
        "Person ID": f"P{n % 17:04d}",
        "Date/Time Last Seen": f"{reported - timedelta(hours=2):%d/%m/%Y %H:%M}",
        "Date/Time Reported": f"{reported:%d/%m/%Y %H:%M}",
        "Date/Time Found": f"{reported + timedelta(hours=9):%d/%m/%Y %H:%M}",
        "Initial Risk": ("High", "Medium", "Low")[n % 3],
    }


def write(folder: Path, rows: list[dict], name: str = "missing.csv") -> Path:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def rows_of(change=None, *, drop: tuple[str, ...] = (), many: int = 120) -> list[dict]:
    rows = [row_of(n) for n in range(many)]
    for n, row in enumerate(rows):
        for key in drop:
            del row[key]
        if change:
            row.update(change(n))
    return rows


def columns_of(proposal: Proposal) -> dict[str, str]:
    return {name: c.column for one in proposal.maps for name, c in one.columns.items()}


def asked(proposal: Proposal, kind: DoubtKind) -> list[str]:
    return [d.column for d in proposal.doubts if d.kind is kind]


def doubts_of(proposal: Proposal) -> tuple[Doubt, ...]:
    """What is asked about the file itself: these extracts begin and end within a month."""
    return tuple(d for d in proposal.doubts if d.kind is not DoubtKind.WINDOW)
