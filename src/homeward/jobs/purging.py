"""Purging: children, or datasets that may be held no longer, gone from everything derived.

The intake is written again without them, and every later step, sample and history is made
again from it; all of it is published together, so that a kill leaves everything as it was or
everything purged. That a child was purged is kept as a mark that only the audit key can make:
a later run on an extract that still holds the child leaves it out again.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from homeward.engine.publish import publish
from homeward.engine.sealed import Vault
from homeward.engine.steps import Step, StepCache
from homeward.jobs.actor import now_acting
from homeward.jobs.audit import TOMBSTONE, Change, Job, drop_steps, recorded, refused
from homeward.jobs.books import Books, books_of, held_key
from homeward.jobs.held import open_held
from homeward.jobs.pipeline import STEPS, Pipeline
from homeward.jobs.progress import Progress
from homeward.jobs.purge_asked import asked, refuse_telling
from homeward.jobs.purge_asked import pseudonyms as pseudonyms_of
from homeward.jobs.purge_beside import Beside, grants_without
from homeward.jobs.purge_outcome import SHORT, STILL_TO_DO, Counts, Purged, Release, release_told
from homeward.jobs.purge_search import search
from homeward.jobs.results import CACHE, STATE, publish_run, read_state
from homeward.jobs.tasks import OUT, make_pipeline
from homeward.jobs.working import working_in
from homeward.privacy.audit import Entry, Event
from homeward.privacy.permissions import actor_of
from homeward.privacy.pseudonyms import Pseudonyms
from homeward.study.governance import governance_of, today_in_the_uk
from homeward.study.intake import OUTLINE, read_account
from homeward.study.plan import Plan, parse_plan
from homeward.study.purging import Forgotten, forget
from homeward.study.purging_aside import DISTINCTIVE
from homeward.study.sampling.store import SAMPLES, samples_in
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Where certificates are kept: nothing in them is about anybody.
CERTIFICATES: Final = "protected/certificates"

#: Everything derived, for where no incident is left: emptied, with every sample.
DERIVED: Final = (
    "protected/store", "protected/quarantine", "protected/timelines", "protected/results",
    "protected/identity", "protected/state", "outgoing/released", "outgoing/report",
)  # fmt: skip

#: What a refused intake left: never looked through, always emptied.
REFUSED: Final = "protected/refused"


def purge(
    out: Path = OUT,
    *,
    children: Sequence[str] = (),
    listed: Path | None = None,
    expired: bool = False,
    why: str,
    dry_run: bool = False,
    confirm: Callable[[Counts], bool] | None = None,
    progress: Progress | None = None,
) -> Purged:
    """Purge children, or datasets whose last day has passed, from an output folder.

    Parameters
    ----------
    out
        The output folder.
    children
        References as in the extract, or pseudonyms.
    listed
        A text file with one reference to a line.
    expired
        Whether datasets past their `keep_until` go instead.
    why
        The reason or legal basis, for the certificate and the audit trail.
    dry_run
        Only count.
    confirm
        Asked with the counts before anything is changed; None is yes.
    progress
        Listener to `jobs.progress.Event`.

    Raises
    ------
    HomewardError
        HW-A014 if it is not said what or why, HW-A006 for those who may not, HW-A011 for
        an unknown child, HW-A012 if it was not confirmed, HW-A013 if something is found
        afterwards, HW-J003 if nothing was run here, HW-E001 while another run holds it.
    """
    out = Path(out)
    references = asked(children, listed, expired, why)
    with working_in(out) as cache:
        doing = _doing(out, cache, references, expired, why, progress)
        try:
            doing.look()
            if dry_run:
                return doing.told(made=False)
            if confirm is not None and not confirm(doing.counts):
                raise HomewardError("HW-A012")
            done = doing.do()
        finally:
            doing.clear()
    done.check()
    return done


def _doing(
    out: Path,
    cache: StepCache,
    references: tuple[str, ...],
    expired: bool,
    why: str,
    progress: Progress | None,
) -> _Purge:
    """A purge of a held folder, by somebody who may.

    Raises
    ------
    HomewardError
        HW-J003, HW-A006 or HW-A004; HW-A011 if no dataset has expired.
    """
    vault = open_held(out, None).vault
    state, key = read_state(out, vault), held_key(out)
    plan = parse_plan(state["plan"])
    # Ends of killed jobs are told here, before anything is counted.
    pipeline = make_pipeline(out, cache, plan, state["seed"], None, progress)
    before = cache.find("ingest", state["steps"].get("ingest", ""))
    if before is None:
        raise HomewardError("HW-J003", "`ingest` has not been run here")
    books = books_of(out, key)
    _may(books, plan.synthetic)
    pseudonyms = {text: pseudonyms_of(key, text) for text in references}
    steps = [name for name in STEPS[1:] if name in state["steps"]]
    work = Path(tempfile.mkdtemp(prefix="purge-", dir=out / CACHE))
    return _Purge(out, books, pipeline, before, steps, pseudonyms, expired, why, work)


def _may(books: Books, made_up: bool) -> None:
    """Refuse whoever may not purge before it is told whether a child is here."""
    if made_up or not books.ledger.made():
        return
    name = now_acting().name
    with books.reading() as held:
        entry = Entry(held, b"", Event(name, AuditEvent.PURGED))
        refusal = refused(actor_of(name, entry, made_up=False), Permission.PURGE)
    if refusal is not None:
        raise refusal


@dataclass
class _Purge:
    """One purge: looked at first, then made."""

    out: Path
    books: Books
    pipeline: Pipeline
    before: Step
    steps: list[str]
    asked: dict[str, frozenset[str]]
    expired: bool
    why: str
    work: Path
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    found: Forgotten = field(default_factory=Forgotten)
    parts: dict[str, Path] = field(default_factory=dict)
    then: list[Change] = field(default_factory=list)
    counts: Counts = field(default_factory=lambda: Counts(0))
    left: Plan | None = None
    released: str = Release.BEFORE

    def look(self) -> None:
        """Make everything again without what goes, beside what is there.

        Raises
        ------
        HomewardError
            HW-A011 if a child is not here, or no dataset has expired; HW-A014 if the reason
            tells of a child.
        """
        plan, files = self.pipeline.plan, self._expired()
        if self.expired and not files:
            raise HomewardError("HW-A011", "no dataset is past its `keep_until`")
        marks = {self.books.mark(p) for names in self.asked.values() for p in names}
        gone = self.pipeline.gone(frozenset(marks), files)

        def make(folder: Path) -> None:
            self.found = forget(
                self.before.folder, plan, gone, folder, self.vault, self.pipeline.identity
            )

        inputs = {"purge": uuid.uuid4().hex, "before": self.before.key}
        self.pipeline.step("ingest", inputs, make)
        self._known()
        self._silent()
        beside = self._beside()
        mends, sampled = beside.mends(files), beside.samples()
        self.pipeline.samples = self.work / "samples"
        grants = grants_without(self.books, self._children())
        self.then += [
            *grants,
            *(
                (TOMBSTONE, self.books.mark(child), {"at": self.at})
                for child in sorted(self._children())
            ),
        ]
        self.counts = Counts(
            len(self.asked), dict(sorted(self.found.rows.items())), self.found.set_aside, mends,
            sampled, len(grants), self._outside(files),
        )  # fmt: skip

    def do(self) -> Purged:
        """Publish it all, look through the folder, and certify. Raises as `recorded`."""
        name = f"purge-{self.at[:10]}-{uuid.uuid4().hex[:8]}"
        with recorded(
            self.out, AuditEvent.PURGED, Permission.PURGE, key=self.pipeline.key,
            synthetic=self.pipeline.plan.synthetic, purpose=self.why, then=self.then,
        ) as job:  # fmt: skip
            job.counts |= {"children": len(self.asked), **self.counts.rows}
            job.about = [self.books.mark(child) for child in sorted(self._children())]
            self._publish(job, name)
            drop_steps(self.out)
            shutil.rmtree(self.work / "samples", ignore_errors=True)
            done = self._searched(name)
            publish(self.out, {CERTIFICATES: self._certificate(done, name)})
        return done

    @property
    def vault(self) -> Vault:
        """What opens and seals the folder's files."""
        return self.pipeline.vault

    def clear(self) -> None:
        """Take away what was made only to be counted; published steps stay."""
        shutil.rmtree(self.work, ignore_errors=True)
        step, there = self.pipeline.done.get("ingest"), (self.out / STATE / "state.json").is_file()
        kept = read_state(self.out, self.vault)["steps"].values() if there else ()
        if step is not None and step.key not in kept:
            shutil.rmtree(step.folder, ignore_errors=True)

    def told(self, *, made: bool = True) -> Purged:
        """The account of it, before any search."""
        notes = (*STILL_TO_DO, self.released) + (
            (SHORT,) if any(len(t) < DISTINCTIVE for t in self.asked) else ()
        )
        synthetic, name = self.pipeline.plan.synthetic, now_acting().name
        noted = notes if made else ()
        return Purged(made, synthetic, self.counts, self.why, name, self.at, notes=noted)

    def _children(self) -> set[str]:
        return self.found.children & {p for names in self.asked.values() for p in names}

    def _known(self) -> None:
        """Refuse a reference that nothing bears: by its place in the list, not its text."""
        for place, names in enumerate(self.asked.values(), 1):
            if not names & self.found.children:
                before = {self.books.mark(p) for p in names} & self.pipeline.purged
                told = "was purged before" if before else "is not here"
                raise HomewardError("HW-A011", f"reference {place} of {len(self.asked)} {told}")

    def _silent(self) -> None:
        """Refuse a reason that tells of a child in any way: it is kept for good."""
        if self.asked:
            told = self._children() | self.found.incidents
            refuse_telling(self.why, Pseudonyms(self.pipeline.key), told, self.found.references)

    def _expired(self) -> frozenset[int]:
        """Numbers of the files that may be held no longer; the plan goes on without them."""
        plan = self.pipeline.plan
        if not self.expired:
            return frozenset()
        today = today_in_the_uk()
        ends = [(dataset, governance_of(plan, dataset).keep_until) for dataset in plan.datasets]
        over = [dataset for dataset, last in ends if last is not None and last < today]
        names = {name for dataset in over for name in dataset.map.files}
        self.left = replace(plan, datasets=tuple(d for d in plan.datasets if d not in over))
        account = read_account(self.before.folder, self.vault)
        return frozenset(file.number for file in account.files if file.file in names)

    def _plan(self) -> Plan:
        return self.left or self.pipeline.plan

    def _outside(self, files: Iterable[int]) -> tuple[str, ...]:
        """Names of the extracts that hold what goes."""
        held = {file for file, _ in self.found.places} | set(files)
        account = read_account(self.before.folder, self.vault)
        return tuple(file.file for file in account.files if file.number in held)

    def _beside(self) -> Beside:
        return Beside(
            self.out, self.vault, Pseudonyms(self.pipeline.key), self.found,
            self.before.folder, self.work, self.parts,
        )  # fmt: skip

    def _publish(self, job: Job, name: str) -> None:
        parts = self.parts | job.parts()
        if (self.out / REFUSED).exists():
            parts[REFUSED] = self._empty()
        if not self._incidents_left():
            self.released = Release.EMPTIED
            parts[CERTIFICATES] = self._certificate(self.told(), name)
            publish(self.out, parts | self._emptied())
            return
        self.pipeline.plan = self._plan()
        for step in self.steps:
            getattr(self.pipeline, step)()
        self.released = release_told(self.pipeline, self.steps)
        parts[CERTIFICATES] = self._certificate(self.told(), name)
        publish_run(self.out, self.pipeline, parts)

    def _incidents_left(self) -> bool:
        files = read_account(self.pipeline.done["ingest"].folder, self.vault).files
        mapped = any(one.table == "incidents" for one in self._plan().maps)
        return mapped and sum(file.used for file in files if file.table == "incidents") > 0

    def _emptied(self) -> dict[str, Path]:
        """Every derived thing as an empty folder; an outline that nothing can be read from."""
        parts = {target: self._empty() for target in DERIVED if (self.out / target).exists()}
        parts |= {f"{SAMPLES}/{name}": self._empty() for name in samples_in(self.out / SAMPLES)}
        outline = self.work / OUTLINE  # a sealed file is bound to its name
        self.vault.write_text(outline, "{}\n")
        return parts | {f"protected/{OUTLINE}": outline}

    def _empty(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.work))

    def _searched(self, name: str) -> Purged:
        """The account, after every file of the folder was looked through."""
        shown = {text for text in self.asked if len(text) >= DISTINCTIVE}
        texts = self.found.lost | self._children() | self.found.references | shown
        shutil.rmtree(self.work, ignore_errors=True)
        seen = search(self.out, sorted(texts), open_held(self.out, None))
        self.work.mkdir(parents=True)
        return replace(
            self.told(), searched=seen.files, searched_bytes=seen.searched, still_in=seen.hits,
            certificate=f"{CERTIFICATES}/{name}.txt",
        )  # fmt: skip

    def _certificate(self, done: Purged, name: str) -> Path:
        """The folder of certificates with one more, or with it written again."""
        folder = self.work / "certificates"
        shutil.rmtree(folder, ignore_errors=True)
        if (self.out / CERTIFICATES).is_dir():
            shutil.copytree(self.out / CERTIFICATES, folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{name}.json").write_text(done.document(), encoding="utf-8", newline="\n")
        (folder / f"{name}.txt").write_text(done.text(), encoding="utf-8", newline="\n")
        return folder
