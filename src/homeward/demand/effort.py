"""The hours that responding takes, by activity, from the log of steps and a rate card."""

from __future__ import annotations

from homeward.demand.counting import Counter, Flag, Tally
from homeward.demand.effort_card import Card, read_card
from homeward.demand.effort_counts import StepCounts, count_steps
from homeward.demand.effort_estimates import (
    name_of,
    per_incident,
    ranged,
    sides_held,
    total_hours,
    widest,
    without_range,
)
from homeward.demand.effort_tables import MOST_DRAWN, charts, tables
from homeward.demand.estimates import share
from homeward.demand.risk_flags import filled_grading
from homeward.demand.wording import BY_CHILD, definition, refuse, standing_caveats
from homeward.engine.pulling import pulled
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Finding
from homeward.timelines.histories import Timelines
from homeward.vocabulary.units import Kind, Unit

ANCHOR = "hours-of-the-response"
FINDING = "demand.effort"
#: Rows of the card with the widest ranges, named in the statement.
MOST_NAMED = 3
#: Sources of the card that a caveat names; a card with more has them in its own file.
MOST_SOURCES = 5

METHOD = (
    "Each logged step of an incident that counts is one use of its activity by its role. It is"
    " matched to the rate card by the words of both, without regard to case, accents or"
    " punctuation; where the role is not on the card for that activity and the card has one"
    " role for it, that row is used. Times logged, multiplied by the card's minutes, are hours;"
    " hours multiplied by the card's cost of an hour are pounds. A range runs from the card's"
    " least minutes to its most: it is what the card allows and not a statistical interval, and"
    " a total is at its end only if every activity is. Hours per incident are of incidents that"
    " have a log. Where the log records when a step began and ended, the median of those lengths"
    " stands beside the card's minutes; lengths below nought or over 24 hours are counted out. "
    + BY_CHILD
)

_CAPACITY = (
    "Hours are capacity, not cashable pounds: fewer hours free people for other work and save"
    " money only if posts go. No cost of an incident is given, because none of the parts left"
    " out here (what nobody logs, supervision, overheads) is nought."
)
_LOGGED_ONLY = (
    "Only logged steps count. Work that nobody logs costs nothing here, and a step done by two"
    " people is logged once, so hours are more likely too low than too high."
)


def _all_estimates(
    timelines: Timelines, counted: StepCounts, card: Card, coverage: Tally
) -> list[Estimate]:
    volume = Counter(timelines.sheet, where=counted.logged).volumes([()]).get(())
    whole = total_hours(counted, card)
    costed = counted.costed
    out = [
        share("share_of_incidents_logged", coverage, {}),
        Estimate("steps", Kind.COUNT, Unit.STEPS, costed.of, count=costed.of,
                 children=costed.children_of),
        share("share_of_steps_costed", costed, {}, Unit.STEPS),
        ranged("hours", Unit.HOURS, whole, {}, count=costed.count, children=costed.children),
        *per_incident(counted, card, {}, volume, coverage.of - coverage.count),
    ]  # fmt: skip
    if counted.implausible.of:
        out += [
            share("share_of_recorded_lengths_within_card", counted.in_range, {}, Unit.STEPS),
            share("share_of_recorded_lengths_implausible", counted.implausible, {}, Unit.STEPS),
        ]
    return out


def _statement(counted: StepCounts, card: Card) -> str:
    parts = [
        "{share_of_incidents_logged} of incidents have a log of steps, and"
        " {share_of_steps_costed} of the steps are on the rate card. By the card they took"
        " {hours} ({hours:interval} by the card's own range)",
        _whose(sides_held(counted)),
    ]
    most = [name_of(row) for row, _ in widest(counted, card, MOST_NAMED)]
    if most:
        named = " and ".join(filter(None, ("; ".join(most[:-1]), most[-1])))
        parts.append(f" The widest ranges are those of {named}.")
    return "".join(parts)


def _whose(held: tuple[str, ...]) -> str:
    if "police_hours_per_incident" not in held:
        return ", or {hours_per_incident} for each incident logged."
    police = ": {police_hours_per_incident} of police time for each incident logged"
    if "partner_hours_per_incident" not in held:
        return police + "."
    return police + ", and {partner_hours_per_incident} of partners' time."


def _caveats(timelines: Timelines, counted: StepCounts, card: Card) -> tuple[str, ...]:
    out = [*standing_caveats(timelines), _CAPACITY, _LOGGED_ONLY, _source(card)]
    if len(card.sources) > 1:
        out.append(
            "The rate card has several sources, and a step may have a name in each: the same work"
            " then stands in several rows, of which none is the whole of it, and rows are not to be"
            " ranked against each other. Give one name to one step in the log and in the card to"
            " have them added up."
        )
    if counted.costed.count < counted.costed.of:
        out.append(
            "Steps whose activity and role are not on the rate card have no hours here: the table"
            " of steps not costed says which and how many. Add them to the card."
        )
    if counted.by_activity_alone:
        out.append(
            "Some steps name a role that the card does not have for their activity: they take the"
            " minutes of the one role that it has."
        )
    if without_range(card, counted):
        out.append(
            "Part of the card gives likely minutes and no least or most: those activities widen no"
            " range, so totals are less certain than their ranges say."
        )
    if card.unusable or card.contradictory:
        out.append(
            "Part of the card could not be used: rows with no likely minutes, with minutes out of"
            " order, or given twice with different numbers. Their steps are not costed."
        )
    if "police_hours_per_incident" not in sides_held(counted):
        out.append(
            "The log does not say which steps are police steps, so police hours are not told from"
            " partners': map `agency` of the log in study.toml."
        )
    return tuple(out)


def _source(card: Card) -> str:
    """Where the card's minutes come from, in its own words."""
    sources = card.sources
    if not sources:
        return (
            "The rate card does not say where its minutes come from: treat every hour here as"
            " somebody's judgement."
        )
    named = "; ".join(sources[:MOST_SOURCES])
    more = " and others" if len(sources) > MOST_SOURCES else ""
    return f"Source of the rate card: {named}{more}."


def effort(timelines: Timelines, seed: int) -> Finding:
    """File `demand.effort`: hours and cost by activity, hours per incident, widest ranges.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N021 where no log of steps was supplied or it holds no step of an
        incident that counts, and with HW-N022 where there is no rate card or none of the
        steps is on it.

    Source
    ------
    Definition: docs/reference/definitions.md#hours-of-the-response.
    """
    if "steps" not in timelines.held:
        return refuse(FINDING, "HW-N021", ANCHOR)
    if "effort" not in timelines.held:
        return refuse(FINDING, "HW-N022", ANCHOR)
    card = read_card(pulled(timelines.partners["effort"]).to_pylist())
    counted = count_steps(timelines, card)
    if counted is None:
        return refuse(FINDING, "HW-N021", ANCHOR)
    if not counted.costed.count:
        return refuse(FINDING, "HW-N022", ANCHOR)
    sheet = timelines.sheet
    counter = Counter(sheet, {"risk_first": filled_grading(sheet, "risk_first")})
    coverage = counter.tallies([()], {"logged": Flag(counted.logged)})[()]["logged"]
    made = tables(timelines, counted, card, counter)
    return Finding(
        FINDING,
        _statement(counted, card),
        tuple(_all_estimates(timelines, counted, card, coverage)),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, counted, card),
        (),
        made,
        charts(timelines, made, widest(counted, card, MOST_DRAWN)),
    )
