"""The smaller sample: drawn from a finished run, sent to partners, and taken back."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeward.engine.connection import open_engine
from homeward.engine.publish import publish
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.steps import StepCache
from homeward.jobs.actor import holding
from homeward.jobs.audit import looked, recorded
from homeward.jobs.held import open_held
from homeward.jobs.progress import Event, Progress, announce
from homeward.jobs.results import read_state
from homeward.jobs.sample_outcome import SampleDrawn, SamplesStatus, SampleStatus, SheetRead
from homeward.jobs.tasks import OUT
from homeward.jobs.working import working_in
from homeward.privacy.keys import PersonKey
from homeward.study.governance import check_governance
from homeward.study.intake import read_account as read_intake
from homeward.study.plan import parse_plan
from homeward.study.sampling.answers import code_of, read_answers
from homeward.study.sampling.columns import units_of
from homeward.study.sampling.draw import Draw, draw_sample
from homeward.study.sampling.grid import read_grid
from homeward.study.sampling.references import references_of
from homeward.study.sampling.returned import Returned
from homeward.study.sampling.rule import Rule, made_rule, named, read_rule
from homeward.study.sampling.sheet import reference_cells, write_sheets
from homeward.study.sampling.store import (
    SAMPLES,
    About,
    read_account,
    read_draw,
    samples_in,
    write_draw,
    write_taken,
)
from homeward.study.sampling.store import read_answers as answers_in
from homeward.timelines import open_timelines
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

# ---------------------------------------------------------------- the jobs


def draw(
    out: Path = OUT,
    *,
    rule: Path | None = None,
    size: int | None = None,
    by: Sequence[str] = (),
    unit: str | None = None,
    seed: int | None = None,
    name: str | None = None,
    extracts: Path | None = None,
    with_reference: bool = False,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> SampleDrawn:
    """Draw a smaller sample from a linked folder, and write the sheet for partners.

    The same records, rule and project key give the same sample. Drawing again by the
    same rule changes nothing but the sheets asked for; nothing taken back is lost.

    Parameters
    ----------
    out
        An output folder with at least `link` done.
    rule
        A rule file; or else
    size, by, unit
        How many, the columns that make strata, and "incident" or "child".
    seed, name
        Another seed draws another sample; what the sample is called. With a rule file
        they stand in place of its own.
    extracts
        The folder that was taken in: references are then read back into the key.
    with_reference
        Also write a sheet with the police's references, by which partners find the child.
    key
        The person's key, where the folder is encrypted.
    progress
        Listener to `jobs.progress.Event`.

    Raises
    ------
    HomewardError
        HW-M001 to HW-M004 for a rule that cannot be followed, HW-M007 for extracts that
        are not those taken in, HW-J003 if nothing is linked yet, HW-P021 once the last day has
        passed on which a dataset may be held.
    """
    wanted = _wanted(rule, size, by, unit, seed, name)
    if with_reference and extracts is None:
        raise HomewardError("HW-M007", "the extracts were not given")
    announce(progress, Event("sample", "started", wanted.name))
    out = Path(out)
    with (
        holding(key),
        working_in(out) as cache,
        _worked_in(out),
        recorded(out, AuditEvent.SAMPLE_DRAWN, Permission.SAMPLE) as job,
    ):
        vault = open_held(out, key).vault
        found, about, files, references = _drawn(out, cache, wanted, extracts, vault)
        target = f"{SAMPLES}/{wanted.name}"
        with cache.scratch("sample") as temporary:
            folder = temporary / wanted.name
            _same_as_before(out / target, found, folder, vault)
            write_draw(found, about, files, folder, references, vault)
            sheets = list(write_sheets(found, about, folder))
            if with_reference and references is not None:
                reported = {u.number: u.reported_on for u in found.units}
                cells = reference_cells(references, reported, found.rule.unit)
                sheets += write_sheets(found, about, folder, cells, vault)
            job.counts |= {"drawn": len(found.units)}
            publish(out, {target: folder} | job.parts())
    announce(progress, Event("sample", "done", f"{len(found.units)} drawn"))
    weights = [stratum.weight for stratum in found.strata if stratum.drawn]
    return SampleDrawn(
        wanted.name, wanted.unit.value, about.synthetic, len(found.units), found.population,
        len(found.strata), (min(weights), max(weights)), str(out / target),
        tuple(path.name for path in sheets), with_reference,
    )  # fmt: skip


def check(
    files: Sequence[Path],
    out: Path | None = None,
    *,
    name: str | None = None,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> SheetRead:
    """Say what would be taken of filled sheets, and what not; change nothing.

    Parameters
    ----------
    files
        Sheets of one sample, .xlsx or .csv.
    out
        The output folder that holds the sample. Without it sample numbers are checked by
        their own mark alone, so partners can check a sheet before they send it.
    name
        Of the sample, if not told by its numbers.

    Raises
    ------
    HomewardError
        HW-F... or HW-M006 for a file that cannot be read, HW-M005 if `out` holds no such
        sample; HW-A006 for those who may not look at those of `out`.
    """
    announce(progress, Event("sample", "started", "checking"))
    with ExitStack() as stack:
        if out is not None:
            stack.enter_context(holding(key))
            stack.enter_context(working_in(Path(out)))
            _look(Path(out), [SAMPLES])
        vault = PLAIN if out is None else open_held(Path(out), key).vault
        _, found, returned = _returned([Path(f) for f in files], out, name, vault)
    announce(progress, Event("sample", "done", f"{returned.read} rows"))
    return _account(found, returned)


def take(
    files: Sequence[Path],
    out: Path = OUT,
    *,
    name: str | None = None,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> SheetRead:
    """Take filled sheets back; the next `study` or `run` files what they show.

    Several sheets of one sample are taken together, one from each partner. Taking again
    replaces what was taken before, which is kept under `history`.

    Parameters
    ----------
    files
        Sheets of one sample, .xlsx or .csv.
    out
        The output folder that holds the sample.
    name
        Of the sample, if not told by its numbers.

    Raises
    ------
    HomewardError
        As `check`, and HW-M008 if no row can be taken.
    """
    out, paths = Path(out), [Path(f) for f in files]
    announce(progress, Event("sample", "started", "taking"))
    with (
        holding(key),
        working_in(out) as cache,
        _worked_in(out),
        recorded(out, AuditEvent.SAMPLE_TAKEN, Permission.SAMPLE) as job,
    ):
        vault = open_held(out, key).vault
        target, found, returned = _returned(paths, out, name, vault)
        if not returned.taken:
            why = Counter(fault.code for fault in returned.faults)
            told = ", ".join(f"{code} {many:,}" for code, many in sorted(why.items()))
            raise HomewardError(
                "HW-M008", f"{returned.read:,} rows read; {told or 'none below the headings'}"
            )
        with cache.scratch("sample") as temporary:
            folder = temporary / "sample"
            shutil.copytree(out / target, folder)
            at = datetime.now(UTC).isoformat(timespec="microseconds")
            names = [path.name for path in paths]
            write_taken(returned, folder, at=at, files=names, vault=vault)
            job.counts |= {"rows": returned.taken}
            publish(out, {target: folder} | job.parts())
    announce(progress, Event("sample", "done", f"{returned.taken} rows taken"))
    return _account(found, returned)


def status(out: Path = OUT, *, key: PersonKey | None = None) -> SamplesStatus:
    """How every sample of an output folder stands: drawn, taken back, answered by whom.

    Raises
    ------
    HomewardError
        HW-E003 if one cannot be read; HW-A006 for those who may not.
    """
    out = Path(out)
    with working_in(out), holding(key):
        held = out / SAMPLES
        vault = open_held(out, key).vault
        _look(out, list(samples_in(held)))
        return SamplesStatus(tuple(_status(held / name, vault) for name in samples_in(held)))


# ---------------------------------------------------------------- parts of them


def _look(out: Path, about: Sequence[str]) -> None:
    """Have it told that samples are looked at, where anything was done; HW-A006."""
    if open_held(out, None).project:
        looked(out, AuditEvent.SAMPLE_VIEWED, Permission.SAMPLE, about=about)


@contextmanager
def _worked_in(out: Path) -> Iterator[None]:
    """Refuse a folder in which nothing was run, before it is asked who may; HW-J003."""
    read_state(out, open_held(out, None).vault)
    yield


def _wanted(
    rule: Path | None,
    size: int | None,
    by: Sequence[str],
    unit: str | None,
    seed: int | None,
    name: str | None,
) -> Rule:
    """The rule of the file, or that which the options say.

    Raises
    ------
    HomewardError
        HW-M001 if neither says how many, or both do.
    """
    if rule is not None:
        if size is not None or by or unit is not None:
            raise HomewardError("HW-M001", "a rule file says size, strata and unit itself")
        return named(read_rule(Path(rule)), seed=seed, name=name)
    said: dict[str, Any] = {"by": list(by)}
    given = {"size": size, "unit": unit, "seed": seed, "name": name}
    return made_rule(said | {key: value for key, value in given.items() if value is not None})


def _drawn(
    out: Path, cache: StepCache, rule: Rule, extracts: Path | None, vault: Vault
) -> tuple[Draw, About, dict[int, str], dict[str, tuple[str, str]] | None]:
    """The draw, the study it is of, names of files, and references if they were asked for."""
    held = read_state(out, vault)
    plan = parse_plan(held["plan"])
    check_governance(plan)
    step = cache.find("ingest", held["steps"].get("ingest", ""))
    if step is None or "link" not in held["steps"]:
        raise HomewardError("HW-J003", "`link` has not been run here")
    accounts = read_intake(step.folder, vault).files
    with (
        cache.scratch("spill") as spill,
        open_engine(temp_folder=spill, vault=vault) as engine,
    ):
        timelines = open_timelines(engine, out / "protected" / "timelines")
        found = draw_sample(units_of(timelines, rule.unit, rule.columns), rule)
    about = About(
        timelines.force, plan.handling, timelines.synthetic, timelines.opens, timelines.closes
    )
    references = None
    if extracts is not None:
        references = references_of(found.units, Path(extracts), accounts, plan.maps)
    return found, about, {a.number: a.file for a in accounts}, references


def _same_as_before(there: Path, found: Draw, folder: Path, vault: Vault) -> None:
    """Begin with what is there, if it is this very draw.

    Raises
    ------
    HomewardError
        HW-M004 if another sample of the name is there.
    """
    if not there.is_dir():
        return
    before, _ = read_draw(there, vault)
    if before != found:
        raise HomewardError("HW-M004", found.rule.name)
    shutil.copytree(there, folder)


def _returned(
    paths: Sequence[Path], out: Path | None, name: str | None, vault: Vault
) -> tuple[str, Draw | None, Returned]:
    """Where the sample is, relative to `out`; its draw; and what the sheets say."""
    grids = [read_grid(path) for path in paths]
    if out is None:
        return "", None, read_answers(grids)
    held = Path(out) / SAMPLES
    code = code_of(grids)
    names = [name] if name is not None else samples_in(held)
    for each in names:
        found, _ = read_draw(held / each, vault)
        if name is not None or found.code == code:
            return f"{SAMPLES}/{each}", found, read_answers(grids, found)
    raise HomewardError("HW-M005", "no sample here has these sample numbers")


def _account(found: Draw | None, returned: Returned) -> SheetRead:
    return SheetRead(
        "" if found is None else found.rule.name, returned.read, returned.taken, returned.refused,
        returned.blank, returned.filled, None if found is None else len(found.units),
        returned.faults, returned.notes,
    )  # fmt: skip


def _status(folder: Path, vault: Vault) -> SampleStatus:
    found, about = read_draw(folder, vault)
    account = read_account(folder, vault)
    said = answers_in(folder, vault) if account is not None else {}
    answered = Counter(question for mine in said.values() for question in mine)
    any_answer = Counter(unit.stratum for unit in found.units if said.get(unit.number))
    strata = tuple(
        {**s.by, "population": s.population, "drawn": s.drawn, "answered": any_answer[place]}
        for place, s in enumerate(found.strata)
    )
    return SampleStatus(
        found.rule.name, found.rule.unit.value, about.synthetic, len(found.units), found.population,
        "" if account is None else account["taken_at"],
        {q: answered[q] for q in found.rule.questions} if account is not None else {}, strata,
    )  # fmt: skip
