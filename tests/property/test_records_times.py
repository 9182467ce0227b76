"""UK local times, whole columns at a time, against the time zone database one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from homeward.records.clock import FLAGS, NO_TIME, to_local, to_utc
from homeward.records.formats import read_texts
from homeward.vocabulary.times import UK_ZONE, TimeFlag

UK = ZoneInfo(UK_ZONE)
EPOCH = datetime(1970, 1, 1)
MINUTES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31))

#: Near a change of the clock: 01:00 UTC on the last Sundays of March and October.
CHANGES = [
    at
    for year in (1990, 1995, 1996, 2019, 2023, 2038, 2099)
    for month in (3, 10)
    for at in [datetime(year, month, day, 1) for day in range(22, 32)]
    if datetime(year, month, at.day).weekday() == 6
]
NEAR = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-180, 180),
)


def microseconds(naive: datetime) -> int:
    return (naive - EPOCH) // timedelta(microseconds=1)


def by_hand(local: datetime) -> tuple[TimeFlag, datetime | None]:
    """Every instant whose local clock shows `local`: one, two or none."""
    guesses = [local - timedelta(hours=hours) for hours in (0, 1)]
    shown = [
        at for at in guesses if at.replace(tzinfo=UTC).astimezone(UK).replace(tzinfo=None) == local
    ]
    if len(shown) == 1:
        return TimeFlag.OK, shown[0]
    return (TimeFlag.AMBIGUOUS if shown else TimeFlag.NONEXISTENT), None


@given(st.lists(MINUTES | NEAR, min_size=1, max_size=20))
def test_every_local_time_is_placed_as_the_database_places_it(locals_):
    instants, flags = to_utc(np.array([microseconds(at) for at in locals_]))
    for local, instant, flag in zip(locals_, instants.tolist(), flags.tolist(), strict=True):
        wanted, at = by_hand(local)
        assert FLAGS[flag] is wanted
        assert instant == (NO_TIME if at is None else microseconds(at))


@given(st.lists(MINUTES | NEAR, min_size=1, max_size=20))
def test_every_instant_is_shown_as_the_database_shows_it(instants):
    found = to_local(np.array([microseconds(at) for at in instants]))
    shown = [at.replace(tzinfo=UTC).astimezone(UK).replace(tzinfo=None) for at in instants]
    assert found.tolist() == [microseconds(at) for at in shown]


FORMS = ("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%b-%y %H%M", "%d/%m/%y", "%d %B %Y %I.%M %p")
TEXTS = st.one_of(
    st.builds(
        lambda at, form: at.strftime(form),
        st.datetimes(datetime(1969, 1, 2), datetime(2068, 12, 30)),
        st.sampled_from(FORMS),
    ),
    st.text("0123456789/-: TJanMyFeb", max_size=20),
)


@given(st.lists(TEXTS, min_size=1, max_size=20), st.sampled_from(FORMS))
def test_a_text_is_read_as_strptime_reads_it_or_not_at_all(texts, form):
    found = read_texts(pa.array(texts), [form])
    for text, local in zip(texts, found.local.tolist(), strict=True):
        try:
            wanted = microseconds(datetime.strptime(text, form))
        except ValueError:
            wanted = NO_TIME
        assert local in (wanted, NO_TIME)
        written_in_full = wanted != NO_TIME and (
            datetime.strptime(text, form).strftime(form).lower() == text.lower()
        )
        assert not written_in_full or local == wanted
