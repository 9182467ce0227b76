"""Times: exact formats, two columns as one, the awkward hours, stand-ins for never."""

from __future__ import annotations

from datetime import date, datetime, time

import pyarrow as pa
import pytest

from homeward.records.columns import read_column
from homeward.records.formats import read_texts
from homeward.records.mapping import ColumnMap
from homeward.records.raw import RawTable
from homeward.records.schema import Column, Form
from homeward.vocabulary.errors import HomewardError

TIME, DAY = Column(Form.TIME, "a time"), Column(Form.DATE, "a date")
WHEN = "%d/%m/%Y %H:%M"


def raw_of(mixed=(), **columns):
    arrays = {
        name: cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
        for name, cells in columns.items()
    }
    many = len(next(iter(arrays.values())))
    rows = pa.array(range(2, many + 2), pa.int64())
    return RawTable(tuple(arrays), arrays, rows, mixed=frozenset(mixed))


def read(cells, form=WHEN, column=TIME, name="seen", **more):
    raw = raw_of(x=cells, mixed=more.pop("mixed", ()))
    return read_column(raw, name, column, ColumnMap("x", format=form, **more), {})


def stored(found, name="seen"):
    return [
        dict(zip(("at", "local", "on", "flag"), cells, strict=True))
        for cells in zip(
            *(found.stored[f"{name}_{part}"].to_pylist() for part in ("at", "local", "on", "flag")),
            strict=True,
        )
    ]


def codes(found):
    return {code: rows.nonzero()[0].tolist() for code, rows in found.faults.items() if rows.any()}


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%d/%m/%Y %H:%M", "12/03/2023 22:10", datetime(2023, 3, 12, 22, 10)),
        ("%d/%m/%Y %H:%M", "2/3/2023 9:05", datetime(2023, 3, 2, 9, 5)),
        ("%d/%m/%Y %H:%M", "02/03/2023  09:05", datetime(2023, 3, 2, 9, 5)),
        ("%Y-%m-%d %H:%M:%S.%f", "2023-03-12 22:10:01.5", datetime(2023, 3, 12, 22, 10, 1, 500000)),
        ("%d-%b-%Y", "12-MAR-2023", datetime(2023, 3, 12)),
        ("%d-%b-%Y", "2-Mar-2023", datetime(2023, 3, 2)),
        ("%A %d %B %Y", "Sunday 12 march 2023", datetime(2023, 3, 12)),
        ("%d/%m/%y", "12/03/23", datetime(2023, 3, 12)),
        ("%d/%m/%y", "12/03/71", datetime(1971, 3, 12)),
        ("%I:%M %p", "12:30 AM", datetime(1970, 1, 1, 0, 30)),
        ("%I:%M %p", "12:30 pm", datetime(1970, 1, 1, 12, 30)),
        ("%H%M", "0154", datetime(1970, 1, 1, 1, 54)),
        ("%Y%m%d%H%M", "202303122210", datetime(2023, 3, 12, 22, 10)),
        ("%d/%m/%Y %H%M hrs", "12/03/2023 2210 hrs", datetime(2023, 3, 12, 22, 10)),
        ("excel_serial", "44927.5", datetime(2023, 1, 1, 12, 0)),
    ],
)
def test_a_text_that_fits_is_read(form, text, expected):
    found = read_texts(pa.array([text]), [form])
    assert pa.array(found.local).cast(pa.timestamp("us")).to_pylist() == [expected]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d/%m/%Y %H:%M", "31/02/2023 10:00"),
        ("%d/%m/%Y %H:%M", "29/02/2023 10:00"),
        ("%d/%m/%Y %H:%M", "12/13/2023 10:00"),
        ("%d/%m/%Y %H:%M", "12/03/2023 24:00"),
        ("%d/%m/%Y %H:%M", "12/03/2023 23:60"),
        ("%d/%m/%Y %H:%M", "12/03/2023"),
        ("%d/%m/%Y %H:%M", "12/03/2023 10:00:00"),
        ("%d/%m/%Y %H:%M", "12/03/2023 10:00 x"),
        ("%d/%m/%Y %H:%M", "12-03-2023 10:00"),
        ("%d/%m/%Y", "0a/03/2023"),
        ("%d/%m/%Y", "00/03/2023"),
        ("%d/%m/%Y", "١٢/03/2023"),
        ("%d-%b-%Y", "12-MXR-2023"),
        ("%H%M", "154"),
        ("%I:%M %p", "13:00 pm"),
        ("excel_serial", "59"),
        ("excel_serial", "44927,5"),
    ],
)
def test_a_text_that_does_not_fit_is_not_read(form, text):
    assert not read_texts(pa.array([text]), [form]).read.any()


def test_formats_are_tried_in_order_on_each_text():
    forms = ["%d/%m/%Y %H:%M", "%d/%m/%Y", "%d %b %Y"]
    found = read_texts(pa.array(["12/03/2023 10:00", "12/03/2023", "12 Mar 2023", "x"]), forms)
    assert found.read.tolist() == [True, True, True, False]
    assert found.timed.tolist() == [True, False, False, False]


def test_a_text_that_two_formats_read_in_two_ways_is_not_read():
    found = read_texts(
        pa.array(["03/04/2023", "25/04/2023", "04/04/2023"]), ["%d/%m/%Y", "%m/%d/%Y"]
    )
    assert found.read.tolist() == [False, True, True]


@pytest.mark.parametrize("form", ["%d/%m/%Y %Q", "%d/%d/%Y", "%j"])
def test_a_format_that_cannot_be_followed_is_refused(form):
    with pytest.raises(HomewardError, match="HW-P008"):
        read_texts(pa.array(["x"]), [form])


def test_local_times_become_instants():
    found = stored(read(["12/01/2023 10:00", "12/07/2023 10:00", None, "NULL", "-", "not known"]))
    assert [cell["at"] for cell in found[:2]] == [
        datetime(2023, 1, 12, 10), datetime(2023, 7, 12, 9)
    ]  # fmt: skip
    assert [cell["flag"] for cell in found] == [
        "ok", "ok", "blank", "blank", "blank", "set_aside"
    ]  # fmt: skip


def test_the_hour_that_came_twice_and_the_hour_that_never_came():
    found = stored(read(["29/10/2023 00:59", "29/10/2023 01:00", "29/10/2023 01:59",
                         "29/10/2023 02:00", "26/03/2023 00:59", "26/03/2023 01:00",
                         "26/03/2023 01:59", "26/03/2023 02:00"]))  # fmt: skip
    assert [cell["flag"] for cell in found] == [
        "ok", "ambiguous", "ambiguous", "ok", "ok", "nonexistent", "nonexistent", "ok"
    ]  # fmt: skip
    assert [cell["at"] for cell in found] == [
        datetime(2023, 10, 28, 23, 59), None, None, datetime(2023, 10, 29, 2),
        datetime(2023, 3, 26, 0, 59), None, None, datetime(2023, 3, 26, 1),
    ]  # fmt: skip
    assert found[1]["local"] == datetime(2023, 10, 29, 1)
    assert found[5]["on"] == date(2023, 3, 26)


def test_a_date_alone_stays_a_date():
    found = stored(read(["12/03/2023"], "%d/%m/%Y"))
    assert found == [{"at": None, "local": None, "on": date(2023, 3, 12), "flag": "date_only"}]


def test_typed_midnights_throughout_are_dates_and_are_noted():
    cells = pa.array([datetime(2023, 3, 12), None, datetime(2023, 3, 13)], pa.timestamp("us"))
    found = read(cells, "")
    assert [cell["flag"] for cell in stored(found)] == ["date_only", "blank", "date_only"]
    assert found.notes == ("every time is midnight: read as dates",)
    among = pa.array([datetime(2023, 3, 12), datetime(2023, 3, 13, 1)], pa.timestamp("us"))
    assert [cell["flag"] for cell in stored(read(among, ""))] == ["ok", "ok"]


def test_typed_dates_and_day_numbers():
    days = pa.array([date(2023, 3, 12), None], pa.date32())
    assert [cell["flag"] for cell in stored(read(days, ""))] == ["date_only", "blank"]
    serial = stored(read(pa.array([44927.5, 44927.0, None]), "excel_serial"))
    assert serial[0]["local"] == datetime(2023, 1, 1, 12)
    assert [cell["flag"] for cell in serial] == ["ok", "date_only", "blank"]
    assert codes(read(pa.array([44927.5]), "")) == {"HW-R002": [0]}


def test_typed_cells_among_text_are_read_beside_the_format():
    cells = ["12/03/2023 10:00", "2023-03-13T10:00:00", "2023-03-14"]
    found = stored(read(cells, WHEN, mixed=("x",)))
    assert [cell["flag"] for cell in found] == ["ok", "ok", "date_only"]
    assert codes(read(cells, WHEN)) == {"HW-R002": [1, 2]}


def test_sources_that_write_utc():
    found = stored(read(["29/10/2023 00:30", "12/07/2023 23:30"], WHEN, zone="utc"))
    assert found[0] == {
        "at": datetime(2023, 10, 29, 0, 30), "local": datetime(2023, 10, 29, 1, 30),
        "on": date(2023, 10, 29), "flag": "ok",
    }  # fmt: skip
    assert found[1]["on"] == date(2023, 7, 13)


def test_a_written_zone_decides():
    found = stored(
        read(["2023-07-12T10:00:00Z", "2023-07-12T10:00:00+01:00"], "%Y-%m-%dT%H:%M:%S%z")
    )
    assert [cell["at"] for cell in found] == [datetime(2023, 7, 12, 10), datetime(2023, 7, 12, 9)]
    assert [cell["local"].hour for cell in found] == [11, 10]


def test_typed_instants_with_a_zone():
    cells = pa.array([datetime(2023, 7, 12)], pa.timestamp("us", "UTC"))
    assert stored(read(cells, ""))[0]["local"] == datetime(2023, 7, 12, 1)


def test_unreadable_cells_are_set_aside():
    found = read(["soon", "12/03/2023 10:00", "31/02/2023 10:00"])
    assert codes(found) == {"HW-R002": [0, 2]}
    assert [cell["flag"] for cell in stored(found)] == ["set_aside", "ok", "set_aside"]
    assert stored(found)[0]["on"] is None
    assert codes(read(["soon"], "%d/%m/%Y", DAY)) == {"HW-R003": [0]}


NEVER = (
    "01/01/1900 00:00", "30/12/1899 00:00", "01/01/1970 01:00", "31/12/9999 23:59",
    "31/12/1989 23:59", "01/01/2101 00:00",
)  # fmt: skip


@pytest.mark.parametrize("text", NEVER)
def test_stand_ins_for_never_are_set_aside(text):
    found = read([text, "01/01/1990 00:00", "31/12/2100 23:59"])
    assert codes(found) == {"HW-R007": [0]}
    assert [cell["flag"] for cell in stored(found)] == ["set_aside", "ok", "ok"]


def test_stand_ins_written_with_two_digits():
    found = read(["01/01/00", "31/12/99", "02/01/00"], "%d/%m/%y", DAY)
    assert codes(found) == {"HW-R007": [0, 1]}
    assert codes(read(["01/01/2000"], "%d/%m/%Y", DAY)) == {}


def test_births_may_be_long_ago():
    found = read(["01/02/1960", "01/01/1900"], "%d/%m/%Y", DAY, name="born_on")
    assert found.stored["born_on"].to_pylist() == [date(1960, 2, 1), None]
    assert codes(found) == {"HW-R007": [1]}


def two(days, clocks, form="%d/%m/%Y", clock="%H:%M", mixed=()):
    raw = raw_of(d=days, t=clocks, mixed=mixed)
    return read_column(raw, "seen", TIME, ColumnMap("d", "t", form, clock), {})


def test_a_date_and_a_time_of_day_in_two_columns():
    found = two(["12/03/2023", "12/03/2023", None, None, "x", "12/03/2023"],
                ["22:10", None, None, "22:10", "22:10", "late"])  # fmt: skip
    assert codes(found) == {"HW-R002": [4, 5], "HW-R008": [3]}
    assert [cell["flag"] for cell in stored(found)] == [
        "ok", "date_only", "blank", "set_aside", "set_aside", "set_aside"
    ]  # fmt: skip
    assert stored(found)[0]["local"] == datetime(2023, 3, 12, 22, 10)


def test_a_date_column_that_carries_midnights():
    found = two(["12/03/2023 00:00", "12/03/2023 00:00", "12/03/2023 09:00"],
                ["22:10", None, "22:10"], WHEN)  # fmt: skip
    assert [cell["flag"] for cell in stored(found)] == ["ok", "date_only", "set_aside"]
    assert codes(found) == {"HW-R002": [2]}


def test_typed_clocks_and_whole_numbers_as_clocks():
    days = pa.array([date(2023, 3, 12)] * 2, pa.date32())
    typed = two(days, ["22:10:00", "09:05:00"], "", "", mixed=("t",))
    assert [cell["local"].time() for cell in stored(typed)] == [time(22, 10), time(9, 5)]
    bare = two(days, pa.array([30, 2210]), "", "%H%M")
    assert [cell["local"].time() for cell in stored(bare)] == [time(0, 30), time(22, 10)]
