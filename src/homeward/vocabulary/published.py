"""Key findings of the published study, in order, and when a force's own figures agree.

The study is *Redesigning the response to reports of missing young persons. Can demand be
prevented?* (Hertfordshire Constabulary and The Open University, 2023). The first page of a
report answers its findings one by one. The list and the rules are words and numbers alone,
so that they can be read, quoted and tested without any record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeward.vocabulary.answering import Comparison, Rule

#: Who published the findings, as it is cited.
STUDY = "Hertfordshire Constabulary and The Open University, 2023"

#: Stands in a group, and `{year}` in words, for the latest calendar year the records hold whole.
LATEST = "latest"

#: Stands for the first sentence of the finding itself, so that both say it in one way.
OWN_WORDS = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A released estimate that stands beside a published finding.

    Attributes
    ----------
    estimate, by
        Name and group. A group of `LATEST` is the latest whole year.
    says
        A sentence about it: a statement template over the finding's estimates. `OWN_WORDS`
        for the first sentence of the finding itself.
    rule
        Turns its interval into an answer; None where it is only shown.
    claim
        What it is about, before the reason why it may not be shown; "" for the whole.
    needs
        What the records would have to hold, where they cannot bear it or none was filed and
        the finding gives no reason of its own; "" for the usual words.
    reasons
        Codes of the caveats that say why the records cannot bear it, the weightiest first.
    called
        What a caveat calls it that lists several comparisons that were not made; "" where
        every caveat of those codes is about it.
    rests
        What the answer rests on, where the published finding gives no figure; "" for nothing.
    """

    estimate: str
    says: str
    rule: Rule | None = None
    by: Mapping[str, str | int | bool] = field(default_factory=dict)
    claim: str = ""
    needs: str = ""
    reasons: tuple[str, ...] = ()
    called: str = ""
    rests: str = ""


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
#: Why nothing can be said of flags: none, no dates or blanks; times; too few.
_FLAGS = ("HW-N016", "HW-N017", "HW-N027", "HW-N003")
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
        _FLAGS,
        "county lines, over 48 hours",
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
        _FLAGS,
        "county lines, persistent missing",
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
        reasons=("HW-N019", "HW-N003"),
        called="rate ratio",
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
                    OWN_WORDS,
                    Rule(Comparison.AT_LEAST, 0.05),
                    {"setting": "family_home"},
                    needs=_SETTING_NEEDED,
                    rests="At least one in twenty in family homes is taken as published.",
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
