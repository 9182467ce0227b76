"""One synthetic county lived through: homes, children and episodes, nothing written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.calendar import Calendar
from homeward.synth.clock import DAY, midnight, to_local
from homeward.synth.episodes import Episodes, World, live
from homeward.synth.homes import build_homes
from homeward.synth.people import ends, gather
from homeward.synth.rules import Profile
from homeward.synth.streams import Streams


@dataclass(frozen=True, slots=True)
class County:
    """A county and what the force could know of it.

    Attributes
    ----------
    world
        Rules, draws, children, stays, homes and calendar.
    incidents
        Episodes reported in the study window (by local date), ordered by report.
    as_of
        UTC minute at which the last extract is made; later times are not known.
    """

    world: World
    incidents: Episodes
    as_of: float


def live_through(profile: Profile, seed: int, scale: float = 1.0) -> County:
    """Live through a county.

    Parameters
    ----------
    profile
        What it is made of.
    seed
        The same seed gives the same county.
    scale
        Multiplies the numbers of children and homes.
    """
    streams, size = Streams(seed), profile.size * scale
    homes = build_homes(profile, streams, size)
    children, stays = gather(profile, streams, homes, size)
    world = World(profile, streams, children, stays, homes, Calendar(profile))
    episodes = live(world)
    local = to_local(episodes.reported)
    opens, closes = midnight(profile.window.opens), midnight(profile.window.closes) + DAY
    within = episodes.take((local >= opens) & (local < closes))
    order = np.lexsort((within.ids, within.reported))
    return County(world, within.take(order), ends(profile))
