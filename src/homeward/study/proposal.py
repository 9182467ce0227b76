"""A plan proposed from a folder of extracts, with the doubts a person must settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from homeward.engine.sealed import PLAIN, Vault
from homeward.records.incidents import INCIDENTS
from homeward.records.intake import Scope, ingest
from homeward.records.propose import (
    SYNTHETIC_MARK,
    Doubt,
    DoubtKind,
    Proposal,
    Undecided,
    propose,
)
from homeward.records.propose_doubts import quoted
from homeward.records.reading import list_extracts
from homeward.study.governance import governance_of, lacking
from homeward.study.memory.codes import new_codes
from homeward.study.memory.compare import compare
from homeward.study.memory.earlier import Earlier, carried_over, read_earlier
from homeward.study.memory.offer import offer
from homeward.study.memory.outline import outline_of
from homeward.study.memory.twins import same_bytes
from homeward.study.plan import Plan, from_proposal, spelling_question
from homeward.study.plan_model import UNSET, Dataset
from homeward.vocabulary.errors import HomewardError

#: Columns that a line names; the plan lists every one.
MOST_NAMED = 8


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
    def cannot_run(self) -> str:
        """Why no run can be made of the plan, whatever is decided (HW-P007); "" where one can."""
        if not self.plan.datasets:
            return "no dataset was recognised"
        tables = {dataset.map.table for dataset in self.plan.datasets}
        return "" if INCIDENTS.name in tables else "no table of missing reports was recognised"

    @property
    def blocking(self) -> int:
        """How many doubts must be settled before a run."""
        return sum(doubt.blocking for doubt in self.doubts)

    def not_used(self) -> dict[str, tuple[str, ...]]:
        """First file of a mapping to its columns that no mapping of it uses or asks about."""
        maps: dict[str, list[tuple[str, ...]]] = {}
        for dataset in self.plan.datasets:
            maps.setdefault(dataset.map.files[0], []).append(dataset.map.ignored)
        asked = {(doubt.file, header) for doubt in self.doubts for header in doubt.source}
        found = {
            file: tuple(
                header for header in each[0]
                if (file, header) not in asked and all(header in other for other in each)
            )
            for file, each in maps.items()
        }  # fmt: skip
        return {file: headers for file, headers in found.items() if headers}

    def unused(self) -> list[str]:
        """A line for each file that holds columns that no table has a place for."""
        return [
            f"{file}: {quoted(headers[:MOST_NAMED])}"
            + (f", and {len(headers) - MOST_NAMED} more" if len(headers) > MOST_NAMED else "")
            for file, headers in self.not_used().items()
        ]


def propose_plan(
    extracts: Path,
    *,
    force: str = "",
    synthetic: bool = False,
    after: Path | None = None,
    vault: Vault = PLAIN,
) -> Proposed:
    """Propose a plan for every extract in a folder.

    Parameters
    ----------
    extracts
        Folder of supplied files.
    force, synthetic
        Whose records, and whether they are made up.
    after
        An earlier study: the output folder of its run, or its study.toml. Files of a shape
        that it knew are mapped as they were, and what changed since is asked.
    vault
        Opens that output folder.

    Raises
    ------
    HomewardError
        HW-F... for a file that cannot be used; HW-P028 for an earlier study that cannot.
    """
    earlier = read_earlier(after, vault) if after is not None else None
    twins = _twins(extracts)
    proposal = _with_twins(propose(extracts, twins), twins)
    if earlier is not None:
        proposal = offer(extracts, proposal, earlier, twins)
    plan = from_proposal(proposal, force=force, synthetic=synthetic, folder=extracts)
    doubts = list(proposal.doubts)
    if earlier is not None:
        plan, changed = _compared(extracts, carried_over(plan, earlier.plan), earlier)
        doubts += changed
    doubts += _ungoverned(plan)
    mapped = sum(len(map.columns) for map in proposal.maps)
    unmapped = tuple(file for file in proposal.unmapped if file not in twins)
    return Proposed(plan, tuple(doubts), unmapped, mapped)


def _twins(extracts: Path) -> dict[str, str]:
    """Files that are another one byte for byte, with the name of that one."""
    names = [name for name in list_extracts(extracts) if Path(name).name != SYNTHETIC_MARK]
    return {other: first for first, *rest in same_bytes(extracts, names) for other in rest}


def _with_twins(proposal: Proposal, twins: Mapping[str, str]) -> Proposal:
    """The proposal with what is said of files that are there twice."""
    said = [
        Doubt(
            DoubtKind.TWIN, name, "", "", (),
            f"{name} is {first}, byte for byte, under another name, and is left out: it stands"
            " under `ignored_files` in study.toml.",
        )
        for name, first in twins.items()
    ]  # fmt: skip
    return replace(
        proposal,
        unmapped=tuple(sorted({*proposal.unmapped, *twins})),
        doubts=(*proposal.doubts, *said),
    )


def _compared(extracts: Path, plan: Plan, earlier: Earlier) -> tuple[Plan, list[Doubt]]:
    """The plan with new codes to decide, and what changed since the earlier extract.

    The extract is taken in for this, and nothing of it is kept. While a needed column is
    undecided nothing can be taken in: the run itself then compares.
    """
    if UNSET in (plan.opens, plan.closes):
        return plan, []
    try:
        scope = Scope(plan.opens, plan.closes, plan.age_below)
        taken = ingest(extracts, plan.maps, scope, lambda _, reference: reference)
    except HomewardError:
        return plan, []
    codes = new_codes(taken, plan.maps)
    known = {(q.file, q.column, q.spelling) for q in plan.questions}
    asked = [
        q for q in map(spelling_question, codes) if (q.file, q.column, q.spelling) not in known
    ]
    doubts = [_new_code(code) for code in codes]
    if earlier.outline is not None:
        file_of = {one.table: one.files[0] for one in reversed(plan.maps)}
        doubts += compare(earlier.outline, outline_of(taken), file_of)
    return replace(plan, questions=(*plan.questions, *asked)), doubts


def _new_code(word: Undecided) -> Doubt:
    """A spelling that nobody has taught, as a change."""
    return Doubt(
        DoubtKind.NEW_CODE, word.file, word.table, word.column, (word.source,),
        f'"{word.source}" says "{word.spelling}" in {word.rows:,} rows, which neither the'
        f" vocabulary nor the earlier study knows. Decide it under [dataset.words.{word.column}].",
        word.suggestion,
    )  # fmt: skip


def _ungoverned(plan: Plan) -> Iterable[Doubt]:
    """A question for the datasets of real records that nobody has answered for.

    Datasets that lack the same answers are asked about once.
    """
    held: dict[tuple[str, ...], list[Dataset]] = {}
    for dataset in plan.datasets if not plan.synthetic else ():
        held.setdefault(lacking(governance_of(plan, dataset)), []).append(dataset)
    for left, alike in held.items():
        if left:
            names = ", ".join(f"`{name}`" for name in left)
            many = f" ({len(alike)} datasets)" if len(alike) > 1 else ""
            yield Doubt(
                DoubtKind.GOVERNANCE, alike[0].map.files[0], alike[0].map.table, "", (),
                f"Say under [governance], or [dataset.governance] for one dataset alone{many}:"
                f" {names}. The choices are explained there; nothing is proposed.", "", True,
            )  # fmt: skip
