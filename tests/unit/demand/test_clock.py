"""The clock finding: what it dares to say, rounding, one setting, few incidents, dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand import clock
from homeward.demand.clock_grid import DAY, SETTINGS_DRAWN
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

HOME, FAMILY = "childrens_home", "family_home"
WINDOW = {"from": "2024-01-01", "to": "2024-12-31"}


def incidents(n, hours, *, seed=1, setting=HOME, children=None, minutes=None):
    """`n` incidents of as many children, hours drawn from `hours`, days over the year."""
    rng = np.random.default_rng(seed)
    out = []
    for place in range(n):
        minute = int(rng.integers(60)) if minutes is None else int(rng.choice(minutes))
        day = datetime(2024, 1, 2) + timedelta(days=int(rng.integers(0, 360)))
        seen = day + timedelta(hours=int(rng.choice(hours)), minutes=minute)
        reported = seen + timedelta(minutes=int(rng.integers(10, 300)))
        out.append({
            "child": f"{setting}{place % (children or n):04d}", "last_seen": seen,
            "reported": reported, "found": reported + timedelta(hours=3), "setting": setting,
        })  # fmt: skip
    return out


def said(finding):
    return render(finding.statement, finding.estimates)


EVEN, EVENING = list(range(24)), [21, 22, 22, 23, 23, 0, *range(0, 24, 3)]


def test_a_plain_late_peak_is_told():
    finding = clock(made_timelines(incidents(400, EVENING)), 1)
    assert (
        "begin at 22:00 (21:00 to 22:00), and from children's homes at 22:00 (21:00 to 22:00)."
        in said(finding)
    )
    assert "cannot tell" not in said(finding).split(" There,")[0]


def test_no_pattern_is_claimed_where_there_is_none():
    """Hours drawn evenly: the ratio is near 1 and no three hours stand out."""
    finding = clock(made_timelines(incidents(400, EVEN)), 1)
    words = said(finding)
    assert words.count("; cannot tell)") == 4
    assert words.endswith("No three hours stand out from the rest of the day.")
    assert finding.charts[0].headline == "No three hours of the day stand out from the rest"


def test_homes_alone_may_stand_out():
    homes = incidents(150, EVENING)
    rest = incidents(
        2500, [*range(6, 21), *range(6, 21), 21, 22, 23, 0, 1, 2, 3, 4, 5], setting=FAMILY
    )
    finding = clock(made_timelines([*homes, *rest]), 1)
    assert finding.estimate("peak_window_start_hour", setting=HOME).value == 22
    assert "from children's homes at 22:00 (" in said(finding)
    assert finding.charts[1].headline.startswith("From children's homes")


def test_a_ratio_is_hedged_exactly_where_its_released_interval_holds_one():
    for seed in range(12):
        hours = [22, 23, 0, *range(24), *range(24)]
        finding = clock(made_timelines(incidents(90, hours, seed=seed)), 1)
        shown = release(Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "Made-up", (finding,)))
        e = shown.findings[0].estimate("rate_ratio_22_to_01")
        holds_one = e.low is None or e.low <= 1 <= e.high
        first = said(shown.findings[0]).split(", and from")[0]
        assert ("cannot tell" in first) == holds_one


def test_late_hours_of_weekend_nights_are_told_like_for_like():
    weekend, rest = [], []
    for row in incidents(1500, [18, 19, 20, 22, 23, 2, 4], seed=5):
        (weekend if row["last_seen"].weekday() in (4, 5) else rest).append(row)
    for row in weekend[::2]:
        row["last_seen"] = row["last_seen"].replace(hour=23)
        row["reported"] = row["last_seen"] + timedelta(minutes=40)
        row["found"] = row["reported"] + timedelta(hours=2)
    finding = clock(made_timelines([*weekend, *rest]), 1)
    assert finding.estimate("rate_ratio_22_to_01_weekend", setting=HOME).low > 1
    e = finding.estimate("rate_ratio_weekend_22_to_01", setting=HOME)
    assert e.low > 1
    nights = 104 / 366  # Friday and Saturday nights of 2024
    assert e.exposure == pytest.approx(nights)
    assert e.value == pytest.approx((e.count / nights) / ((e.of - e.count) / (1 - nights)))
    told = said(finding).split("There, by the same clock, ")[1].split(". ")[0]
    assert "Friday and Saturday nights ran at" in told
    assert "and from 22:00 to 01:00 at" in told
    assert "times the same hours of other nights" in told
    assert "cannot tell" not in told.split("and from 22:00")[1]
    plain = said(clock(made_timelines(incidents(400, EVENING)), 1))
    assert "cannot tell" in plain.split("and from 22:00 to 01:00 at")[1].split(". ")[0]


def test_one_setting_is_asked_like_the_whole():
    finding = clock(made_timelines(incidents(60, EVENING)), 1)
    for name in ("share_22_to_01", "rate_ratio_weekend_night", "peak_window_start_hour"):
        whole, only = finding.estimate(name), finding.estimate(name, setting=HOME)
        assert (whole.value, whole.count, whole.of) == (only.value, only.count, only.of)
    alone = finding.estimate("peak_window_p_value", setting=HOME).value
    assert finding.estimate("peak_window_p_value_of_all", setting=HOME).value == alone


def test_settings_looked_at_together_are_harder_to_convince():
    rows = [
        row
        for place, setting in enumerate((HOME, FAMILY, "foster", "kinship"))
        for row in incidents(40, EVENING, seed=place, setting=setting)
    ]
    finding = clock(made_timelines(rows), 1)
    pairs = [
        (e.value, finding.estimate("peak_window_p_value_of_all", **e.by).value)
        for e in finding.estimates
        if e.name == "peak_window_p_value" and "setting" in e.by
    ]
    assert len(pairs) == 8
    assert all(alone <= together <= 1 for alone, together in pairs)
    assert any(alone < together for alone, together in pairs)


def test_three_incidents_are_no_pattern():
    """Few incidents: answered, hedged, and hidden at the gate."""
    rows = [
        row for place, hour in enumerate((22, 15, 5)) for row in incidents(1, [hour], seed=place)
    ]
    for place, row in enumerate(rows):
        row["child"] = f"c{place}"
    finding = clock(made_timelines(rows), 1)
    assert said(finding).endswith("No three hours stand out from the rest of the day.")
    shown = release(Bundle(True, WINDOW, "2025-01-01T00:00:00Z", "Made-up", (finding,))).findings[0]
    assert all(e.value is None or e.value == 0 for e in shown.estimates)
    assert "[hidden" in said(shown)


def test_an_extract_of_dates_alone_is_refused():
    rows = [
        {**row, **{key: row[key].date() for key in ("last_seen", "reported", "found")}}
        for row in incidents(40, EVENING)
    ]
    finding = clock(made_timelines(rows), 1)
    assert finding.refused.startswith("HW-N002")
    assert "times of day" in finding.refused
    assert not finding.estimates


def test_dates_on_one_clock_leave_the_other():
    rows = [{**row, "last_seen": row["last_seen"].date()} for row in incidents(60, EVENING)]
    finding = clock(made_timelines(rows), 1)
    assert finding.estimate("share_22_to_01").of == 60
    assert any("lags behind" in caveat for caveat in finding.caveats)
    assert "were reported missing" in said(finding)


@pytest.mark.parametrize("n", [9, 10])
def test_midnights_alone_are_refused_from_ten(n):
    """Nine children may all be seen at midnight; ten with no other time were not."""
    rows = [
        {"child": f"c{i}", "reported": datetime(2024, 3, 1 + i), "found": date(2024, 3, 2 + i)}
        for i in range(n)
    ]
    finding = clock(made_timelines(rows), 1)
    assert (finding.refused or "").startswith("HW-N010") is (n == 10)


def test_midnights_that_are_most_of_a_clock_are_said():
    rows = incidents(40, EVENING)
    for row in rows[:30]:
        row["last_seen"] = row["last_seen"].replace(hour=0, minute=0)
    finding = clock(made_timelines(rows), 1)
    assert finding.estimate("share_22_to_01").left_out == 30
    assert any("taken for dates" in caveat for caveat in finding.caveats)
    assert not any("midnight is likely written" in caveat for caveat in finding.caveats)


def heaped(midnights):
    """Evenly spread times, with so many made midnight."""
    rows = incidents(400, EVEN, seed=3)
    for row in rows[:midnights]:
        row["last_seen"] = row["last_seen"].replace(hour=0, minute=0)
        row["reported"] = row["last_seen"] + timedelta(hours=2)
        row["found"] = row["reported"] + timedelta(hours=2)
    return clock(made_timelines(rows), 1)


def test_a_heap_at_midnight_is_said_and_what_it_does():
    finding = heaped(120)
    (caveat,) = [c for c in finding.caveats if "midnight is likely written" in c]
    assert "the peak begins at another hour" in caveat
    assert "no longer reads the same" in caveat
    assert finding.estimate("rate_ratio_22_to_01").low > 1
    assert finding.estimate("rate_ratio_22_to_01_without_midnight").low < 1
    assert not any("midnight is likely" in c for c in heaped(0).caveats)


def test_times_on_the_whole_hour_are_said():
    finding = clock(made_timelines(incidents(100, [*EVENING, 1, 1], minutes=[0, 0, 10, 30])), 1)
    assert any("whole hour" in caveat for caveat in finding.caveats)
    low, high = (finding.estimate(f"share_22_to_01_{end}").value for end in ("lowest", "highest"))
    assert low < finding.estimate("share_22_to_01").value < high
    assert not any("whole hour" in c for c in clock(made_timelines(incidents(99, EVEN)), 1).caveats)


def test_the_range_of_the_peak_holds_it_and_may_pass_midnight():
    finding = clock(made_timelines(incidents(300, [22, 23, 0, 0, 1, 1, 2, 3, *EVEN])), 1)
    e = finding.estimate("peak_window_start_hour")
    assert e.low <= e.value <= e.high
    assert e.high - e.low <= 12
    assert "24 windows" in finding.method


def test_lines_are_at_most_four_and_homes_are_among_them():
    sizes = {FAMILY: 90, "foster": 60, "kinship": 50, "supported_accommodation": 40, HOME: 12}
    rows = [row for s, n in sizes.items() for row in incidents(n, EVENING, setting=s)]
    finding = clock(made_timelines(rows), 1)
    (lines,) = [c for c in finding.charts if c.form == "line"]
    (table,) = [t for t in finding.tables if t.name == lines.table]
    drawn = list(dict.fromkeys(e.by["setting"] for e in table.estimates))
    assert drawn == ["all", FAMILY, "foster", HOME]
    assert len(drawn) == 1 + SETTINGS_DRAWN
    for setting in drawn:
        mine = [e for e in table.estimates if e.by["setting"] == setting]
        assert [e.by["hour"] for e in mine] == DAY
        assert sum(e.count for e in mine) == mine[0].of == sizes.get(setting, len(rows))
        assert sum(e.value for e in mine) == pytest.approx(1)
        assert all(e.low <= e.value <= e.high for e in mine)


def test_a_share_by_hour_knows_that_children_repeat():
    """One child's incidents alike at 22:00 tell less than as many children's."""
    many = clock(made_timelines(incidents(60, [22, 12])), 1)
    few = clock(made_timelines([
        {**row, "child": f"c{row['last_seen'].hour}"} for row in incidents(60, [22, 12])
    ]), 1)  # fmt: skip
    wide = [
        next(
            e.design_effect
            for t in finding.tables
            if t.name == "hour_share_by_setting"
            for e in t.estimates
            if e.by == {"setting": "all", "hour": 22}
        )
        for finding in (many, few)
    ]
    assert wide[0] < 1.1
    assert wide[1] > 10


def test_no_night_but_weekends_in_the_window_is_no_answer():
    rows = incidents(20, [22, 23])
    for row in rows:
        for key, hours in (("last_seen", 0), ("reported", 1), ("found", 3)):
            row[key] = datetime(2024, 3, 8, 22, 10) + timedelta(hours=hours)
    finding = clock(made_timelines(rows, opens=date(2024, 3, 8), closes=date(2024, 3, 9)), 1)
    for name in ("rate_ratio_weekend_night", "rate_ratio_22_to_01_weekend"):
        assert finding.estimate(name).state is State.REFUSED
    assert "weekend" not in said(finding)


@pytest.mark.parametrize("midnights, written, kept", [(10, 20, True), (10, 19, False)])
def test_more_than_half_is_more_than_half(midnights, written, kept):
    rows = incidents(written, [12, 13], minutes=[5])
    for row in rows[:midnights]:
        row["last_seen"] = row["last_seen"].replace(hour=0, minute=0)
    found = clock(made_timelines(rows), 1).estimate("share_22_to_01")
    assert (found.count == midnights) is kept
    assert found.left_out == (0 if kept else midnights)
