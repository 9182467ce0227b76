"""What a county can be measured by: every figure that a target, or the docs, may name.

A measure is known by its id, in which numbers and a year may stand: `within_24h`,
`top10_share_2022`. Each is worked out on the clean incidents, with each episode's true end.
`truth.json` uses the same functions, so the two cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from homeward.synth.fitting import counted
from homeward.synth.fitting.counted import Counted
from homeward.synth.fitting.view import View, ratio
from homeward.synth.streams import Floats
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.words import Word


class Form(Word):
    """What kind of number a measure is."""

    COUNT = "count", "A whole number, 0 or more"
    SHARE = "share", "From 0 to 1"
    NUMBER = "number", "0 or more"
    CHANGE = "change", "A change as a share: -1 or more"
    SHAPE = "shape", "True or not of one county"


class About(Word):
    """What a measure tells of; a setting may move only if some target is about its effect."""

    VOLUME = "volume", "How many incidents and children"
    REPEATS = "repeats", "How incidents gather on few children, and how soon they come again"
    DURATION = "duration", "How long episodes last"
    CARE = "care", "Who is looked after"
    COVID = "covid", "The first Covid year"
    CLOCK = "clock", "Hours and nights"
    INTERVIEWS = "interviews", "Return home interviews"
    GRADING = "grading", "First gradings of risk"
    PEOPLE = "people", "Who the children are"


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that differ only in the numbers in their ids.

    Attributes
    ----------
    pattern
        Of its ids. Groups are handed to `count` as whole numbers (`grade` as a word); a
        group `year` may be left out of the id.
    written
        How its ids are written, for people.
    definition
        In words, with the groups in braces and `{when}` for the year or the window.
    count
        Numerator and denominator of one county.
    margin
        For shapes: how far from untrue the county is; above 0 exactly where it is true.
    pool, pooled
        For shapes: numbers to add up over counties, and what must then be true of them.
    else_when
        What `{when}` says where no year is given.
    """

    pattern: str
    written: str
    definition: str
    form: Form
    about: About
    count: Callable[..., Counted]
    margin: Callable[..., float] | None = None
    pool: Callable[..., Floats] | None = None
    pooled: Callable[[Floats], bool] | None = None
    else_when: str = "the window"


_YEAR = r"(?:_(?P<year>\d{4}))?"
_GRADES = "|".join(grade.value for grade in RiskLevel)

#: Every family, in the order of the reference page.
FAMILIES: tuple[Family, ...] = (
    Family(rf"incidents{_YEAR}", "incidents[_YEAR]", "incidents reported in {when}",
           Form.COUNT, About.VOLUME, counted.incidents),
    Family(rf"missing_children{_YEAR}", "missing_children[_YEAR]",
           "children with an incident in {when}", Form.COUNT, About.VOLUME, counted.children),
    Family(r"children_(?P<year>\d{4})", "children_YEAR",
           "incidents per child with an incident in {when}",
           Form.NUMBER, About.VOLUME, counted.per_missing_child),
    Family(rf"incidents_per_child{_YEAR}", "incidents_per_child[_YEAR]",
           "incidents per child with an incident in {when}",
           Form.NUMBER, About.VOLUME, counted.per_missing_child),
    Family(r"within_(?P<hours>\d+)h", "within_HOURSh",
           "share of incidents in which the child was found within {hours} hours of the report",
           Form.SHARE, About.DURATION, counted.within),
    Family(r"beyond_(?P<days>\d+)d", "beyond_DAYSd",
           "share of incidents that lasted more than {days} days from the report",
           Form.SHARE, About.DURATION, counted.beyond),
    Family(r"hours_at_(?P<percent>\d+)", "hours_at_PERCENT",
           "hours from report to found by which {percent}% of incidents had ended",
           Form.NUMBER, About.DURATION, counted.hours_at),
    Family(rf"top(?P<percent>\d+)_share{_YEAR}", "topPERCENT_share[_YEAR]",
           "share of the incidents of {when} by the {percent}% of its missing children who went"
           " missing most often", Form.SHARE, About.REPEATS, counted.top_share),
    Family(rf"children_with_(?P<least>\d+)_or_more{_YEAR}", "children_with_N_or_more[_YEAR]",
           "share of the missing children of {when} with {least} incidents or more in it",
           Form.SHARE, About.REPEATS, counted.children_with),
    Family(rf"incidents_by_(?P<least>\d+)_or_more{_YEAR}", "incidents_by_N_or_more[_YEAR]",
           "share of the incidents of {when} by children with {least} or more in it",
           Form.SHARE, About.REPEATS, counted.incidents_by),
    Family(rf"second_or_later_share{_YEAR}", "second_or_later_share[_YEAR]",
           "share of the incidents of {when} that are a child's second or later in it",
           Form.SHARE, About.REPEATS, counted.second_or_later),
    Family(rf"first_repeat_within_(?P<days>\d+)d{_YEAR}", "first_repeat_within_DAYSd[_YEAR]",
           "of children with a repeat in {when}, the share whose first repeat was reported within"
           " {days} days of the return before it", Form.SHARE, About.REPEATS, counted.first_repeat),
    Family(rf"looked_after_incident_share{_YEAR}", "looked_after_incident_share[_YEAR]",
           "share of the incidents of {when} by children recorded as looked after",
           Form.SHARE, About.CARE, counted.looked_after_incidents),
    Family(rf"looked_after_child_share{_YEAR}", "looked_after_child_share[_YEAR]",
           "share of the missing children of {when} ever recorded in it as looked after",
           Form.SHARE, About.CARE, counted.looked_after_children),
    Family(rf"looked_after_per_child{_YEAR}", "looked_after_per_child[_YEAR]",
           "incidents of {when} while looked after, per child who had one",
           Form.NUMBER, About.CARE, counted.looked_after_per_child),
    Family(r"looked_after_aged_(?P<low>\d+)_share", "looked_after_aged_AGE_share",
           "of the incidents of looked-after children, the share at {low} years or more",
           Form.SHARE, About.PEOPLE, counted.looked_after_aged),
    Family(rf"most_by_one_child{_YEAR}", "most_by_one_child[_YEAR]",
           "incidents in {when} of the child who had most",
           Form.COUNT, About.REPEATS, counted.most_by_one),
    Family(r"covid_change_(?P<year>\d{4})_(?P<to>\d{2})", "covid_change_YEAR_YY",
           "change in incidents, April {year} to the next March, against the year before",
           Form.CHANGE, About.COVID, counted.change),
    Family(r"rhi_within_(?P<hours>\d+)h", "rhi_within_HOURSh",
           "share of the return interviews held that were held within {hours} hours of return",
           Form.SHARE, About.INTERVIEWS, counted.interviews_within),
    Family(r"rhi_held_share", "rhi_held_share",
           "share of returns after which a return interview was held",
           Form.SHARE, About.INTERVIEWS, counted.interviews_held),
    Family(rf"risk_(?P<grade>{_GRADES})", "risk_GRADE",
           "share of incidents graded {grade} at first grading",
           Form.SHARE, About.GRADING, counted.graded),
    Family(r"home_peak_22_01", "home_peak_22_01",
           "children's homes, last seen: 22:00 to 01:00 is the busiest three hours of the day;"
           " and over all counties together, Friday and Saturday nights are each above every other"
           " night in those hours", Form.SHAPE, About.CLOCK, counted.home_peak,
           counted.home_peak_margin, counted.home_late_nights, counted.weekend_above),
    Family(rf"family_home_high_repeaters{_YEAR}", "family_home_high_repeaters[_YEAR]",
           "of the 10% of children most often missing in {when}, some lived in family homes, and"
           " no more than a third", Form.SHAPE, About.REPEATS, counted.family_home_repeaters,
           counted.family_home_margin, else_when="the window's last year"),
    Family(r"out_of_area_home_share", "out_of_area_home_share",
           "share of children's-home incidents by another authority's children",
           Form.SHARE, About.PEOPLE, counted.out_of_area_homes),
    Family(r"girls_share_(?P<low>\d+)_(?P<high>\d+)", "girls_share_LOW_HIGH",
           "share of incidents by girls aged {low} to {high}",
           Form.SHARE, About.PEOPLE, counted.girls),
    Family(r"self_return_share", "self_return_share",
           "of incidents ended by the child or by police, the share in which the child came back",
           Form.SHARE, About.PEOPLE, counted.came_back),
    Family(r"offered_share", "offered_share",
           "share of returns after which an interview was offered",
           Form.SHARE, About.INTERVIEWS, counted.interviews_offered),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: a family with its numbers filled in.

    Attributes
    ----------
    id
        As written in a targets file.
    parts
        Numbers and words in the id; `year` may be given beside it.
    """

    id: str
    family: Family
    parts: Mapping[str, int | str | None]

    @property
    def form(self) -> Form:
        """What kind of number it is."""
        return self.family.form

    @property
    def about(self) -> About:
        """What it tells of."""
        return self.family.about

    @property
    def year(self) -> int | None:
        """The year it is about, if it is about one."""
        year = self.parts.get("year")
        return None if year is None else int(year)

    @property
    def needs(self) -> tuple[date, date] | None:
        """First and last day that a window must hold; None where any window will do."""
        if self.year is None:
            return None
        if self.about is About.COVID:
            return date(self.year - 1, 4, 1), date(self.year + 1, 3, 31)
        return date(self.year, 1, 1), date(self.year, 12, 31)

    @property
    def definition(self) -> str:
        """What it is, in words."""
        when = self.family.else_when if self.year is None else str(self.year)
        return self.family.definition.format(**{**self.parts, "when": when})

    def counts(self, view: View) -> Counted:
        """Numerator and denominator of a county."""
        return self.family.count(view, **self.parts)

    def value(self, view: View) -> float:
        """Its value in a county; not a number where nothing was counted."""
        return ratio(*self.counts(view))

    def aimed(self, view: View) -> float:
        """What a fit moves: the value, or for a shape its margin."""
        margin = self.family.margin
        return self.value(view) if margin is None else margin(view, **self.parts)

    def pool(self, view: View) -> Floats | None:
        """What is added up over counties before judging a shape, if anything is."""
        return None if self.family.pool is None else self.family.pool(view, **self.parts)


def find_measure(id: str, year: int | None = None) -> Measure | None:
    """The measure of an id; None if there is no such measure.

    Parameters
    ----------
    id
        As in `Family.written`.
    year
        The year, where the id leaves it open.
    """
    for family in FAMILIES:
        match = re.fullmatch(family.pattern, id)
        if match:
            parts = {key: _part(key, text) for key, text in match.groupdict().items()}
            if year is not None and "year" in parts and parts["year"] is None:
                parts["year"] = year
            measure = Measure(id, family, parts)
            return measure if _sensible(measure) else None
    return None


def _part(key: str, text: str | None) -> int | str | None:
    return text if key == "grade" or text is None else int(text)


def _sensible(measure: Measure) -> bool:
    """Whether the numbers of an id can be what they say they are."""
    parts = measure.parts
    year = measure.year
    return (
        (year is None or 1996 <= year <= 2059)
        and ("to" not in parts or (year is not None and parts["to"] == (year + 1) % 100))
        and all(int(parts[key] or 0) >= 1 for key in ("hours", "days", "least") if key in parts)
        and ("percent" not in parts or 1 <= int(parts["percent"] or 0) <= 99)
    )
