"""The words of the forecast: statement, method, caveats, chart."""

from __future__ import annotations

from collections.abc import Mapping

from homeward.demand.forecast_weeks import AHEAD, YEAR_OF_WEEKS, Weeks
from homeward.demand.wording import day, standing_caveats, who_is_counted
from homeward.estimators.back_test import Score
from homeward.findings.finding import Chart
from homeward.timelines.definitions import Change
from homeward.timelines.histories import Timelines

METHOD = (
    "Weeks run from Monday to Sunday by the local date of the report; part weeks at either end"
    " are dropped, and the first week shown is the first with no day in the records. Three methods"
    " are tested on the last year: 20 forecasts of 13 weeks, from origins two weeks apart, each"
    " made from what was recorded by then; they overlap, so they are no 20 separate trials."
    " Where a part week lies between the records and the first week shown, what is shown lies one"
    " week further ahead than what was tested. The one with the least mean absolute error is shown,"
    " the model where none has less. Model: a negative-binomial regression with a log link on the"
    " level, a damped trend, two waves of the year and a level for each declared change (the"
    " pandemic among them) while it held; a week of half a year ago weighs half, and every term"
    " but the level is drawn towards none by a normal prior, so that a short past does not make a"
    " wild season: its standard deviation on the log scale is 0.10 for a year's trend, 0.07 for"
    " each wave and 0.30 for each change; of the trend 0.95 is left after each coming week. A"
    " change that holds at the end of the records is taken to go on. The others are the mean of"
    " the last 52 weeks, and the same week of the year before. Intervals are 90% prediction"
    " intervals, wider than the 95% interval of an average: in nine weeks of ten the number of"
    " reports should lie inside. They hold the chance of single weeks and the uncertainty of the"
    " fitted mean, not of the dispersion, and they take weeks about that mean as independent."
    " The error is the mean absolute difference from what was recorded; the share of weeks within"
    " their interval, where no method is named, is that of the method shown. So is the share of"
    " four-week means (those of the first four weeks of each test) within theirs."
)

_ERRORS = {
    "model": "by {forecast_error} with the model",
    "mean": "by {forecast_error_mean} with the mean of the last 52 weeks",
    "seasonal_naive": "by {forecast_error_seasonal_naive} with the same week of the year before",
}
_SHOWN = {
    "model": "the model is shown, which no simpler method bettered",
    "mean": "the mean of the last 52 weeks is shown, which did better than the model",
    "seasonal_naive": (
        "the same weeks of the year before are shown, which did better than the model"
    ),
}

#: Cover of 90% intervals, in the test, below which a caveat says that they are too narrow.
TOO_NARROW = 0.85


def statement(shown: str, scores: Mapping[str, Score], weeks: Weeks) -> str:
    """What is expected, which method says so, and how far each was out before."""
    *others, last = (_ERRORS[name] for name in scores)
    errors = f"{', '.join(others)} and {last}" if others else last
    means = ""
    if scores[shown].totals_of:
        means = ", and {share_of_four_week_means_within_interval} of four-week means within theirs"
    return (
        f"Over the four weeks from {day(weeks.coming)} about"
        " {expected_incidents_per_week} reports a week are to be expected, and probably"
        " {expected_incidents_per_week:interval} (nine times in ten). Tested on the last year,"
        f" a week's reports were missed on average {errors}: {_SHOWN[shown]}."
        f" {{share_of_weeks_within_interval}} of weeks lay within its 90% interval{means}."
    )


def caveats(
    timelines: Timelines, weeks: Weeks, shown: str, cover: float, by_setting: bool
) -> tuple[str, ...]:
    """What a reader must know before planning by it."""
    found = [
        *standing_caveats(timelines),
        *who_is_counted(timelines),
        "What is forecast is reports to police, not need: children may be away and not be"
        " reported, and a change in who reports moves this number as a change in need does.",
        "A forecast holds if things go on as they were. It knows of no change to come: a new"
        " home, a new way of recording, a child who begins to go missing often.",
    ]
    if shown != "model":
        found.append(
            "A simpler method did better than the model on these records, so season and trend"
            " tell little here; differences of a few hundredths between methods are chance."
        )
    if cover < TOO_NARROW:
        found.append(
            "In the test fewer weeks than nine in ten lay within their intervals: read the"
            " intervals as too narrow."
        )
    if not weeks.held.all():
        found.append(
            f"{int((~weeks.held).sum())} weeks inside the records are empty or beside empty ones,"
            " and were taken as not recorded, not as quiet."
        )
    late = [change for change in timelines.definitions.changes if _is_late(change, weeks)]
    if late:
        found.append(
            "Changes in the last half year can hardly be told from chance yet: "
            + "; ".join(f"{change.what} ({day(change.on)})" for change in late)
            + "."
        )
    if by_setting:
        found.append(
            "Each setting is forecast by itself, by the method that did best for it, so settings"
            " do not add up to the whole."
        )
    return tuple(found)


def _is_late(change: Change, weeks: Weeks) -> bool:
    return weeks.monday(weeks.number - YEAR_OF_WEEKS // 2) <= change.on


def charts(timelines: Timelines, weeks: Weeks) -> tuple[Chart, ...]:
    """The last year as recorded and the coming weeks with their band."""
    first = weeks.monday(weeks.number - YEAR_OF_WEEKS)
    last = weeks.monday(weeks.number + weeks.cut + AHEAD)
    marks = [
        (weeks.monday((change.on - weeks.first).days // 7).isoformat(), change.what)
        for change in timelines.definitions.changes
        if first <= change.on < last
    ]
    return (
        Chart(
            "weeks", "band", "weeks", "week_from", "incidents_per_week",
            "About {expected_incidents_per_week} reports a week are to be expected",
            f"Reports by week, {timelines.force}: recorded in the {YEAR_OF_WEEKS} weeks to"
            f" {day(weeks.monday(weeks.number))}, expected in the {AHEAD} weeks from"
            f" {day(weeks.coming)}, with 90% prediction intervals",
            "A line of reports by week over the last year, carried on by a line of those expected"
            f" in the coming {AHEAD} weeks with a band for nine weeks of ten. Over the next four"
            " weeks {expected_incidents_per_week} a week are expected, with an interval of"
            " {expected_incidents_per_week:interval}.",
            marks=tuple(marks),
        ),
    )  # fmt: skip
