"""A time of midnight in the dataset is how a database keeps a date: it stays a date."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from tests.unit.records.returns_made import rows, taken, write

NAMES = (
    "miss_table_id", "miss_person_id", "miss_missing_episode_start_date",
    "miss_missing_episode_type",
)  # fmt: skip
STAMPS = [datetime(2021, 6, 1, 22, 15), datetime(2021, 6, 9), datetime(2021, 6, 10)]


def as_csv(form: str):
    def made(folder) -> None:
        stamps = [s.strftime(form.replace("%7", "%f0")) for s in STAMPS]
        write(
            folder, "ssd_missing.csv", NAMES,
            [(f"M{n}", "C1", stamp, "Missing") for n, stamp in enumerate(stamps)],
        )  # fmt: skip

    return made


def as_parquet(folder) -> None:
    cells = (["M0", "M1", "M2"], ["C1"] * 3, pa.array(STAMPS, pa.timestamp("ms")), ["M"] * 3)
    pq.write_table(pa.table(dict(zip(NAMES, cells, strict=True))), folder / "ssd_missing.parquet")


def as_workbook(folder) -> None:
    book = Workbook()
    book.active.append(NAMES)
    for n, stamp in enumerate(STAMPS):
        book.active.append([f"M{n}", "C1", stamp, "Missing"])
    book.save(folder / "ssd_missing.xlsx")


@pytest.mark.parametrize(
    "made",
    [
        as_csv("%Y-%m-%d %H:%M:%S"), as_csv("%Y-%m-%dT%H:%M:%S"), as_csv("%d/%m/%Y %H:%M"),
        as_csv("%Y-%m-%d %H:%M:%S.%f"), as_csv("%Y-%m-%d %H:%M:%S.%7"), as_parquet, as_workbook,
    ],
)  # fmt: skip
def test_midnight_of_the_dataset_is_no_time_of_day_however_it_is_stored(tmp_path, made):
    made(tmp_path)
    _, intake = taken(tmp_path)
    assert rows(intake, "incidents", "reported_on", "reported_local", "reported_flag") == [
        (date(2021, 6, 1), datetime(2021, 6, 1, 22, 15), "ok"),
        (date(2021, 6, 10), None, "date_only"), (date(2021, 6, 9), None, "date_only"),
    ]  # fmt: skip
