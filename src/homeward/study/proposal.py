"""A plan proposed from a folder of extracts, with the doubts a person must settle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from homeward.records.propose import Doubt, propose
from homeward.study.plan import Plan, from_proposal


@dataclass(frozen=True, slots=True)
class Proposed:
    """What `homeward plan` has to say.

    Attributes
    ----------
    plan
        As it would be written.
    doubts
        What a person should look at; those that block must be settled before a run.
    unmapped
        Files that no table fits.
    mapped
        How many columns were proposed.
    """

    plan: Plan
    doubts: tuple[Doubt, ...]
    unmapped: tuple[str, ...]
    mapped: int

    @property
    def blocking(self) -> int:
        """How many doubts must be settled before a run."""
        return sum(doubt.blocking for doubt in self.doubts)


def propose_plan(extracts: Path, *, force: str = "", synthetic: bool = False) -> Proposed:
    """Propose a plan for every extract in a folder.

    Raises
    ------
    HomewardError
        HW-F... for a file that cannot be used.
    """
    proposal = propose(extracts)
    plan = from_proposal(proposal, force=force, synthetic=synthetic, folder=extracts)
    mapped = sum(len(map.columns) for map in proposal.maps)
    return Proposed(plan, tuple(proposal.doubts), tuple(proposal.unmapped), mapped)
