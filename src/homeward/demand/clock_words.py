"""What the clock finding says: its method, its sentences, its caveats, its charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from homeward.demand.clock_heaps import MANY_ON_THE_HOUR, heaps
from homeward.demand.clock_times import Times
from homeward.demand.peak import CONVINCING
from homeward.demand.wording import BY_CHILD, STUDENT, standing_caveats, window
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Chart, Published
from homeward.findings.statement import by_side
from homeward.timelines.histories import Timelines
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import Clock

_HOME = Setting.CHILDRENS_HOME.value
_AT_HOME = f"[setting={_HOME}]"

METHOD = (
    "Hours are UK local time. The headline clock is when the child was last seen; when police"
    " were told stands second. Incidents with no time of day on a clock are left out of it and"
    " counted; where more than half of the times of a clock (and at least ten) are exactly"
    " 00:00, midnight is taken for `no time written` and left out too. The tested window runs"
    " from 22:00 up to 01:00, three of 24 hours, and its rate is set against that of the whole"
    " day. It was fixed beforehand, from what was published of children's homes; intervals of"
    " other settings are one at a time. A night runs from 18:00 to 06:00 and belongs to its"
    " evening, so 00:30 on Sunday is Saturday night; the rate of Friday and Saturday nights is"
    " set against that of the other nights of the window. So is the rate of the tested window"
    " on Friday and Saturday nights, hour for hour against the same hours of the other nights, and"
    " so is the share of a night's incidents that the tested window takes. The peak is the highest"
    " of the 24 windows of three whole hours; its support is the share of resamples of children"
    " (Poisson bootstrap in its normal limit, 999 draws) that put it there, its range the"
    " shortest stretch of starts that holds 95% of them (none where that is over half of the day;"
    " hours past midnight are counted on), and its p value the chance of any window so high if"
    " incidents fell evenly round the day, children's own clustering kept (highest of all 24"
    " windows, 999 draws). The p value over all settings looked at is Holm's. Rounding is measured"
    " by the share of times on the whole hour (one in sixty by chance) and by 00:00 against 23:00"
    " and 01:00. The lowest share from 22:00 to 01:00 takes every 22:00 for an earlier time"
    " rounded up; the highest takes every 01:00 for one too. " + STUDENT + " " + BY_CHILD
)
PUBLISHED = (
    Published(
        22,
        "Hertfordshire Constabulary and The Open University, 2023: incidents from care homes"
        " cluster between 22:00 and 01:00, weekends especially",
        "peak_window_start_hour",
        {"setting": _HOME},
    ),
)


class _Told:
    """The estimates of the headline clock, by the name and group that a sentence uses."""

    def __init__(self, estimates: Sequence[Estimate]) -> None:
        self._found: Mapping[str, Estimate] = {
            e.name + (f"[setting={e.by['setting']}]" if e.by else ""): e
            for e in estimates
            if set(e.by) <= {"setting"}
        }

    def has(self, name: str) -> bool:
        """Whether it is there with a value."""
        return name in self._found and self._found[name].value is not None

    def stands_out(self, name: str) -> bool:
        """Whether a peak is more than chance: `name` is of its p value."""
        e = self._found.get(name)
        return e is not None and e.value is not None and e.value <= CONVINCING

    def times(self, name: str, words: str = "") -> str:
        """A ratio with its interval, and that it cannot tell where it cannot."""
        doubt = by_side(name, "", "", "; cannot tell")
        spaced = f" {words}" if words else ""
        return f"{{{name}}} times{spaced} ({{{name}:interval}}{doubt})"


def statement(estimates: Sequence[Estimate], headline: Clock) -> str:
    """The finding in a few sentences; none claims what its interval does not bear."""
    told = _Told(estimates)
    start = "were last seen" if headline is Clock.LAST_SEEN else "were reported missing"
    rate = told.times("rate_ratio_22_to_01", "the rate of the whole day")
    words = f"Children {start} between 22:00 and 01:00 at {rate}"
    if told.has(f"rate_ratio_22_to_01{_AT_HOME}"):
        words += f", and from children's homes at {told.times(f'rate_ratio_22_to_01{_AT_HOME}')}"
    return f"{words}.{_weekends(told)} {_peaks(told)}"


def _weekends(told: _Told) -> str:
    """Weekend nights against others, and the tested window like for like, by the same clock."""
    nights = f"rate_ratio_weekend_night{_AT_HOME}"
    if not told.has(nights):
        return ""
    rate = told.times(nights, "other nights")
    words = f" There, by the same clock, Friday and Saturday nights ran at {rate}"
    late = f"rate_ratio_weekend_22_to_01{_AT_HOME}"
    if told.has(late):
        words += (
            f", and from 22:00 to 01:00 at {told.times(late, 'the same hours of other nights')}"
        )
    return words + "."


def _peaks(told: _Told) -> str:
    start = "{peak_window_start_hour} ({peak_window_start_hour:interval})"
    home = f"peak_window_start_hour{_AT_HOME}"
    at_home = f"{{{home}}} ({{{home}:interval}})"
    everywhere = told.stands_out("peak_window_p_value")
    homes = told.stands_out(f"peak_window_p_value_of_all{_AT_HOME}")
    if everywhere and homes:
        return (
            f"The three hours with most incidents begin at {start}, and from children's homes at"
            f" {at_home}."
        )
    if homes:
        return f"No three hours stand out, but from children's homes those from {at_home} do."
    if everywhere and told.has(f"peak_window_start_hour{_AT_HOME}"):
        return (
            f"The three hours with most incidents begin at {start}; from children's homes no three"
            " hours stand out."
        )
    if everywhere:
        return f"The three hours with most incidents begin at {start}."
    return "No three hours stand out from the rest of the day."


def caveats(
    timelines: Timelines, estimates: Sequence[Estimate], headline: Times, reported: Times
) -> tuple[str, ...]:
    """What a reader must know before using the hours."""
    out = standing_caveats(timelines)
    settings = {e.by["setting"] for e in estimates if "setting" in e.by}
    if headline is reported:
        out.append(
            "The records do not hold the time of day when children were last seen: the headline"
            " is when police were told, which lags behind and follows curfews and shifts."
        )
    if timelines.setting_from and _HOME not in settings:
        out.append("No incident is from a children's home, so the published peak is not tested.")
    out += [
        "The peak is chosen as the highest of 24 windows, so its ratio runs high; the ratio of"
        " the window from 22:00 to 01:00, fixed beforehand, does not.",
        "The hour when a child was last seen is often a routine check or a curfew: a peak may"
        " be of checks as well as of leaving.",
    ]
    for clock in dict.fromkeys((headline.clock, reported.clock)):
        times = headline if clock is headline.clock else reported
        out += _rounding(estimates, times, {} if times is headline else {"from": clock.value})
    return tuple(out)


#: Headline of the lines where the peak of children's homes stands out.
_HOMES_BEGIN = (
    f"From children's homes the three busiest hours begin at {{peak_window_start_hour{_AT_HOME}}}"
)
#: What a clock's times are called in a caveat.
_CALLED = {
    Clock.LAST_SEEN: "times when children were last seen",
    Clock.REPORTED: "times when police were told",
}


def _rounding(estimates: Sequence[Estimate], times: Times, by: Mapping[str, object]) -> list[str]:
    found = {e.name: e for e in estimates if dict(e.by) == dict(by)}
    called, out = _CALLED[times.clock], []
    if times.invented:
        out.append(
            f"More than half of the {called} are exactly 00:00: they are taken for dates with no"
            " time of day, and left out."
        )
    elif heaps(found["midnight_heap_ratio"]):
        out.append(
            f"Of the {called}, far more are 00:00 than 23:00 or 01:00: midnight is likely written"
            f" where no time was known. {_without_midnight(found)}"
        )
    on_the_hour = found["share_on_the_hour"].value
    if on_the_hour is not None and on_the_hour >= MANY_ON_THE_HOUR:
        out.append(
            f"Many of the {called} are written to the whole hour, so those on the edges of the"
            " tested window may belong on its other side: see the lowest and highest share."
        )
    return out


def _without_midnight(found: Mapping[str, Estimate]) -> str:
    """What leaving midnights out does to the peak and to the tested window."""
    start = found["peak_window_start_hour"].value
    moved = found["peak_window_start_hour_without_midnight"].value != start
    sides = [
        _side(found[name])
        for name in ("rate_ratio_22_to_01", "rate_ratio_22_to_01_without_midnight")
    ]
    peak = "the peak begins at another hour" if moved else "the peak stays where it is"
    same = "leads to the same reading" if sides[0] == sides[1] else "no longer reads the same"
    return f"Without them {peak}, and the rate from 22:00 to 01:00 {same}."


def _side(e: Estimate) -> int:
    """1 above no difference, -1 below it, 0 where the interval holds it or there is none."""
    if e.low is None or e.high is None:
        return 0
    return (e.low > 1) - (e.high < 1)


def charts(
    timelines: Timelines, estimates: Sequence[Estimate], headline: Clock
) -> tuple[Chart, ...]:
    """Hour by weekday as a heat map, and hours of the commonest settings as lines."""
    told = _Told(estimates)
    stands = told.stands_out("peak_window_p_value")
    when = "children were last seen" if headline is Clock.LAST_SEEN else "police were told"
    where = f"{timelines.force}, {window(timelines)}"
    begins = (
        "The three hours with most incidents begin at {peak_window_start_hour}"
        if stands
        else "No three hours of the day stand out from the rest"
    )
    of_homes = told.stands_out(f"peak_window_p_value_of_all{_AT_HOME}")
    heat = Chart(
        "hour_by_weekday", "heatmap", "hour_by_weekday", "hour", "incidents", begins,
        f"Incidents by hour and weekday when {when}, a night belonging to its evening, {where}",
        "A grid of hours, from 06:00, by weekdays, darker where incidents are more. The three"
        " hours with most begin at {peak_window_start_hour}; {share_22_to_01} fall between"
        " 22:00 and 01:00.",
        row="weekday", facet="setting",
    )  # fmt: skip
    lines = Chart(
        "hour_share_by_setting", "line", "hour_share_by_setting", "hour", "share_of_incidents",
        begins if not of_homes else _HOMES_BEGIN,
        f"Share of each setting's incidents by the hour when {when}, from 06:00, {where}",
        "A line for every incident and for each of the commonest settings over the hours of a"
        " day that starts at 06:00. Of every incident {share_22_to_01} fall between 22:00 and"
        " 01:00.",
        colour="setting",
    )  # fmt: skip
    return heat, lines
