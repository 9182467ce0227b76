"""The window that is proposed, and what looks unsure at its ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from homeward.records.propose import Doubt, DoubtKind, Proposal, propose
from tests.unit.records.extracts import columns_of, rows_of, write
from tests.unit.records.returns_made import a_year, child, episode, spell

WHEN = "%d/%m/%Y %H:%M"


def spread(first: datetime, hours: float, many: int, stray: dict[int, datetime] | None = None):
    """Rows of which the nth was reported `n * hours` after the first, but for the stray ones."""

    def change(n: int) -> dict:
        at = (stray or {}).get(n, first + timedelta(hours=hours * n))
        seen, found = at - timedelta(hours=2), at + timedelta(hours=5)
        return {"Date/Time Reported": f"{at:{WHEN}}", "Date/Time Last Seen": f"{seen:{WHEN}}",
                "Date/Time Found": f"{found:{WHEN}}"}  # fmt: skip

    return rows_of(change, many=many)


def window_doubts(proposal: Proposal) -> list[Doubt]:
    return [d for d in proposal.doubts if d.kind is DoubtKind.WINDOW]


def test_whole_months_are_not_doubted(tmp_path):
    rows = spread(datetime(2021, 1, 1, 0, 30), 12, 730)
    proposal = propose(write(tmp_path, rows))
    assert proposal.window == (date(2021, 1, 1), date(2021, 12, 31))
    assert window_doubts(proposal) == []


def test_reports_far_from_the_rest_do_not_stretch_the_window_and_are_said(tmp_path):
    stray = {3: datetime(2002, 1, 4, 9), 400: datetime(2032, 2, 1, 9)}
    rows = spread(datetime(2021, 1, 1, 0, 30), 12, 730, stray)
    proposal = propose(write(tmp_path, rows))
    assert proposal.window == (date(2021, 1, 1), date(2021, 12, 31))
    (doubt,) = window_doubts(proposal)
    assert doubt.text.startswith("2 of 730 reports") and "HW-R041" in doubt.text
    assert "2002" not in doubt.text and "2032" not in doubt.text
    assert not doubt.blocking


def test_a_force_with_few_reports_and_long_gaps_keeps_them_all(tmp_path):
    rows = spread(datetime(2015, 1, 1, 9), 24 * 70, 60)
    first, last = datetime(2015, 1, 1), datetime(2015, 1, 1) + timedelta(days=70 * 59)
    proposal = propose(write(tmp_path, rows))
    assert proposal.window == (first.date(), last.date())
    assert not any("far from all others" in d.text for d in window_doubts(proposal))


@pytest.mark.parametrize(
    ("first", "many", "written"),
    [
        (datetime(2021, 1, 14, 0, 30), 704, "`opens = 2021-02-01`"),
        (datetime(2021, 1, 1, 0, 30), 700, "`closes = 2021-11-30`"),
    ],
)
def test_a_month_of_which_a_part_is_there_is_said(tmp_path, first, many, written):
    (doubt,) = window_doubts(propose(write(tmp_path, spread(first, 12, many))))
    assert written in doubt.text


def test_returns_close_the_window_on_the_day_of_the_last_of_them(tmp_path):
    """No spell late in March is no sign of an extract that was cut: the return is whole."""
    days = [date(2021, 4, 1) + timedelta(days=n % 350) for n in range(1400)]
    spells = [spell(f"C{n}", f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y}") for n, day in enumerate(days)]
    pupils = [child(f"C{n}") for n in range(len(days))]
    a_year(tmp_path, 2022, pupils, [episode("C1", "01/04/2021")], spells)
    proposal = propose(tmp_path)
    assert proposal.window == (date(2021, 4, 1), date(2022, 3, 31))
    assert window_doubts(proposal) == []


def test_a_last_day_that_stops_in_its_course_is_said(tmp_path):
    rows = spread(datetime(2021, 1, 1, 0, 30), 2, 12 * 365 - 8)
    (doubt,) = window_doubts(propose(write(tmp_path, rows)))
    assert "`closes = 2021-12-30`" in doubt.text and "as_of" in doubt.text


def test_none_is_proposed_while_the_time_of_the_report_is_undecided(tmp_path):
    rows = spread(datetime(2021, 1, 1, 0, 30), 12, 730)
    for row in rows:
        row["When A"], row["When B"] = row.pop("Date/Time Reported"), row.pop("Date/Time Found")
        row.pop("Date/Time Last Seen")
    proposal = propose(write(tmp_path, rows))
    assert "reported" not in columns_of(proposal)
    assert proposal.window is None
    (doubt,) = window_doubts(proposal)
    assert doubt.blocking and "`opens = 2021-01-01`" in doubt.text
