"""Tables and charts of `demand.risk`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from homeward.demand.counting import Counter, Flag, Group, Tally, group, settings_in
from homeward.demand.duration_coarse import bounds_of, told
from homeward.demand.estimates import count, share
from homeward.demand.risk_flags import LEVELS, OVER, SCALE, UNPLACED, Gradings
from homeward.demand.wording import window
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart
from homeward.findings.statement import by_side
from homeward.timelines.histories import Timelines
from homeward.vocabulary.risk import RiskLevel

#: Settings in the chart of gradings: the commonest, in the order of the vocabulary.
SETTINGS_DRAWN = 6

#: Harm after a high first grading against harm after a medium one, in a template.
HIGH_TO_MEDIUM = "~".join(
    f"share_with_harm_recorded[risk_first={level.value}]"
    for level in (RiskLevel.HIGH, RiskLevel.MEDIUM)
)

Found = Mapping[Group, Mapping[str, Tally]]

#: Filed for everything, for each setting and for each year.
COLUMNS = (
    "share_not_graded", "share_first_graded_high", "share_first_graded_medium_or_high",
    "share_regraded_up", "share_regraded_down",
)  # fmt: skip
#: Filed likewise, where the former category was used at all.
ABSENT = "share_absent_legacy"
#: Filed for everything and for each first grading.
OUTCOMES = ("share_missing_over_24h", "share_missing_over_48h", "share_with_harm_recorded")
#: Those that are also shown by setting and by year.
APART = ("share_missing_over_24h", "share_with_harm_recorded")


def columns_of(found: Found) -> tuple[str, ...]:
    """Names filed for everything, each setting and each year."""
    return (*COLUMNS, ABSENT) if found[()][ABSENT].count else COLUMNS


def gradings_held(whole: Mapping[str, Tally]) -> tuple[str, ...]:
    """Which gradings the records hold: "first", and "last" where any is on the scale."""
    last = any(whole[f"last_{level.value}"].count for level in SCALE)
    return ("first", "last") if last else ("first",)


def tables(
    timelines: Timelines, found: Found, outcome: Found, counter: Counter, graded: Gradings
) -> tuple[AggregateTable, ...]:
    """Every table of the finding; those by setting only where there are settings.

    Parameters
    ----------
    timelines
        Histories of one study.
    found
        Tallies of the mix and of regrading, by (), setting and year.
    outcome
        Tallies of outcomes, by () and first grading.
    counter
        Has the dimensions `risk_first` and `risk_last`.
    graded
        The gradings.
    """
    settings = settings_in(found)
    years = sorted(int(dict(key)["year"]) for key in found if [k for k, _ in key] == ["year"])
    out = [_mix(found[()])]
    if timelines.setting_from:
        out += _by_setting(counter, graded, found, settings)
    out += [
        _rows("by_year", "Grading by year of the report", "year", years, found),
        _first_by_last(counter),
        _outcome(outcome),
    ]
    if timelines.setting_from:
        out.append(_outcome_by("setting", settings, counter, graded))
    return (*out, _outcome_by("year", years, counter, graded))


def _mix(whole: Mapping[str, Tally]) -> AggregateTable:
    held = gradings_held(whole)
    rows = [
        share(f"share_{name}_graded", whole[f"{name}_{level.value}"], {"grade": level.value})
        for level in LEVELS
        for name in held
    ]
    return AggregateTable(
        "mix", "Share of all incidents by first and by last grading", ("grade",),
        tuple(f"share_{name}_graded" for name in held), tuple(rows),
    )  # fmt: skip


def _rows(
    name: str, title: str, key: str, values: Sequence[str | int], found: Found
) -> AggregateTable:
    estimates = [
        share(measure, found[group(**{key: value})][measure], {key: value})
        for value in values
        for measure in columns_of(found)
    ]
    return AggregateTable(name, title, (key,), columns_of(found), tuple(estimates))


def _by_setting(
    counter: Counter, graded: Gradings, found: Found, settings: Sequence[str]
) -> list[AggregateTable]:
    """Gradings and regrading by setting; the commonest settings in a table that is drawn."""
    on_scale = graded.changes["share_first_graded_high"].judged
    flags = {level.value: Flag(graded.first.equals(level.value), on_scale) for level in SCALE}
    mine = counter.tallies([("setting",)], flags)
    often = sorted(settings, key=lambda s: -mine[group(setting=s)][RiskLevel.HIGH.value].of)
    drawn = [s for s in settings if s in often[:SETTINGS_DRAWN]]
    rest = [s for s in settings if s not in drawn]
    title = "First grading of incidents with a grading on the scale"
    out = [_gradings("first_by_setting", f"{title}, by setting", drawn, mine)]
    if rest:
        out.append(_gradings("first_by_other_settings", f"{title}, other settings", rest, mine))
    return [*out, _rows("by_setting", "Grading by setting", "setting", settings, found)]


def _gradings(name: str, title: str, settings: Sequence[str], found: Found) -> AggregateTable:
    rows = [
        share(
            "share_of_gradings", found[group(setting=setting)][level.value],
            {"setting": setting, "grade": level.value},
        )
        for setting in settings
        for level in SCALE
    ]  # fmt: skip
    return AggregateTable(name, title, ("setting", "grade"), ("share_of_gradings",), tuple(rows))


def _first_by_last(counter: Counter) -> AggregateTable:
    """Incidents by first and last grading, zeros included."""
    found = counter.volumes([("risk_first", "risk_last")])
    rows: list[Estimate] = []
    for first, last in product(LEVELS, LEVELS):
        by = group(risk_first=first.value, risk_last=last.value)
        volume = found.get(by)
        number, children = (volume.incidents, volume.children) if volume else (0, 0)
        rows.append(count("incidents", number, dict(by), children=children))
    return AggregateTable(
        "first_by_last", "Incidents by first and last grading", ("risk_first", "risk_last"),
        ("incidents",), tuple(rows),
    )  # fmt: skip


def outcome_share(found: Found, by: Group, name: str) -> Estimate:
    """What came after, in a group; refused where it hangs on times that are too coarse."""
    made = share(name, found[by][name], dict(by))
    return told(made, found[by][f"{UNPLACED}{name}"].count) if name in OVER else made


def outcome_bounds(found: Found) -> list[Estimate]:
    """Lowest and highest of the shares, of all, that times are too coarse to give."""
    out: list[Estimate] = []
    for name in too_coarse(found):
        ends = {end: found[()][f"{name}_{end}"] for end in ("lowest", "highest")}
        out += bounds_of(name, ends, {})
    return out


def too_coarse(found: Found) -> list[str]:
    """Shares, of all, that are not given because times are too coarse."""
    held = [name for name in OVER if found[()][f"{UNPLACED}{name}"].count]
    return [name for name in held if outcome_share(found, (), name).value is None]


def _outcome(found: Found) -> AggregateTable:
    rows = [
        outcome_share(found, by, name)
        for level in LEVELS
        if (by := group(risk_first=level.value)) in found
        for name in OUTCOMES
    ]
    return AggregateTable(
        "outcome", "What came after, by first grading", ("risk_first",), OUTCOMES, tuple(rows)
    )


def _outcome_by(
    key: str, values: Sequence[str | int], counter: Counter, graded: Gradings
) -> AggregateTable:
    asked = [*APART, *(f"{UNPLACED}{name}" for name in APART if name in OVER)]
    found = counter.tallies([(key, "risk_first")], {name: graded.outcomes[name] for name in asked})
    rows = [
        outcome_share(found, by, name)
        for value in values
        for level in LEVELS
        if (by := group(**{key: value, "risk_first": level.value})) in found
        for name in APART
    ]
    return AggregateTable(
        f"outcome_by_{key}", f"What came after, by {key} and first grading",
        (key, "risk_first"), APART, tuple(rows),
    )  # fmt: skip


def charts(
    timelines: Timelines, made: Sequence[AggregateTable], outcome: Found
) -> tuple[Chart, ...]:
    """Gradings by setting, and harm by first grading, each where there is something to draw."""
    out = []
    names = {table.name for table in made if table.estimates}
    if "first_by_setting" in names:
        out.append(_by_setting_chart(timelines))
    if "outcome" in names and outcome[()]["harmed"].of:
        out.append(_harm_chart(timelines, outcome))
    return tuple(out)


def _by_setting_chart(timelines: Timelines) -> Chart:
    return Chart(
        "first_by_setting", "bar", "first_by_setting", "setting", "share_of_gradings",
        "{share_first_graded_medium_or_high} of graded incidents were first graded medium or"
        " high, {share_first_graded_high} high",
        f"Share of incidents with a grading, by first grading and setting, {timelines.force},"
        f" {window(timelines)}",
        "Bars for each setting: the share of its graded incidents that were first graded no"
        " apparent risk, low, medium and high. Over all settings {share_first_graded_high} were"
        " graded high; {share_not_graded} of all incidents have no grading and are not drawn.",
        "grade",
    )  # fmt: skip


def _harm_headline(outcome: Found) -> str:
    """The shares that are drawn, of high and of medium; of all where either is not there."""
    name = "share_with_harm_recorded"
    levels = (RiskLevel.HIGH.value, RiskLevel.MEDIUM.value)
    if any(not outcome.get(group(risk_first=v), _NOBODY)[name] for v in levels):
        return f"Harm is recorded in {{{name}}} of the incidents whose record says"
    high, medium = (f"{{{name}[risk_first={value}]}}" for value in levels)
    told = f"Harm is recorded in {high} of incidents first graded high and {medium} of medium ones"
    return told + by_side(HIGH_TO_MEDIUM, "", "", ": the records cannot tell them apart")


_NOBODY: Mapping[str, Tally | None] = {"share_with_harm_recorded": None}


def _harm_chart(timelines: Timelines, outcome: Found) -> Chart:
    return Chart(
        "harm_by_first_grading", "bar", "outcome", "risk_first", "share_with_harm_recorded",
        _harm_headline(outcome),
        f"Share of incidents with harm recorded, of those whose record says, by first grading,"
        f" {timelines.force}, {window(timelines)}",
        "A bar with its interval for each first grading: the share with harm recorded, of"
        " incidents whose record says whether there was harm. Over all gradings it is"
        " {share_with_harm_recorded}.",
    )  # fmt: skip
