"""One synthetic county lived through: homes, children and episodes, nothing written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.aftermath import Life, Meetings, Supports
from homeward.synth.calendar import Calendar
from homeward.synth.clock import DAY, midnight, to_local
from homeward.synth.episodes import live
from homeward.synth.homes import build_homes
from homeward.synth.people import ends, gather
from homeward.synth.rules import Profile
from homeward.synth.streams import Streams
from homeward.synth.world import Episodes, World


@dataclass(frozen=True, slots=True)
class County:
    """A county and what the force could know of it.

    Attributes
    ----------
    world
        Rules, draws, children, stays, homes and calendar.
    life
        Everything that happened, recorded or not, the burn-in included.
    incidents
        Episodes recorded and reported in the study window (by local date), ordered by
        report.
    as_of
        UTC minute at which the last extract is made; later times are not known.
    """

    world: World
    life: Life
    incidents: Episodes
    as_of: float

    @property
    def meetings(self) -> Meetings:
        """Meetings that were called for, the burn-in included."""
        return self.life.meetings

    @property
    def supports(self) -> Supports:
        """Spells of support, the burn-in included."""
        return self.life.supports


def live_through(profile: Profile, seed: int, scale: float = 1.0, *, block: int = 0) -> County:
    """Live through a county.

    Parameters
    ----------
    profile
        What it is made of.
    seed
        The same seed gives the same county.
    scale
        Multiplies the numbers of children and homes.
    block
        Which part of a county made of several; see `Streams`.
    """
    streams, size = Streams(seed, block), profile.size * scale
    homes = build_homes(profile, streams, size)
    children, stays = gather(profile, streams, homes, size)
    world = World(profile, streams, children, stays, homes, Calendar(profile))
    life = live(world)
    local = to_local(life.episodes.reported)
    opens, closes = midnight(profile.window.opens), midnight(profile.window.closes) + DAY
    known = (local >= opens) & (local < closes) & (life.episodes.recorded == 1)
    within = life.episodes.take(known)
    order = np.lexsort((within.ids, within.reported))
    return County(world, life, within.take(order), ends(profile))
