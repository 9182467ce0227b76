"""The sentences of `demand.duration`: its method, statement, caveats and chart."""

from __future__ import annotations

from collections.abc import Mapping

from homeward.demand.counting import Group, Tally, settings_in
from homeward.demand.duration_coarse import ANY, Coarse
from homeward.demand.wording import BY_CHILD, not_given, standing_caveats, window
from homeward.findings.finding import Chart, Published
from homeward.timelines.histories import Timelines
from homeward.vocabulary.times import Clock

#: The limits that are reported, in hours, by the ending of the estimate's name.
LIMITS: dict[str, int] = {"2h": 2, "8h": 8, "24h": 24, "48h": 48, "7d": 168, "28d": 672}
_SPOKEN = {"2h": "2 hours", "8h": "8 hours", "24h": "24 hours", "48h": "48 hours",
           "7d": "7 days", "28d": "28 days"}  # fmt: skip
#: Lines of the chart: everything, and this many of the commonest settings.
SETTINGS_DRAWN = 3

METHOD = (
    "Time missing runs from the report (headline) or from when the child was last seen to"
    " the time found, else returned, else closed or cancelled. A child was found within a"
    " limit when the longest time the records allow is within it (the last instant counts),"
    " and was not when the shortest is beyond it; an incident whose dates leave it open is"
    " left out and counted. Which are left out hangs on how long they lasted, so where more than"
    " 2 in 100 of those with any bounds lie on both sides of a limit, or could move the share out"
    " of its own interval, the share within it is not given, and its lowest and highest are: every"
    " incident that cannot be placed on one side,"
    " then on the other. Where more than 5 in 100 are not known to the minute no median or curve"
    " is given. An incident with no recorded end is known to have lasted until the"
    " records close if it is the child's last; if the child was reported again, or an end is"
    " written that cannot be read, nobody can tell, and it is left out and counted. Medians"
    " and the curve are Kaplan-Meier, with open incidents"
    " censored and incidents known only to the day left out and counted; the median's"
    " interval is Brookmeyer and Crowley's on the log(-log) scale and the curve's is"
    " Rothman's, both with the design effect at the nearest limit. " + BY_CHILD
)
PUBLISHED = (
    Published(
        0.90,
        "Hertfordshire Constabulary and The Open University, 2023: over 90% of incidents"
        " resolved within 24 hours, all records of missing children, 2019 to 2022",
        "share_found_within_24h",
    ),
    Published(
        0.93,
        "Hayden and Goodship, 2013: 93% of incidents resolved within a day, one force",
        "share_found_within_24h",
    ),
    Published(
        0.53,
        "National Crime Agency, England and Wales, children, 2015/16: 53% in under 8 hours"
        " (quoted by another body)",
        "share_found_within_8h",
    ),
    Published(
        0.47,
        "National Crime Agency, England and Wales, children, 2016/17: 47% within 8 hours"
        " (quoted in Missing Tracks, 2020)",
        "share_found_within_8h",
    ),
)


def lines(found: Mapping[Group, Mapping[str, Tally]]) -> str:
    """What the chart draws, in words."""
    settings = len(settings_in(found))
    if not settings:
        return "A falling line"
    if settings <= SETTINGS_DRAWN:
        return "A falling line for all incidents and one for each setting"
    return "A falling line for all incidents and one for each of the three commonest settings"


def chart(timelines: Timelines, drawn: str, known: Coarse) -> Chart:
    """The curve; its words tell the shares that are given, of those within 8 hours to two days."""
    given = [name for name in ("8h", "24h", "48h") if not known.refuses(LIMITS[name])]
    told = ", ".join(f"{{share_found_within_{n}}} within {_SPOKEN[n]}" for n in given)
    day = "{share_found_within_24h} of incidents were resolved within 24 hours of report"
    return Chart(
        "still_missing", "step", "still_missing", "hours", "share_still_missing",
        day if "24h" in given else "How many incidents were still open as hours passed",
        f"Share of incidents still open, by hours since the report, {timelines.force},"
        f" {window(timelines)}",
        f"{drawn}: the share of incidents still open as hours pass."
        + (f" Resolved: {told}." if told else ""),
        "setting",
    )  # fmt: skip


def caveats(
    timelines: Timelines, found: Mapping[str, Tally], known: Mapping[Clock, Coarse]
) -> tuple[str, ...]:
    """What a reader must know: which time stands for the end, and what is not given and why."""
    out = standing_caveats(timelines)
    if found["last_seen_timed"].of == 0:
        out.append("The records do not hold when children were last seen: see time from report.")
    else:
        out.append(
            "Time from when last seen is the longer of the two and leans on what a caller"
            " remembered; time from report is what the police response can be held to."
        )
    out.append(
        "Where no time of return is recorded, the closing or cancelling of the report stands"
        " for it, which comes later: `demand.quality` gives the share."
    )
    if found["reported_24"].left_out:
        out.append(
            "Incidents left out could not be placed on either side of a limit;"
            " `demand.quality` gives the lowest and highest share within 24 hours that they"
            " allow."
        )
    out += _settings_too_coarse(known[Clock.REPORTED])
    return (*out, *(words for clock in known if (words := _too_coarse(clock, known[clock]))))


def _too_coarse(clock: Clock, known: Coarse) -> str:
    """What is not given of all incidents because times are too coarse; "" for nothing."""
    start = "the report" if clock is Clock.REPORTED else "when last seen"
    limits = [_SPOKEN[name] for name, hours in LIMITS.items() if known.refuses(hours)]
    what = [f"the share resolved within {', '.join(limits)} of {start}"] if limits else []
    if known.refuses(ANY):
        what.append(f"the median from {start}")
        what += ["the curve"] if clock is Clock.REPORTED else []
    return not_given("HW-N027", "; ".join(what)) if what else ""


def _settings_too_coarse(known: Coarse) -> list[str]:
    """Settings of which a share is not given though it is of all."""
    limits = (*LIMITS.values(), ANY)
    here = [g for g in known.parts[ANY] if g]
    if not any(known.refuses(n, g) and not known.refuses(n) for n in limits for g in here):
        return []
    return [not_given("HW-N027", "shares or medians of some settings, and their curves")]


def statement(known: Coarse) -> str:
    """The finding in a sentence; the lowest and highest share where one is not given."""
    day, two = (known.refuses(LIMITS[name]) for name in ("24h", "48h"))
    words = (
        "{share_found_within_24h} of incidents were resolved within 24 hours of report"
        " ({share_found_within_24h:interval})"
    )
    if day:
        words = (
            "Between {share_found_within_24h_lowest} and {share_found_within_24h_highest} of"
            " incidents were resolved within 24 hours of report: times are too coarse to tell more"
        )
    later = "{share_found_within_48h}"
    if two:
        later = "between {share_found_within_48h_lowest} and {share_found_within_48h_highest}"
    half = "" if known.refuses(ANY) else "; half within {median_hours[from=reported]}"
    return f"{words}, and {later} within 48 hours{half}."


def beside(known: Coarse) -> tuple[Published, ...]:
    """Published shares beside those that are given."""
    hours = {f"share_found_within_{name}": limit for name, limit in LIMITS.items()}
    return tuple(p for p in PUBLISHED if not known.refuses(hours[p.estimate]))
