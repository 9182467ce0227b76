"""What episodes happen in, and what an episode is: arrays, one entry for each."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from homeward.synth.calendar import Calendar
from homeward.synth.homes import Homes
from homeward.synth.people import Children, Stays, Whole
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats, Ids, Streams
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import CARE_SETTINGS, Setting


@dataclass(frozen=True, slots=True)
class Episodes:
    """Arrays with one entry for each episode. Times are UTC minutes, whole; infinite is never.

    Attributes
    ----------
    ids, parent
        Lasting identity, and that of the episode it came of (0 for none).
    child, stay
        Positions in `Children` and `Stays`.
    chronic
        1 if it came of a chronic period.
    last_seen, reported, found, returned, closed
        When each happened.
    exploited
        1 if the child was being exploited when it began.
    grade
        Position of the first grading in the profile's `risk.weights`.
    recorded
        1 if this force has a record of it.
    enquiries
        When prompt enquiries began; never, if the child was found first.
    offered, accepted, booked
        The return home interview: when offered; 1 if accepted; for when.
    interviewed
        When it was held: not offered, declined, lost or still to come is never.
    lost
        1 if it was to be offered or held and the child went missing again first.
    before
        1 if the episode began while the effect of an interview was on.
    """

    ids: Ids
    parent: Ids
    child: Whole
    stay: Whole
    chronic: Whole
    last_seen: Floats
    reported: Floats
    found: Floats
    returned: Floats
    closed: Floats
    exploited: Whole
    grade: Whole
    recorded: Whole
    enquiries: Floats
    offered: Floats
    accepted: Whole
    booked: Floats
    interviewed: Floats
    lost: Whole
    before: Whole

    def take(self, which: np.ndarray) -> Episodes:
        """These episodes only (positions or a mask)."""
        return Episodes(*(getattr(self, f.name)[which] for f in fields(self)))


def joined(parts: list[Episodes]) -> Episodes:
    """All of these episodes, in the order given."""
    return Episodes(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Episodes))
    )


@dataclass(frozen=True, slots=True)
class World:
    """What episodes happen in: rules, draws, children, their stays, homes, calendar."""

    profile: Profile
    streams: Streams
    children: Children
    stays: Stays
    homes: Homes
    calendar: Calendar

    def by_setting(self, name: str) -> Floats:
        """One number of every setting's rule, in order."""
        return np.array([getattr(rule, name) for rule in self.profile.settings.values()])

    def in_care(self) -> np.ndarray:
        """Whether each setting, in order, is one in which an authority places children."""
        return np.array([Setting(name) in CARE_SETTINGS for name in self.profile.settings])

    def placement(self, child: Whole, setting: Whole) -> np.ndarray:
        """Kind of placement now: a child who came into care in this county is placed here."""
        first, unplaced = self.children.placement[child], PlacementKind.NOT_PLACED.value
        here = np.where(first == unplaced, PlacementKind.LOCAL_HERE.value, first)
        return np.where(self.in_care()[setting], here, unplaced)
