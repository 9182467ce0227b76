"""Plans made before the next episode: Philomena forms by stay, trigger plans by meeting.

A form may be completed for each stay in a children's home once the home is live, and is
kept up to date, or never looked at again. What a form does to the rate of episodes is the
home's live date (`synth.causes`), not the form.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from homeward.synth.clock import DAY, YEAR
from homeward.synth.county import County
from homeward.synth.people import NO_HOME, Whole
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.activity import PlanKind

#: Marks a plan that belongs to no stay, and a report for which there was no form.
NO_STAY, NO_FORM = -1, -1

#: Mean days from a meeting to its trigger plan, and days about which a review falls.
#: Judgement: nobody has published them.
_PLAN_DAYS, _REVIEW_SLACK = 3.0, 7.0


@dataclass(frozen=True, slots=True)
class Plans:
    """Arrays with one entry for each plan completed by the last extract. Times are UTC minutes.

    Attributes
    ----------
    ids
        Lasting identity.
    child, stay, home
        Positions in `Children`, `Stays` and `Homes`; a trigger plan has no stay and no
        home (NO_STAY, NO_HOME).
    kind
        A `PlanKind` value.
    completed, updated
        When it was completed, and last updated before the extract (or the stay's end).
    stale
        1 if it is never updated, however long it is kept.
    """

    ids: Ids
    child: Whole
    stay: Whole
    home: Whole
    kind: np.ndarray
    completed: Floats
    updated: Floats
    stale: Whole

    def take(self, which: np.ndarray) -> Plans:
        """These plans only (positions or a mask)."""
        return Plans(*(getattr(self, f.name)[which] for f in fields(self)))

    def of(self, kind: PlanKind) -> Plans:
        """The plans of one kind."""
        return self.take(self.kind == kind.value)


def plans(county: County) -> Plans:
    """Every plan completed by the last extract: forms, then trigger plans.

    Forms are in order of stay, trigger plans in order of meeting.
    """
    forms, triggers = _forms(county), _triggers(county)
    return Plans(
        *(
            np.concatenate([getattr(part, f.name) for part in (forms, triggers)])
            for f in fields(Plans)
        )
    )


def form_at_call(county: County) -> Whole:
    """Position in `plans(county)` of the form there was at each report; NO_FORM if none.

    The child's own form of the stay gone missing from, completed by the report.
    """
    forms, incidents = _forms(county), county.incidents
    of_stay = np.full(len(county.world.stays.child), NO_FORM)
    of_stay[forms.stay] = np.arange(len(forms.stay))
    form = of_stay[incidents.stay]
    completed = np.append(forms.completed, np.inf)[form]
    return np.where(completed <= incidents.reported, form, NO_FORM)


def used_at_call(county: County) -> np.ndarray:
    """Whether the child's form was used when the call was made, for each incident."""
    share = county.world.profile.plans.used_at_call_share
    u = county.world.streams.uniform("partners.form_used", county.incidents.ids)
    return (form_at_call(county) != NO_FORM) & (u < share)


def _forms(county: County) -> Plans:
    """Forms of stays in homes that are live, completed before the stay or the study ends."""
    world, rule = county.world, county.world.profile.plans
    stays, streams = world.stays, world.streams
    stay = np.flatnonzero(stays.home != NO_HOME)
    ids = world.children.ids[stays.child[stay]] ^ stays.opens[stay].view(np.uint64)
    wait = streams.lognormal("partners.form_wait", ids, rule.wait_median_days, rule.wait_sigma)
    since = np.maximum(stays.opens[stay], world.homes.philomena[stays.home[stay]])
    completed = np.floor(since + DAY * wait)
    until = np.minimum(stays.closes[stay], county.as_of)
    made = streams.uniform("partners.form_made", ids) < rule.completed_share
    made &= completed < until
    updated, stale = _kept(county, ids[made], completed[made], until[made])
    return Plans(
        ids=ids[made],
        child=stays.child[stay[made]],
        stay=stay[made],
        home=stays.home[stay[made]],
        kind=np.full(made.sum(), PlanKind.PHILOMENA.value),
        completed=completed[made],
        updated=updated,
        stale=stale,
    )


def _triggers(county: County) -> Plans:
    """Trigger plans written after meetings; nothing is done to one after the child is 18."""
    world, meetings = county.world, county.meetings
    streams, ids = world.streams, meetings.cause
    after = DAY * streams.exponential("partners.trigger_wait", ids, _PLAN_DAYS)
    completed = np.floor(meetings.held + after)
    until = np.minimum(world.children.born[meetings.child] + 18 * YEAR, county.as_of)
    share = world.profile.plans.trigger_plan_share
    made = (streams.uniform("partners.trigger_made", ids) < share) & (completed < until)
    updated, stale = _kept(county, ids[made], completed[made], until[made])
    number = int(made.sum())
    return Plans(
        ids=ids[made],
        child=meetings.child[made],
        stay=np.full(number, NO_STAY),
        home=np.full(number, NO_HOME),
        kind=np.full(number, PlanKind.TRIGGER.value),
        completed=completed[made],
        updated=updated,
        stale=stale,
    )


def _kept(county: County, ids: Ids, completed: Floats, until: Floats) -> tuple[Floats, Whole]:
    """When each plan was last updated, and which are never updated."""
    streams: Streams = county.world.streams
    rule = county.world.profile.plans
    stale = streams.uniform("partners.plan_stale", ids) < rule.stale_share
    reviews = np.floor((until - completed) / (rule.review_days * DAY))
    slack = _REVIEW_SLACK * DAY * (2 * streams.uniform("partners.plan_review", ids) - 1)
    last = completed + np.floor(reviews * rule.review_days * DAY + slack)
    updated = np.where(stale | (reviews < 1), completed, np.clip(last, completed, until - 1))
    return updated, stale.astype(np.int64)
