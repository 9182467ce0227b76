"""Whole tasks: everything, or one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from homeward.engine.publish import publish
from homeward.engine.steps import StepCache
from homeward.findings.bundle import read_bundle
from homeward.jobs.actor import holding, now_acting
from homeward.jobs.alone import desk_alone, release_alone, report_alone
from homeward.jobs.audit import Job, recorded, tombstones
from homeward.jobs.desk import sha256_of, share
from homeward.jobs.held import (
    hold,
    key_file_warning,
    open_held,
    read_key_file,
    require_encrypted,
    require_key,
)
from homeward.jobs.outcome import Outcome
from homeward.jobs.outgoing import edited_note
from homeward.jobs.pipeline import FINDINGS, STEPS, Pipeline
from homeward.jobs.progress import Progress
from homeward.jobs.proving import prove_stores
from homeward.jobs.results import (
    STATE,
    anchor_of,
    county_of,
    outcome,
    publish_run,
    read_state,
    state_if_any,
    state_with,
)
from homeward.jobs.working import working_in
from homeward.privacy.keys import PersonKey
from homeward.report import Artists
from homeward.study.governance import check_governance
from homeward.study.identity import require_identity_key
from homeward.study.intake import QUARANTINE, commonest_reason, read_account
from homeward.study.plan import Plan, check_plan, parse_plan, read_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Where a plan and results are, unless said otherwise: as on the command line.
PLAN, OUT = Path("study.toml"), Path("out")

#: What the audit trail says of a job of one step.
TOLD_AS = {
    "link": AuditEvent.LINKED,
    "study": AuditEvent.STUDIED,
    "release": AuditEvent.RELEASED,
    "report": AuditEvent.REPORTED,
}


def run(
    extracts: Path,
    plan: Path = PLAN,
    out: Path = OUT,
    *,
    seed: int | None = None,
    key_file: Path | None = None,
    key: PersonKey | None = None,
    register: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Ingest, link, study, release, report: everything.

    Steps whose inputs have not changed are not run again; an interrupted run goes on
    from its last finished step. Results appear all together at the end, or not at all.

    Parameters
    ----------
    extracts
        Folder of supplied files.
    plan
        The `study.toml`.
    out
        The output folder: new, empty, or an earlier result of Homeward.
    seed
        Overrides the plan's.
    key_file
        The file of the person's key, under which everything held is encrypted. Records that
        are made up need none.
    key
        The person's key itself, in place of a file.
    register
        A protected folder where other output folders of the same force register what they
        release too; remembered from then on. By default `out/protected/register`.
    progress
        Listener to `jobs.progress.Event`.

    Raises
    ------
    HomewardError
        With a lasting code, before anything published is changed.
    """
    extracts, out = Path(extracts), Path(out)
    the_plan = read_plan(Path(plan))
    key = person_key(key, key_file)
    require_key(the_plan.synthetic, key)
    require_identity_key(the_plan, keyed=key is not None)
    check_plan(the_plan, extracts)
    with holding(key, key_file), working_in(out) as cache:
        pipeline = make_pipeline(out, cache, the_plan, seed, key, progress)
        with _recorded(pipeline, AuditEvent.RUN) as job:
            share(out, register)
            pipeline.desk.look_elsewhere()  # rather than after an hour's work
            run_all(pipeline, out, extracts)
            publish_run(out, pipeline, job.parts())
        cache.prune({step.key for step in pipeline.done.values()})
        return outcome(out, pipeline, [*job.notes(), *_warned(key_file)])


def person_key(key: PersonKey | None, key_file: Path | None) -> PersonKey | None:
    """The key given, or else that of the file given, or else None; raises as `read_key_file`."""
    if key is None and key_file is not None:
        return read_key_file(Path(key_file))
    return now_acting().key if key is None else key


def _warned(key_file: Path | None) -> list[str]:
    return [] if key_file is None else key_file_warning(Path(key_file))


def _recorded(pipeline: Pipeline, what: AuditEvent) -> AbstractContextManager[Job]:
    """The audit trail's part in a job of a pipeline."""
    return recorded(
        pipeline.out, what, Permission.RUN, key=pipeline.key, synthetic=pipeline.plan.synthetic
    )


def make_pipeline(
    out: Path,
    cache: StepCache,
    plan: Plan,
    seed: int | None,
    key: PersonKey | None,
    progress: Progress | None,
) -> Pipeline:
    """A pipeline over a locked output folder; raises as `jobs.held.hold` and `prove_stores`."""
    held = hold(out, key, synthetic=plan.synthetic)
    prove_stores(out, held)
    before = state_if_any(out, held.vault)
    return Pipeline(
        cache, plan, plan.seed if seed is None else seed, held.project, progress,
        vault=held.vault, identity=held.identity, purged=tombstones(out, held.project),
        anchor=anchor_of(out, held.vault), county=county_of(out, held.vault),
        notes=edited_note(out, before),
    )  # fmt: skip


def run_all(pipeline: Pipeline, out: Path, extracts: Path) -> None:
    """Every step, stopping with HW-J001 if intake leaves no incident."""
    if not pipeline.is_new(extracts):
        _every_step(pipeline, out, extracts)
        return
    # New extracts mean a new report: the helpers that draw it start while intake runs.
    with Artists() as artists:
        pipeline.artists = artists
        _every_step(pipeline, out, extracts)


def _every_step(pipeline: Pipeline, out: Path, extracts: Path) -> None:
    ingest_checked(pipeline, out, extracts)
    pipeline.link()
    pipeline.study()
    pipeline.release()
    pipeline.report()


def ingest_checked(pipeline: Pipeline, out: Path, extracts: Path) -> None:
    """Intake, refused if no incident row is left.

    The reasons are then published alone, under `protected/refused`, so that the
    previous result stays whole and the person can still read why.
    """
    step = pipeline.ingest(extracts)
    account = read_account(step.folder, pipeline.vault)
    incidents = [file for file in account.files if file.table == "incidents"]
    if sum(file.used for file in incidents) == 0:
        publish(out, {"protected/refused": step.folder / QUARANTINE})
        aside = sum(file.set_aside for file in incidents)
        found = f"{aside:,} rows read, every one set aside" if aside else "the files hold no row"
        found += commonest_reason(account)
        raise HomewardError("HW-J001", found)


def ingest(
    extracts: Path,
    plan: Path = PLAN,
    out: Path = OUT,
    *,
    seed: int | None = None,
    key_file: Path | None = None,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Only the first step: read the extracts into `out/protected`. Raises as `run`."""
    extracts, out = Path(extracts), Path(out)
    the_plan = read_plan(Path(plan))
    key = person_key(key, key_file)
    require_key(the_plan.synthetic, key)
    require_identity_key(the_plan, keyed=key is not None)
    check_plan(the_plan, extracts)
    with holding(key, key_file), working_in(out) as cache:
        pipeline = make_pipeline(out, cache, the_plan, seed, key, progress)
        with _recorded(pipeline, AuditEvent.INGESTED) as job:
            ingest_checked(pipeline, out, extracts)
            publish_run(out, pipeline, job.parts())
        return outcome(out, pipeline, [*job.notes(), *_warned(key_file)])


def _next_step(
    out: Path,
    name: str,
    progress: Progress | None,
    key: PersonKey | None,
    register: Path | None = None,
) -> Outcome:
    """Run one step on what the steps before it left in `out`.

    Raises
    ------
    HomewardError
        HW-J003 if an earlier step has not been run, or its output is gone; HW-K... if the
        folder does not open.
    """
    out = Path(out)
    key = person_key(key, None)
    with holding(key), working_in(out) as cache:
        held = open_held(out, key)
        found = read_state(out, held.vault)
        plan = parse_plan(found["plan"])
        check_governance(plan)
        require_encrypted(held, synthetic=plan.synthetic, out=out)
        pipeline = make_pipeline(out, cache, plan, found["seed"], key, progress)
        for earlier in STEPS[: STEPS.index(name)]:
            step = cache.find(earlier, found["steps"].get(earlier, ""))
            if step is None:
                raise HomewardError("HW-J003", f"`{earlier}` has not been run here")
            pipeline.done[earlier] = step
        actions: dict[str, Callable[[], object]] = {
            "link": pipeline.link,
            "study": pipeline.study,
            "release": pipeline.release,
            "report": pipeline.report,
        }
        with _recorded(pipeline, TOLD_AS[name]) as job:
            share(out, register)
            actions[name]()
            publish_run(out, pipeline, job.parts())
        return outcome(out, pipeline, job.notes())


def link(
    out: Path = OUT, *, key: PersonKey | None = None, progress: Progress | None = None
) -> Outcome:
    """Which records are one child, and their histories, from an ingested folder."""
    return _next_step(out, "link", progress, key)


def study(
    out: Path = OUT, *, key: PersonKey | None = None, progress: Progress | None = None
) -> Outcome:
    """Every finding, from a linked folder."""
    return _next_step(out, "study", progress, key)


def release(
    out: Path = OUT,
    *,
    findings: Path | None = None,
    key: PersonKey | None = None,
    key_file: Path | None = None,
    register: Path | None = None,
    progress: Progress | None = None,
) -> Outcome | Path:
    """Disclosure control, from a studied folder or from a `findings.json` alone.

    Parameters
    ----------
    out
        An output folder with a finished study; or, with `findings`, a new one.
    findings
        An unreleased findings file. It is released under the default rules.
    key, key_file, register
        As in `run`.

    Returns
    -------
    Outcome or Path
        The account of the folder, or the path of the bundle written.

    Raises
    ------
    HomewardError
        HW-D001 to HW-D005 where what was released before forbids it; HW-D006 where
        `findings` is of another project than the folder.
    """
    out = Path(out)
    key = person_key(key, key_file)
    with holding(key, key_file):
        if findings is None:
            return _next_step(out, "release", progress, key, register)
        return _release_alone(out, Path(findings), register)


def _release_alone(out: Path, findings: Path, register: Path | None) -> Path:
    """Release a findings file in hand: by whoever may, and told in the audit trail."""
    bundle = read_bundle(findings)
    with working_in(out) as cache, cache.scratch("alone") as work:
        held = hold(out, None, synthetic=bundle.synthetic)
        desk = desk_alone(out, bundle, held)
        (work / "made").mkdir()
        with recorded(
            out, AuditEvent.RELEASED, Permission.RUN, key=held.project, synthetic=bundle.synthetic
        ) as job:
            share(out, register)
            made = release_alone(desk, bundle, sha256_of(findings), work / "made")
            parts = job.parts() | {"outgoing/released": work / "made"}
            if state_if_any(out, held.vault):
                parts[STATE] = state_with(out, made.sha256, work / "state", parts, held.vault)
            publish(out, parts)
            desk.published(made)
        return out / "outgoing/released" / FINDINGS


def report(
    out: Path = OUT,
    *,
    bundle: Path | None = None,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> Outcome | tuple[Path, ...]:
    """The report, from a released folder or from a released bundle alone.

    With `bundle` nothing about a child is needed or read: this is how a report is made
    on a machine that holds no case data.

    Raises
    ------
    HomewardError
        HW-D005 for a bundle that is not as it was made, or that the folder's register does not
        know; HW-L003 for one that was not released; HW-K002 where that register needs a key.
    """
    out = Path(out)
    if bundle is None:
        return _next_step(out, "report", progress, key)
    released, key = read_bundle(Path(bundle)), person_key(key, None)
    with holding(key), working_in(out) as cache, cache.scratch("alone") as work:
        return report_alone(out, released, Path(bundle), open_held(out, key), work)


__all__ = ["ingest", "link", "release", "report", "run", "study"]
