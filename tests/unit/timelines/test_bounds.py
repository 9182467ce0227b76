"""The least and the most that a recorded time allows, and hours between two such times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from homeward.engine import open_engine
from homeward.timelines import build
from homeward.timelines.bounds import clock_changes, span_of, years_of
from tests.unit.timelines.stored import stored, uk

UK = ZoneInfo("Europe/London")
WINDOW = (date(2023, 1, 1), date(2024, 12, 31))
AS_OF = uk("2024-12-31 12:00")

#: A second in hours: a date alone runs to the last second of its day.
S = 1 / 3600

#: Name: reported, found, least hours, most hours, ending.
CASES = {
    "both to the minute": ("2023-01-05 20:00", "2023-01-06 01:30", 5.5, 5.5, "timed"),
    "no time at all": ("2023-01-05 20:00", "2023-01-05 20:00", 0, 0, "timed"),
    "over the lost hour": ("2023-03-26 00:30", "2023-03-26 02:30", 1, 1, "timed"),
    "over the repeated hour": ("2023-10-29 00:30", "2023-10-29 02:30", 3, 3, "timed"),
    "found on a date": ("2023-01-05 20:00", "2023-01-06", 4, 28 - S, "bounded"),
    "found on the date of report": ("2023-01-05 20:00", "2023-01-05", 0, 4 - S, "bounded"),
    "found on a summer date": ("2023-07-05 20:00", "2023-07-06", 4, 28 - S, "bounded"),
    "found on the 23-hour day": ("2023-03-25 20:00", "2023-03-26", 4, 27 - S, "bounded"),
    "found on the 25-hour day": ("2023-10-28 20:00", "2023-10-29", 4, 29 - S, "bounded"),
    "reported on a date": ("2023-01-05", "2023-01-06 06:00", 6 + S, 30, "bounded"),
    "reported on a summer date": ("2023-07-05", "2023-07-06 06:00", 6 + S, 30, "bounded"),
    "reported on the date found": ("2023-01-05", "2023-01-05 06:00", 0, 6, "bounded"),
    "two dates": ("2023-01-05", "2023-01-06", S, 48 - S, "bounded"),
    "one date": ("2023-01-05", "2023-01-05", 0, 24 - S, "bounded"),
    "one date of 25 hours": ("2023-10-29", "2023-10-29", 0, 25 - S, "bounded"),
    "leap day": ("2024-02-28", "2024-03-01", 24 + S, 72 - S, "bounded"),
    "found in the repeated hour": ("2023-10-28 20:00", "2023-10-29 01:30", 5.5, 6.5, "bounded"),
    "reported in the repeated hour": ("2023-10-29 01:30", "2023-10-29 04:30", 3, 4, "bounded"),
    "both in the repeated hour": ("2023-10-29 01:10", "2023-10-29 01:30", 0, 4 / 3, "bounded"),
    "found in the skipped hour": ("2023-03-25 23:30", "2023-03-26 01:30", 1, 3, "bounded"),
    "reported in the skipped hour": ("2023-03-26 01:30", "2023-03-26 06:00", 2.5, 4.5, "bounded"),
    "still open": ("2024-12-30 12:00", None, 24, None, "open"),
    "still open, reported on a date": ("2024-12-29", None, 36 + S, None, "open"),
    "reported on the day the records close": ("2024-12-31", None, 0, None, "open"),
    "reported after the records close": ("2024-12-31 18:00", None, 0, None, "open"),
    "found after the records close": ("2024-12-31 06:00", "2024-12-31 18:00", 6, None, "open"),
    "found as the records close": ("2024-12-31 06:00", "2024-12-31 12:00", 6, 6, "timed"),
    "found on the day they close": ("2024-12-31 06:00", "2024-12-31", 0, 18 - S, "bounded"),
    "found on a later date": ("2024-12-31 06:00", "2025-01-01", 6, None, "open"),
}

#: Name: last seen, reported, found, least and most hours from last seen.
LAST_SEEN = {
    "to the minute": ("2023-01-05 18:00", "2023-01-05 20:00", "2023-01-05 21:00", 3, 3),
    "on a date": ("2023-01-05", "2023-01-06 01:00", "2023-01-06 02:00", 2 + S, 26),
    "in the repeated hour": ("2023-10-29 01:00", "2023-10-29 03:00", "2023-10-29 04:00", 3, 4),
    "long ago, summer unsure": ("2019-07-01", "2023-01-01 00:00", "2023-01-01 00:00", None, None),
    "not recorded": (None, "2023-01-05 20:00", "2023-01-05 21:00", None, None),
    "not recorded and open": (None, "2023-01-05 20:00", None, None, None),
    "open": ("2024-12-30 10:00", "2024-12-30 12:00", None, 26, None),
}


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def episodes(engine):
    """Every case in one extract, each a child of its own."""
    rows = [
        {"incident": name, "child": name, "reported": reported, "found": found}
        for name, (reported, found, *_) in CASES.items()
    ] + [
        {"incident": f"seen {n}", "child": n, "last_seen": seen, "reported": at, "found": found}
        for n, (seen, at, found, *_) in LAST_SEEN.items()
    ]
    tables = build(
        engine,
        engine.from_arrow(stored("incidents", rows), "incidents"),
        None,
        window=WINDOW,
        as_of=AS_OF,
        counts_as_missing=(),
        supplied=frozenset(),
    )
    return {e["incident"]: e for e in tables["episodes"].to_pyarrow().to_pylist()}


@pytest.mark.parametrize("name", CASES)
def test_hours_from_report(episodes, name):
    *_, low, high, ending = CASES[name]
    episode = episodes[name]
    assert (episode["hours_low"], episode["hours_high"]) == pytest.approx((low, high), abs=1e-9)
    assert episode["ending"] == ending


@pytest.mark.parametrize("name", [n for n in LAST_SEEN if "unsure" not in n])
def test_hours_from_last_seen(episodes, name):
    *_, low, high = LAST_SEEN[name]
    episode = episodes[f"seen {name}"]
    found = (episode["hours_last_seen_low"], episode["hours_last_seen_high"])
    assert found == pytest.approx((low, high), abs=1e-9)


def test_long_before_the_window_a_date_is_an_hour_wider(episodes):
    episode = episodes["seen long ago, summer unsure"]
    days = (date(2023, 1, 1) - date(2019, 7, 1)).days
    assert episode["hours_last_seen_low"] == pytest.approx(days * 24 - 24 + S)  # winter time
    assert episode["hours_last_seen_high"] == days * 24 + 1  # as if summer time


@pytest.mark.parametrize("name", [n for n, case in CASES.items() if case[4] == "open"])
def test_an_open_episode_has_no_resolution_of_any_kind(episodes, name):
    episode = episodes[name]
    parts = [episode[f"resolved_{part}"] for part in ("at", "local", "on", "flag", "from")]
    assert parts == [None, None, None, "blank", "none"]


def test_clock_changes_are_those_the_law_sets():
    assert clock_changes(2023) == (date(2023, 3, 26), date(2023, 10, 29))
    assert clock_changes(2024) == (date(2024, 3, 31), date(2024, 10, 27))
    for year in range(1996, 2038):
        for change, month in zip(clock_changes(year), (3, 10), strict=True):
            assert (change.month, change.weekday()) == (month, 6)
            assert (change + timedelta(days=7)).month == month + 1


def test_a_year_without_two_changes_is_refused():
    with pytest.raises(ValueError, match="1970"):
        clock_changes(1970)


def test_every_day_of_a_study_starts_and_ends_at_local_midnight(engine):
    """All dates of four years against `zoneinfo`, in one query."""
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(4 * 365)]
    nothing = pa.nulls(len(days), pa.timestamp("us"))
    rows = pa.table(
        {"t_at": nothing, "t_local": nothing, "t_on": days, "t_flag": ["date_only"] * len(days)}
    )
    table = engine.from_arrow(rows, "days")
    span = span_of(table, "t", years_of(date(2023, 1, 1), AS_OF))
    got = table.select("t_on", first=span.earliest, last=span.latest).to_pyarrow().to_pylist()
    for row in got:
        ends = [
            datetime(on.year, on.month, on.day, tzinfo=UK).astimezone(UTC).timestamp()
            for on in (row["t_on"], row["t_on"] + timedelta(days=1))
        ]
        assert [row["first"], row["last"] + 1] == ends
    assert len(got) == len(days)
