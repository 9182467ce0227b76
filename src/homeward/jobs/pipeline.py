"""The chain of steps behind `run`: each is cached by content, none is run twice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from homeward.engine.connection import open_engine
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.steps import Step, StepCache
from homeward.findings.bundle import Bundle, from_json, read_bundle, to_json
from homeward.jobs.books import books_of
from homeward.jobs.desk import Desk
from homeward.jobs.progress import Event, Progress, announce
from homeward.privacy.audit import child_mark
from homeward.privacy.pseudonyms import Pseudonyms
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.differencing import Decision
from homeward.release.register import Entry, Scope
from homeward.release.rules import rules_of
from homeward.report import Artists, write_report
from homeward.study.analysis import examine, make_histories
from homeward.study.intake import OUTLINE, changes_since, not_read, take_in, unused_mends
from homeward.study.mending.history import fingerprint as fingerprint_of_mends
from homeward.study.mending.history import mends_of, read_history
from homeward.study.plan import Plan
from homeward.study.purging import Gone, forget
from homeward.study.sampling.taken import fingerprint
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.withholding import Review

#: The steps, in order. Each reads only the one before it.
STEPS = ("ingest", "link", "study", "release", "report")

FINDINGS = "findings.json"
PROTECTED = "protected"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class Pipeline:
    """One run's steps over one output folder.

    Attributes
    ----------
    cache
        The step cache of the output folder.
    plan
        The plan in force.
    seed
        Of everything that draws.
    key
        The project key, for pseudonyms.
    progress
        Listener, or None.
    artists
        Helpers that draw the report's charts, if some were started.
    vault
        Seals and opens everything under `protected`.
    identity
        Seals names and birth dates, if the plan keeps them; None where there is no key.
    done
        The steps finished so far, by name.
    notes
        What a person should know of the intake: what changed since the one before.
    purged
        Marks of children who were purged: their rows are left out.
    samples
        Where samples are, if not in the output folder itself.
    county
        Of a synthetic county that Homeward made itself: which one. Two are never compared.
    anchor
        Hash of the bundle last published from this folder.
    made
        The released bundle's entry in the register, once it is made.
    stood
        The earlier release that stands, if this one would differ from it by too few children.
    """

    cache: StepCache
    plan: Plan
    seed: int
    key: bytes
    progress: Progress | None = None
    artists: Artists | None = None
    vault: Vault = PLAIN
    identity: Vault | None = None
    done: dict[str, Step] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    purged: frozenset[str] = frozenset()
    samples: Path | None = None
    county: str = ""
    anchor: str = ""
    made: Entry | None = None
    stood: Entry | None = None

    @property
    def desk(self) -> Desk:
        """Where releases of this folder are compared, kept and put."""
        plan = self.plan
        return Desk(
            self.out, scope_of(plan, self.county), rules_of(plan.release.profile.value),
            plan.release.review is Review.REQUIRED,
            None if plan.synthetic else subkey(self.key, Purpose.REGISTER), None, self.anchor,
            self.notes, self.vault, books_of(self.out, self.key),
        )  # fmt: skip

    @property
    def out(self) -> Path:
        """The output folder."""
        return self.cache.folder.parent.parent

    def entry(self) -> Entry | None:
        """The entry of the released bundle, where this run or an earlier one made it."""
        if self.made is None and "release" in self.done:
            self.made = self.desk.find(self.done["release"].folder / FINDINGS)
        return self.made

    def step(
        self,
        name: str,
        inputs: Mapping[str, str],
        make: Callable[[Path], None],
        *,
        proved: bool = False,
    ) -> Step:
        """Run one step, or take it from the cache, and tell the listener."""
        announce(self.progress, Event(name, "started"))
        step = self.cache.run(name, inputs, make, proved=proved)
        self.done[name] = step
        state = "reused" if step.reused else "done"
        announce(self.progress, Event(name, state, seconds=step.seconds))
        return step

    def bundle(self, name: str) -> Bundle:
        """The unreleased bundle that a finished step left.

        Raises
        ------
        HomewardError
            HW-L001 if it is not one; HW-K005 or HW-K003 if it does not open.
        """
        return from_json(self.vault.read_text(self.done[name].folder / FINDINGS))

    def _after(self, name: str) -> Step:
        return self.done[STEPS[STEPS.index(name) - 1]]

    def _ingest_inputs(self, extracts: Path) -> dict[str, str]:
        files = {f"file:{name}": sha256_of(extracts / name) for name in self.plan.files}
        key = hashlib.sha256(b"fingerprint" + self.key).hexdigest()
        mends = fingerprint_of_mends(self.out, self.vault)
        files |= {"mends": mends} if mends else {}
        files |= {"purged": ",".join(sorted(self.purged))} if self.purged else {}
        if self.plan.keep_identity:
            files["identity"] = json.dumps([str(d.agency) for d in self.plan.datasets])
        return files | {"plan": self._part("maps", "opens", "closes", "age_below"), "key": key}

    def _part(self, *names: str) -> str:
        """The parts of the plan that a step depends on: another part reruns nothing."""
        plan = self.plan
        held = {
            n: [asdict(m) for m in plan.maps] if n == "maps" else getattr(plan, n) for n in names
        }
        return json.dumps(held, sort_keys=True, default=str)

    def is_new(self, extracts: Path) -> bool:
        """Whether these extracts have not been ingested so before."""
        return not self.cache.holds("ingest", self._ingest_inputs(extracts))

    def ingest(self, extracts: Path) -> Step:
        """Read the extracts: store, quarantine, account."""

        def working(name: str) -> None:
            announce(self.progress, Event("ingest", "working", name))

        def make(folder: Path) -> None:
            take_in(
                extracts, self.plan, Pseudonyms(self.key), folder, progress=working,
                mends=mends_of(read_history(self.out, self.vault)), vault=self.vault,
                identity=self.identity,
            )  # fmt: skip
            if self.purged:
                forget(folder, self.plan, self.gone(), folder, self.vault, self.identity)

        step = self.step("ingest", self._ingest_inputs(extracts), make)
        changes = changes_since(self.out / PROTECTED / OUTLINE, step.folder, self.vault)
        unused = unused_mends(self.out, step.folder, self.vault)
        for note in [*changes, *unused, *not_read(extracts)]:
            self.notes.append(note)
            announce(self.progress, Event("ingest", "working", note))
        return step

    def gone(self, more: frozenset[str] = frozenset(), files: Iterable[int] = ()) -> Gone:
        """What may not be kept: the children purged before, more of them, and whole files."""
        audit = subkey(self.key, Purpose.AUDIT)
        marks = self.purged | more
        return Gone(
            lambda child: child_mark(audit, child) in marks, Pseudonyms(self.key), frozenset(files)
        )

    def link(self) -> Step:
        """Which records are one child, and the ordered histories that follow."""
        before = self._after("link")

        def make(folder: Path) -> None:
            with open_engine(temp_folder=folder / "spill", vault=self.vault) as engine:
                make_histories(engine, before.folder, self.plan, folder)
            _remove_empty(folder / "spill")

        part = self._part(
            "opens", "closes", "records_close", "counts_as_missing", "force", "synthetic",
            "definitions",
        )  # fmt: skip
        return self.step("link", {"ingest": before.key, "plan": part}, make)

    def study(self) -> Step:
        """Every finding that this version can examine."""
        before = self._after("study")
        samples = self.samples or self.cache.folder.parent / "sample"

        def make(folder: Path) -> None:
            with open_engine(temp_folder=folder / "spill", vault=self.vault) as engine:
                bundle = examine(engine, before.folder, self.plan, self.seed, samples)
            _remove_empty(folder / "spill")
            self.vault.write_text(folder / FINDINGS, to_json(bundle))

        part = self._part("handling", "analysis")
        inputs = {"link": before.key, "plan": part, "seed": str(self.seed)}
        inputs["sample"] = fingerprint(samples, self.vault)
        return self.step("study", inputs, make)

    def release(self) -> Step:
        """Disclosure control, beside what was released before."""
        before = self._after("release")
        desk, bundle = self.desk, self.bundle("study")
        rules = json.dumps(asdict(desk.rules), sort_keys=True)
        origin = hashlib.sha256(f"{before.key}{rules}".encode()).hexdigest()
        decision = desk.decide(bundle, origin)

        def make(folder: Path) -> None:
            desk.make(bundle, decision, origin, folder)

        inputs = {"study": before.key, "rules": rules, "beside": _beside(decision)}
        step = self.step("release", inputs, make, proved=True)
        self.stood = decision.stands
        if decision.stands is not None:
            self.notes.append(_it_stands(decision.stands))
        self.made = desk.draft(bundle, step.folder / FINDINGS, origin, decision)
        return step

    def report(self) -> Step:
        """The report, from the released bundle alone, once it is known for the one released."""
        before = self._after("report")
        self.desk.sound()
        if self.entry() is None:
            raise HomewardError("HW-D005", f"the register does not know {FINDINGS} of `release`")

        def make(folder: Path) -> None:
            write_report(read_bundle(before.folder / FINDINGS), folder, artists=self.artists)

        return self.step("report", {"release": before.key}, make, proved=True)


def scope_of(plan: Plan, county: str = "") -> Scope:
    """Which children a release of a plan is about."""
    return Scope(
        " ".join(filter(None, (plan.force, county))), plan.opens.isoformat(),
        plan.closes.isoformat(), plan.age_below,
        tuple(sorted(word.value for word in plan.counts_as_missing)),
        tuple(sorted(plan.ignored_files)),
    )  # fmt: skip


def _beside(decision: Decision) -> str:
    """What of earlier releases bears on this one, as text."""
    stands = decision.stands.sha256 if decision.stands else ""
    return json.dumps([stands, sorted(map(repr, decision.hide)), decision.beside])


def _it_stands(entry: Entry) -> str:
    return (
        f"HW-D013: {FAULTS['HW-D013'].title}: {entry.id} of {entry.made} stands in outgoing as it"
        f" was. The new findings are in {PROTECTED}/results. {FAULTS['HW-D013'].do}"
    )


def _remove_empty(folder: Path) -> None:
    """Take away the engine's spill folder, which is empty once the engine is closed."""
    if folder.is_dir() and not os.listdir(folder):
        folder.rmdir()
