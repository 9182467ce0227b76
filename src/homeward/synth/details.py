"""What a force writes about each incident: who reported, grading, how found, flags.

Weights here that no profile sets are hand-set after published figures: who finds (NCA
2016/17), how far (Grampian 2007); who reports is judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import completed_years, midnight, to_local
from homeward.synth.county import County
from homeward.synth.endings import endings
from homeward.synth.homes import HOST_AUTHORITY, OTHER_AUTHORITIES
from homeward.synth.people import NO_HOME, Whole
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.exploitation import Certainty
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.person import CareStatus, YesNo
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting

Texts = NDArray[np.str_]

#: Who tells the police, by where the child lives: care setting or not.
_REPORTERS_IN_CARE = {
    Reporter.CARER: 0.88, Reporter.SOCIAL_WORKER: 0.05, Reporter.SCHOOL: 0.02,
    Reporter.POLICE: 0.02, Reporter.NOT_RECORDED: 0.03,
}  # fmt: skip
_REPORTERS_AT_HOME = {
    Reporter.PARENT: 0.79, Reporter.RELATIVE: 0.08, Reporter.SCHOOL: 0.03,
    Reporter.SOCIAL_WORKER: 0.03, Reporter.FRIEND: 0.02, Reporter.PUBLIC: 0.02,
    Reporter.NOT_RECORDED: 0.03,
}  # fmt: skip
_RETURNS_IN_CARE = {
    ReturnMethod.SELF: 0.38, ReturnMethod.CARER_FOUND: 0.12,
    ReturnMethod.POLICE_FOUND_PATROL: 0.14, ReturnMethod.POLICE_FOUND_ENQUIRY: 0.25,
    ReturnMethod.PARTNER_FOUND: 0.03, ReturnMethod.PUBLIC: 0.01, ReturnMethod.ARRESTED: 0.03,
    ReturnMethod.OTHER: 0.01, ReturnMethod.NOT_RECORDED: 0.03,
}  # fmt: skip
_RETURNS_AT_HOME = {
    ReturnMethod.SELF: 0.33, ReturnMethod.FAMILY_FOUND: 0.19,
    ReturnMethod.POLICE_FOUND_PATROL: 0.14, ReturnMethod.POLICE_FOUND_ENQUIRY: 0.24,
    ReturnMethod.PARTNER_FOUND: 0.02, ReturnMethod.PUBLIC: 0.02, ReturnMethod.HOSPITAL: 0.01,
    ReturnMethod.ARRESTED: 0.01, ReturnMethod.OTHER: 0.01, ReturnMethod.NOT_RECORDED: 0.03,
}  # fmt: skip

#: Share reported by the school, of absences from family settings begun in lessons: before
#: schools are asked, and of those that would have been recorded anyway, after.
_SCHOOL_BEFORE, _SCHOOL_AFTER = 0.10, 0.35

#: Lognormal distance in km (Grampian, age 12 to 14), and the share with none recorded.
_DISTANCE_MEDIAN, _DISTANCE_SIGMA, _DISTANCE_BLANK, _FURTHEST_KM = 3.0, 2.0, 0.3, 600.0

#: Shares missing from somewhere else than where the child lives.
_FROM_SCHOOL, _FROM_PUBLIC_PLACE = 0.5, 0.03

_GRADES = (RiskLevel.NONE_APPARENT, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)

#: Lognormal minutes from report to the making of the record, and from that to its grading.
_RECORD_MINUTES, _GRADE_MINUTES, _DELAY_SIGMA = 12.0, 20.0, 0.8

#: How sure flags are, and who set them.
_CERTAINTY: dict[str, float] = {
    Certainty.SUSPECTED: 0.62, Certainty.CONFIRMED: 0.30, Certainty.NOT_RECORDED: 0.08,
}  # fmt: skip
_FLAG_SOURCES = {"MASH": 0.40, "Police intelligence": 0.32, "MACE panel": 0.18, "NRM": 0.10}


@dataclass(frozen=True, slots=True)
class Details:
    """Arrays with one entry for each incident of a county; words are word values.

    Attributes
    ----------
    age
        Completed years on the day of the report.
    setting
        Where the child lives, as the county has it (never blank).
    missing_from, home
        Kind of place gone missing from; name of the children's home, "" where none.
    care_status, disability
        As recorded.
    placement
        The three kinds that are never merged, at the time.
    authority, locality
        Who placed the child, and whether in that authority's area.
    recorded, graded, regraded
        UTC minutes: when the record was made, first graded, last graded.
    risk_first, risk_last
        Gradings.
    reporter, return_method
        Who told the police, and how the child came to be safe.
    distance_km
        Not a number where none is recorded.
    found_place, returned_to
        Kinds of place.
    safe_at_return, safe_source
        Whether judged safe there, and who judged it ("" where nobody did).
    harm, push, pull
        Values, ";"-joined where several; "" where none was asked or given.
    certainty, flag_source
        Of the child's exploitation flags, were they held.
    """

    age: Whole
    setting: Texts
    missing_from: Texts
    home: Texts
    care_status: Texts
    disability: Texts
    placement: Texts
    authority: Texts
    locality: Texts
    recorded: Floats
    graded: Floats
    regraded: Floats
    risk_first: Texts
    risk_last: Texts
    reporter: Texts
    return_method: Texts
    distance_km: Floats
    found_place: Texts
    returned_to: Texts
    safe_at_return: Texts
    safe_source: Texts
    harm: Texts
    push: Texts
    pull: Texts
    certainty: Texts
    flag_source: Texts


def describe(county: County) -> Details:
    """Details of every incident of a county."""
    world, incidents = county.world, county.incidents
    streams, ids, child = world.streams, incidents.ids, incidents.child
    position = world.stays.setting[incidents.stay]
    setting = np.array(list(world.profile.settings))[position]
    in_care = world.in_care()[position]
    placement = world.placement(child, position)
    lessons = world.calendar.in_school(to_local(incidents.last_seen)) & ~in_care
    missing_from = _missing_from(county, setting, lessons)
    return_method = _either(
        streams, "details.return", ids, in_care, _RETURNS_IN_CARE, _RETURNS_AT_HOME
    )
    return Details(
        age=completed_years(world.children.born[child], to_local(incidents.reported)),
        setting=setting,
        missing_from=missing_from,
        home=_home(county, setting == missing_from),
        care_status=_care_status(county, in_care),
        disability=_disability(county),
        placement=placement,
        authority=_authority(county, placement),
        locality=_locality(placement),
        reporter=_reporter(county, in_care, lessons),
        return_method=return_method,
        distance_km=_distance(streams, ids),
        **_gradings(county),
        **endings(county, setting, in_care, return_method),
        **_flags(county),
    )


def _either(
    streams: Streams,
    purpose: str,
    ids: Ids,
    first: NDArray[np.bool_],
    weights: Mapping[str, float],
    others: Mapping[str, float],
) -> Texts:
    """Words drawn with the first weights where `first`, else with the others."""
    picked = [
        np.array([str(word) for word in table])[streams.pick(purpose, ids, list(table.values()))]
        for table in (weights, others)
    ]
    return np.where(first, picked[0], picked[1])


def _reporter(county: County, in_care: NDArray[np.bool_], lessons: NDArray[np.bool_]) -> Texts:
    """Who told the police: far more schools once schools are asked, in lessons.

    What goes unrecorded before that day is told by schools after it.
    """
    streams, incidents = county.world.streams, county.incidents
    ids, rule = incidents.ids, county.world.profile.recording
    others = _either(
        streams, "details.reporter", ids, in_care, _REPORTERS_IN_CARE, _REPORTERS_AT_HOME
    )
    asked = to_local(incidents.last_seen) >= midnight(rule.school_pilot_from)
    new = streams.uniform("episodes.school", ids) >= rule.school_reported_before_share
    share = np.where(asked, np.where(new, 1.0, _SCHOOL_AFTER), _SCHOOL_BEFORE)
    told = lessons & (streams.uniform("details.school", ids) < share)
    return np.where(told, Reporter.SCHOOL.value, others)


def _authority(county: County, placement: Texts) -> Texts:
    names = np.array((HOST_AUTHORITY, *OTHER_AUTHORITIES))
    chosen = names[county.world.children.authority[county.incidents.child]]
    return np.where(placement == PlacementKind.NOT_PLACED.value, "", chosen)


def _locality(placement: Texts) -> Texts:
    return np.select(
        [
            placement == PlacementKind.NOT_PLACED.value,
            placement == PlacementKind.LOCAL_HERE.value,
        ],
        [PlacementLocality.NOT_APPLICABLE.value, PlacementLocality.IN_AREA.value],
        PlacementLocality.OUT_OF_AREA.value,
    )


def _missing_from(county: County, setting: Texts, lessons: NDArray[np.bool_]) -> Texts:
    """Where the child went from: in lessons often school, sometimes a public place."""
    u = county.world.streams.uniform("details.missing_from", county.incidents.ids)
    away = [lessons & (u < _FROM_SCHOOL), u > 1 - _FROM_PUBLIC_PLACE]
    return np.select(away, [Setting.SCHOOL.value, Setting.PUBLIC_PLACE.value], setting)


def _home(county: County, from_residence: NDArray[np.bool_]) -> Texts:
    home = county.world.stays.home[county.incidents.stay]
    names = np.array(county.world.homes.names)
    return np.where(from_residence & (home != NO_HOME), names[home], "")


def _care_status(county: County, in_care: NDArray[np.bool_]) -> Texts:
    at_home = county.world.children.care_status_at_home[county.incidents.child]
    blank = county.world.streams.uniform("details.care_status", county.incidents.ids) < 0.02
    looked_after = np.where(blank, CareStatus.NOT_RECORDED.value, CareStatus.LOOKED_AFTER.value)
    return np.where(in_care, looked_after, at_home)


def _disability(county: County) -> Texts:
    """As recorded of each child: blank for some, and for more who have none."""
    streams, child = county.world.streams, county.incidents.child
    has = county.world.children.disability[child] == 1
    u = streams.uniform("details.disability", county.world.children.ids[child])
    blank = u < np.where(has, 0.1, 0.25)
    said = np.where(has, YesNo.YES.value, YesNo.NO.value)
    return np.where(blank, YesNo.NOT_RECORDED.value, said)


def _gradings(county: County) -> dict[str, Any]:
    """When recorded and graded, and how: some are graded again, one step up or down."""
    streams, incidents = county.world.streams, county.incidents
    ids, rule = incidents.ids, county.world.profile.risk
    first = np.array(list(rule.weights))[incidents.grade]
    last = _next_grade(streams, ids, first, rule.regraded_share)
    recorded = incidents.reported + _delay(streams, "details.recorded", ids, _RECORD_MINUTES)
    recorded = np.minimum(recorded, incidents.closed)
    graded = recorded + _delay(streams, "details.graded", ids, _GRADE_MINUTES)
    graded = np.minimum(graded, incidents.closed)
    left = np.maximum(incidents.closed - graded, 0)
    later = graded + np.floor(left * streams.uniform("details.regraded_at", ids))
    unsaid = RiskLevel.NOT_RECORDED.value
    return {
        "recorded": recorded,
        "graded": np.where(first == unsaid, np.inf, graded),
        "regraded": np.where(last == unsaid, np.inf, np.where(last == first, graded, later)),
        "risk_first": first,
        "risk_last": last,
    }


def _delay(streams: Streams, purpose: str, ids: Ids, median: float) -> Floats:
    return np.ceil(np.minimum(streams.lognormal(purpose, ids, median, _DELAY_SIGMA), 600))


def _next_grade(streams: Streams, ids: Ids, first: Texts, share: float) -> Texts:
    """The first grading, or for this share the next one up or down."""
    words = np.array([grade.value for grade in _GRADES])
    order = np.argsort(words)
    position = order[np.clip(np.searchsorted(words, first, sorter=order), 0, len(words) - 1)]
    step = np.where(streams.uniform("details.regrade_up", ids) < 0.5, 1, -1)
    moved = words[np.clip(position + step, 0, len(words) - 1)]
    regraded = streams.uniform("details.regraded", ids) < share
    return np.where(regraded & np.isin(first, words), moved, first)


def _flags(county: County) -> dict[str, Any]:
    """How sure each child's flags are, and who set them: one answer for a child."""
    streams, ids = county.world.streams, county.world.children.ids[county.incidents.child]
    picked = [
        np.array([str(word) for word in table])[streams.pick(purpose, ids, list(table.values()))]
        for purpose, table in (
            ("details.certainty", _CERTAINTY),
            ("details.flag_source", _FLAG_SOURCES),
        )
    ]
    return {"certainty": picked[0], "flag_source": picked[1]}


def _distance(streams: Streams, ids: Ids) -> Floats:
    far = streams.lognormal("details.distance", ids, _DISTANCE_MEDIAN, _DISTANCE_SIGMA)
    blank = streams.uniform("details.distance_blank", ids) < _DISTANCE_BLANK
    return np.where(blank, np.nan, np.round(np.clip(far, 0.1, _FURTHEST_KM), 1))
