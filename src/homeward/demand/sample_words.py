"""What is said of a smaller sample: statement, method, caveats and drawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from homeward.demand.sample_shares import SHARE, SILENT, Question, of_what, something, words_of
from homeward.demand.wording import TOO_MANY, not_given, standing_caveats, window
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart
from homeward.timelines.histories import Timelines
from homeward.timelines.sample import Sample
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.sampling import ASKED, DERIVED, SampleUnit
from homeward.vocabulary.verdicts import State

#: Response below which the answers to a question may be of another kind than the rest.
LOW_RESPONSE = 0.5

#: Questions whose answers are drawn, and what makes a drawing worth while: so many answers
#: that were each given for so many children.
_DO = FAULTS["HW-N027"].do
DRAWN = ("return_interview", "push_reason", "pull_reason")
FEWEST_ANSWERS, FEWEST_CHILDREN = 3, 10

METHOD = (
    "A stratified sample was drawn by lot and partners were asked about each unit of it. Each"
    " answer weighs as many units of the whole as it stands for: the population of its stratum"
    " over the answers in it, question by question, so that within a stratum those that were"
    " answered for stand for those that were not (weighting-class adjustment; Särndal, Swensson"
    " and Wretman, 1992). A stratum in which fewer than two children were answered for, and not"
    " all, is joined to the one most like it: with which it shares most of the columns that"
    " strata were made of, then the nearest in the order of the strata. In joined strata an"
    " answer weighs what its draw made it weigh (population over drawn, of its own stratum) times"
    " one factor for all of them, so that the weights add up to the population of them together."
    " Variances are design-based: children are clusters within strata, and the part of a stratum"
    " that was answered for is no longer uncertain (finite population correction). The share held"
    " within 72 hours is of those whose timing is known, which leaves out interviews on the third"
    " day or on no known day and those of which the records do not say. Only interviews that were"
    " held can be left out for their day, so where more than 5 in 100 of the answers, weighted,"
    " are left out it is not given. Its lowest share takes all that were left out for not within"
    " 72 hours, its highest for within. Intervals are 95%, by Korn and Graubard (1998): exact"
    " intervals of as many independent units as the answers are worth, never more than a simple"
    " random sample of their number out of the same whole would be."
)


@dataclass(frozen=True, slots=True)
class Headline:
    """One share that the statement tells.

    Attributes
    ----------
    name
        Of the estimate.
    question
        That it is of.
    words
        Answers that count; none for every answer that something was there.
    sentence
        In which it is told; `{of}` stands for what the sample is of, and the share and
        its interval follow. "" where it is told with another.
    untold
        Answers from which nobody can tell; given where what cannot be told is no answer of
        its own, but may be either.
    why
        Why it cannot be told more closely; set where it cannot.
    """

    name: str
    question: str
    words: tuple[str, ...]
    sentence: str
    untold: tuple[str, ...] = ()
    why: str = ""


HEADLINES = (
    Headline(
        "share_with_interview_held", "return_interview", ("held",),
        "A return home interview is known to have been held for",
    ),
    Headline(
        "share_with_interview_within_72h", "interview_in_time", ("within_72h",),
        "By its date one was held within 72 hours for", ("cannot_tell", "not_recorded"),
    ),
    Headline(
        "share_with_harm_known", "harm_disclosed", (),
        "Harm while missing is known to partners for",
    ),
    Headline(
        "share_with_exploitation_known", "exploitation_known", (),
        "Exploitation of the child was known to them for",
    ),
    Headline(
        "share_with_philomena_form_used", "philomena_form", ("used",),
        "A Philomena form was used for",
    ),
    Headline(
        "share_with_support_offered", "support_offered", (), "Support was offered for"
    ),
)  # fmt: skip


def headlines(questions: Mapping[str, Question]) -> list[tuple[Headline, Estimate]]:
    """The headlines that can be told, with their shares."""
    out: list[tuple[Headline, Estimate]] = []
    for h in HEADLINES:
        if h.question in questions:
            question = questions[h.question]
            words = h.words or something(h.question)
            share = question.share(h.name, words, {})
            out += _with_ends(h, question) if h.untold else [(h, share)]
    return out


def _with_ends(h: Headline, question: Question) -> list[tuple[Headline, Estimate]]:
    """The share of those that can be told, and the lowest and highest of all.

    The first is refused where too many cannot be told: they hang on the answer.
    """
    told = question.without(h.untold).share(h.name, h.words, {})
    untold = question.share(h.name, h.untold, {}).value
    if untold is None or untold > TOO_MANY:
        told = Estimate(
            told.name, told.kind, told.unit, None, of=told.of, children_of=told.children_of,
            left_out=told.left_out, state=State.REFUSED,
        )  # fmt: skip
        h = replace(h, why=_why(h, question))
    ends = {"lowest": h.words, "highest": (*h.words, *h.untold)}
    named = {f"{h.name}_{end}": words for end, words in ends.items()}
    return [
        (h, told),
        *(
            (replace(h, name=name, sentence="", untold=()), question.share(name, words, {}))
            for name, words in named.items()
        ),
    ]


#: Where nobody can tell: the answer that nothing is recorded, and what is said of each case.
_BLANK = "not_recorded"
NO_DATE, TOO_COARSE = (
    "the dates that would tell were not given",
    "times are too coarse to tell more",
)
SOME_DATE = "the dates that would tell were not given, or are too coarse"


def _why(h: Headline, question: Question) -> str:
    """What keeps it from being told: no date, one that is too near, or both."""
    untold, dated = question.rows(h.untold), question.sample.dated
    if dated is None:
        dated = ~question.rows((_BLANK,))
    if not (untold & dated).any():
        return NO_DATE
    return SOME_DATE if (untold & ~dated).any() else TOO_COARSE


def statement(sample: Sample, told: Sequence[tuple[Headline, Estimate]]) -> str:
    """What the sample shows, in sentences: shares that could be made, each with its interval."""
    of = of_what(sample)
    begin = (
        f"Partners answered for {{answered_for}} of {{drawn}} {of} drawn by lot from"
        " {population}; what they said is weighted to all of them."
    )
    given = {h.name: estimate for h, estimate in told if estimate.value is not None}
    sentences = [_sentence(h, given, of) for h, _ in told if h.sentence]
    return " ".join([begin, *(f"{words}." for words in sentences if words)])


def _sentence(h: Headline, given: Mapping[str, Estimate], of: str) -> str:
    """A headline in words; "" where it cannot be told at all."""
    if h.name in given:
        return f"{h.sentence} {{{h.name}}} of {of}{_interval(h.name, given[h.name])}"
    ends = [f"{h.name}_{end}" for end in ("lowest", "highest")]
    if h.untold and all(name in given for name in ends):
        low, high = (f"{{{name}}}{_interval(name, given[name])}" for name in ends)
        return f"{h.sentence} between {low} and {high} of {of}; {h.why or TOO_COARSE}"
    return ""


def _interval(name: str, estimate: Estimate) -> str:
    """The interval, where there is one to tell."""
    return "" if estimate.low is None else f" ({{{name}:interval}})"


def caveats(
    timelines: Timelines, sample: Sample, questions: Sequence[Question],
    told: Sequence[tuple[Headline, Estimate]],
) -> list[str]:  # fmt: skip
    """What a reader must know before using the shares."""
    found = [
        *standing_caveats(timelines),
        "Within a stratum those answered for stand for the rest. If partners could look up one"
        " kind of child more easily than another of the same stratum, shares lean to the first.",
        "Partners know what they recorded. That nothing is known is not that nothing happened;"
        " where they looked and their records do not say, that is an answer of its own.",
    ]
    if any(ASKED[q.name].several > 1 for q in questions if q.name in ASKED):
        found.append("Where several answers may be given, shares may add up to more than all.")
    if any(q.name in DERIVED for q in questions):
        found.append(
            "Whether an interview was within 72 hours is told from two dates: up to two days after"
            " the return it was, from four days on it was not, and the third day cannot be told."
        )
    what = "the share with an interview within 72 hours"
    for h, estimate in told:
        if h.untold and estimate.value is None:
            found.append(_no_dates(what) if h.why == NO_DATE else not_given("HW-N027", what))
    joined = [q.name for q in questions if q.joined]
    if joined:
        found.append(f"Strata with too few answers were joined for: {_listed(joined)}.")
    return found + _about_the_draw(sample, questions)


def _no_dates(what: str) -> str:
    """Why a share is not given where the dates that would tell it are blank."""
    return f"HW-N027: The dates that would tell it are blank. Not given: {what}. {_DO}"


def _about_the_draw(sample: Sample, questions: Sequence[Question]) -> list[str]:
    found = []
    low = [q.name for q in questions if q.answered.mean() < LOW_RESPONSE]
    if low:
        found.append(
            f"Fewer than half were answered for: {_listed(low)}. Weighting cannot mend what those"
            " left blank have in common."
        )
    if sample.only:
        parts = [f"`{name}` {_listed(map(str, values))}" for name, values in sample.only.items()]
        found.append(f"The sample was drawn from a part of the records only: {'; '.join(parts)}.")
    if sample.unit is SampleUnit.CHILD:
        found.append("Children are in the strata of their last incident in the window.")
    if sample.changed:
        found.append(
            "The records have changed since the sample was drawn: the shares are of the records as"
            " they were then, not of those behind the other findings."
        )
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def charts(timelines: Timelines, sample: Sample, tables: Sequence[AggregateTable]) -> list[Chart]:
    """A drawing of each question that is worth one, with its most frequent answer told."""
    return [
        _chart(timelines, sample, table, top)
        for table in tables
        if _is_worth_drawing(table) and (top := most_frequent(table)) is not None
    ]


def _is_worth_drawing(table: AggregateTable) -> bool:
    many = sum((estimate.children or 0) >= FEWEST_CHILDREN for estimate in table.estimates)
    return table.dimensions[0] in DRAWN and many >= FEWEST_ANSWERS


def _chart(timelines: Timelines, sample: Sample, table: AggregateTable, top: Estimate) -> Chart:
    (name,) = table.dimensions
    word = words_of(name)(top.by[name])
    said = f"{{{SHARE}[{name}={word.value}]}} of {of_what(sample)}"
    heading = ASKED[name].heading
    where = f"{timelines.force}, {window(timelines)}"
    return Chart(
        name,
        "range",
        table.name,
        name,
        SHARE,
        f"{heading}: {word.meaning[0].lower()}{word.meaning[1:]} for {said}",
        f"Weighted share of {of_what(sample)}, by answer, {where}",
        f"A bar for each answer with its interval. {heading}: {word.label} for {said}.",
    )


def most_frequent(table: AggregateTable) -> Estimate | None:
    """The most frequent answer that says something; None where there is none."""
    (name,) = table.dimensions
    said = [e for e in table.estimates if e.value and e.by[name] not in SILENT]
    return max(said, key=lambda e: float(e.value or 0), default=None)
