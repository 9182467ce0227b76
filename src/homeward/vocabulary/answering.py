"""What a force's own records answer to a published finding, by a rule about the interval."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.vocabulary.words import Word


class Answer(Word):
    """What a force's own records say of a published finding."""

    AS_PUBLISHED = "as_published", "As published"
    IN_PART = "in_part", "As published in part"
    REST_OPEN = "rest_open", "As published; rest not settled"
    REST_UNKNOWN = "rest_unknown", "As published; rest unknown"
    HIGHER = "higher", "Higher"
    LOWER = "lower", "Lower"
    NOT_SETTLED = "not_settled", "Not settled by these records"
    CANNOT_TELL = "cannot_tell", "Cannot tell"
    NOT_EXAMINED = "not_examined", "Not yet examined"
    BESIDE = "beside", "For comparison"


class Comparison(Word):
    """How an interval is held against a published finding."""

    FIGURE = "figure", "a published figure, matched when all of the interval lies near it"
    AT_LEAST = "at_least", "at least this much, as published"
    ABOVE = "above", "more than this, as published"
    BELOW = "below", "less than this, as published"
    NO_DIFFERENCE = "no_difference", "little or no difference, as published"


@dataclass(frozen=True, slots=True)
class Rule:
    """One test of a 95% interval.

    Attributes
    ----------
    test
        Which test.
    against
        The published figure, the least share, or the ratio of no difference.
    near
        Where all of the interval must lie to be as published; only for FIGURE and
        NO_DIFFERENCE, which no interval could otherwise ever meet.
    """

    test: Comparison
    against: float
    near: tuple[float, float] | None = None


def judge(rule: Rule, low: float, high: float) -> Answer:
    """What a 95% interval answers: the first line of its test that holds.

    ============= ============================ ===============
    test          interval                     answer
    ============= ============================ ===============
    FIGURE        all below `against`          lower
    FIGURE        all above `against`          higher
    FIGURE        all inside `near`            as published
    AT_LEAST      starts at `against` or above as published
    AT_LEAST      all below `against`          lower
    ABOVE         all above `against`          as published
    ABOVE         all below `against`          lower
    BELOW         all below `against`          as published
    BELOW         all above `against`          higher
    NO_DIFFERENCE all inside `near`            as published
    NO_DIFFERENCE all above `against`          higher
    NO_DIFFERENCE all below `against`          lower
    any           none of its lines            not settled
    ============= ============================ ===============
    """
    above, below = low > rule.against, high < rule.against
    near = rule.near is not None and rule.near[0] <= low and high <= rule.near[1]
    lines: dict[Comparison, tuple[tuple[bool, Answer], ...]] = {
        Comparison.FIGURE: (
            (below, Answer.LOWER),
            (above, Answer.HIGHER),
            (near, Answer.AS_PUBLISHED),
        ),
        Comparison.AT_LEAST: ((low >= rule.against, Answer.AS_PUBLISHED), (below, Answer.LOWER)),
        Comparison.ABOVE: ((above, Answer.AS_PUBLISHED), (below, Answer.LOWER)),
        Comparison.BELOW: ((below, Answer.AS_PUBLISHED), (above, Answer.HIGHER)),
        Comparison.NO_DIFFERENCE: (
            (near, Answer.AS_PUBLISHED),
            (above, Answer.HIGHER),
            (below, Answer.LOWER),
        ),
    }
    return next((answer for holds, answer in lines[rule.test] if holds), Answer.NOT_SETTLED)


def together(answers: tuple[Answer, ...]) -> Answer:
    """The answer of a finding of several parts: the first part is its main claim.

    In part is only where one part agrees and another is contradicted: all of its interval
    lies on another side than was published. A main claim that cannot be told, or is not
    settled, leaves the finding so, whatever the rest.

    ================== ============================== =========================
    main claim         the rest                       answer
    ================== ============================== =========================
    as published       all as published               as published
    as published       any higher or lower            in part
    as published       any not settled                rest not settled
    as published       any that cannot be told        rest unknown
    higher or lower    any as published               in part
    anything else      anything                       the main claim's
    ================== ============================== =========================

    Raises
    ------
    ValueError
        If there is no part.
    """
    if not answers:
        raise ValueError("a finding without parts has no answer")
    main, rest = answers[0], set(answers[1:])
    if main in _CONTRADICTED:
        return Answer.IN_PART if Answer.AS_PUBLISHED in rest else main
    if main is not Answer.AS_PUBLISHED:
        return main
    if rest & _CONTRADICTED:
        return Answer.IN_PART
    if Answer.NOT_SETTLED in rest:
        return Answer.REST_OPEN
    return Answer.REST_UNKNOWN if Answer.CANNOT_TELL in rest else main


_CONTRADICTED = frozenset({Answer.HIGHER, Answer.LOWER})
