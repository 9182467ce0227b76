"""Whether out of area can be told apart into other authorities' children and our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from homeward.demand.placement_spells import local_authorities
from homeward.findings.estimate import Estimate
from homeward.timelines.histories import Timelines
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.verdicts import State

#: The two kinds that a placement out of area may be.
AWAY = (PlacementKind.OTHER_HERE.value, PlacementKind.LOCAL_ELSEWHERE.value)
#: From this part of the incidents out of area whose kind is not recorded, the split is
#: refused: what is left would be told as if it were the whole.
MOSTLY = 0.5
#: From this part, the statement says how many are of neither kind.
SOME = 0.05


@dataclass(frozen=True, slots=True)
class Split:
    """How far incidents out of area are told apart.

    Attributes
    ----------
    out
        Incidents out of area.
    untold
        Of those, the ones whose kind is not recorded.
    why
        What keeps the kinds from being told, and what would be needed.
    """

    out: int
    untold: int
    why: str

    @property
    def refused(self) -> bool:
        """Whether a number for either kind would be one for a record that does not say."""
        return bool(self.out and self.untold >= MOSTLY * self.out)

    @property
    def partly(self) -> bool:
        """Whether enough are of neither kind that a reader must be told."""
        return not self.refused and self.untold > SOME * self.out

    def judged(self, estimates: Iterable[Estimate]) -> list[Estimate]:
        """The estimates; those of either kind refused where the split is.

        Nought and not recorded differ: with no kind written, a count of 0 is of nothing.
        """
        if not self.refused:
            return list(estimates)
        return [self._none(e) if e.by.get("placement_kind") in AWAY else e for e in estimates]

    def _none(self, e: Estimate) -> Estimate:
        return Estimate(
            e.name, e.kind, e.unit, None, left_out=self.untold, by=e.by, state=State.REFUSED
        )


def split_of(timelines: Timelines) -> Split:
    """Count incidents out of area, and those whose kind is not recorded."""
    sheet = timelines.sheet
    out = sheet.word("placement_locality").equals(PlacementLocality.OUT_OF_AREA.value)
    told = sheet.word("placement_kind").among(AWAY)
    return Split(int(out.sum()), int((out & ~told).sum()), _why(timelines))


def _why(timelines: Timelines) -> str:
    if "placing_authority" not in timelines.supplied:
        return (
            "no file says which authority placed the children: map `placing_authority` in"
            " study.toml"
        )
    if not local_authorities(timelines):
        return (
            "nothing says which authorities are of this area: list `local_authorities` under"
            " [definitions] in study.toml, or supply the list of homes with their authorities"
        )
    return "most incidents out of area do not say which authority placed the child"
