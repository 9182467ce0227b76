"""Publishing a run: which step's output goes where, the state and the manifest."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from homeward import __version__
from homeward.engine.disk import writing
from homeward.engine.publish import publish
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.steps import MAKING, Step
from homeward.findings.bundle import Bundle, read_bundle
from homeward.jobs.desk import AWAITING, OUTGOING
from homeward.jobs.outcome import Outcome, StepTime
from homeward.jobs.outgoing import hashes_with
from homeward.jobs.pipeline import FINDINGS, PROTECTED, STEPS, Pipeline
from homeward.jobs.state import CACHE, STATE, read_state
from homeward.jobs.telling import counted, lost_of, numbers_of
from homeward.report import FILES
from homeward.study.governance import check_governance, governance_of
from homeward.study.identity import IDENTITY, identity_notes
from homeward.study.intake import (
    OUTLINE,
    QUARANTINE,
    STORE,
    account_record,
    commonest_fault,
    exactly,
    much_outside,
    much_unread,
    pointed_out,
    read_account,
    undecided_columns,
)
from homeward.study.plan import plan_document, plan_text
from homeward.study.registry import not_examined

RESULTS = "protected/results"
REPORT_PAGE = f"report/{FILES[0]}"

#: Packages whose versions a result depends on.
DEPENDS_ON = (
    "duckdb", "ibis-framework", "pyarrow", "numpy", "scipy", "vl-convert-python", "typst",
    "xlsxwriter", "python-docx",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Versions that a result depends on, for the manifest."""
    return {"homeward": __version__, "python": platform.python_version()} | {
        name: version(name) for name in DEPENDS_ON
    }


def manifest(pipeline: Pipeline) -> dict[str, Any]:
    """`manifest.json`: inputs and what became of their rows, versions, plan, seed, timings."""
    plan = pipeline.plan
    account = read_account(pipeline.done["ingest"].folder, pipeline.vault)
    governance = {
        name: _plainly(asdict(governance_of(plan, dataset)))
        for dataset in plan.datasets
        for name in dataset.map.files
    }
    return {
        "schema": 1,
        "synthetic": plan.synthetic,
        "inputs": [
            account_record(file) | {"governance": governance.get(file.file, {})}
            for file in account.files
        ],
        "totals": _totals(pipeline),
        "versions": versions(),
        "plan": json.loads(plan_text(plan)),
        "answers": [
            {"kind": q.kind, "file": q.file, "column": q.column, "answer": q.answer}
            for q in plan.questions
            if q.answer
        ],
        "changes": list(pipeline.notes),
        "seed": pipeline.seed,
        "steps": [
            {"step": step.name, "key": step.key, "seconds": step.seconds, "reused": step.reused}
            for step in pipeline.done.values()
        ],
    }


def _plainly(governance: dict[str, Any]) -> dict[str, Any]:
    """Governance in JSON's types: the last day as text, "" where there is none."""
    last = governance["keep_until"]
    return governance | {"keep_until": last.isoformat() if last else ""}


def _totals(pipeline: Pipeline) -> dict[str, int]:
    """Rows of the files, each once; then what became of them, once for each table they fill.

    `table_rows == used + duplicate + set_aside + purged`; more than `read` where a file fills two
    tables.
    """
    account = read_account(pipeline.done["ingest"].folder, pipeline.vault)
    keys = ("used", "duplicate", "set_aside", "cells_set_aside", "purged")
    fates = {key: sum(getattr(file, key) for file in account.files) for key in keys}
    table_rows = sum(file.read for file in account.files)
    return {"read": account.rows_read, "table_rows": table_rows, **fates}


def _write(vault: Vault, path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=False)
    vault.write_text(path, text + "\n")


def publish_run(out: Path, pipeline: Pipeline, extra: dict[str, Path] | None = None) -> None:
    """Put what the finished steps made where the contract says, all of it or none.

    Parameters
    ----------
    out
        The output folder, locked by the caller.
    pipeline
        With at least `ingest` done.
    extra
        Further targets, relative to `out`, to source folders.
    """
    done = pipeline.done
    parts: dict[str, Path] = dict(extra or {})
    parts["protected/store"] = done["ingest"].folder / STORE
    parts["protected/quarantine"] = done["ingest"].folder / QUARANTINE
    parts[f"{PROTECTED}/{OUTLINE}"] = done["ingest"].folder / OUTLINE
    if (done["ingest"].folder / IDENTITY).is_dir():
        parts[f"{PROTECTED}/{IDENTITY}"] = done["ingest"].folder / IDENTITY
    if "link" in done:
        parts["protected/timelines"] = done["link"].folder
    if "release" in done:
        parts[f"{place_of(pipeline)}/released"] = done["release"].folder
    if "report" in done:
        parts[f"{place_of(pipeline)}/report"] = done["report"].folder
    work = out / CACHE / f"{MAKING}assembled"
    shutil.rmtree(work, ignore_errors=True)
    _write(pipeline.vault, work / "state" / "manifest.json", manifest(pipeline))
    told = state(pipeline) | {
        "outgoing": hashes_with(parts, state_if_any(out, pipeline.vault)),
    }
    _write(pipeline.vault, work / "state" / "state.json", told)
    if "study" in done:
        # Findings, manifest and plan belong together: a step before `study` leaves all three.
        _write(pipeline.vault, work / "results" / "manifest.json", manifest(pipeline))
        plan = plan_document(pipeline.plan)
        pipeline.vault.write_text(work / "results" / "study.toml", plan)
        shutil.copyfile(done["study"].folder / FINDINGS, work / "results" / FINDINGS)
        parts[RESULTS] = work / "results"
    parts[STATE] = work / "state"
    publish(out, parts)
    made = pipeline.entry()
    if made is not None:
        pipeline.desk.published(made)
    if f"{PROTECTED}/{IDENTITY}" not in parts:
        _forget_identities(out)
    (out / PROTECTED).chmod(0o700)
    shutil.rmtree(work, ignore_errors=True)


def _forget_identities(out: Path) -> None:
    """Delete names and birth dates of a plan that kept them, once one does not.

    A cached intake that held them is no longer whole, and is done again if it is asked for.
    """
    protected = out / PROTECTED
    for folder in (protected / IDENTITY, *protected.glob(f"cache/ingest-*/{IDENTITY}")):
        if folder.is_dir():
            with writing(out):
                shutil.rmtree(folder)


def state(pipeline: Pipeline) -> dict[str, Any]:
    """What a later single step needs to go on: keys of the steps done, plan and seed."""
    return {
        "schema": 1,
        "plan": plan_document(pipeline.plan),
        "seed": pipeline.seed,
        "steps": {name: step.key for name, step in pipeline.done.items()},
        "released": _anchor(pipeline),
        "county": pipeline.county,
    }


def place_of(pipeline: Pipeline) -> str:
    """Where the release of a pipeline goes: outgoing, or awaiting somebody's approval."""
    made = pipeline.entry()
    if made is None:  # made before there was a register
        return AWAITING if pipeline.desk.reviewed else OUTGOING
    return pipeline.desk.place(made)


def _anchor(pipeline: Pipeline) -> str:
    """Hash of the bundle in outgoing: what the register must hold from now on."""
    made = pipeline.entry()
    if made is None or place_of(pipeline) != OUTGOING:
        return pipeline.anchor
    return made.sha256


def state_with(
    out: Path, released: str, work: Path, parts: Mapping[str, Path], vault: Vault = PLAIN
) -> Path:
    """A copy of the state of `out` once `parts` are in place, with the bundle last published."""
    shutil.copytree(out / STATE, work)
    before = read_state(out, vault)
    after = {"released": released, "outgoing": hashes_with(parts, before)}
    _write(vault, work / "state.json", before | after)
    return work


def forget_released(out: Path, vault: Vault = PLAIN) -> None:
    """Have the state of `out` say that nothing was published from there that is registered."""
    work = out / CACHE / f"{MAKING}assembled"
    shutil.rmtree(work, ignore_errors=True)
    publish(out, {STATE: state_with(out, "", work, {}, vault)})
    shutil.rmtree(work, ignore_errors=True)


def anchor_of(out: Path, vault: Vault = PLAIN) -> str:
    """Hash of the bundle that was last published from a folder, or ""."""
    return str(state_if_any(out, vault).get("released", ""))


def county_of(out: Path, vault: Vault = PLAIN) -> str:
    """Which synthetic county Homeward made in a folder, or ""."""
    return str(state_if_any(out, vault).get("county", ""))


def state_if_any(out: Path, vault: Vault = PLAIN) -> dict[str, Any]:
    """The state of the last published job, empty where there is none."""
    path = out / STATE / "state.json"
    return read_state(out, vault) if path.is_file() else {}


def outcome(out: Path, pipeline: Pipeline, notes: Iterable[str] = ()) -> Outcome:
    """The account of what the pipeline has done, for the person who asked."""
    done: dict[str, Step] = pipeline.done
    filed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    missing = 0
    shown: Bundle | None = None
    if "study" in done:
        bundle = pipeline.bundle("study")
        filed = tuple(f.id for f in bundle.findings if f.refused is None)
        refused = tuple(f.id for f in bundle.findings if f.refused is not None)
        missing = len(not_examined())
    if "release" in done:
        shown = read_bundle(done["release"].folder / FINDINGS)
        withheld = tuple(f.id for f in shown.findings if f.refused is not None and f.id in filed)
        filed = tuple(id for id in filed if id not in withheld)
    account = read_account(pipeline.done["ingest"].folder, pipeline.vault)
    warned = check_governance(pipeline.plan)
    totals = _totals(pipeline)
    number = numbers_of(shown) if shown is not None else exactly
    counts: tuple[str, ...] = ()
    lost = much_unread(account)
    if shown is not None:
        counts, lost = counted(shown, totals), lost_of(shown, commonest_fault(account))
    notes = [
        *lost,
        *much_outside(account, number),
        *pipeline.notes,
        *notes,
        *identity_notes(pipeline.plan),
        *warned,
        *undecided_columns(account),
        *pointed_out(account, number),
    ]
    times = tuple(StepTime(s.name, round(s.seconds, 3), s.reused) for s in done.values())
    return Outcome(
        out,
        pipeline.plan.synthetic,
        **totals,
        counted=counts,
        filed=filed,
        refused=refused,
        withheld=withheld,
        not_examined=missing,
        report=f"{place_of(pipeline)}/{REPORT_PAGE}" if "report" in done else "",
        beside=FILES[1:] if "report" in done else (),
        steps=times,
        notes=tuple(notes),
    )


__all__ = [
    "CACHE",
    "STATE",
    "STEPS",
    "manifest",
    "outcome",
    "publish_run",
    "read_state",
    "versions",
]
