"""Children's homes of the county: beds, opening, roll-out of the Philomena protocol."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.synth.clock import DAY, midnight
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats, Streams

#: Lanes that are in no gazetteer we know of; homes are numbered along them.
LANES = (
    "Ash Lane",
    "Example Row",
    "Specimen Street",
    "Pattern Walk",
    "Sample Close",
    "Madeup Mews",
    "Pretend Park",
    "Fable Way",
    "Sketch Yard",
    "Model Road",
)

#: The county's own authority, and others that place children in it. All made up.
HOST_AUTHORITY = "Madeup County Council"
OTHER_AUTHORITIES = (
    "Pretend Borough Council",
    "Example City Council",
    "Fable District Council",
    "Sample Metropolitan Council",
    "Specimen County Council",
)

#: A live date that never comes.
NEVER = np.inf


@dataclass(frozen=True, slots=True)
class Homes:
    """Arrays with one entry for each home.

    Attributes
    ----------
    names
        Made-up names, as incidents write them.
    beds
        Registered beds.
    opened
        UTC minute of opening; before the county begins for most.
    frailty
        Multiplies the rate of every child living there.
    philomena
        UTC minute of the first day live; infinite where it never was.
    """

    names: tuple[str, ...]
    beds: NDArray[np.int64]
    opened: Floats
    frailty: Floats
    philomena: Floats


def build_homes(profile: Profile, streams: Streams, size: float) -> Homes:
    """The homes of a county, `size` times as many as the profile says (at least one)."""
    rule = profile.homes
    number = max(1, round(rule.number * size))
    ids = np.arange(number)
    opened = _opened(profile, streams, ids)
    sizes = np.array([int(beds) for beds in rule.beds])
    return Homes(
        names=tuple(home_name(n) for n in range(number)),
        beds=sizes[streams.pick("homes.beds", ids, list(rule.beds.values()))],
        opened=opened,
        frailty=np.exp(rule.frailty_sigma * streams.normal("homes.frailty", ids)),
        philomena=np.maximum(_philomena(profile, streams, ids), opened),
    )


def home_name(position: int) -> str:
    """The made-up name of the home at this position."""
    return f"Home {position + 1:02d}, {LANES[position % len(LANES)]}"


def _opened(profile: Profile, streams: Streams, ids: NDArray[np.int64]) -> Floats:
    opens, closes = midnight(profile.window.opens), midnight(profile.window.closes)
    late = streams.uniform("homes.late", ids) < profile.homes.opened_in_window_share
    when = streams.uniform("homes.opened", ids)
    before = opens - DAY * np.floor(400 + 5000 * when)
    during = opens + DAY * np.floor((closes - opens) / DAY * 0.8 * when)
    return np.where(late, during, before)


def _philomena(profile: Profile, streams: Streams, ids: NDArray[np.int64]) -> Floats:
    """Staggered first days, in no order that has to do with how busy a home was."""
    rule = profile.homes
    first, last = midnight(rule.philomena_from), midnight(rule.philomena_to)
    live = streams.uniform("homes.philomena", ids) < rule.philomena_share
    span = (last - first) // (7 * DAY) + 1
    weeks = np.floor(span * streams.uniform("homes.philomena_week", ids))
    return np.where(live, first + weeks * 7 * DAY, NEVER)
