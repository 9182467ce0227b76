"""What the smaller sample shows: partners' answers, weighted to everything it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from homeward.demand.estimates import count
from homeward.demand.sample_shares import (
    SHARE,
    Question,
    Yes,
    children_in,
    of_what,
    question_of,
    unit_of,
    whole_unit,
    words_of,
)
from homeward.demand.sample_words import (
    METHOD,
    caveats,
    charts,
    headlines,
    most_frequent,
    statement,
)
from homeward.demand.wording import definition, refuse
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Finding
from homeward.timelines.histories import Timelines
from homeward.timelines.sample import Margin, Sample
from homeward.vocabulary.sampling import ASKED
from homeward.vocabulary.units import Kind

ID, ANCHOR = "demand.sample", "the-smaller-sample"

#: Children without whose answers nothing can be said of how sure a share is.
_FEWEST = 2


def _answered_for(sample: Sample, questions: Iterable[Question]) -> Yes:
    """Units of which anything was answered."""
    some = np.zeros(sample.drawn, bool)
    for question in questions:
        some |= question.answered
    return some


def _counts(sample: Sample, some: Yes) -> list[Estimate]:
    """How many there were, were drawn, and were answered for at all."""
    unit, whole = unit_of(sample), whole_unit(sample)
    everyone = children_in(sample, np.ones(sample.drawn, bool))
    answered = int(some.sum())
    return [
        count("population", sample.population, {}, unit=whole, children=sample.children),
        count("drawn", sample.drawn, {}, unit=unit, children=everyone),
        count(
            "answered_for", answered, {}, unit=unit, children=children_in(sample, some),
            left_out=sample.drawn - answered,
        ),
    ]  # fmt: skip


def _table(question: Question) -> AggregateTable:
    """Every permitted answer to one question, in the order of the vocabulary."""
    name = question.name
    title = ASKED[name].heading if name in ASKED else "Whether the interview was in time"
    return AggregateTable(
        f"by_{name}",
        f"{title}: weighted share of {of_what(question.sample)}, by answer",
        (name,),
        (SHARE,),
        tuple(question.share(SHARE, (w.value,), {name: w.value}) for w in words_of(name)),
    )


def _response(sample: Sample, questions: Sequence[Question]) -> AggregateTable:
    """For each question how many were answered, and what the answers are worth."""
    return AggregateTable(
        "response",
        "How many were answered for, by what was asked, and what the answers are worth",
        ("asked",),
        ("answered", "response_rate", "effective_sample_size"),
        tuple(estimate for q in questions for estimate in _response_to(sample, q)),
    )


def _response_to(sample: Sample, question: Question) -> list[Estimate]:
    answered, unit = int(question.answered.sum()), unit_of(sample)
    children, by = children_in(sample, question.answered), {"asked": question.name}
    everyone = children_in(sample, np.ones(sample.drawn, bool))
    found = [
        count("answered", answered, by, unit=unit, children=children),
        Estimate(
            "response_rate", Kind.SHARE, unit, answered / sample.drawn, count=answered,
            of=sample.drawn, children=children, children_of=everyone, by=by,
        ),
    ]  # fmt: skip
    if answered:
        worth = float(round(question.effective()))
        found.append(
            Estimate(
                "effective_sample_size", Kind.MEAN, unit, worth, of=answered,
                children_of=children, by=by,
            )
        )  # fmt: skip
    return found


def _representation(sample: Sample, column: str, some: Yes) -> AggregateTable:
    """The whole beside those answered for, before weighting, by one column of the strata."""
    margins = [margin for margin in sample.margins if margin.column == column]
    return AggregateTable(
        f"strata_by_{column}",
        f"All {of_what(sample)} that could be drawn, and those answered for, before weighting",
        (column,),
        ("share_of_all", "share_of_answered"),
        tuple(estimate for margin in margins for estimate in _beside(sample, margin, some)),
    )


def _beside(sample: Sample, margin: Margin, some: Yes) -> list[Estimate]:
    by = {margin.column: margin.value}
    mine = some & np.array([v == margin.value for v in sample.value[margin.column]], bool)
    answered = int(some.sum())
    return [
        Estimate(
            "share_of_all", Kind.SHARE, whole_unit(sample), margin.population / sample.population,
            count=margin.population, of=sample.population, children=margin.children,
            children_of=sample.children, by=by,
        ),
        Estimate(
            "share_of_answered", Kind.SHARE, unit_of(sample), int(mine.sum()) / answered,
            count=int(mine.sum()), of=answered, children=children_in(sample, mine),
            children_of=children_in(sample, some), by=by,
        ),
    ]  # fmt: skip


def sample(timelines: Timelines, seed: int) -> Finding:
    """File `demand.sample`: what partners said of a smaller sample, weighted to the whole.

    Parameters
    ----------
    timelines
        Histories of one study, with `sample` where one was taken back.
    seed
        Not used: the draw was made before.

    Returns
    -------
    Finding
        Refused with HW-N026 where no sample was taken back, with HW-N003 where partners
        answered for fewer than two children.

    Source
    ------
    Definition: docs/reference/definitions.md#the-smaller-sample.
    """
    held = timelines.sample
    if held is None:
        return refuse(ID, "HW-N026", ANCHOR)
    asked = [question_of(held, name) for name in held.words]
    some = _answered_for(held, asked)
    if children_in(held, some) < _FEWEST:
        return refuse(ID, "HW-N003", ANCHOR)
    questions = [question for question in asked if question.answered.any()]
    told = headlines({question.name: question for question in questions})
    tables = [_table(question) for question in questions]
    drawn = charts(timelines, held, tables)
    named = {chart.table for chart in drawn}
    tops = [most_frequent(table) for table in tables if table.name in named]
    return Finding(
        ID,
        statement(held, told),
        (*_counts(held, some), *(e for _, e in told), *(e for e in tops if e is not None)),
        METHOD,
        definition(ANCHOR),
        tuple(caveats(timelines, held, questions, told)),
        (),
        (
            _response(held, asked),
            *tables,
            *(_representation(held, column, some) for column in held.value),
        ),
        tuple(drawn),
    )
