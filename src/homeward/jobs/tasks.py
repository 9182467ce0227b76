"""Whole tasks: everything, or one step at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from homeward.engine.lock import folder_lock
from homeward.engine.publish import check_out, publish, recover, sweep
from homeward.engine.steps import StepCache
from homeward.findings.bundle import Bundle, read_bundle, write_bundle
from homeward.jobs.held import (
    hold,
    key_file_warning,
    open_held,
    read_key_file,
    require_encrypted,
    require_key,
)
from homeward.jobs.outcome import Outcome
from homeward.jobs.pipeline import FINDINGS, STEPS, Pipeline
from homeward.jobs.progress import Progress
from homeward.jobs.results import CACHE, outcome, publish_run, read_state
from homeward.privacy.keys import PersonKey
from homeward.release.gate import release as release_bundle
from homeward.release.gate import verify
from homeward.report import Artists, write_report
from homeward.study.governance import check_governance
from homeward.study.identity import require_identity_key
from homeward.study.intake import QUARANTINE, commonest_reason, read_account
from homeward.study.plan import Plan, check_plan, parse_plan, read_plan
from homeward.vocabulary.errors import HomewardError

#: Begins the name of a folder in which everything is encrypted anew, before it is put in place.
RESEALING = ".resealing-"

#: Where a plan and results are, unless said otherwise: as on the command line.
PLAN, OUT = Path("study.toml"), Path("out")


@contextmanager
def working_in(out: Path) -> Iterator[StepCache]:
    """Hold the output folder: checked, locked, and any half-published run rolled forward.

    Raises
    ------
    HomewardError
        HW-E001 if another run holds it, HW-E002 if it cannot be written, HW-E004 if it
        holds what Homeward did not write, HW-J002 on an interrupt, HW-E006 on a full
        disk.
    """
    out = Path(out)
    check_out(out)
    with folder_lock(out):
        recover(out)
        sweep(out, RESEALING)
        try:
            yield StepCache(out / CACHE)
        except KeyboardInterrupt:
            raise HomewardError("HW-J002") from None
        except OSError as fault:
            raise disk_fault(fault) from None


def disk_fault(fault: OSError) -> HomewardError:
    """The coded refusal that an operating-system error stands for."""
    full = fault.errno in (28, 122)  # ENOSPC, EDQUOT
    return HomewardError("HW-E006" if full else "HW-E002", fault.strerror or "")


def run(
    extracts: Path,
    plan: Path = PLAN,
    out: Path = OUT,
    *,
    seed: int | None = None,
    key_file: Path | None = None,
    key: PersonKey | None = None,
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
    with working_in(out) as cache:
        pipeline = make_pipeline(out, cache, the_plan, seed, key, progress)
        run_all(pipeline, out, extracts)
        publish_run(out, pipeline)
        cache.prune({step.key for step in pipeline.done.values()})
        return outcome(out, pipeline, [] if key_file is None else key_file_warning(key_file))


def person_key(key: PersonKey | None, key_file: Path | None) -> PersonKey | None:
    """The key given, or else that of the file given, or else None; raises as `read_key_file`."""
    return read_key_file(Path(key_file)) if key is None and key_file is not None else key


def make_pipeline(
    out: Path,
    cache: StepCache,
    plan: Plan,
    seed: int | None,
    key: PersonKey | None,
    progress: Progress | None,
) -> Pipeline:
    """A pipeline over a locked output folder; raises as `jobs.held.hold`."""
    held = hold(out, key, synthetic=plan.synthetic)
    seed = plan.seed if seed is None else seed
    return Pipeline(
        cache, plan, seed, held.project, progress, vault=held.vault, identity=held.identity
    )


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
    with working_in(out) as cache:
        pipeline = make_pipeline(out, cache, the_plan, seed, key, progress)
        ingest_checked(pipeline, out, extracts)
        publish_run(out, pipeline)
        return outcome(out, pipeline)


def _next_step(out: Path, name: str, progress: Progress | None, key: PersonKey | None) -> Outcome:
    """Run one step on what the steps before it left in `out`.

    Raises
    ------
    HomewardError
        HW-J003 if an earlier step has not been run, or its output is gone; HW-K... if the
        folder does not open.
    """
    out = Path(out)
    with working_in(out) as cache:
        held = open_held(out, key)
        found = read_state(out, held.vault)
        plan = parse_plan(found["plan"])
        check_governance(plan)
        require_encrypted(held, synthetic=plan.synthetic, out=out)
        pipeline = Pipeline(cache, plan, found["seed"], held.project, progress, vault=held.vault)
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
        actions[name]()
        publish_run(out, pipeline)
        return outcome(out, pipeline)


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
    progress: Progress | None = None,
) -> Outcome | Path:
    """Disclosure control, from a studied folder or from a `findings.json` alone.

    Parameters
    ----------
    out
        An output folder with a finished study; or, with `findings`, a new one.
    findings
        An unreleased findings file.
    key
        The person's key, where the folder is encrypted.

    Returns
    -------
    Outcome or Path
        The account of the folder, or the path of the bundle written.
    """
    if findings is None:
        return _next_step(out, "release", progress, key)
    released = release_bundle(read_bundle(Path(findings)))
    verify(released)
    (made,) = _publish_alone(
        out, "outgoing/released", lambda folder: _write_findings(released, folder)
    )
    return made


def _write_findings(bundle: Bundle, folder: Path) -> tuple[Path, ...]:
    write_bundle(bundle, folder / FINDINGS)
    return (folder / FINDINGS,)


def _publish_alone(
    out: Path, target: str, make: Callable[[Path], tuple[Path, ...]]
) -> tuple[Path, ...]:
    """Make one part of an output folder from a file in hand, and publish it as any other."""
    with working_in(out), tempfile.TemporaryDirectory() as name:
        made = make(Path(name))
        publish(out, {target: Path(name)})
        return tuple(out / target / path.name for path in made)


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
    """
    if bundle is None:
        return _next_step(out, "report", progress, key)
    released = read_bundle(Path(bundle))
    return _publish_alone(out, "outgoing/report", lambda folder: write_report(released, folder))


__all__ = ["ingest", "link", "release", "report", "run", "study"]
