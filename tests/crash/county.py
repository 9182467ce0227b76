"""A small made-up county, in two states: as it was supplied, and as it was supplied later."""

from __future__ import annotations

from pathlib import Path

from homeward.engine.publish import check_out
from homeward.jobs.held import KEY_FILE
from tests.lib.extract import write_extract, write_small_plan

#: Rows of the first extract; the second holds more, and others.
ROWS = 420

#: A row of either extract that is set aside, for somebody to mend: its report is no time.
BROKEN = "M9999"


def rows(later: bool) -> list[tuple[str, ...]]:
    """Rows of one state of the county, the broken one last."""
    many = ROWS + 60 if later else ROWS
    made = [_row(n, 5 if later and n % 7 == 0 else 3) for n in range(many)]
    return [*made, (BROKEN, "N3", "01/02/2022 20:10", "soon", "02/02/2022 03:15", "Foster", "14")]


def _row(n: int, hours: int) -> tuple[str, ...]:
    day, month, hour = 1 + n % 26, 1 + n % 12, (18 + n) % 24
    return (
        f"M{n:04d}",
        f"N{n % 90 if n % 3 else n % 9}",
        f"{day:02d}/{month:02d}/2022 {hour:02d}:10",
        f"{day:02d}/{month:02d}/2022 {hour:02d}:40",
        f"{day + 1:02d}/{month:02d}/2022 {(hour * 5 + hours) % 24:02d}:15",
        ("Children's Home", "Family Home", "Foster")[n % 3],
        str(11 + n % 7),
    )


def write_county(folder: Path) -> None:
    """Write `early` and `late` extracts, and their plan, into `folder`."""
    for name, later in (("early", False), ("late", True)):
        write_extract(folder / name, rows(later))
    write_small_plan(folder / "study.toml")


def keep_project_key(out: Path) -> None:
    """Begin an output folder under a fixed key of its own, so that two runs write the same."""
    check_out(out)
    (out / KEY_FILE).parent.mkdir(mode=0o700)
    (out / KEY_FILE).write_text("5a" * 32 + "\n", encoding="ascii")


def mend(quarantine: Path, into: Path) -> Path:
    """A quarantine file in which a person mended the broken row; the new file."""
    text = (quarantine / "001_rows.csv").read_text(encoding="utf-8")
    into.write_text(text.replace(",soon,", ",01/02/2022 20:40,"), encoding="utf-8")
    return into
