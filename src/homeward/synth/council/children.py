"""What the council's files say of each child, apart from care: header and person columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from homeward.synth.clock import DAY, YEAR, years_of
from homeward.synth.council.codes import ETHNICITIES, SEXES, UNKNOWN_ETHNICITY
from homeward.synth.council.placed import drawn
from homeward.synth.council.years import Texts
from homeward.synth.county import County
from homeward.synth.people import Whole
from homeward.synth.streams import Floats
from homeward.vocabulary.person import Sex

#: Share of girls who become mothers while the council knows them, and the years of age
#: from which, and the spread.
_MOTHERS, _MOTHER_FROM, _MOTHER_SPREAD = 0.015, 15.0, 3.0

#: Share of children whose unique pupil number (UPN) is not known, and why: never at a
#: maintained school in England, records that disagree.
_NO_UPN = {"": 0.97, "UN2": 0.01, "UN5": 0.02}

#: Letters of unique pupil numbers, by the remainder of the weighted sum of the digits.
_UPN_LETTERS = np.array(list("ABCDEFGHJKLMNPQRTUVWXYZ"))

#: No local authority has this number, so no pupil has the UPN made with it.
_NO_AUTHORITY = 999

#: Multiplied modulo a power of ten, positions become serials in no order.
_SERIALS, _STEP = 10_000_000, 7_919


@dataclass(frozen=True, slots=True)
class About:
    """Arrays with one entry for each of some children.

    Attributes
    ----------
    girl
        Whether a girl.
    ethnicity
        Code of the return.
    upn, upn_unknown
        Unique pupil number, and the code for its not being known; one of them is "".
    mother_from
        Day on which the child's own first child was born; infinite for most.
    """

    girl: np.ndarray
    ethnicity: Texts
    upn: Texts
    upn_unknown: Texts
    mother_from: Floats


def about(county: County, child: Whole) -> About:
    """What the council knows of these children (positions)."""
    children, streams = county.world.children, county.world.streams
    ids, born = children.ids[child], children.born[child]
    girl = children.sex[child] == Sex.FEMALE.value
    unknown = drawn(streams, "council.no_upn", ids, _NO_UPN)
    is_mother = girl & (streams.uniform("council.mother", ids) < _MOTHERS)
    age = _MOTHER_FROM + _MOTHER_SPREAD * streams.uniform("council.mother_age", ids)
    return About(
        girl=girl,
        ethnicity=_ethnicity(county, child),
        upn=np.where(unknown == "", _upn(child, born), ""),
        upn_unknown=unknown,
        mother_from=np.where(is_mother, np.floor((born + age * YEAR) / DAY), np.inf),
    )


def sexes(girl: np.ndarray, letters: bool) -> Texts:
    """Sex as the return writes it: letters, or the numbers of earlier years."""
    female, male = SEXES[Sex.FEMALE][letters], SEXES[Sex.MALE][letters]
    return np.where(girl, female, male)


def _ethnicity(county: County, child: Whole) -> Texts:
    """Codes by the ethnic group that the police hold; drawn anew where they hold none."""
    streams, ids = county.world.streams, county.world.children.ids[child]
    held = county.world.children.ethnicity[child]
    codes = drawn(streams, "council.ethnicity", ids, UNKNOWN_ETHNICITY)
    for group, weights in ETHNICITIES.items():
        which = held == str(group)
        codes[which] = drawn(streams, "council.ethnicity", ids[which], weights)
    return codes


def _upn(child: Whole, born: Floats) -> Texts:
    """Made-up unique pupil numbers, each with the check letter that its digits ask for.

    A letter, authority (3 digits), school (4), year of allocation (2) and serial (3).
    No two are alike among the first ten million children.
    """
    serial = child * _STEP % _SERIALS
    year = (years_of(born) + 5) % 100
    digits = ((_NO_AUTHORITY * 10_000 + serial // 1000) * 100 + year) * 1000 + serial % 1000
    total = sum((digits // 10 ** (11 - place) % 10) * (place + 2) for place in range(12))
    return np.char.add(_UPN_LETTERS[total % 23], digits.astype("U12"))
