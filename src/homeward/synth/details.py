"""What a force writes about each incident: who reported, grading, how found, flags.

Weights here that no profile sets are hand-set after published figures: who finds (NCA
2016/17), how far (Grampian 2007); who reports is judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import completed_years, hour_of_week, to_local
from homeward.synth.county import County
from homeward.synth.homes import HOST_AUTHORITY, OTHER_AUTHORITIES
from homeward.synth.people import NO_HOME, Whole
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.person import CareStatus
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import CARE_SETTINGS, Setting

Texts = NDArray[np.str_]

#: Who tells the police, by where the child lives: care setting or not.
_REPORTERS_IN_CARE = {
    Reporter.CARER: 0.88, Reporter.SOCIAL_WORKER: 0.05, Reporter.SCHOOL: 0.02,
    Reporter.POLICE: 0.02, Reporter.NOT_RECORDED: 0.03,
}  # fmt: skip
_REPORTERS_AT_HOME = {
    Reporter.PARENT: 0.76, Reporter.RELATIVE: 0.08, Reporter.SCHOOL: 0.06,
    Reporter.SOCIAL_WORKER: 0.03, Reporter.FRIEND: 0.02, Reporter.PUBLIC: 0.02,
    Reporter.NOT_RECORDED: 0.03,
}  # fmt: skip
_RETURNS_IN_CARE = {
    ReturnMethod.SELF: 0.47, ReturnMethod.CARER_FOUND: 0.12,
    ReturnMethod.POLICE_FOUND_PATROL: 0.11, ReturnMethod.POLICE_FOUND_ENQUIRY: 0.19,
    ReturnMethod.PARTNER_FOUND: 0.03, ReturnMethod.PUBLIC: 0.01, ReturnMethod.ARRESTED: 0.03,
    ReturnMethod.OTHER: 0.01, ReturnMethod.NOT_RECORDED: 0.03,
}  # fmt: skip
_RETURNS_AT_HOME = {
    ReturnMethod.SELF: 0.40, ReturnMethod.FAMILY_FOUND: 0.19,
    ReturnMethod.POLICE_FOUND_PATROL: 0.11, ReturnMethod.POLICE_FOUND_ENQUIRY: 0.20,
    ReturnMethod.PARTNER_FOUND: 0.02, ReturnMethod.PUBLIC: 0.02, ReturnMethod.HOSPITAL: 0.01,
    ReturnMethod.ARRESTED: 0.01, ReturnMethod.OTHER: 0.01, ReturnMethod.NOT_RECORDED: 0.03,
}  # fmt: skip

#: Lognormal distance in km (Grampian, age 12 to 14), and the share with none recorded.
_DISTANCE_MEDIAN, _DISTANCE_SIGMA, _DISTANCE_BLANK, _FURTHEST_KM = 3.0, 2.0, 0.3, 600.0

#: Shares missing from somewhere else than where the child lives.
_FROM_SCHOOL, _FROM_PUBLIC_PLACE = 0.5, 0.03

_GRADES = (RiskLevel.NONE_APPARENT, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)
_YOUNG_BELOW = 13


@dataclass(frozen=True, slots=True)
class Details:
    """Arrays with one entry for each incident of a county; words are word values.

    Attributes
    ----------
    age
        Completed years on the day of the report.
    home
        Name of the children's home gone missing from; "" where it was none.
    distance_km
        Not a number where none is recorded.
    setting
        Where the child lives, as the county has it (never blank).
    placement
        The three kinds that are never merged, at the time.
    """

    age: Whole
    setting: Texts
    missing_from: Texts
    home: Texts
    care_status: Texts
    placement: Texts
    authority: Texts
    locality: Texts
    risk_first: Texts
    risk_last: Texts
    reporter: Texts
    return_method: Texts
    distance_km: Floats


def describe(county: County) -> Details:
    """Details of every incident of a county."""
    world, incidents = county.world, county.incidents
    streams, ids, child = world.streams, incidents.ids, incidents.child
    setting = np.array(list(world.profile.settings))[world.stays.setting[incidents.stay]]
    in_care = np.isin(setting, [word.value for word in CARE_SETTINGS])
    age = completed_years(world.children.born[child], to_local(incidents.reported))
    placement = _placement(county, in_care)
    missing_from = _missing_from(county, setting, in_care)
    risk_first = _first_grading(county, age)
    return Details(
        age=age,
        setting=setting,
        missing_from=missing_from,
        home=_home(county, setting == missing_from),
        care_status=_care_status(county, in_care),
        placement=placement,
        authority=_authority(county, placement),
        locality=_locality(placement),
        risk_first=risk_first,
        risk_last=_last_grading(county, risk_first),
        reporter=_either(
            streams, "details.reporter", ids, in_care, _REPORTERS_IN_CARE, _REPORTERS_AT_HOME
        ),
        return_method=_either(
            streams, "details.return", ids, in_care, _RETURNS_IN_CARE, _RETURNS_AT_HOME
        ),
        distance_km=_distance(streams, ids),
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


def _placement(county: County, in_care: NDArray[np.bool_]) -> Texts:
    """Kind of placement now: a child who came into care in this county is placed here."""
    first = county.world.children.placement[county.incidents.child]
    unplaced = PlacementKind.NOT_PLACED.value
    here = np.where(first == unplaced, PlacementKind.LOCAL_HERE.value, first)
    return np.where(in_care, here, unplaced)


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


def _missing_from(county: County, setting: Texts, in_care: NDArray[np.bool_]) -> Texts:
    """Where the child went from: in school hours often school, sometimes a public place."""
    streams, ids = county.world.streams, county.incidents.ids
    hour = hour_of_week(to_local(county.incidents.last_seen))
    lessons = (hour < 5 * 24) & (hour % 24 >= 9) & (hour % 24 < 15) & ~in_care
    u = streams.uniform("details.missing_from", ids)
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


def _first_grading(county: County, age: Whole) -> Texts:
    """Gradings by the profile's weights, high likelier for the exploited and the young."""
    rule, incidents = county.world.profile.risk, county.incidents
    table = np.tile(list(rule.weights.values()), (len(incidents.ids), 1))
    words = list(rule.weights)
    if RiskLevel.HIGH.value in words:
        high = table[:, words.index(RiskLevel.HIGH.value)]
        high *= np.where(incidents.exploited == 1, rule.high_factor_exploited, 1.0)
        high *= np.where(age < _YOUNG_BELOW, rule.high_factor_young, 1.0)
    streams = county.world.streams
    return np.array(words)[streams.pick("details.risk", incidents.ids, table)]


def _last_grading(county: County, first: Texts) -> Texts:
    """The first grading, or for some the next one up or down."""
    streams, ids = county.world.streams, county.incidents.ids
    words = np.array([grade.value for grade in _GRADES])
    position = np.searchsorted(words, first, sorter=np.argsort(words))
    position = np.argsort(words)[np.clip(position, 0, len(words) - 1)]
    step = np.where(streams.uniform("details.regrade_up", ids) < 0.5, 1, -1)
    moved = words[np.clip(position + step, 0, len(words) - 1)]
    regraded = streams.uniform("details.regraded", ids) < county.world.profile.risk.regraded_share
    return np.where(regraded & np.isin(first, words), moved, first)


def _distance(streams: Streams, ids: Ids) -> Floats:
    far = streams.lognormal("details.distance", ids, _DISTANCE_MEDIAN, _DISTANCE_SIGMA)
    blank = streams.uniform("details.distance_blank", ids) < _DISTANCE_BLANK
    return np.where(blank, np.nan, np.round(np.clip(far, 0.1, _FURTHEST_KM), 1))
