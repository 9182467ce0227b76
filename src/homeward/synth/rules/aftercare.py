"""Rules for what follows a return: interviews, meetings, support, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.synth.rules.limits import a_share, above_zero, between, lowering, zero_or_more


@dataclass(frozen=True, slots=True)
class InterviewRule:
    """Return home interviews: offered, taken up, held in time, and what they do.

    Attributes
    ----------
    offered_share
        Share of returns after which one is offered, by placement kind
        (`PlacementKind` values).
    offer_median_hours, offer_sigma
        Lognormal time from return to the offer.
    accepted_share
        Share of offers that are accepted.
    held_median_hours, held_sigma
        Lognormal time from return to the interview, if accepted (never before the
        offer). One not yet offered, or not yet held, when the child goes again is lost.
    within_72h_hazard_ratio, later_hazard_ratio
        Multiplies the rate of the next episode, of every cause, from the interview.
    effect_days
        For so many days, or until the next episode if that comes first.
    """

    offered_share: Mapping[str, float] = a_share()
    offer_median_hours: float = above_zero()
    offer_sigma: float = between(0, 3)
    accepted_share: float = a_share()
    held_median_hours: float = above_zero()
    held_sigma: float = between(0, 3)
    within_72h_hazard_ratio: float = lowering()
    later_hazard_ratio: float = lowering()
    effect_days: float = zero_or_more()


@dataclass(frozen=True, slots=True)
class MeetingRule:
    """Strategy and intervention meetings, and the support that they refer children to.

    Attributes
    ----------
    trigger_episodes, trigger_days
        So many episodes in so many days call for a meeting.
    held_share
        Share of calls for one that end in a meeting.
    wait_median_days, wait_sigma
        Lognormal time from the episode's end to the meeting.
    again_after_days
        No second meeting is called for within so many days.
    """

    trigger_episodes: int = between(1, 100)
    trigger_days: float = above_zero()
    held_share: float = a_share()
    wait_median_days: float = above_zero()
    wait_sigma: float = between(0, 3)
    again_after_days: float = zero_or_more()


@dataclass(frozen=True, slots=True)
class SupportRule:
    """Support that begins some time after a meeting refers a child to it.

    Attributes
    ----------
    referred_share
        Share of meetings that refer the child.
    wait_median_days, wait_sigma
        Lognormal time from referral to its beginning.
    median_days, sigma
        Lognormal length.
    rate_ratio
        Multiplies the rate of episodes, of every cause, while it lasts.
    ends_period_share
        Share of spells of support that end a chronic period, when they begin.
    kinds
        Weights of kinds of support (`SupportKind` values).
    """

    referred_share: float = a_share()
    wait_median_days: float = above_zero()
    wait_sigma: float = between(0, 3)
    median_days: float = above_zero()
    sigma: float = between(0, 3)
    rate_ratio: float = lowering()
    ends_period_share: float = a_share()
    kinds: Mapping[str, float] = a_share()


@dataclass(frozen=True, slots=True)
class PlanRule:
    """Philomena forms of children in homes that are live, and trigger plans.

    Attributes
    ----------
    completed_share
        Share of stays in a live home for which a form is completed.
    wait_median_days, wait_sigma
        Lognormal time from the start of the stay (or the home's live date, if later).
    review_days
        Days between updates, where a form is kept up to date.
    stale_share
        Share of forms that are never updated.
    used_at_call_share
        Share of reports from a live home, of a child with a form, at which it is used.
    trigger_plan_share
        Share of meetings after which a trigger plan is written.
    """

    completed_share: float = a_share()
    wait_median_days: float = above_zero()
    wait_sigma: float = between(0, 3)
    review_days: float = above_zero()
    stale_share: float = a_share()
    used_at_call_share: float = a_share()
    trigger_plan_share: float = a_share()
