"""What the jobs of the smaller sample return: counts, places and codes. Never a cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from homeward.study.sampling.returned import Fault
from homeward.vocabulary.faults import FAULTS

#: Faults of a sheet that are told one by one; the rest are counted.
_MOST_TOLD = 40


@dataclass(frozen=True, slots=True)
class SampleDrawn:
    """The account of a draw: counts and places.

    Attributes
    ----------
    name, unit, synthetic
        Of the sample.
    drawn, population, strata
        Units drawn, units there were, strata.
    weights
        The least and the most that a drawn unit stands for.
    folder
        Where it is.
    sheets
        What goes to partners, relative to `folder`.
    identifies
        Whether one of the sheets leads to children.
    """

    name: str
    unit: str
    synthetic: bool
    drawn: int
    population: int
    strata: int
    weights: tuple[float, float]
    folder: str
    sheets: tuple[str, ...]
    identifies: bool

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        made_up = "SYNTHETIC: every record here is made up. " if self.synthetic else ""
        low, high = self.weights
        out = [
            f"{made_up}{self.drawn:,} of {self.population:,} drawn from {self.strata:,} strata;"
            f" each stands for {low:,.1f} to {high:,.1f}.",
            *(f"Sheet for partners: {self.folder}/{name}" for name in self.sheets),
            f"The key, from sample number to row of the extract, stays here: {self.folder}/key.csv",
        ]
        if self.identifies:
            out.append(
                "The sheet with references identifies children: send it by a secure route only."
            )
        return out


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The account of sheets that came back: where every row went. Never a cell.

    Attributes
    ----------
    name
        Of the sample, "" where it was not looked up.
    read, taken, refused, blank, filled
        As in `study.sampling.answers.Returned`.
    drawn
        Units of the sample; None where it was not looked up.
    faults
        Why rows were refused and cells set aside, by file, row and column.
    notes
        What a person should know.
    """

    name: str
    read: int
    taken: int
    refused: int
    blank: int
    filled: int
    drawn: int | None
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]

    @property
    def set_aside(self) -> int:
        """Rows refused and cells set aside, for `--strict`."""
        return len(self.faults)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        of = "" if self.drawn is None else f" of {self.drawn:,} in the sample"
        out = [
            f"{self.read:,} rows read: {self.taken:,} taken{of}, {self.refused:,} refused;"
            f" {self.filled:,} questions answered, {self.blank:,} rows wholly blank."
        ]
        out += [_told(fault) for fault in self.faults[:_MOST_TOLD]]
        if len(self.faults) > _MOST_TOLD:
            out.append(f"  and {len(self.faults) - _MOST_TOLD:,} more: see --json or faults.csv")
        codes = Counter(fault.code for fault in self.faults)
        out += [f"  {code}  {many:,}  {FAULTS[code].do}" for code, many in sorted(codes.items())]
        return [*out, *self.notes]


def _told(fault: Fault) -> str:
    column = f", “{fault.column}”" if fault.column else ""
    return f"  {fault.file} row {fault.row}{column}: {fault.code} {FAULTS[fault.code].title}"


@dataclass(frozen=True, slots=True)
class SampleStatus:
    """How one sample stands.

    Attributes
    ----------
    name, unit, synthetic
        Of the sample.
    drawn, population
        Units.
    taken_at
        When its sheet was taken back last, "" if never.
    answered
        Question to the units that answered it.
    strata
        What each stratum is, its population, units drawn, and units with any answer.
    """

    name: str
    unit: str
    synthetic: bool
    drawn: int
    population: int
    taken_at: str
    answered: dict[str, int]
    strata: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SamplesStatus:
    """How every sample of a folder stands."""

    samples: tuple[SampleStatus, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        if not self.samples:
            return ["No sample has been drawn here: homeward sample draw --size 200"]
        out = []
        for s in self.samples:
            made_up = "SYNTHETIC: " if s.synthetic else ""
            when = f"taken back {s.taken_at}" if s.taken_at else "not taken back yet"
            out.append(f"{made_up}{s.name}: {s.drawn:,} of {s.population:,} ({s.unit}), {when}")
            out += [f"  {q}: {n:,} of {s.drawn:,} answered" for q, n in s.answered.items()]
            silent = [st for st in s.strata if s.taken_at and not st["answered"]]
            if silent:
                out.append(f"  {len(silent):,} of {len(s.strata):,} strata have no answer at all")
        return out
