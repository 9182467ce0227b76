"""An extract in which every cell about a child can be known again, wherever it turns up."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path


class Kind(Enum):
    """What a marked cell is."""

    NAME = "zqname"
    REFERENCE = "zqref"
    NOMINAL = "zqnom"
    ADDRESS = "zqstreet"
    POSTCODE = "zqpost"
    FREE_TEXT = "zqfree"
    HOSTILE = "zqhost"
    BIRTH = "birth date"
    TIME = "exact minute"
    PLACE = "coordinates"


#: Kinds that are known by a text which stands in no other cell, whatever its case.
TEXTS = tuple(kind for kind in Kind if kind.value.startswith("zq"))

HEADER = (
    "MisPer Ref", "Nominal ID", "Full Name", "Date of Birth", "Home Address", "Postcode",
    "Last Seen", "Reported", "Found", "Residence Type", "Last Seen At", "Notes",
)  # fmt: skip

#: Nothing else happens at this minute of an hour, nor in this month of births.
MINUTE = 37
BIRTHS = (2007, 3)

MANY = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One report of the extract.

    Attributes
    ----------
    cells
        As they are written.
    born, seen, reported, found
        Of the child, and of the report, in UK local time.
    place
        Latitude and longitude, as text.
    """

    cells: tuple[str, ...]
    born: date
    seen: datetime
    reported: datetime
    found: datetime
    place: tuple[str, str]


def rows() -> list[Row]:
    """Sound rows, rows with a cell that cannot be read, and hostile ones."""
    return [_row(n) for n in range(MANY)]


def _row(n: int) -> Row:
    seen = datetime(2022, 1, 3, 18, MINUTE) + timedelta(days=2 * n, hours=n % 5)
    reported, found = seen + timedelta(hours=1), seen + timedelta(hours=9 + n % 30)
    born = date(*BIRTHS, 1 + n % 28)
    place = f"51.73{n:03d}7919", f"-0.33{n:03d}7127"
    cells = [
        f"ZQREF{n:04d}", f"ZQNOM{n % 40:04d}", f"Zqname{n:03d} Zqnamé{n:03d}",
        born.strftime("%d/%m/%Y"), f"{n} Zqstreet{n:03d} Road", f"ZQPOST{n:02d} 7ZQ",
        _uk(seen), _uk(reported), _uk(found), ("Children's Home", "Family Home", "Foster")[n % 3],
        ", ".join(place), f"Zqfree{n:03d} near the mill; tel. 07700 900{n:03d}",
    ]  # fmt: skip
    if n % 10 == 3:
        cells[7] = f"Zqfree{n:03d} in a time"  # the row cannot be used
    if n % 10 == 4:
        cells[8] = "31/02/2022 25:61"  # the cell cannot be used
    if n % 10 == 5:
        cells[9] = f"=ZQHOST{n:03d}()"
    if n % 10 == 6:
        cells[11] = f"<script>zqhost{n:03d}</script>'); DROP TABLE zqhost{n:03d}; --"
    if n == 17:
        cells = [*cells, "Zqfree017 in a column too many"]
    return Row(tuple(cells), born, seen, reported, found, place)


def _uk(at: datetime) -> str:
    return at.strftime("%d/%m/%Y %H:%M")


PLAN = """\
schema = 1
force = "Nowhere (made up)"
synthetic = true
seed = 3
[window]
opens = 2022-01-01
closes = 2022-12-31
[[dataset]]
table = "incidents"
files = ["missing.csv"]
agency = "police"
[dataset.columns]
incident = "MisPer Ref"
child = "Nominal ID"
name = "Full Name"
born_on = { column = "Date of Birth", format = "%d/%m/%Y" }
last_seen = { column = "Last Seen", format = "%d/%m/%Y %H:%M" }
reported = { column = "Reported", format = "%d/%m/%Y %H:%M" }
found = { column = "Found", format = "%d/%m/%Y %H:%M" }
residence_type = "Residence Type"
"""


def write(folder: Path) -> None:
    """Write the extract and its plan."""
    (folder / "extracts").mkdir(parents=True)
    with (folder / "extracts" / "missing.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *(row.cells for row in rows())])
    (folder / "study.toml").write_text(PLAN, encoding="utf-8")
