"""What becomes of return home interviews, and what the commissioned charity knows of it.

The charity is commissioned by the county's own authority. Interviews of other
authorities' children placed here are mostly their own authority's to arrange: they are
not in the charity's file, and nobody who holds only that file can tell what became of
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from homeward.synth.aftermath import IN_TIME_HOURS
from homeward.synth.clock import DAY, HOUR, to_local
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.homes import HOST_AUTHORITY
from homeward.synth.office import in_office_hours
from homeward.synth.partners.weights import COMMISSIONED_ELSEWHERE, SHARED, SHARED_AFTER_DAYS
from homeward.synth.people import Whole
from homeward.synth.streams import Floats, Ids
from homeward.vocabulary.outcome import Harm
from homeward.vocabulary.setting import CARE_SETTINGS

#: What the force writes where no harm was told.
_UNHARMED = ("", Harm.NONE_DISCLOSED.value, Harm.NOT_RECORDED.value)

#: People tell the time of a return to so many minutes.
_TOLD_TO = 15


class Fate(Enum):
    """What had become of an interview when the last extract was made."""

    NOT_OFFERED = "not_offered"
    DECLINED = "declined"
    LOST = "lost"
    HELD_WITHIN_72H = "held_within_72h"
    HELD_LATER = "held_later"
    PENDING = "pending"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Cases:
    """Arrays with one entry for each row of the charity's file.

    Times are local minutes as the charity has them: `returned` as told and `due` as
    reckoned from it. What comes after the last extract is infinite.

    Attributes
    ----------
    ids, child
        Identity of the incident, and position in `Children`.
    fate
        Value of a `Fate`.
    accepted
        Whether an offer was made and accepted.
    returned, due, offered, booked, completed, shared
        When each happened, or is to; `shared` is what was told going to the force.
    in_care, exploited, harmed
        Whether the child was in a care setting; was being exploited; is recorded by the
        force as harmed.
    push, pull
        Reasons that the force recorded, ";"-joined.
    """

    ids: Ids
    child: Whole
    fate: np.ndarray
    accepted: np.ndarray
    returned: Floats
    due: Floats
    offered: Floats
    booked: Floats
    completed: Floats
    shared: Floats
    in_care: np.ndarray
    exploited: np.ndarray
    harmed: np.ndarray
    push: np.ndarray
    pull: np.ndarray

    @property
    def was_offered(self) -> np.ndarray:
        """Whether an interview was offered."""
        return np.isfinite(self.offered)

    @property
    def was_held(self) -> np.ndarray:
        """Whether the interview was held."""
        return np.isfinite(self.completed)


def interview_fates(county: County) -> np.ndarray:
    """Value of the `Fate` of each incident's interview, when the last extract is made.

    Pending: an offer or an interview is still to come, or no offer was made and it is not
    yet late. Not due: the child is not yet back.
    """
    own, now = county.incidents, county.as_of
    due = own.returned + IN_TIME_HOURS * HOUR
    unoffered = ~np.isfinite(own.offered)
    to_come = np.where(unoffered, due > now, own.offered > now)
    undecided = (own.accepted == 1) & (own.lost == 0) & ~(own.interviewed <= now)
    chosen: dict[Fate, np.ndarray] = {
        Fate.NOT_DUE: own.returned > now,
        Fate.PENDING: to_come | undecided,
        Fate.LOST: own.lost == 1,
        Fate.NOT_OFFERED: unoffered,
        Fate.DECLINED: own.accepted == 0,
        Fate.HELD_WITHIN_72H: own.interviewed <= due,
    }
    values = [fate.value for fate in chosen]
    return np.select(list(chosen.values()), values, Fate.HELD_LATER.value)


def intelligence_shared(county: County) -> Floats:
    """UTC minute at which what each interview told went to the force; infinite if it never did."""
    streams, own = county.world.streams, county.incidents
    share = np.array(SHARED)[own.exploited]
    does = streams.uniform("partners.shared", own.ids) < share
    after = DAY * streams.exponential("partners.shared_after", own.ids, SHARED_AFTER_DAYS)
    sent = np.where(does, own.interviewed + np.floor(after), np.inf)
    return in_office_hours(streams, "partners.shared_time", own.ids, sent)


def in_charity_file(county: County, details: Details) -> np.ndarray:
    """Which incidents are in the charity's file: those of whose return it was told.

    Always the county's own children; other authorities' only where one of them has
    commissioned the same charity for the child.
    """
    own = np.isin(details.authority, ["", HOST_AUTHORITY])
    entity = county.world.children.ids[county.incidents.child]
    u = county.world.streams.uniform("partners.commissioned", entity)
    return (own | (u < COMMISSIONED_ELSEWHERE)) & (county.incidents.returned <= county.as_of)


def cases_of(county: County, details: Details, told: np.ndarray) -> Cases:
    """The charity's cases: the incidents that it was told of, in order of report."""
    own = county.incidents.take(told)
    returned = np.floor(to_local(own.returned) / _TOLD_TO) * _TOLD_TO
    returned += returned % DAY == 0  # midnight sharp is written for no time of day
    accepted = (own.accepted == 1) & (own.offered <= county.as_of)
    return Cases(
        ids=own.ids,
        child=own.child,
        fate=interview_fates(county)[told],
        accepted=accepted,
        returned=returned,
        due=returned + IN_TIME_HOURS * HOUR,
        offered=known_local(county, own.offered),
        booked=known_local(county, np.where(accepted, own.booked, np.inf)),
        completed=known_local(county, own.interviewed),
        shared=known_local(county, intelligence_shared(county)[told]),
        in_care=np.isin(details.setting[told], [word.value for word in CARE_SETTINGS]),
        exploited=own.exploited == 1,
        harmed=~np.isin(details.harm[told], _UNHARMED),
        push=details.push[told],
        pull=details.pull[told],
    )


def known_local(county: County, utc: Floats) -> Floats:
    """Local minutes of what had happened when the last extract was made; else infinite."""
    return np.where(utc <= county.as_of, to_local(utc), np.inf)


def interview_truth(county: County, told: np.ndarray, cases: Cases) -> Mapping[str, Any]:
    """Numbers by fate, in the charity's file and elsewhere.

    `held_within_72h_as_told` goes by the return as told to the charity, as a reader of
    its file must; the fates go by the true return.
    """
    fates = interview_fates(county)
    names = [fate.value for fate in Fate if fate is not Fate.NOT_DUE]
    back = fates != Fate.NOT_DUE.value
    return {
        "in_file": {name: int((cases.fate == name).sum()) for name in names},
        "elsewhere": {name: int((~told & (fates == name)).sum()) for name in names},
        "held_within_72h_as_told": int((cases.completed <= cases.due).sum()),
        "returns": int(back.sum()),
        "not_yet_returned": int((~back).sum()),
    }
