"""Numerators and denominators of measures: each function counts one thing in one county.

A function takes a view and the numbers of its measure's id, and returns what was counted
and of what. Definitions are in `synth.fitting.measures`.
"""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import DAY, HOUR
from homeward.synth.fitting.view import LATE_HOURS, View, most_often, per_child
from homeward.synth.streams import Floats
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.person import CareStatus, Sex
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.setting import Setting

#: What was counted, and of what.
Counted = tuple[float, float]

#: Nights from Monday; the two of the weekend.
_NIGHTS, _WEEKEND = 7, (4, 5)

#: Most of a year's top tenth who may live in family homes, for the shape to hold.
_FAMILY_HOME_MOST = 1 / 3
_HAIR = 1e-9

#: Ways of return that are the child's own doing, and those that are the police's.
_OWN = (ReturnMethod.SELF.value,)
_POLICE = (ReturnMethod.POLICE_FOUND_PATROL.value, ReturnMethod.POLICE_FOUND_ENQUIRY.value)


def incidents(view: View, year: int | None = None) -> Counted:
    """Incidents."""
    return int(view.of_year(year).sum()), 1


def children(view: View, year: int | None = None) -> Counted:
    """Children with an incident."""
    return len(per_child(view, view.of_year(year))[0]), 1


def per_missing_child(view: View, year: int | None = None) -> Counted:
    """Incidents, of the children who had them."""
    own = view.of_year(year)
    return int(own.sum()), len(per_child(view, own)[0])


def within(view: View, hours: int) -> Counted:
    """Incidents that ended within so many hours of the report."""
    return int((view.hours <= hours).sum()), len(view.hours)


def beyond(view: View, days: int) -> Counted:
    """Incidents that lasted longer than so many days from the report."""
    return int((view.hours > 24 * days).sum()), len(view.hours)


def hours_at(view: View, percent: int) -> Counted:
    """Hours by which so many per cent had ended, of 1."""
    if not len(view.hours):
        return 0, 0
    return float(np.quantile(view.hours, percent / 100)), 1


def top_share(view: View, percent: int, year: int | None = None) -> Counted:
    """Incidents by the children who went most often."""
    own = view.of_year(year)
    _, number = per_child(view, own)
    return int(number[most_often(number, percent)].sum()), int(own.sum())


def children_with(view: View, least: int, year: int | None = None) -> Counted:
    """Children with so many incidents or more."""
    _, number = per_child(view, view.of_year(year))
    return int((number >= least).sum()), len(number)


def incidents_by(view: View, least: int, year: int | None = None) -> Counted:
    """Incidents by children with so many or more."""
    _, number = per_child(view, view.of_year(year))
    return int(number[number >= least].sum()), int(number.sum())


def second_or_later(view: View, year: int | None = None) -> Counted:
    """Incidents that are not their child's first."""
    number, children = per_missing_child(view, year)
    return number - children, number


def first_repeat(view: View, days: int, year: int | None = None) -> Counted:
    """Children whose first repeat was reported within so many days of the return before it."""
    own = view.of_year(year)
    of, reported = view.incidents.child[own], view.incidents.reported[own]
    order = np.lexsort((reported, of))
    child = of[order]
    again = np.flatnonzero(child[1:] == child[:-1])
    first = again[np.unique(child[again], return_index=True)[1]]
    gap = reported[order][first + 1] - view.incidents.returned[own][order][first]
    return int((gap <= days * DAY).sum()), len(first)


def _looked_after(view: View) -> np.ndarray:
    return view.details.care_status == CareStatus.LOOKED_AFTER.value


def looked_after_incidents(view: View, year: int | None = None) -> Counted:
    """Incidents of children recorded as looked after."""
    own = view.of_year(year)
    return int((_looked_after(view) & own).sum()), int(own.sum())


def looked_after_children(view: View, year: int | None = None) -> Counted:
    """Children ever recorded as looked after."""
    own = view.of_year(year)
    return len(per_child(view, _looked_after(view) & own)[0]), len(per_child(view, own)[0])


def looked_after_per_child(view: View, year: int | None = None) -> Counted:
    """Incidents while recorded as looked after, of the children who had them."""
    own = _looked_after(view) & view.of_year(year)
    return int(own.sum()), len(per_child(view, own)[0])


def looked_after_aged(view: View, low: int) -> Counted:
    """Incidents at so many years or more, of those of children recorded as looked after."""
    own = _looked_after(view)
    return int((own & (view.details.age >= low)).sum()), int(own.sum())


def most_by_one(view: View, year: int | None = None) -> Counted:
    """Incidents of the child who had most."""
    _, number = per_child(view, view.of_year(year))
    return int(number.max(initial=0)), 1


def change(view: View, year: int, to: int) -> Counted:
    """Incidents more than in the year before, of those in it; years from April to March.

    `to`, the last two figures of the year in which it ends, is there for the reader.
    """
    before = view.between(f"{year - 1}-04-01", f"{year}-04-01")
    return view.between(f"{year}-04-01", f"{year + 1}-04-01") - before, before


def _held(view: View) -> np.ndarray:
    return np.isfinite(view.incidents.interviewed)


def interviews_within(view: View, hours: int) -> Counted:
    """Interviews held within so many hours of return."""
    waited = (view.incidents.interviewed - view.incidents.returned)[_held(view)]
    return int((waited <= hours * HOUR).sum()), len(waited)


def interviews_held(view: View) -> Counted:
    """Returns after which an interview was held."""
    return int(_held(view).sum()), len(view.hours)


def interviews_offered(view: View) -> Counted:
    """Returns after which an interview was offered."""
    return int(np.isfinite(view.incidents.offered).sum()), len(view.hours)


def graded(view: View, grade: str) -> Counted:
    """Incidents with this first grading."""
    return int((view.details.risk_first == grade).sum()), len(view.hours)


def _in_homes(view: View) -> np.ndarray:
    return view.details.setting == Setting.CHILDRENS_HOME.value


def _three_hours(view: View) -> Floats:
    """Children's-home incidents in the three hours from each hour of the day."""
    hourly = np.bincount(view.hour[_in_homes(view)], minlength=24).astype(float)
    return hourly + np.roll(hourly, -1) + np.roll(hourly, -2)


def home_peak_margin(view: View) -> float:
    """How far 22:00 to 01:00 stands above the next busiest three hours, as a share of all."""
    three = _three_hours(view)
    others = np.delete(three, LATE_HOURS[0])
    return float((three[LATE_HOURS[0]] - others.max()) / max(three.sum() / 3, 1))


def home_peak(view: View) -> Counted:
    """1 if 22:00 to 01:00 is the busiest three hours of children's homes."""
    return int(home_peak_margin(view) > 0), 1


def home_late_nights(view: View) -> Floats:
    """Children's-home incidents from 22:00 to 01:00, by night from Monday's."""
    late = _in_homes(view) & np.isin(view.hour, LATE_HOURS)
    return np.bincount(view.night[late], minlength=_NIGHTS).astype(float)


def weekend_above(nights: Floats) -> bool:
    """Whether Friday and Saturday nights are each above every other night."""
    return bool(nights[list(_WEEKEND)].min() > np.delete(nights, _WEEKEND).max())


def top_tenth_in_family_homes(view: View, year: int | None = None) -> Counted:
    """Of the tenth who went most often, those with an incident while living in a family home."""
    own = view.of_year(year)
    child, number = per_child(view, own)
    tenth = child[most_often(number, 10)]
    home = view.details.setting[own] == Setting.FAMILY_HOME.value
    return int(np.isin(tenth, view.incidents.child[own][home]).sum()), len(tenth)


def family_home_margin(view: View, year: int | None = None) -> float:
    """How far the share in family homes lies inside its bounds: some, and at most a third."""
    number, of = top_tenth_in_family_homes(view, year or view.last_year)
    share = number / max(of, 1)
    return min(share, _FAMILY_HOME_MOST + _HAIR - share)


def family_home_repeaters(view: View, year: int | None = None) -> Counted:
    """1 if some of the tenth who went most often live in family homes, at most a third."""
    return int(family_home_margin(view, year) > 0), 1


def out_of_area_homes(view: View) -> Counted:
    """Children's-home incidents by children placed from another area."""
    homes = _in_homes(view)
    far = view.details.locality == PlacementLocality.OUT_OF_AREA.value
    return int((homes & far).sum()), int(homes.sum())


def girls(view: View, low: int, high: int) -> Counted:
    """Incidents by girls of these ages."""
    age = view.details.age
    girl = view.county.world.children.sex[view.incidents.child] == Sex.FEMALE.value
    return int((girl & (age >= low) & (age <= high)).sum()), len(age)


def came_back(view: View) -> Counted:
    """Incidents that the child ended, of those that the child or police ended."""
    method = view.details.return_method
    own = np.isin(method, _OWN)
    return int(own.sum()), int((own | np.isin(method, _POLICE)).sum())
