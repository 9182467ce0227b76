"""What this study says of the records, and the column with gaps that each figure rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from homeward.demand.counting import Yes
from homeward.demand.equality_interviews import RETURN, interviews_of
from homeward.demand.equality_measures import found_by_police
from homeward.demand.long_missing_flags import flags_of, recorded
from homeward.demand.quality_columns import NOT_RECORDED
from homeward.demand.risk_flags import at_least, filled_grading, on_scale
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import ResolvedFrom

DAY, LONG, WEEK = 24, 48, 168
#: The window of the published peak, in minutes of the day: from 22:00 to 01:00.
LATE, EARLY = 22 * 60, 60


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that a finding prints.

    Attributes
    ----------
    name
        As the finding names it, or what it would.
    words
        In the middle of a sentence.
    yes, judged
        Incidents that met it, and that could be judged.
    belongs
        Incidents that the question is asked of; those not judged are the gap.
    gap
        Column that the gap is in; "" where every incident can be judged.
    needs
        Whether some file supplied what it is made of.
    """

    name: str
    words: str
    yes: Yes
    judged: Yes
    belongs: Yes
    gap: str
    needs: bool

    @property
    def unjudged(self) -> Yes:
        """The gap."""
        return self.belongs & ~self.judged


@dataclass(frozen=True, slots=True)
class Contrast:
    """A ratio of two shares that a finding prints.

    Attributes
    ----------
    name
        As the finding names it.
    words
        In the middle of a sentence: who against whom, and what.
    measure
        What is shared.
    first
        Incidents of the group that is set against the rest.
    told
        Incidents whose group is recorded.
    column
        Column of the group.
    """

    name: str
    words: str
    measure: Measure
    first: Yes
    told: Yes
    column: str


def measures_of(timelines: Timelines) -> list[Measure]:
    """Every headline share, those with no gap last."""
    sheet, held = timelines.sheet, timelines.supplied
    every = np.ones(sheet.rows, bool)
    found = list(_of_ends(sheet, every))
    found += [
        _where(timelines, every),
        _graded(sheet, "risk_first" in held),
        _out_of_area(sheet, "placement_locality" in held),
        _by_police(sheet, "return_method" in held),
        _flagged(sheet, every, "exploitation" in held),
        _offered(timelines),
        _late(sheet, every, "last_seen" in held),
    ]
    again = sheet.number("ordinal") > 1
    found.append(
        Measure(
            "repeat_share_second_or_later", "a child's second or later incident",
            again, every, every, "", True,
        )
    )  # fmt: skip
    return found


def _of_ends(sheet: Sheet, every: Yes) -> Iterator[Measure]:
    low, high = sheet.number("hours_low"), sheet.number("hours_high")
    ends = [word.value for word in ResolvedFrom if word is not ResolvedFrom.NONE]
    supplied = bool(sheet.word("resolved_from").among(ends).any())
    for name, words, limit, over in (
        ("share_found_within_24h", "resolved within 24 hours of report", DAY, False),
        ("share_missing_over_48h", "missing for over 48 hours", LONG, True),
        ("share_missing_over_7d", "missing for over 7 days", WEEK, True),
    ):
        beyond, within = low > limit, high <= limit
        yes = beyond if over else within
        yield Measure(name, words, yes, beyond | within, every, "resolved", supplied)


def _where(timelines: Timelines, every: Yes) -> Measure:
    setting = timelines.sheet.word("setting").filled(NOT_RECORDED)
    column = timelines.setting_from or "residence_type"
    return Measure(
        "share_from_childrens_homes", "of children from children's homes",
        setting.equals(Setting.CHILDRENS_HOME.value), ~setting.equals(NOT_RECORDED), every,
        column, bool(timelines.setting_from),
    )  # fmt: skip


def _graded(sheet: Sheet, supplied: bool) -> Measure:
    first = filled_grading(sheet, "risk_first")
    graded = on_scale(first)
    return Measure(
        "share_first_graded_high", "first graded high", at_least(first, RiskLevel.HIGH), graded,
        graded | first.equals(RiskLevel.NOT_RECORDED.value), "risk_first", supplied,
    )  # fmt: skip


def _out_of_area(sheet: Sheet, supplied: bool) -> Measure:
    locality = sheet.word("placement_locality")
    out = PlacementLocality.OUT_OF_AREA.value
    told = locality.among([PlacementLocality.IN_AREA.value, out])
    placed = ~locality.equals(PlacementLocality.NOT_APPLICABLE.value)
    return Measure(
        "share_of_incidents_out_of_area", "placed out of area, of placed children",
        locality.equals(out), told, placed, "placement_locality", supplied,
    )  # fmt: skip


def _by_police(sheet: Sheet, supplied: bool) -> Measure:
    flag = found_by_police(sheet)
    assert flag.judged is not None
    away = sheet.word("return_method").equals(ReturnMethod.STILL_MISSING.value)
    return Measure(
        "share_found_by_police", "found by police", flag.yes, flag.judged, ~away,
        "return_method", supplied,
    )  # fmt: skip


def _flagged(sheet: Sheet, every: Yes, supplied: bool) -> Measure:
    before = flags_of(sheet, "any_exploitation", recorded(sheet)).before
    return Measure(
        "share_flagged_before", "of children flagged for exploitation before",
        before.flagged & before.judged, before.judged, every, "exploitation", supplied,
    )  # fmt: skip


def _offered(timelines: Timelines) -> Measure:
    found = interviews_of(timelines)[RETURN]
    judged = found.flag.judged
    assert judged is not None
    return Measure(
        RETURN, "offered a return interview", found.flag.yes & judged, judged,
        found.belongs, "interviews", "interviews" in timelines.held,
    )  # fmt: skip


def _late(sheet: Sheet, every: Yes, supplied: bool) -> Measure:
    minute = sheet.number("last_seen_minute")
    return Measure(
        "share_22_to_01", "last seen between 22:00 and 01:00",
        (minute >= LATE) | (minute < EARLY), ~np.isnan(minute), every, "last_seen", supplied,
    )  # fmt: skip


def contrasts_of(timelines: Timelines, found: list[Measure]) -> list[Contrast]:
    """Every headline ratio: the largest group of a column against the rest of the recorded."""
    sheet = timelines.sheet
    by_name = {measure.name: measure for measure in found}
    over = by_name["share_found_within_24h"]
    over = Measure(
        "share_missing_over_24h", "missing for over 24 hours", over.judged & ~over.yes,
        over.judged, over.belongs, over.gap, over.needs,
    )  # fmt: skip
    high = by_name["share_first_graded_high"]
    out = []
    for column, label in (
        ("sex", "the most frequent sex"),
        ("ethnicity", "the most frequent ethnicity"),
    ):
        words = sheet.word(column)
        told = words.known & ~words.equals(NOT_RECORDED)
        many = np.bincount(words.codes[told], minlength=max(1, len(words.labels)))
        largest = int(np.argmax(many))
        first = told & (words.codes == largest)
        out += [
            Contrast(
                f"ratio_{measure.name.removeprefix('share_')}_by_{column}",
                f"{measure.words}, {label} against the rest", measure, first, told, column,
            )
            for measure in (over, high)
        ]  # fmt: skip
    where = by_name["share_from_childrens_homes"]
    out.append(
        Contrast(
            "ratio_missing_over_24h_by_setting",
            "missing for over 24 hours, children's homes against the rest", over, where.yes,
            where.judged, where.gap,
        )
    )  # fmt: skip
    return out
