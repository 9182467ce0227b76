"""A large county in blocks: districts of bounded size, each lived through on its own.

Every block draws numbers of its own (`Streams`), so no block waits for another and none
depends on how many there are. References and names of homes are numbered on from block
to block; block 0 is numbered as a county of one block is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from homeward.synth.clock import YEAR
from homeward.synth.county import County, live_through
from homeward.synth.homes import home_name
from homeward.synth.people import LOOK_BACK, begins, ends
from homeward.synth.profile import refuse
from homeward.synth.rules import Profile

#: Children who come into view in a year, in a block of the largest size: measured, the
#: cost of an incident hardly moves between half and twice of it, and memory stays low.
ARRIVALS_IN_A_BLOCK = 10_000

#: Positions from which the force's references of children are made stay below this.
MOST_POSITIONS = 90_000_000

#: Running numbers of a year's reports in one block stay below this.
NUMBERS_IN_A_BLOCK = 1_000_000

#: What is left of a scale and smaller than this is the rounding of a sum.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a county.

    Attributes
    ----------
    number
        From 0; also keys its random numbers.
    scale
        Multiplies the profile's numbers of children and homes.
    first_child, first_home
        What positions of its children and homes are counted on from.
    """

    number: int
    scale: float
    first_child: int
    first_home: int

    @property
    def first_report(self) -> int:
        """What running numbers of its reports are counted on from."""
        return self.number * NUMBERS_IN_A_BLOCK


def block_scale(profile: Profile) -> float:
    """Scale of a whole block of this profile: a whole number, unless the profile is large."""
    arrivals = profile.size * sum(rule.arrivals_a_year for rule in profile.settings.values())
    scale = ARRIVALS_IN_A_BLOCK / max(arrivals, 1.0)
    return float(int(scale)) if scale >= 1 else scale


def blocks_of(profile: Profile, scale: float, whole: float) -> list[Block]:
    """The blocks of a county: all of scale `whole`, the last of what is left.

    Raises
    ------
    HomewardError
        HW-S002 if there would be more children than references.
    """
    number = max(1, int(scale / whole + _ROUNDING))
    rest = scale - number * whole
    scales = [scale] if scale <= whole else [whole] * number
    if scale > whole and rest > _ROUNDING * scale:
        scales.append(rest)
    children, homes = _most_children(profile, whole), _homes(profile, whole)
    if children * len(scales) > MOST_POSITIONS:
        raise refuse("scale is too large for this profile: children would share references")
    return [Block(n, own, n * children, n * homes) for n, own in enumerate(scales)]


def _most_children(profile: Profile, scale: float) -> int:
    """As many children as ever come into view in a block of this scale."""
    years = (ends(profile) - begins(profile) + LOOK_BACK) / YEAR
    rules = profile.settings.values()
    return sum(round(rule.arrivals_a_year * profile.size * scale * years) for rule in rules)


def _homes(profile: Profile, scale: float) -> int:
    return max(1, round(profile.homes.number * profile.size * scale))


def live_block(profile: Profile, seed: int, block: Block) -> County:
    """Live through one block; its homes bear names that no other block's do."""
    county = live_through(profile, seed, block.scale, block=block.number)
    homes = county.world.homes
    names = tuple(home_name(block.first_home + n) for n in range(len(homes.names)))
    return replace(county, world=replace(county.world, homes=replace(homes, names=names)))
