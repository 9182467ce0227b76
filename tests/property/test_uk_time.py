"""Every change of the UK clock from 1996 to 2037, minute by minute, against the zone database.

Since 1996 the clocks go forward at 01:00 UTC on the last Sunday of March and back at 01:00
UTC on the last Sunday of October (Summer Time Act 1972 as amended; Directive 2000/84/EC).
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.records.clock import FLAGS, NO_TIME, changes, microseconds, to_local, to_utc
from homeward.records.mapping import ColumnMap
from homeward.records.raw import RawTable
from homeward.records.times import read_times
from homeward.timelines.bounds import clock_changes
from homeward.vocabulary.times import UK_ZONE, TimeFlag

UK = ZoneInfo(UK_ZONE)
YEARS = range(1996, 2038)
MINUTE = timedelta(minutes=1)


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days."""
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def by_database(local: datetime) -> tuple[TimeFlag, list[datetime]]:
    """What the zone database says of a local time: its flag, and the instants it may be.

    A time that did not happen is read by the offset before the change and by that after.
    """
    read = [local.replace(tzinfo=UK, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if read[0] == read[1]:
        return TimeFlag.OK, read[:1]
    back = [at.astimezone(UK).replace(tzinfo=None) for at in read]
    return (TimeFlag.AMBIGUOUS if back == [local, local] else TimeFlag.NONEXISTENT), read


def on_the_wall(locals_: list[datetime]) -> np.ndarray:
    return np.array([microseconds(at.replace(tzinfo=UTC)) for at in locals_])


def around(day: date, step: timedelta = MINUTE) -> list[datetime]:
    """Local times from 22:00 of the day before a change to 06:00 after it."""
    start = datetime.combine(day, time()) - timedelta(hours=2)
    return [start + n * step for n in range(int(timedelta(hours=8) / step))]


@pytest.mark.parametrize("month", [3, 10], ids=["forward", "back"])
@pytest.mark.parametrize("year", YEARS)
def test_every_minute_about_every_change(year, month):
    day = last_sunday(year, month)
    local = around(day)
    instants, places = to_utc(on_the_wall(local))
    flagged = []
    for at, instant, place in zip(local, instants.tolist(), places.tolist(), strict=True):
        flag, read = by_database(at)
        assert FLAGS[place] is flag
        if flag is TimeFlag.OK:
            assert instant == microseconds(read[0])
        else:
            assert instant == NO_TIME
            flagged.append(at)
    awkward = TimeFlag.NONEXISTENT if month == 3 else TimeFlag.AMBIGUOUS
    hour = datetime.combine(day, time(1))
    assert flagged == [hour + n * MINUTE for n in range(60)]
    assert {by_database(at)[0] for at in flagged} == {awkward}


@pytest.mark.parametrize("month", [3, 10], ids=["forward", "back"])
@pytest.mark.parametrize("year", YEARS)
def test_every_minute_of_utc_about_every_change_is_shown_and_read_back(year, month):
    start = datetime.combine(last_sunday(year, month), time(), UTC) - timedelta(hours=3)
    instants = [start + n * MINUTE for n in range(8 * 60)]
    shown = to_local(np.array([microseconds(at) for at in instants]))
    wanted = [at.astimezone(UK).replace(tzinfo=None) for at in instants]
    assert shown.tolist() == on_the_wall(wanted).tolist()
    back, places = to_utc(shown)
    for at, again, place in zip(instants, back.tolist(), places.tolist(), strict=True):
        assert FLAGS[place] is not TimeFlag.NONEXISTENT  # what was shown did happen
        assert again in (microseconds(at), NO_TIME)


def test_the_changes_are_those_of_the_law_and_no_others():
    instants, before, after = changes()
    days = {datetime.fromtimestamp(at / 1e6, UTC): n for n, at in enumerate(instants.tolist())}
    found = {at: n for at, n in days.items() if at.year in YEARS}
    assert set(found) == {
        datetime.combine(last_sunday(year, month), time(1), UTC)
        for year, month in itertools.product(YEARS, (3, 10))
    }
    hour = 3_600_000_000
    for at, n in found.items():
        wanted = (0, hour) if at.month == 3 else (hour, 0)
        assert (before[n], after[n]) == wanted
    for year in YEARS:
        assert clock_changes(year) == (last_sunday(year, 3), last_sunday(year, 10))


FORM = "%d/%m/%Y %H:%M"
MOMENTS = st.builds(
    lambda year, month, minutes: (
        datetime.combine(last_sunday(year, month), time()) + timedelta(minutes=minutes)
    ),
    st.sampled_from(YEARS),
    st.sampled_from((3, 10)),
    st.integers(-120, 360),
)


def column(texts: list[str], form: str = FORM, zone: str = "local"):
    raw = RawTable(("At",), {"At": pa.array(texts)}, pa.array(range(1, len(texts) + 1)))
    return read_times(raw, ColumnMap("At", format=form, zone=zone))


@given(st.lists(MOMENTS, min_size=1, max_size=30))
def test_a_cell_keeps_what_was_written_and_says_what_it_may_be(moments):
    stored = column([f"{at:{FORM}}" for at in moments]).stored("t")
    for n, local in enumerate(moments):
        flag, read = by_database(local)
        assert stored["t_flag"][n].as_py() == flag.value
        assert stored["t_local"][n].as_py() == local
        assert stored["t_on"][n].as_py() == local.date()
        instant = read[0].replace(tzinfo=None) if flag is TimeFlag.OK else None
        assert stored["t_at"][n].as_py() == instant


@given(st.lists(MOMENTS, min_size=1, max_size=30))
def test_a_time_written_in_utc_or_with_its_offset_is_never_awkward(moments):
    plain = column([f"{at:{FORM}}" for at in moments], zone="utc").stored("t")
    ahead = column([f"{at:%Y-%m-%dT%H:%M}+01:00" for at in moments], "%Y-%m-%dT%H:%M%z")
    for stored, early in ((plain, timedelta()), (ahead.stored("t"), timedelta(hours=1))):
        for n, moment in enumerate(moments):
            instant = moment - early
            assert stored["t_flag"][n].as_py() == TimeFlag.OK.value
            assert stored["t_at"][n].as_py() == instant
            shown = instant.replace(tzinfo=UTC).astimezone(UK).replace(tzinfo=None)
            assert stored["t_local"][n].as_py() == shown


@given(st.lists(MOMENTS, min_size=1, max_size=30))
def test_a_date_alone_is_never_awkward(moments):
    stored = column([f"{at:%d/%m/%Y}" for at in moments], "%d/%m/%Y").stored("t")
    assert set(stored["t_flag"].to_pylist()) == {TimeFlag.DATE_ONLY.value}
    assert stored["t_at"].null_count == len(moments)
    assert stored["t_on"].to_pylist() == [at.date() for at in moments]
