"""Key findings of the published study, in order, and when a force's own figures agree.

The study is *Redesigning the response to reports of missing young persons. Can demand be
prevented?* (Hertfordshire Constabulary and The Open University, 2023). The first page of a
report answers its findings one by one. The list and the rules are words and numbers alone,
so that they can be read, quoted and tested without any record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeward.vocabulary.words import Word

#: Who published the findings, as it is cited.
STUDY = "Hertfordshire Constabulary and The Open University, 2023"

#: Stands in a group, and `{year}` in words, for the latest calendar year the records hold whole.
LATEST = "latest"


class Answer(Word):
    """What a force's own records say of a published finding."""

    AS_PUBLISHED = "as_published", "As published"
    IN_PART = "in_part", "As published in part"
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

    All alike: that. As published, but for parts that cannot be told: that, and the rest
    cannot be told. Some as published, and some otherwise: in part. Else the main claim's.

    Raises
    ------
    ValueError
        If there is no part.
    """
    if not answers:
        raise ValueError("a finding without parts has no answer")
    if len(set(answers)) > 1 and Answer.AS_PUBLISHED in answers:
        known = set(answers) - {Answer.CANNOT_TELL}
        return Answer.REST_UNKNOWN if known == {Answer.AS_PUBLISHED} else Answer.IN_PART
    return answers[0]


@dataclass(frozen=True, slots=True)
class Beside:
    """A released estimate that stands beside a published finding.

    Attributes
    ----------
    estimate, by
        Name and group. A group of `LATEST` is the latest whole year.
    says
        A sentence about it: a statement template over the finding's estimates.
    rule
        Turns its interval into an answer; None where it is only shown.
    claim
        What it is about, before the reason why it may not be shown; "" for the whole.
    needs
        What the records would have to hold, where they cannot bear it or none was filed; ""
        for the usual words.
    """

    estimate: str
    says: str
    rule: Rule | None = None
    by: Mapping[str, str | int | bool] = field(default_factory=dict)
    claim: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """One published finding.

    Attributes
    ----------
    id
        Lasting name.
    words
        What was published, in a sentence.
    finding
        The finding of the catalogue that takes it up.
    parts
        What stands beside it, one entry for each claim, the main claim first. Each holds
        estimates in order of preference: the first that may be shown is used. Empty while
        the room that takes it up is not built.
    """

    id: str
    words: str
    finding: str
    parts: tuple[tuple[Beside, ...], ...] = ()


_CARE = "[setting=childrens_home]"
_NIGHT, _WEEKEND = "rate_ratio_22_to_01", "rate_ratio_weekend_22_to_01"
_TOP, _REPEATERS = "share_of_incidents_by_top_10_percent", "share_of_high_repeaters"
_LINES, _PERSISTENT = "odds_ratio_county_lines", "odds_ratio_persistent_county_lines"
_AREA, _AREA_SHARE = "rate_ratio_out_of_area", "share_of_incidents_out_of_area"
_ALIKE = (0.8, 1.25)
_HOMES_NEEDED = (
    "It needs the kind of place that children live in or went missing from, with children's homes"
    " among them."
)
_FLAGS_NEEDED = "It needs exploitation flags with their dates, on enough incidents and children."
_ENDS_NEEDED = "It needs the time of day, not only the date, of reports and returns."
_SETTING_NEEDED = (
    "It needs the kind of place that children live in, and children missing 10 times or more."
)
_MORE = Rule(Comparison.ABOVE, 1.0)
_SAME_RATE = Rule(Comparison.NO_DIFFERENCE, 1.0, _ALIKE)


def _county_lines(adjusted: bool) -> Beside:
    group = f"[threshold=48h,adjusted={str(adjusted).lower()}]"
    like = "between incidents otherwise alike" if adjusted else "before allowing for anything else"
    return Beside(
        _LINES,
        f"Where County Lines had been flagged before, the odds of being missing over 48 hours"
        f" were {{{_LINES}{group}}} times as high ({{{_LINES}{group}:interval}}), {like}.",
        _MORE,
        {"threshold": "48h", "adjusted": adjusted},
        "Missing over 48 hours",
        _FLAGS_NEEDED,
    )


def _persistent(adjusted: bool) -> Beside:
    group = f"[adjusted={str(adjusted).lower()}]"
    like = "between children otherwise alike" if adjusted else "before allowing for anything else"
    return Beside(
        _PERSISTENT,
        f"The odds of being persistently missing were {{{_PERSISTENT}{group}}} times as high"
        f" ({{{_PERSISTENT}{group}:interval}}), {like}.",
        _MORE,
        {"adjusted": adjusted},
        "Persistently missing",
        _FLAGS_NEEDED,
    )


def _out_of_area(adjusted: bool) -> Beside:
    group = f"[adjusted={str(adjusted).lower()}]"
    like = "allowing for other differences" if adjusted else "before allowing for other differences"
    return Beside(
        _AREA,
        f"Children placed out of area had {{{_AREA}{group}}} times the rate of those placed in"
        f" area ({{{_AREA}{group}:interval}}), {like}.",
        _SAME_RATE,
        {"adjusted": adjusted},
        needs="Whether children placed out of area go missing at a higher rate cannot be told"
        " without their days in placement.",
    )


#: In the order the first page answers them.
KEY_FINDINGS: tuple[KeyFinding, ...] = (
    KeyFinding(
        "incidents",
        "There were 9,184 incidents of missing children in 2019 to 2022, or 191 a month.",
        "demand.volume",
        (
            (
                Beside(
                    "incidents_per_month",
                    "{incidents} incidents of {children} children were reported:"
                    " {incidents_per_month} a month ({incidents_per_month:interval}). Areas"
                    " differ in size: neither more nor fewer is better.",
                ),
                Beside(
                    "incidents",
                    "{incidents} incidents of {children} children were reported. How many a"
                    " month cannot be told.",
                ),
            ),
        ),
    ),
    KeyFinding(
        "within_24_hours",
        "Over 90% of incidents were resolved within 24 hours.",
        "demand.duration",
        (
            (
                Beside(
                    "share_found_within_24h",
                    "{share_found_within_24h} of incidents were resolved within 24 hours of the"
                    " report ({share_found_within_24h:interval}), and {share_found_within_48h}"
                    " within 48 hours.",
                    Rule(Comparison.AT_LEAST, 0.9),
                    needs=_ENDS_NEEDED,
                ),
            ),
        ),
    ),
    KeyFinding(
        "care_home_nights",
        "Incidents from care homes cluster between 22:00 and 01:00, at weekends especially.",
        "demand.clock",
        (
            (
                Beside(
                    _NIGHT,
                    f"From children's homes, 22:00 to 01:00 saw {{{_NIGHT}{_CARE}}} times as many"
                    f" incidents as an average three hours ({{{_NIGHT}{_CARE}:interval}}).",
                    _MORE,
                    {"setting": "childrens_home"},
                    "From 22:00 to 01:00",
                    _HOMES_NEEDED,
                ),
            ),
            (
                Beside(
                    _WEEKEND,
                    f"On Friday and Saturday nights those hours saw {{{_WEEKEND}{_CARE}}} times"
                    f" as many as on other nights ({{{_WEEKEND}{_CARE}:interval}}).",
                    _MORE,
                    {"setting": "childrens_home"},
                    "On Friday and Saturday nights",
                    _HOMES_NEEDED,
                ),
            ),
        ),
    ),
    KeyFinding(
        "top_tenth",
        "10% of children accounted for 54% of the incidents of 2022.",
        "demand.concentration",
        (
            (
                Beside(
                    _TOP,
                    "In {year} the 10% of children reported most often accounted for"
                    f" {{{_TOP}[year={{year}}]}} of incidents ({{{_TOP}[year={{year}}]:interval}}).",
                    Rule(Comparison.FIGURE, 0.54, (0.44, 0.64)),
                    {"year": LATEST},
                ),
            ),
        ),
    ),
    KeyFinding(
        "bursts",
        "Children missing many times have intense periods, when incidents come in bursts.",
        "recurrence.intense_periods",
    ),
    KeyFinding(
        "family_homes",
        "Children missing many times also live in family homes, not only in care homes.",
        "demand.setting",
        (
            (
                Beside(
                    _REPEATERS,
                    "Of children missing 10 times or more in the period,"
                    f" {{{_REPEATERS}[setting=family_home]}} were mostly reported from family"
                    f" homes ({{{_REPEATERS}[setting=family_home]:interval}}) and"
                    f" {{{_REPEATERS}{_CARE}}} from children's homes.",
                    Rule(Comparison.AT_LEAST, 0.05),
                    {"setting": "family_home"},
                    needs=_SETTING_NEEDED,
                ),
            ),
        ),
    ),
    KeyFinding(
        "county_lines",
        "Long and persistent missing goes with County Lines exploitation.",
        "demand.long_missing",
        (
            (_county_lines(adjusted=True), _county_lines(adjusted=False)),
            (_persistent(adjusted=True), _persistent(adjusted=False)),
        ),
    ),
    KeyFinding(
        "out_of_county",
        "Placement out of county did not appear as significant as expected.",
        "demand.placement_area",
        (
            (_out_of_area(adjusted=True), _out_of_area(adjusted=False)),
            (
                Beside(
                    _AREA_SHARE,
                    "Of incidents of children in placements,"
                    f" {{{_AREA_SHARE}}} were of children placed outside their own authority's"
                    f" area ({{{_AREA_SHARE}:interval}}).",
                ),
            ),
        ),
    ),
    KeyFinding(
        "undesigned_process",
        "The process from end to end had never been formally designed.",
        "process.map",
    ),
    KeyFinding(
        "philomena",
        "The Philomena protocol is potentially valuable but had not been widely evaluated.",
        "evaluation.philomena",
        (
            (
                Beside(
                    "rate_ratio",
                    "After homes took up the protocol, incidents ran at {rate_ratio} times what"
                    " they would have been ({rate_ratio:interval}).",
                    Rule(Comparison.BELOW, 1.0),
                ),
            ),
        ),
    ),
)
