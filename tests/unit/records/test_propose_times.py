"""Formats of time columns: every one found reads every value, and doubts are kept."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.records.propose import DoubtKind, propose
from homeward.records.propose_times import Order, TimeFit
from homeward.records.propose_values import Look

FORMATS = (
    "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d.%m.%Y %H.%M", "%d/%m/%y %H:%M",
    "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M",
    "%d-%b-%Y %H:%M", "%d %b %Y %H:%M", "%d %B %Y %H:%M", "%d-%b-%y %H:%M", "%d%b%Y:%H:%M",
    "%a %d %b %Y %H:%M", "%b %d, %Y %I:%M %p", "%d/%m/%Y %I:%M%p", "%m/%d/%Y %I:%M %p",
    "%m/%d/%y %H:%M", "%Y%m%d %H:%M", "%d/%m/%Y, %H:%M", "%d/%m/%Y at %H:%M", "%d/%m/%Y %H%M",
    "%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%m/%d/%Y", "%Y%m%d", "%d-%b-%y",
)  # fmt: skip


def look(texts: list[str | None], header: str = "Date/Time Reported") -> Look:
    return Look(header, 0, pa.array(texts, pa.string()))


def fit(texts: list[str | None], header: str = "Date/Time Reported") -> TimeFit:
    found = look(texts, header).time
    assert found is not None
    return found


moments = st.datetimes(datetime(2019, 1, 1), datetime(2023, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@given(st.sampled_from(FORMATS), st.lists(moments, min_size=1, max_size=30))
def test_what_is_written_is_what_is_read(form, times):
    """Any months, any order: with a day past the twelfth, times come back as written."""
    proof = [datetime(2021, 5, day, 21, 30) for day in range(13, 29)]
    written = [at.strftime(form) for at in (*proof, *times)]
    wanted = [datetime.strptime(text, form) for text in written]
    found = look(written)
    assert found.time is not None and found.time.covered == len(written)
    read = found.time.stamps[found.codes].astype("datetime64[s]").tolist()
    assert read == wanted
    assert found.time.order is not Order.MIXED


@given(st.lists(moments, min_size=2, max_size=30), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_an_order_of_day_and_month_is_never_silently_wrong(times, form):
    """Either the dates come back as written, or the order is not claimed to be known."""
    written = [at.strftime(form) for at in times]
    found = look(written)
    right = [datetime(at.year, at.month, at.day) for at in times]
    if found.time is None or found.time.order in (Order.EITHER, Order.MIXED):
        return
    read = found.time.stamps[found.codes].astype("datetime64[s]").tolist()
    assert read == right


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["01/02/2021 22:15", "25/02/2021"], "%d/%m/%Y %H:%M | %d/%m/%Y"),
        (["1/2/2021 9:05", "13/2/2021 22:15:10"], "%d/%m/%Y %H:%M | %d/%m/%Y %H:%M:%S"),
        (["2021-02-03T10:00:00.000"], "%Y-%m-%dT%H:%M:%S.%f"),
        (["14/02/2021 00:00:00", "15/02/2021 00:00:00"], "%d/%m/%Y 00:00:00"),
        (["14 March 2021", "14 May 2021"], "%d %B %Y | %d %b %Y"),
    ],
)
def test_shapes_of_one_column_are_joined(texts, form):
    found = fit(texts)
    assert set(found.format.split(" | ")) == set(form.split(" | "))
    assert found.covered == len(texts)


def test_midnight_throughout_is_a_date_and_no_time_of_day():
    found = fit(["14/02/2021 00:00", "15/02/2021 00:00"])
    assert found.midnight and not found.timed
    assert not fit(["14/02/2021 00:00", "15/02/2021 00:01"]).midnight


def test_cells_that_say_nothing_are_neither_read_nor_counted():
    found = fit(["14/02/2021 10:00", "15/02/2021 10:00", "N/A", "-", None])
    assert (found.covered, found.filled) == (2, 2)


def test_a_few_unreadable_cells_are_counted():
    found = fit(["14/02/2021 10:00"] * 9 + ["after tea"])
    assert (found.covered, found.filled) == (9, 10)


def test_impossible_dates_are_not_read():
    found = fit(["14/02/2021", "30/02/2021", "15/02/2021", "16/02/2021", "17/02/2021"])
    assert (found.covered, found.filled) == (4, 5)
    assert np.isnat(found.stamps[1])


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01/02/2021", "03/04/2021"], Order.EITHER),
        (["01/02/2021", "13/04/2021"], Order.DAY_FIRST),
        (["01/02/2021", "04/13/2021"], Order.MONTH_FIRST),
        (["13/04/2021"] * 50 + ["04/13/2021"] * 40, Order.MIXED),
        (["13/04/2021"] * 500 + ["04/13/2021"], Order.DAY_FIRST),
        (["2021-04-03", "2021-04-13"], Order.FIXED),
        (["03-Apr-2021"], Order.FIXED),
        (["01/02/21", "01/03/22"], Order.EITHER),
        (["19-03-04", "20-11-12", "21-05-17"], Order.EITHER),
    ],
)
def test_orders_of_day_and_month(texts, order):
    assert fit(texts).order is order


def test_a_two_digit_year_may_stand_first_when_it_varies_little():
    days = [datetime(2020, 1, 1) + timedelta(days=9 * n) for n in range(80)]
    found = fit([f"{day:%y-%m-%d}" for day in days])
    assert found.format == "%y-%m-%d" and found.short_year


@pytest.mark.parametrize("texts", [["hello", "there"], ["1", "2", "3"], ["12.5"], [], ["may"]])
def test_what_is_no_time_is_no_time(texts):
    assert look(texts).time is None


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["22:15", "1:05"], "%H:%M"),
        (["22:15:00"], "%H:%M:%S"),
        (["10:15 PM", "9:05 AM"], "%I:%M %p"),
        (["2215", "0005"], "%H%M"),
        (["2215hrs"], "%H%Mhrs"),
    ],
)
def test_times_of_day(texts, form):
    found = fit(texts, "Time Reported")
    assert (found.format, found.dated, found.timed) == (form, False, True)


def test_numbers_are_times_only_under_a_header_that_says_so():
    serials = pa.array([44_197.9, 44_250.5], pa.float64())
    assert Look("Date Reported", 0, serials).time.serial
    assert Look("Cost", 0, serials).time is None
    assert Look("Time Found", 0, pa.array([2215, 5])).time.format == "%H%M"
    assert Look("Count", 0, pa.array([2215, 5])).time is None


def test_offsets_are_read_and_utc_is_told():
    assert fit(["2021-07-01T10:00:00Z"]).zone == "utc"
    offset = fit(["2021-07-01T10:00:00+01:00", "2021-01-01T10:00:00+00:00"])
    assert offset.format == "%Y-%m-%dT%H:%M:%S%z" and offset.covered == 2


# ------------------------------------------------------------------ doubts about formats


def _propose(folder: Path, texts: list[str], header: str = "Date/Time Reported"):
    with (folder / "missing.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Incident Ref", "Person ID", header, "Initial Risk"])
        writer.writerows([f"R{n}", f"P{n % 7}", t, "High"] for n, t in enumerate(texts))
    return propose(folder)


@pytest.mark.parametrize(
    ("texts", "kind", "form"),
    [
        (["01/02/2021 10:00", "03/04/2021 11:00"], DoubtKind.DAY_ORDER, "%d/%m/%Y %H:%M"),
        (["01/02/2021 10:00", "03/14/2021 11:00"], DoubtKind.MONTH_FIRST, "%m/%d/%Y %H:%M"),
        (["14/02/21 10:00", "15/02/21 11:00"], DoubtKind.TWO_DIGIT_YEAR, "%d/%m/%y %H:%M"),
        (["14/02/2021 00:00", "15/02/2021 00:00"], DoubtKind.DATES_ONLY, "%d/%m/%Y 00:00"),
        (["14/02/2021 10:00"] * 9 + ["teatime"], DoubtKind.UNREAD, "%d/%m/%Y %H:%M"),
    ],
)
def test_a_doubtful_format_is_filled_and_said(tmp_path, texts, kind, form):
    proposal = _propose(tmp_path, texts * 5)
    assert proposal.maps[0].columns["reported"].format == form
    doubts = [d for d in proposal.doubts if d.kind is kind]
    assert [(d.column, d.blocking) for d in doubts] == [("reported", False)]
    assert "`format` of `reported`" in doubts[0].text or 'format = "' in doubts[0].text
    assert "teatime" not in doubts[0].text


def test_orders_mixed_in_one_column_block(tmp_path):
    proposal = _propose(tmp_path, ["13/04/2021 10:00"] * 30 + ["04/13/2021 10:00"] * 30)
    assert "reported" not in proposal.maps[0].columns
    assert [(d.kind, d.column) for d in proposal.blocking] == [
        (DoubtKind.MIXED_ORDER, "reported"), (DoubtKind.WINDOW, ""),
    ]  # fmt: skip


def test_a_spreadsheet_that_swapped_its_dates_blocks(tmp_path):
    """Days to the twelfth became typed dates, month first; the rest stayed text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Incident Ref", "Person ID", "Date Reported", "Initial Risk"])
    for n in range(60):
        at = datetime(2021, 1, 1) + timedelta(days=5 * n)
        cell = at.replace(month=at.day, day=at.month) if at.day <= 12 else f"{at:%d/%m/%Y}"
        sheet.append([f"R{n}", f"P{n % 7}", cell, "High"])
    book.save(tmp_path / "missing.xlsx")
    proposal = propose(tmp_path)
    assert "reported" not in proposal.maps[0].columns
    assert DoubtKind.MIXED_ORDER in [d.kind for d in proposal.blocking]


def _apart(folder: Path, headers: list[str], cells) -> object:
    with (folder / "missing.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Incident Ref", "Person ID", *headers])
        writer.writerows([f"R{n}", f"P{n % 7}", *cells(n)] for n in range(60))
    return propose(folder)


def test_date_and_time_apart_are_joined(tmp_path):
    proposal = _apart(
        tmp_path,
        ["Date Reported", "Time Reported"],
        lambda n: [f"{1 + n % 28:02d}/02/2021", f"{n % 24:02d}:15"],
    )
    column = proposal.maps[0].columns["reported"]
    assert (column.column, column.time_column) == ("Date Reported", "Time Reported")
    assert (column.format, column.time_format) == ("%d/%m/%Y", "%H:%M")


def test_a_time_that_names_nothing_is_asked_with_its_neighbour(tmp_path):
    proposal = _apart(
        tmp_path,
        ["Date Reported", "Time"],
        lambda n: [f"{1 + n % 28:02d}/02/2021", f"{n % 24:02d}:15"],
    )
    assert proposal.maps[0].columns["reported"].time_column == ""
    (doubt,) = [d for d in proposal.doubts if d.kind is DoubtKind.TIME_APART]
    assert doubt.source == ("Time",) and "Date Reported" in doubt.text


def test_two_times_for_one_date_are_asked(tmp_path):
    proposal = _apart(
        tmp_path,
        ["Date Reported", "Time Reported", "Report Time"],
        lambda n: [f"{1 + n % 28:02d}/02/2021", f"{n % 24:02d}:15", f"{n % 23:02d}:45"],
    )
    assert proposal.maps[0].columns["reported"].time_column == ""
    assert [d.kind for d in proposal.doubts] == [DoubtKind.TIME_APART]


def test_a_second_time_beside_a_whole_time_is_left_out_and_said(tmp_path):
    proposal = _apart(
        tmp_path,
        ["Date Reported", "Time Reported"],
        lambda n: [f"{1 + n % 28:02d}/02/2021 {n % 24:02d}:15", f"{n % 24:02d}:15"],
    )
    assert proposal.maps[0].columns["reported"].time_column == ""
    assert [d.kind for d in proposal.doubts] == [DoubtKind.TIME_APART]


def test_a_time_whose_date_is_in_doubt_is_asked_about_too(tmp_path):
    proposal = _apart(
        tmp_path,
        ["Date Reported", "Report Date", "Time Reported"],
        lambda n: [f"{1 + n % 28:02d}/02/2021", f"{1 + n % 27:02d}/03/2021", f"{n % 24:02d}:15"],
    )
    assert "reported" not in proposal.maps[0].columns
    asked = {header for doubt in proposal.doubts for header in doubt.source}
    assert asked == {"Date Reported", "Report Date", "Time Reported"}
