"""An earlier study as it is remembered: its plan and, from a finished run, its outline."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from homeward.engine.sealed import PLAIN, Vault
from homeward.study.memory.outline import OUTLINE, Outline, read_outline
from homeward.study.plan_model import Dataset, Governance, Plan
from homeward.study.plan_read import parse_plan, read_plan
from homeward.vocabulary.errors import HomewardError

#: Where an output folder keeps the plan that was run, and the outline.
STATE, KEPT = "protected/state/state.json", f"protected/{OUTLINE}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of an earlier study.

    Attributes
    ----------
    plan
        As it was run, or as the file given holds it.
    outline
        Of what was taken in; None where only a plan was given.
    """

    plan: Plan
    outline: Outline | None = None

    def header_of(self, dataset: Dataset) -> frozenset[str]:
        """Every column that the files of a dataset are known to have had."""
        known = {*dataset.map.ignored}
        for how in dataset.map.columns.values():
            known |= {*how.sources}
        for file in self.outline.files if self.outline else ():
            if file.file in dataset.map.files and file.table == dataset.map.table:
                known |= {*file.header}
        return frozenset(known)


def read_earlier(path: Path, vault: Vault = PLAIN) -> Earlier:
    """The earlier study at a path: the output folder of a run, or a study.toml.

    Raises
    ------
    HomewardError
        HW-P028 if it is neither; HW-P002 to HW-P009 for a plan that cannot be read.
    """
    if path.is_file():
        return Earlier(read_plan(path))
    try:
        state = json.loads(vault.read_text(path / STATE))
        text = str(state["plan"])
    except (OSError, ValueError, KeyError, TypeError):
        raise HomewardError("HW-P028", f"{path.name} holds no finished run") from None
    return Earlier(parse_plan(text, f"{path.name}/{STATE}"), read_outline(path / KEPT, vault))


def carried_over(plan: Plan, earlier: Plan) -> Plan:
    """What a person decided once and that holds for the next extract too.

    Definitions, what counts as missing, ages, marking, seed, whether identities are kept and the
    answers on governance are carried over. The last day on which records may be held is not:
    new records have their own.
    """
    owners = {dataset.map.table: dataset for dataset in reversed(earlier.datasets)}
    return replace(
        plan,
        force=plan.force or earlier.force,
        seed=earlier.seed,
        age_below=earlier.age_below,
        counts_as_missing=earlier.counts_as_missing,
        release=earlier.release,
        handling=earlier.handling,
        definitions=earlier.definitions,
        analysis=earlier.analysis,
        governance=_undated(earlier.governance),
        keep_identity=earlier.keep_identity,
        datasets=tuple(_dataset(dataset, owners) for dataset in plan.datasets),
    )


def _dataset(dataset: Dataset, owners: dict[str, Dataset]) -> Dataset:
    owner = owners.get(dataset.map.table)
    if owner is None:
        return dataset
    return replace(dataset, agency=owner.agency, governance=_undated(owner.governance))


def _undated(governance: Governance) -> Governance:
    return replace(governance, keep_until=None)
