"""Analysis: from the checked store to timelines, and from timelines to findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from ibis.expr.types import Table

from homeward.engine.connection import Engine
from homeward.engine.store import read_tables
from homeward.findings.bundle import Bundle
from homeward.findings.figures import settled
from homeward.findings.finding import Finding, refusal
from homeward.linkage.seam import one_agency
from homeward.records.incidents import INCIDENTS
from homeward.records.outcome import IntakeAccount
from homeward.records.partners import CHILDREN
from homeward.study.intake import STORE, read_account
from homeward.study.plan import Plan
from homeward.study.registry import ABOUT_RECORDS, EXAMINERS, FEWEST_CHILDREN, TOO_FEW
from homeward.study.sampling.taken import with_sample
from homeward.timelines import (
    IntakeSummary,
    Meta,
    Timelines,
    build,
    held_of,
    materialise,
    open_timelines,
    setting_source,
    write_meta,
)
from homeward.timelines.characteristics import with_children
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.findings import CATALOGUE

#: What a force is called whose plan gives it no name.
UNNAMED = "this force"

#: Findings made at a time. Arithmetic on long arrays leaves the interpreter to others; but
#: each holds arrays of its own, so more at a time would cost memory.
AT_ONCE = 2

#: How children were told apart, beside the timelines.
LINKS = "links.json"


def make_histories(engine: Engine, taken: Path, plan: Plan, into: Path) -> None:
    """Link and order: write the timelines of the intake in `taken` into `into`.

    Parameters
    ----------
    engine
        An open engine.
    taken
        What `study.intake.take_in` wrote.
    plan
        The plan in force: window, what counts as missing.
    into
        An empty folder.

    Raises
    ------
    HomewardError
        HW-J006 if no incident counts as missing.
    """
    tables = read_tables(engine, taken / STORE)
    account = read_account(taken, engine.vault)
    incidents, linked = one_agency(tables["incidents"])
    supplied = frozenset(account.supplied.get("incidents", ()))
    children = tables.get("children") if _one_holder(plan) else None
    incidents, from_children = with_children(incidents, children, supplied)
    counted = tuple(str(word) for word in plan.counts_as_missing)
    histories = build(
        engine,
        incidents,
        tables.get("places"),
        window=(plan.opens, plan.closes),
        as_of=plan.records_close,
        counts_as_missing=counted,
        supplied=supplied,
        partners=tables,
        definitions=plan.definitions,
    )
    materialise(engine, histories, into)
    _check_any_counts(histories["episodes"], incidents)
    intake = intake_summary(account, _not_counted(incidents, counted))
    write_meta(
        into,
        Meta(
            plan.opens,
            plan.closes,
            plan.records_close,
            supplied,
            setting_source(supplied),
            intake,
            plan.force or UNNAMED,
            plan.synthetic,
            held_of(tables),
            plan.definitions,
            from_children,
        ),
        engine.vault,
    )
    text = json.dumps(asdict(linked), indent=1) + "\n"
    engine.vault.write_text(into / LINKS, text)


def _one_holder(plan: Plan) -> bool:
    """Whether one agency holds the reports and the children, so that a child is named alike."""
    named = (INCIDENTS.name, CHILDREN.name)
    return len({one.agency for one in plan.datasets if one.map.table in named}) == 1


def _check_any_counts(episodes: Table, incidents: Table) -> None:
    """Refuse records in which nothing counts: every finding would give another reason.

    Raises
    ------
    HomewardError
        HW-J006.
    """
    if int(episodes.count().to_pyarrow().as_py()) == 0:
        used = int(incidents.count().to_pyarrow().as_py())
        raise HomewardError("HW-J006", f"{used:,} rows used, none of a type that counts")


def _not_counted(incidents: Table, counted: Collection[str]) -> dict[str, int]:
    """Used rows whose type of report the plan does not count as missing, by type."""
    other = incidents.filter(incidents.report_type.notnull())
    tally = other.group_by("report_type").agg(rows=other.count()).to_pyarrow().to_pylist()
    return {r["report_type"]: r["rows"] for r in tally if r["report_type"] not in counted}


def examine(
    engine: Engine, linked: Path, plan: Plan, seed: int, samples: Path | None = None
) -> Bundle:
    """Every finding of this version, from the timelines in `linked`.

    Parameters
    ----------
    engine
        An open engine.
    linked
        What `make_histories` wrote.
    plan
        The plan in force.
    seed
        Of the resampling.
    samples
        Where smaller samples are kept, if there may be any.

    Returns
    -------
    Bundle
        Unreleased, findings in catalogue order. A finding that the records cannot bear
        is filed as refused.
    """
    timelines = with_sample(open_timelines(engine, linked), samples, engine.vault)
    findings = examined(timelines, seed, [id for id in CATALOGUE if id in EXAMINERS])
    return Bundle(
        synthetic=timelines.synthetic,
        window={"from": timelines.opens.isoformat(), "to": timelines.closes.isoformat()},
        as_of=timelines.as_of.isoformat(),
        force=timelines.force,
        findings=findings,
        handling=plan.handling,
    )


def examined(timelines: Timelines, seed: int, ids: Sequence[str]) -> tuple[Finding, ...]:
    """Findings from timelines, in the order of `ids`; the same however many are made at a time.

    Parameters
    ----------
    timelines
        Everything that is known.
    seed
        Of the resampling; each finding has a stream of its own.
    ids
        Of `registry.EXAMINERS`.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails.
    """
    children = int(timelines.children.count().to_pyarrow().as_py())

    def make(id: str) -> Finding:
        if children < FEWEST_CHILDREN and id not in ABOUT_RECORDS:
            return refusal(id, TOO_FEW)
        return settled(EXAMINERS[id](timelines, seed))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            return tuple(pool.map(make, ids))
        except BaseException:
            # What has not begun is not begun: the person waits for what is under way alone.
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def intake_summary(account: IntakeAccount, not_counted: Mapping[str, int]) -> IntakeSummary:
    """Aggregates of the incident files' accounts, for the quality finding."""
    files = [file for file in account.files if file.table == "incidents"]
    reasons: Counter[tuple[str, str]] = Counter()
    for file in files:
        reasons.update(file.reasons)
    return IntakeSummary(
        read=sum(file.read for file in files),
        used=sum(file.used for file in files),
        duplicate=sum(file.duplicate for file in files),
        set_aside=sum(file.set_aside for file in files),
        cells_set_aside=sum(file.cells_set_aside for file in files),
        reasons=dict(reasons),
        not_counted=dict(not_counted),
        clock_rows=sum(file.clock_rows for file in files),
        clock_hours=max((file.clock_hours for file in files), default=0),
    )
