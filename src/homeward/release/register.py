"""The register of releases: what was released before, held so that a change is noticed.

Each entry is sealed, and names the seal of the entry before it, so that none can be edited,
taken out or put in unseen; the last seal and the number of entries stand in a document of
their own. With a key the seals are HMACs; without one (synthetic data alone) they notice an
accident, not an intention. Exact counts are kept only where they are large enough to have
been published: what is needed to tell that two releases are of nearly the same children.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from homeward.release.standing import Standing, Watch
from homeward.vocabulary.errors import HomewardError

#: Kinds of document that a register keeps.
ENTRY, HEAD = "release", "release_head"

_LAST = "last"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")

#: Of each cell: what was published (None where hidden) and its exact number (None if small).
Cell = tuple[int | None, int | None]

#: Cells by "name|part", then by group as JSON text.
Cells = Mapping[str, Mapping[str, list[Cell]]]


class Store(Protocol):
    """Where documents are kept: the ledger, or one of the two below."""

    def put(self, kind: str, name: str, document: Mapping[str, Any]) -> None:
        """Keep a document, in place of one of this kind and name."""

    def get(self, kind: str, name: str) -> Mapping[str, Any] | None:
        """The document, or None."""

    def all(self, kind: str) -> Iterable[Mapping[str, Any]]:
        """Every document of a kind, in the order of their names."""


class Files(Protocol):
    """What reads and writes the text of files: a vault that encrypts, or `PlainFiles`."""

    def read_text(self, path: Path) -> str:
        """The text of a file."""

    def write_text(self, path: Path, data: str) -> object:
        """Write a file: whole, or not at all."""


class PlainFiles:
    """Files as they are, for synthetic data alone; each is replaced whole."""

    def read_text(self, path: Path) -> str:
        """The text of a UTF-8 file."""
        return path.read_text(encoding="utf-8")

    def write_text(self, path: Path, data: str) -> None:
        """Write beside the file, have it reach the disk, then take its place."""
        part = path.with_name(f"{path.name}.part")
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(path)


class MemoryStore:
    """Documents in memory, for tests and for a study that leaves nothing behind."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[tuple[str, str], Mapping[str, Any]] = {}

    def put(self, kind: str, name: str, document: Mapping[str, Any]) -> None:
        """Keep a copy of a document."""
        self._held[kind, name] = json.loads(json.dumps(document))

    def get(self, kind: str, name: str) -> Mapping[str, Any] | None:
        """The document, or None."""
        return self._held.get((kind, name))

    def all(self, kind: str) -> Iterable[Mapping[str, Any]]:
        """Every document of a kind, in the order of their names."""
        return [document for (k, _), document in sorted(self._held.items()) if k == kind]


class JsonStore:
    """Documents as JSON files of one folder, which is made when first written to.

    Parameters
    ----------
    folder
        A protected one.
    files
        What reads and writes them; a vault that encrypts, where there is a key.
    """

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        """Look at nothing yet."""
        self.folder = folder
        self._files = files or PlainFiles()

    def put(self, kind: str, name: str, document: Mapping[str, Any]) -> None:
        """Keep a document, in place of one of this kind and name."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        self._files.write_text(self._path(kind, name), text)

    def get(self, kind: str, name: str) -> Mapping[str, Any] | None:
        """The document, or None.

        Raises
        ------
        HomewardError
            HW-D004 if its file is no JSON document.
        """
        path = self._path(kind, name)
        return self._read(path) if path.is_file() else None

    def all(self, kind: str) -> Iterable[Mapping[str, Any]]:
        """Every document of a kind, in the order of their names. Raises as `get`."""
        return [self._read(path) for path in sorted(self.folder.glob(f"{kind}.*.json"))]

    def _path(self, kind: str, name: str) -> Path:
        if not _NAME.fullmatch(kind) or not _NAME.fullmatch(name):
            raise ValueError("a kind and a name are letters, digits, _ and -")
        return self.folder / f"{kind}.{name}.json"

    def _read(self, path: Path) -> Mapping[str, Any]:
        try:
            document = json.loads(self._files.read_text(path))
        except (OSError, ValueError):
            raise HomewardError("HW-D004", f"{path.name} cannot be read") from None
        except HomewardError as fault:
            if fault.code != "HW-K003":
                raise
            another = "go on in the folder that released it, with its key"
            told = f"{path.name} was sealed under another key; {another}"
            raise HomewardError("HW-D004", told) from None
        if not isinstance(document, dict):
            raise HomewardError("HW-D004", f"{path.name} is no document")
        return document


@dataclass(frozen=True, slots=True)
class Scope:
    """Which children a release is about, as far as its plan says so.

    Attributes
    ----------
    force
        Whose records.
    opens, closes
        The window, ISO dates, both included.
    age_below
        People of this age or over are not in it.
    counted
        The types of report that are.
    filters
        Whatever else the plan chose by: the files left out, say. Names, never cells.
    """

    force: str
    opens: str
    closes: str
    age_below: int = 18
    counted: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One release in the register.

    Attributes
    ----------
    id
        "R0001", "R0002", … in the order they were made.
    project
        Of which project: a hash, so that a bundle of another is noticed.
    sha256
        Of the released `findings.json`.
    scope
        Which children it is about.
    rules
        The rules applied, `profile` among them; and `origin`, a hash of what the bundle
        was made from, so that the same again is known for the same.
    cells
        What was published of each cell and, if large, how many it was exactly.
    state
        A value of `release.review.State`.
    history
        Who did what to it, when and with what note.
    """

    id: str
    project: str
    sha256: str
    scope: Scope
    rules: Mapping[str, Any]
    cells: Cells
    state: str
    history: tuple[Mapping[str, str], ...] = field(default=())

    @property
    def made(self) -> str:
        """When it was made: the first 10 letters of an ISO time, or ""."""
        return self.history[0]["at"][:10] if self.history else ""


class Register:
    """The releases of one project, or of all projects that share a store.

    Parameters
    ----------
    store
        Where documents are kept.
    key
        Seals them; None for synthetic data alone.
    watch
        Who knows how far it had come; None where nobody does.
    """

    def __init__(self, store: Store, key: bytes | None = None, watch: Watch | None = None) -> None:
        """Look at nothing yet."""
        self._store, self._key, self._watch = store, key, watch

    def entries(self) -> tuple[Entry, ...]:
        """Every entry, oldest first.

        Raises
        ------
        HomewardError
            HW-D004 if one was edited, taken out or put in, or sealed with another key; or if
            it had come further than it has.
        """
        documents = self._documents()
        if self._watch is not None:
            self._watch.meet(self._standing(documents))
        return tuple(map(_entry, documents))

    def standing(self) -> Standing:
        """How far it has come, whatever its watch knows. Raises HW-D004 as `entries`."""
        return self._standing(self._documents())

    def _documents(self) -> list[Mapping[str, Any]]:
        documents = list(self._store.all(ENTRY))
        head = self._store.get(HEAD, _LAST) or {}
        before, last = "", ""
        for number, document in enumerate(documents, 1):
            if document.get("id") != _id(number) or document.get("before") != before:
                raise HomewardError(
                    "HW-D004", f"release {_id(number)} is missing or out of its place"
                )
            if not self._is_sealed(document):
                raise HomewardError(
                    "HW-D004", f"release {_id(number)} was changed, or sealed with another key"
                )
            last, before = before, str(document["first_seal"])
        many, mark = len(documents), str(head.get("register", ""))
        # One more than its head says: whoever entered it was killed before it was counted.
        ends = [(many, before), (many - 1, last)] if many else [(0, "")]
        heads = [(n, self._seal_head(n, end, mark)) for n, end in ends]
        if (documents or head) and (head.get("entries"), head.get("seal")) not in heads:
            raise HomewardError("HW-D004", "its number of releases is not what it was")
        return documents

    def _standing(self, documents: list[Mapping[str, Any]]) -> Standing:
        mark = str((self._store.get(HEAD, _LAST) or {}).get("register", ""))
        places = tuple(
            (str(d["id"]), str(d["first_seal"]), len(d.get("history", ())), str(d["seal"]))
            for d in documents
        )
        return Standing(mark if places else "", places)

    def _count(self, many: int, last: str) -> None:
        mark = (self._store.get(HEAD, _LAST) or {}).get("register") or secrets.token_hex(8)
        seal = self._seal_head(many, last, mark)
        self._store.put(HEAD, _LAST, {"entries": many, "seal": seal, "register": mark})

    def settle(self) -> None:
        """Count an entry that a kill left uncounted. Raises as `standing`."""
        documents = self._documents()
        head = self._store.get(HEAD, _LAST) or {}
        if documents and head.get("entries") != len(documents):
            self._count(len(documents), str(documents[-1]["first_seal"]))

    def _note(self, what: str) -> None:
        if self._watch is not None:
            self._watch.note(self.standing(), what)

    def add(self, entry: Entry) -> Entry:
        """Keep a new entry; it is given the next id. Raises as `entries`."""
        entries = self.entries()
        before = ""
        if not entries:
            self._count(0, "")
        else:
            last = self._store.get(ENTRY, entries[-1].id)
            before = str(last["first_seal"]) if last else ""
        made = _with(entry, id=_id(len(entries) + 1))
        document = _document(made) | {"before": before}
        document["first_seal"] = self._seal(_lasting(document))
        document["seal"] = self._seal(document)
        self._store.put(ENTRY, made.id, document)
        self._count(len(entries) + 1, document["first_seal"])
        self._note(f"{made.id}: {made.state}")
        return made

    def get(self, id: str) -> Entry:
        """The entry of this id.

        Raises
        ------
        HomewardError
            HW-D009 if there is none; as `entries`.
        """
        for entry in self.entries():
            if entry.id == id:
                return entry
        raise HomewardError("HW-D009", "no release of that name in the register")

    def change(self, id: str, state: str, event: Mapping[str, str]) -> Entry:
        """Put an entry in another state, with what was done. Raises as `get`."""
        was = self.get(id)
        held = self._store.get(ENTRY, id) or {}
        document = dict(held) | {"state": state, "history": [*was.history, dict(event)]}
        document["seal"] = self._seal({k: v for k, v in document.items() if k != "seal"})
        self._store.put(ENTRY, id, document)
        self._note(f"{id}: {state}")
        return _entry(document)

    def _is_sealed(self, document: Mapping[str, Any]) -> bool:
        rest = {k: v for k, v in document.items() if k != "seal"}
        first = self._seal(_lasting(document))
        same = hmac.compare_digest(self._seal(rest), str(document.get("seal")))
        return same and hmac.compare_digest(first, str(document.get("first_seal")))

    def _seal(self, document: Mapping[str, Any]) -> str:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
        if self._key is None:
            return hashlib.sha256(text).hexdigest()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()

    def _seal_head(self, entries: int, last: str, mark: str) -> str:
        return self._seal({"entries": entries, "last": last, "register": mark})


def _id(number: int) -> str:
    return f"R{number:04d}"


#: Parts of a document that may change after it was first sealed.
_CHANGING = frozenset({"state", "history", "seal", "first_seal"})


def _lasting(document: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in document.items() if k not in _CHANGING}


def _document(entry: Entry) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(asdict(entry)))
    return document


def _entry(document: Mapping[str, Any]) -> Entry:
    try:
        scope = dict(document["scope"])
        for part in ("counted", "filters"):
            scope[part] = tuple(scope[part])
        return Entry(
            document["id"], document["project"], document["sha256"], Scope(**scope),
            document["rules"], document["cells"], document["state"],
            tuple(document["history"]),
        )  # fmt: skip
    except (KeyError, TypeError):
        raise HomewardError("HW-D004", "an entry is not of the shape of a release") from None


def _with(entry: Entry, **changes: Any) -> Entry:
    held = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return Entry(**(held | changes))
