"""One project's releases: what was released before, what may be now, and where it goes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from homeward.engine.lock import folder_lock
from homeward.engine.sealed import PLAIN, Vault
from homeward.findings.bundle import Bundle, read_bundle, write_bundle
from homeward.jobs.books import Books
from homeward.jobs.noted import Noted
from homeward.release.cells import cells_to_keep
from homeward.release.differencing import Asked, Decision, decide
from homeward.release.gate import release, verify
from homeward.release.register import Entry, JsonStore, Register, Scope, Store
from homeward.release.review import KNOWN_OUTSIDE, WAITING, Action, Person, State, event
from homeward.release.rules import DEFAULT, Rules
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS

#: Where the register is, unless it is shared; and the file that says where a shared one is.
REGISTER, SHARED = "protected/register", "protected/register_at.json"

#: Where a release waits, and where it goes.
AWAITING, OUTGOING = "protected/awaiting", "outgoing"

BUNDLE = "findings.json"

#: Seconds to wait while another folder enters a release in a shared register.
WAIT = 10.0

#: Said of a register that lacks what was last published.
LACKING = "it does not hold what was last released from here"

#: Who does what nobody need be asked for.
HOMEWARD = Person("homeward")


@dataclass
class Desk:
    """Where the releases of one output folder are compared, kept and put.

    Attributes
    ----------
    out
        The output folder, locked by the caller.
    scope
        Which children a release of it is about.
    rules
        Of disclosure control.
    reviewed
        Whether a release waits for somebody's approval.
    key
        Seals the register; None for synthetic data.
    store
        Where the register is kept; by default JSON files under `protected/register`, or
        in the shared folder that this output folder was told of.
    anchor
        Hash of the bundle that was last published, as the folder's state has it.
    notes
        Sentences for the person who asked.
    vault
        What opens the folder's own files.
    books
        Where it is noted how far the register has come; None where nothing is noted.
    """

    out: Path
    scope: Scope
    rules: Rules = DEFAULT
    reviewed: bool = False
    key: bytes | None = None
    store: Store | None = None
    anchor: str = ""
    notes: list[str] = field(default_factory=list)
    vault: Vault = PLAIN
    books: Books | None = None
    _seen: int = 0

    @property
    def register(self) -> Register:
        """The register, watched by the folder's books."""
        return Register(self._store_of_it, self.key, self.noted)

    @property
    def noted(self) -> Noted | None:
        """What is known of the register outside it."""
        if self.books is None:
            return None
        plain, at = Register(self._store_of_it, self.key), register_folder(self.out)
        return Noted(self.books, plain, at, self.project, self.reviewed, self.key is None)

    @property
    def _store_of_it(self) -> Store:
        return self.store or stored(register_folder(self.out), self.key)

    @property
    def project(self) -> str:
        """Of which project a bundle is: a hash of the force and of the synthetic county."""
        force = " ".join(self.scope.force.casefold().split())
        return hashlib.sha256(force.encode()).hexdigest()[:16]

    # ------------------------------------------------------------ before

    def look_elsewhere(self) -> None:
        """Refuse to release what nothing would compare with what the same force released.

        Raises
        ------
        HomewardError
            HW-D014 if releases of the project are in a register that is not this folder's;
            HW-D004 as `Register.entries`; HW-D016.
        """
        noted = self.noted
        if noted is None:
            return
        self.register.entries()
        told = noted.elsewhere()
        if told and self.key is not None:
            raise HomewardError("HW-D014", told)
        fault = FAULTS["HW-D014"]
        made_up = f"{fault.code}: {fault.title}: {told}. Nothing is refused, since it is made up."
        shared = (self.out / SHARED).is_file()
        self._tell(made_up if told else "" if shared else noted.unknown())

    def _tell(self, sentence: str) -> None:
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def decide(self, bundle: Bundle, origin: str) -> Decision:
        """What may be released beside what was released before.

        Parameters
        ----------
        bundle
            Unreleased.
        origin
            Hash of what it is made from; the same again is compared with what came before
            its first time.

        Raises
        ------
        HomewardError
            HW-D001 to HW-D005; as `look_elsewhere`.
        """
        self.look_elsewhere()
        if self.noted is not None:
            self.noted.catch_up()
        entries = self.sound()
        self._seen = len(entries)
        before = [e.rules.get("origin") for e in entries if e.state != State.ABANDONED]
        if origin in before:
            entries = entries[: [e.rules.get("origin") for e in entries].index(origin)]
        decision = decide(Asked(bundle, self.scope, self.project, self.rules), entries)
        if decision.stands and not self._stands(decision.stands):
            raise HomewardError(
                "HW-D001", f"beside {decision.stands.id} of {decision.stands.made}; what differs:"
                " the records, by too few; its bundle is no longer in outgoing to stand",
            )  # fmt: skip
        return decision

    def make(self, bundle: Bundle, decision: Decision, origin: str, folder: Path) -> None:
        """Put the released bundle into a folder: made now, or the one that stands."""
        if decision.stands is not None:
            shutil.copyfile(self.out / OUTGOING / "released" / BUNDLE, folder / BUNDLE)
            return
        released = release(bundle, self.rules, decision.hide)
        released = replace(released, release=_told(released, decision))
        verify(released, self.rules)
        write_bundle(released, folder / BUNDLE)

    def sound(self) -> tuple[Entry, ...]:
        """Every entry, after a look whether register and outgoing are as they were left.

        Raises
        ------
        HomewardError
            HW-D004 or HW-D005 if they are not.
        """
        entries = self.register.entries()
        known = {e.sha256 for e in entries}
        if self.anchor and self.anchor not in known:
            raise HomewardError("HW-D004", LACKING)
        bundle = self.out / OUTGOING / "released" / BUNDLE
        found = sha256_of(bundle) if bundle.is_file() else ""
        if self.anchor and found and found != self.anchor:
            raise HomewardError("HW-D005", f"{OUTGOING}/released/{BUNDLE}; move it away first")
        for entry in entries:  # a job was cut short after it had published
            if found == entry.sha256 and entry.state in (State.DRAFTED, State.APPROVED):
                self._move(entry, Action.RELEASE)
        return self.register.entries()

    def _stands(self, entry: Entry) -> bool:
        bundle = self.out / OUTGOING / "released" / BUNDLE
        return bundle.is_file() and sha256_of(bundle) == entry.sha256

    # ------------------------------------------------------------ after

    def draft(self, bundle: Bundle, released: Path, origin: str, decision: Decision) -> Entry:
        """The entry of a bundle that was made, written before anything is published."""
        sha = sha256_of(released)
        for entry in self.register.entries():
            if entry.sha256 == sha and entry.state not in (State.ABANDONED, State.WITHDRAWN):
                return entry
        if decision.stands is not None:
            return decision.stands
        made = Entry(
            "", self.project, sha, self.scope, asdict(self.rules) | {"origin": origin},
            cells_to_keep(bundle, read_bundle(released), self.rules), State.DRAFTED.value,
            (event_at("draft", HOMEWARD.name),),
        )  # fmt: skip
        if self.store is not None:
            return self.register.add(made)
        place = register_folder(self.out)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        with folder_lock(place, wait=WAIT):
            later = self.register.entries()[self._seen :]
            if later:
                raise HomewardError(
                    "HW-D001", f"{later[-1].id} was entered since; make the release again beside it"
                )
            return self.register.add(made)

    def find(self, released: Path) -> Entry | None:
        """The last entry of a released bundle, by its hash; None if it was never made here."""
        sha = sha256_of(released)
        entries = [e for e in self.register.entries() if e.sha256 == sha]
        return entries[-1] if entries else None

    def place(self, entry: Entry) -> str:
        """The folder that a release goes into: outgoing, or awaiting its approval."""
        waits = self.reviewed and State(entry.state) not in KNOWN_OUTSIDE
        return AWAITING if waits else OUTGOING

    def published(self, entry: Entry) -> None:
        """Note that a release is where it goes; others of its kind make way."""
        others = [e for e in self.register.entries() if self._is_mine(e) and e.id != entry.id]
        if self.place(entry) == AWAITING:
            self._drop([e for e in others if State(e.state) in WAITING])
            self.notes.append(
                f"{entry.id} waits in {AWAITING} until somebody else has approved it:"
                f" homeward release request {entry.id}"
            )
            return
        if entry.state != State.RELEASED and entry.state != State.SUPERSEDED:
            self._move(entry, Action.RELEASE)
        self._drop([e for e in others if State(e.state) in WAITING])
        for other in others:
            if other.state == State.RELEASED:
                self._move(other, Action.SUPERSEDE)

    def _is_mine(self, entry: Entry) -> bool:
        """Whether an entry is of this folder's own series: same force and choices."""
        return entry.project == self.project and entry.scope == self.scope

    def _drop(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._move(entry, Action.ABANDON)

    def _move(self, entry: Entry, action: Action) -> None:
        state, line = event(State(entry.state), action, HOMEWARD, now(), "", entry.history)
        self.register.change(entry.id, state.value, line)


def _told(released: Bundle, decision: Decision) -> Mapping[str, object]:
    """The account of a release, with what earlier ones had to do with it."""
    if not decision.beside:
        return released.release
    said = (
        f"Compared with what was released before ({', '.join(decision.beside)}): a number of the"
        " same children is the same as before, and a group of nearly the same children is hidden."
    )
    return {**released.release, "words": [*released.release["words"], said]}


def stored(folder: Path, key: bytes | None) -> JsonStore:
    """The documents of a register, sealed by its own key: folders of one key can share it."""
    return JsonStore(folder, None if key is None else Vault(key))


def register_folder(out: Path) -> Path:
    """The folder of the register that an output folder is compared by."""
    pointer = out / SHARED
    if not pointer.is_file():
        return out / REGISTER
    try:
        named = json.loads(pointer.read_text(encoding="utf-8"))["register"]
        return Path(str(named))
    except (ValueError, KeyError, TypeError):
        raise HomewardError("HW-D004", f"{SHARED} does not say where it is") from None


def share(out: Path, register: Path | None) -> None:
    """Remember that releases of `out` are kept in a shared folder, from now on.

    Raises
    ------
    HomewardError
        HW-D004 if releases were kept elsewhere before: they would no longer be compared.
    """
    if register is None or register.resolve() == register_folder(out).resolve():
        return
    if any(register_folder(out).glob("*.json")):
        raise HomewardError("HW-D004", "this folder has another register already; keep to that")
    (out / SHARED).parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"register": str(register.resolve())})
    (out / SHARED).write_text(text, encoding="utf-8")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> str:
    """The time, ISO 8601 UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def event_at(action: str, by: str) -> dict[str, str]:
    """A line of a history for something that Homeward does itself."""
    return {"action": action, "by": by, "at": now(), "note": ""}
