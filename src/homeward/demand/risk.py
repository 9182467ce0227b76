"""How incidents are graded, how often the grading is changed, and what came after."""

from __future__ import annotations

from collections.abc import Mapping

from homeward.demand.counting import Counter, Group, Tally, group, settings_in
from homeward.demand.estimates import share
from homeward.demand.risk_flags import LEVELS, gradings, on_scale
from homeward.demand.risk_tables import (
    HIGH_TO_MEDIUM,
    OUTCOMES,
    Found,
    charts,
    columns_of,
    gradings_held,
    outcome_bounds,
    outcome_share,
    tables,
    too_coarse,
)
from homeward.demand.wording import (
    BY_CHILD,
    day,
    definition,
    not_given,
    refuse,
    standing_caveats,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Finding, Published
from homeward.findings.statement import by_side
from homeward.timelines.histories import Timelines
from homeward.vocabulary.change import ChangeKind
from homeward.vocabulary.risk import RiskLevel

ANCHOR = "grading"
FINDING = "demand.risk"
#: Groups in which each question is asked.
GROUPINGS: tuple[tuple[str, ...], ...] = ((), ("setting",), ("year",))

METHOD = (
    "The scale has four gradings: no apparent risk, low, medium and high. A blank grading and"
    " the former category of absent are no grading on it: each has a share of its own, of all"
    " incidents, and is left out of any comparison of gradings. An incident was regraded up or"
    " down if its first and last grading are both on the scale and differ; changes between the"
    " two are unseen. Missing for longer than a limit is judged as in `demand.duration`. Harm is"
    " recorded if the record names any harm, and not if it says that there was none; a record"
    " that says nothing about harm is left out and counted, since blank is not none. " + BY_CHILD
)
_VO = "Vo, 2015, Thames Valley, 5,984 reports of missing people of all ages"
PUBLISHED = tuple(
    Published(value, f"{_VO}: {value:.0%} {level.label}", "share_first_graded",
              {"grade": level.value})
    for level, value in ((RiskLevel.LOW, 0.13), (RiskLevel.MEDIUM, 0.68), (RiskLevel.HIGH, 0.16))
)  # fmt: skip

_NOT_A_TEST = (
    "What came after a grading does not test it: a high grading brings a fuller search and more"
    " questions about harm, and a child is graded again as more is known."
)
_TWO_BASES = (
    "Two shares of a grading stand here: of incidents with a grading (those in the statement, by"
    " setting and by year), and of all incidents, those without a grading among them (the mix of"
    " gradings). The second is the smaller."
)
_NO_LAST = (
    "The records do not hold both a first and a last grading, so nothing is said of regrading:"
    " map `risk_last` in study.toml."
)
_NO_HARM = (
    "The records do not say whether a child came to harm, so gradings cannot be set against it:"
    " map `harm` in study.toml."
)
_NO_END = (
    "The records hold no time that says when an incident ended, so gradings cannot be set"
    " against time missing: map `found`, `returned` or `cancelled` in study.toml."
)
_OVER = {"share_missing_over_24h": "24 hours", "share_missing_over_48h": "48 hours"}
_HARM = (
    "Harm is what somebody asked about and wrote down. Harm that was not asked about, or not"
    " told, is not in these records, and neither is exploitation noted elsewhere."
)


def _estimates(found: Found, outcome: Found) -> list[Estimate]:
    out = [
        share(f"share_{name}_graded", found[()][f"{name}_{level.value}"], {"grade": level.value})
        for name in gradings_held(found[()])
        for level in LEVELS
    ]
    for key in _in_order(found):
        out += [share(name, found[key][name], dict(key)) for name in columns_of(found)]
    out += [outcome_share(outcome, (), name) for name in OUTCOMES] + outcome_bounds(outcome)
    out.append(share("share_of_harmed_not_first_graded_high", outcome[()]["harmed"], {}))
    for level in LEVELS:
        by = group(risk_first=level.value)
        if by in outcome:
            out += [outcome_share(outcome, by, name) for name in OUTCOMES]
    return out


def _in_order(found: Mapping[Group, object]) -> list[Group]:
    """Everything, settings in the order of the vocabulary, years."""
    years = sorted(int(dict(key)["year"]) for key in found if [k for k, _ in key] == ["year"])
    settings: list[Group] = [group(setting=setting) for setting in settings_in(found)]
    return [(), *settings, *(group(year=year) for year in years)]


def _statement(whole: Mapping[str, Tally], outcome: Found) -> str:
    parts = [
        "Of incidents with a grading, {share_first_graded_high} were first graded high"
        " ({share_first_graded_high:interval}) and {share_first_graded_medium_or_high} medium or"
        " high; {share_not_graded} of incidents have no first grading."
    ]
    if whole["share_regraded_up"].of:
        parts.append(
            "Of those with a first and a last grading, {share_regraded_up} were regraded up and"
            " {share_regraded_down} down."
        )
    return " ".join(parts) + _harm_sentence(outcome)


def _harm_sentence(outcome: Found) -> str:
    """Harm after high and after medium gradings: which is more often, only if it is settled."""
    high, medium = (
        outcome.get(group(risk_first=level.value), {}).get("share_with_harm_recorded")
        for level in (RiskLevel.HIGH, RiskLevel.MEDIUM)
    )
    if not high or not medium or not high.of or not medium.of:
        return ""
    after = (
        "often recorded after a high first grading ({share_with_harm_recorded[risk_first=high]}"
        " of the incidents whose record says) than after a medium one"
        " ({share_with_harm_recorded[risk_first=medium]})."
    )
    return " " + by_side(
        HIGH_TO_MEDIUM,
        f"Harm is more {after}",
        f"Harm is less {after}",
        f"The records cannot tell whether harm is more {after}",
    )


def _caveats(timelines: Timelines, whole: Mapping[str, Tally], found: Found) -> tuple[str, ...]:
    outcome, coarse = found[()], [_OVER[name] for name in too_coarse(found)]
    out = [*standing_caveats(timelines), _NOT_A_TEST]
    if whole["share_not_graded"].count or whole["share_absent_legacy"].count:
        out.append(_TWO_BASES)
    out.append(_HARM if outcome["share_with_harm_recorded"].of else _NO_HARM)
    if coarse:
        what = f"the share missing for over {' and over '.join(coarse)}, of all and by grading"
        out.append(not_given("HW-N027", what))
    elif not outcome["share_missing_over_24h"].of:
        out.append(_NO_END)
    if not whole["share_regraded_up"].of:
        out.append(_NO_LAST)
    if whole["share_absent_legacy"].count:
        out.append(
            "Some incidents were graded absent under the former category. It is not a level of"
            " risk, and years in which it was used have fewer low gradings than others."
        )
    return (*out, *_changes(timelines))


def _changes(timelines: Timelines) -> list[str]:
    """Changes of recording inside the window, with which years are to be read."""
    return [
        f"Recording changed on {day(change.on)} ({change.what}): read gradings by year with it."
        for change in timelines.definitions.changes
        if change.kind is ChangeKind.RECORDING and timelines.opens <= change.on <= timelines.closes
    ]


def risk(timelines: Timelines, seed: int) -> Finding:
    """File `demand.risk`: the mix of gradings, regrading, gradings against what came after.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident at all, with HW-N020 where none has
        a first grading on the scale.

    Source
    ------
    Definition: docs/reference/definitions.md#grading.
    """
    sheet = timelines.sheet
    if not sheet.rows:
        return refuse(FINDING, "HW-N003", ANCHOR)
    graded = gradings(sheet)
    if not on_scale(graded.first).any():
        return refuse(FINDING, "HW-N020", ANCHOR)
    groupings = [g for g in GROUPINGS if g != ("setting",) or timelines.setting_from]
    counter = Counter(sheet, {"risk_first": graded.first, "risk_last": graded.last})
    found = counter.tallies(groupings, graded.changes)
    found[()] |= counter.tallies([()], graded.mix)[()]
    outcome = counter.tallies([(), ("risk_first",)], graded.outcomes)
    made = tables(timelines, found, outcome, counter, graded)
    return Finding(
        FINDING,
        _statement(found[()], outcome),
        tuple(_estimates(found, outcome)),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, found[()], outcome),
        PUBLISHED,
        made,
        charts(timelines, made, outcome),
    )
