"""How many incidents to expect in the coming weeks, and how well that could be told before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.forecast_weeks import AHEAD, YEAR_OF_WEEKS, Weeks, whole_weeks
from homeward.demand.forecast_words import METHOD, caveats, charts, statement
from homeward.demand.wording import definition, refuse
from homeward.estimators.back_test import METHODS, Score, back_test
from homeward.estimators.forecast import Ahead, Series, Settings, count_interval
from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import AggregateTable, Finding
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.units import Kind, Unit

ANCHOR = "expected-incidents"
#: Two years lose a part week at each end: this is the fewest whole weeks they can leave.
LEAST_WEEKS = 103
#: Incidents a week, over the last 52 weeks, below which nothing is forecast.
LEAST_A_WEEK = 5.0
#: Weeks of the headline, cover of every interval, and settings told apart at most.
HEADLINE_WEEKS, LEVEL, MOST_SETTINGS = 4, 0.90, 3
#: Origins of the test, every second week back from the last that can be followed whole.
ORIGINS, APART = 20, 2

INTERVAL = "90% prediction, negative binomial"
EXPECTED = "expected_incidents_per_week"
_SETTINGS = Settings()

#: What a forecaster is called in a table, by its name in `METHODS`.
CALLED = {
    "model": "model",
    "mean": "mean_of_last_52_weeks",
    "seasonal_naive": "same_week_last_year",
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """A series with every forecaster's test, and what the best of them sees ahead.

    Attributes
    ----------
    scores
        By name of `METHODS`; empty if nothing could be tested.
    shown
        The forecaster with the least error; the model where no other has less.
    ahead
        Its forecast of the coming weeks.
    """

    scores: Mapping[str, Score]
    shown: str
    ahead: Ahead


@dataclass(frozen=True, slots=True)
class Behind:
    """How many incidents and children stand behind a forecast: those of the last 52 weeks."""

    incidents: int
    children: int
    left_out: int = 0


def look_ahead(series: Series) -> Outlook | None:
    """Test every forecaster on the last year, and forecast with the best.

    None where no forecaster can be tested.
    """
    last = len(series.counts) - AHEAD
    origins = [last - APART * n for n in range(ORIGINS)][::-1]
    scores = back_test(series, origins, AHEAD, _SETTINGS, LEVEL, total=HEADLINE_WEEKS)
    cut = len(series.year) - len(series.counts) - AHEAD
    for name in sorted(scores, key=lambda name: (scores[name].error, list(METHODS).index(name))):
        ahead = METHODS[name](series, _SETTINGS)
        if ahead is not None:
            return Outlook(scores, name, ahead.after(cut))
    return None


def _behind(sheet: Sheet, weeks: Weeks, which: NDArray[np.bool_]) -> Behind:
    mine = weeks.last_year & which
    left = int((which & ~weeks.used).sum())
    return Behind(int(mine.sum()), len(np.unique(sheet.child[mine])), left)


def _forecast(
    name: str, value: float, ends: tuple[float, float], behind: Behind, by: Mapping[str, GroupValue]
) -> Estimate:
    low, high = min(ends[0], value), max(ends[1], value)
    return Estimate(
        name, Kind.FORECAST, Unit.INCIDENTS_PER_WEEK, value, low, high, count=behind.incidents,
        children=behind.children, left_out=behind.left_out, interval=INTERVAL, by=by,
    )  # fmt: skip


def _headline(outlook: Outlook, behind: Behind, by: Mapping[str, GroupValue]) -> Estimate:
    """Mean of the next four weeks; its interval is that of their total, divided."""
    total = outlook.ahead.mean_of(HEADLINE_WEEKS)
    low, high = count_interval(total.mean, total.spread(), LEVEL)
    each = [float(end[0]) / HEADLINE_WEEKS for end in (total.mean, low, high)]
    return _forecast(EXPECTED, each[0], (each[1], each[2]), behind, by)


def _coming(name: str, outlook: Outlook, weeks: Weeks, behind: Behind) -> list[Estimate]:
    """Each coming week."""
    low, high = count_interval(outlook.ahead.mean, outlook.ahead.spread(), LEVEL)
    rows = zip(outlook.ahead.mean.tolist(), low.tolist(), high.tolist(), strict=True)
    return [
        _forecast(
            name, value, (least, most), behind,
            {"week_from": weeks.monday(weeks.number + weeks.cut + n).isoformat()},
        )
        for n, (value, least, most) in enumerate(rows)
    ]  # fmt: skip


def _error(name: str, score: Score, behind: Behind, by: Mapping[str, GroupValue]) -> Estimate:
    return Estimate(
        name, Kind.MEAN, Unit.INCIDENTS_PER_WEEK, score.error, children=behind.children,
        children_of=behind.children, by=by,
    )  # fmt: skip


def _cover(score: Score, behind: Behind, by: Mapping[str, GroupValue]) -> Estimate:
    return Estimate(
        "share_of_weeks_within_interval", Kind.INDEX, Unit.WEEKS, score.cover,
        children=behind.children, children_of=behind.children, by=by,
    )  # fmt: skip


def _cover_of_means(score: Score, behind: Behind) -> list[Estimate]:
    """Share of four-week means within their interval; none where none could be tested."""
    if score.cover_of_totals is None:
        return []
    return [Estimate(
        "share_of_four_week_means_within_interval", Kind.INDEX, Unit.WEEKS, score.cover_of_totals,
        children=behind.children, children_of=behind.children,
    )]  # fmt: skip


def _tests(outlook: Outlook, behind: Behind) -> list[Estimate]:
    """Errors by forecaster; the cover of what is shown."""
    suffix = {"model": "", "mean": "_mean", "seasonal_naive": "_seasonal_naive"}
    errors = [
        _error(f"forecast_error{suffix[name]}", score, behind, {})
        for name, score in outlook.scores.items()
    ]
    shown = outlook.scores[outlook.shown]
    return [*errors, _cover(shown, behind, {}), *_cover_of_means(shown, behind)]


def _test_table(outlook: Outlook, behind: Behind) -> AggregateTable:
    rows: list[Estimate] = []
    for name, score in outlook.scores.items():
        by = {"method": CALLED[name]}
        rows += [_error("forecast_error", score, behind, by), _cover(score, behind, by)]
    return AggregateTable(
        "back_test",
        f"How far {ORIGINS} forecasts of {AHEAD} weeks over the last year were out, by method",
        ("method",), ("forecast_error", "share_of_weeks_within_interval"), tuple(rows),
    )  # fmt: skip


def _week_table(sheet: Sheet, weeks: Weeks, outlook: Outlook, behind: Behind) -> AggregateTable:
    """The last year as recorded, and the coming weeks."""
    rows: list[Estimate] = []
    start = max(0, weeks.number - YEAR_OF_WEEKS)
    pairs = np.unique(np.stack([weeks.week[weeks.last_year], sheet.child[weeks.last_year]]), axis=1)
    children = np.bincount(pairs[0], minlength=weeks.number)
    for week in range(start, weeks.number):
        if weeks.held[week]:
            n = int(weeks.counts[week])
            by = {
                "week_from": weeks.monday(week).isoformat(),
            }
            rows.append(Estimate(
                "incidents_per_week", Kind.COUNT, Unit.INCIDENTS, n, count=n,
                children=int(children[week]), by=by,
            ))  # fmt: skip
    rows += _coming("incidents_per_week", outlook, weeks, behind)
    return AggregateTable(
        "weeks", "Incidents by week: recorded in the last year, and expected in the coming weeks",
        ("week_from",), ("incidents_per_week",), tuple(rows),
    )  # fmt: skip


def _settings(timelines: Timelines, weeks: Weeks) -> list[tuple[str, Series, Behind]]:
    """The commonest settings of the last year that have enough incidents to forecast."""
    sheet = timelines.sheet
    if not timelines.setting_from:
        return []
    column = sheet.word("setting")
    found = []
    for setting in Setting:
        mine = column.equals(setting.value)
        behind = _behind(sheet, weeks, mine)
        if setting is not Setting.NOT_RECORDED and behind.incidents:
            found.append((behind, setting.value, mine))
    found.sort(key=lambda one: -one[0].incidents)
    changes = timelines.definitions.changes
    return [
        (value, weeks.series(weeks.counts_of(mine), changes), behind)
        for behind, value, mine in found[:MOST_SETTINGS]
        if behind.incidents >= LEAST_A_WEEK * int(weeks.held[-YEAR_OF_WEEKS:].sum())
    ]


def _by_setting(timelines: Timelines, weeks: Weeks) -> list[Estimate]:
    """Recent mean, headline and error of each setting that can be forecast."""
    rows: list[Estimate] = []
    for setting, series, behind in _settings(timelines, weeks):
        outlook, by = look_ahead(series), {"setting": setting}
        if outlook is None:
            continue
        held = float(weeks.held[-YEAR_OF_WEEKS:].sum())
        rows += [
            Estimate(
                "recorded_incidents_per_week", Kind.MEAN, Unit.INCIDENTS_PER_WEEK,
                behind.incidents / held, count=behind.incidents, children=behind.children,
                exposure=held, by=by,
            ),
            _headline(outlook, behind, by),
            _error("forecast_error", outlook.scores[outlook.shown], behind, by),
        ]  # fmt: skip
    return rows


def _setting_table(rows: list[Estimate]) -> AggregateTable:
    return AggregateTable(
        "by_setting",
        "Incidents a week by setting: recorded over the last 52 weeks, expected over the next four",
        ("setting",), ("recorded_incidents_per_week", EXPECTED, "forecast_error"), tuple(rows),
    )  # fmt: skip


def forecast(timelines: Timelines, seed: int) -> Finding:
    """File `demand.forecast`: incidents expected in each of the coming 13 weeks.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident, HW-N024 with less than two years of
        whole weeks, HW-N025 with too few incidents a week.

    Source
    ------
    Definition: docs/reference/definitions.md#expected-incidents.
    """
    if timelines.sheet.rows == 0:
        return refuse("demand.forecast", "HW-N003", ANCHOR)
    weeks = whole_weeks(timelines)
    if weeks.number < LEAST_WEEKS:
        return refuse("demand.forecast", "HW-N024", ANCHOR)
    series = weeks.series(weeks.counts, timelines.definitions.changes)
    outlook = look_ahead(series) if weeks.recent_mean >= LEAST_A_WEEK else None
    if outlook is None:
        return refuse("demand.forecast", "HW-N025", ANCHOR)
    sheet = timelines.sheet
    behind = _behind(sheet, weeks, np.ones(sheet.rows, bool))
    by_setting = _by_setting(timelines, weeks)
    estimates = [
        _headline(outlook, behind, {}),
        *_coming(EXPECTED, outlook, weeks, behind),
        *_tests(outlook, behind),
        *(e for e in by_setting if e.name == EXPECTED),
    ]
    tables = [_week_table(sheet, weeks, outlook, behind), _test_table(outlook, behind)]
    return Finding(
        "demand.forecast",
        statement(outlook.shown, outlook.scores, weeks),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        caveats(
            timelines, weeks, outlook.shown, outlook.scores[outlook.shown].cover, bool(by_setting)
        ),
        tables=(*tables, *([_setting_table(by_setting)] if by_setting else [])),
        charts=charts(timelines, weeks),
    )
