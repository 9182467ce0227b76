"""What `demand.equality` asks of every incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Flag
from homeward.demand.duration_coarse import ANY, part_unplaced, straddling
from homeward.demand.duration_coarse import too_coarse as unsafe
from homeward.demand.equality_interviews import Interviewed
from homeward.demand.risk_flags import at_least, filled_grading, missing_over, on_scale
from homeward.demand.wording import TOO_MANY
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.risk import RiskLevel

#: The limit against which time missing is judged, in hours.
LIMIT = 24
#: Ways of coming back that say nothing, or that the child has not come back.
_NO_WAY = (ReturnMethod.NOT_RECORDED.value, ReturnMethod.STILL_MISSING.value)
_POLICE = (ReturnMethod.POLICE_FOUND_PATROL.value, ReturnMethod.POLICE_FOUND_ENQUIRY.value)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that may differ between groups.

    Attributes
    ----------
    share
        Name of the share of each group.
    flag
        What the share counts.
    compared
        Ending of the names of its ratio and p value.
    contrast
        What is compared: the share itself, or the rarer opposite of it, since a ratio of
        two shares near one says nothing.
    words
        What is compared, in the middle of a sentence.
    """

    share: str
    flag: Flag
    compared: str
    contrast: Flag
    words: str

    @property
    def ratio(self) -> str:
        """Name of the ratio."""
        return f"ratio_{self.compared}"

    @property
    def p_value(self) -> str:
        """Name of the p value."""
        return f"p_value_{self.compared}"


def measures(timelines: Timelines, interviews: Mapping[str, Interviewed]) -> list[Measure]:
    """Every measure; one that the records cannot bear has nothing judged.

    `interviews` are by name of share.
    """
    sheet = timelines.sheet
    over = _nothing(sheet) if too_coarse(sheet, LIMIT) else missing_over(sheet, LIMIT)
    within = Flag(~over.yes, over.judged)
    first = filled_grading(sheet, "risk_first")
    graded = on_scale(first)
    high = Flag(at_least(first, RiskLevel.HIGH), graded)
    medium = Flag(at_least(first, RiskLevel.MEDIUM), graded)
    found = found_by_police(sheet)
    return [
        Measure("share_found_within_24h", within, "missing_over_24h", over,
                "missing for over 24 hours"),
        _plain("share_first_graded_high", high, "first graded high"),
        _plain("share_first_graded_medium_or_high", medium, "first graded medium or high"),
        _plain("share_found_by_police", found, "found by police"),
        *(_plain(name, held.asked, held.words) for name, held in interviews.items()),
    ]  # fmt: skip


def _nothing(sheet: Sheet) -> Flag:
    nothing = np.zeros(sheet.rows, bool)
    return Flag(nothing, nothing)


def too_coarse(sheet: Sheet, limit: int) -> bool:
    """Whether too many incidents cannot be placed on either side of a limit, in hours.

    The limit `ANY` asks for those not known to the minute. As in `demand.duration`.
    """
    low, high = sheet.number("hours_low"), sheet.number("hours_high")
    if limit == ANY:
        return part_unplaced(low, high, ANY) > TOO_MANY
    beyond, unplaced = low > limit, straddling(low, high, limit)
    judged = int((beyond | (high <= limit)).sum())
    return unsafe(int(beyond.sum()), judged, int(unplaced.sum()))


def _plain(share: str, flag: Flag, words: str) -> Measure:
    return Measure(share, flag, share.removeprefix("share_"), flag, words)


def found_by_police(sheet: Sheet) -> Flag:
    """Found by police, of incidents whose way of coming back is recorded.

    On patrol or by enquiry. A child who was arrested came back another way: an arrest says
    where the child was, not that police who looked for the child found it.
    """
    way = sheet.word("return_method")
    return Flag(way.among(_POLICE), way.known & ~way.among(_NO_WAY))


def followed(sheet: Sheet) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.bool_]]:
    """Which episodes a curve can follow, for how many hours each, and whether to its end.

    As in `demand.duration`: known to the minute, or open and followed so far; none where
    too many are not known to the minute.
    """
    low, high = sheet.number("hours_low"), sheet.number("hours_high")
    ended = low == high
    if too_coarse(sheet, ANY):
        return np.zeros(sheet.rows, bool), low, ended
    return ended | (~np.isnan(low) & np.isnan(high)), low, ended
