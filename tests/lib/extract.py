"""Small made-up extracts and plans for tests of whole jobs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

#: Header of the small extract.
HEADER = ("MisPer Ref", "Nominal ID", "Last Seen", "Reported", "Found", "Residence Type", "Age")

#: Rows of the small extract: six children, one often; made up.
ROWS: tuple[tuple[str, ...], ...] = tuple(
    (
        f"M{n:03d}",
        f"N{0 if n % 3 else n % 6}",
        f"{1 + n % 28:02d}/{1 + n % 12:02d}/2022 {(20 + n) % 24:02d}:10",
        f"{1 + n % 28:02d}/{1 + n % 12:02d}/2022 {(20 + n) % 24:02d}:40",
        f"{2 + n % 28:02d}/{1 + n % 12:02d}/2022 {(20 + n * 5) % 24:02d}:15" if n % 28 < 27 else "",
        ("Children's Home", "Family Home", "Foster")[n % 3],
        str(11 + n % 7),
    )
    for n in range(60)
)

COLUMNS = {
    "incident": "MisPer Ref",
    "child": "Nominal ID",
    "last_seen": '{ column = "Last Seen", format = "%d/%m/%Y %H:%M" }',
    "reported": '{ column = "Reported", format = "%d/%m/%Y %H:%M" }',
    "found": '{ column = "Found", format = "%d/%m/%Y %H:%M" }',
    "residence_type": "Residence Type",
    "age": "Age",
}


def write_extract(
    folder: Path,
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    header: Sequence[str] = HEADER,
    name: str = "missing.csv",
) -> Path:
    """Write rows as a CSV in `folder`, which is made; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [",".join(header), *(",".join(row) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


#: Answers that a plan of real records must hold.
GOVERNED = """\
[governance]
regime = "general"
basis = "Article 6(1)(e), public task"
purpose = "A test"
owner = "Nobody"
retention = "Made up"
keep_until = 2099-12-31
"""


def call_real(plan: Path, governed: str = GOVERNED) -> Path:
    """Say in a small plan that its extract is real, and under what law it is held; the plan."""
    text = plan.read_text(encoding="utf-8").replace("synthetic = true", "synthetic = false")
    plan.write_text(text.replace("[window]", f"{governed}[window]"), encoding="utf-8")
    return plan


def write_small_plan(
    path: Path,
    *,
    file: str = "missing.csv",
    columns: dict[str, str] | None = None,
    without: Sequence[str] = (),
    window: tuple[str, str] = ("2022-01-01", "2022-12-31"),
) -> Path:
    """Write a plan for the small extract; the path."""
    chosen = {k: v for k, v in (columns or COLUMNS).items() if k not in without}
    lines = [
        "schema = 1",
        'force = "Nowhere (made up)"',
        "synthetic = true",
        "seed = 3",
        "[window]",
        f"opens = {window[0]}",
        f"closes = {window[1]}",
        "[[dataset]]",
        'table = "incidents"',
        f'files = ["{file}"]',
        'agency = "police"',
        "[dataset.columns]",
        *(f"{k} = {v}" if v.startswith("{") else f'{k} = "{v}"' for k, v in chosen.items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
