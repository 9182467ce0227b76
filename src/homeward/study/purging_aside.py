"""What a purge takes out of quarantine: rows as they were supplied, looked through for children."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from homeward.engine.sealed import Vault
from homeward.records.columns import fold_reference
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.records.quarantine import LEADING, Aside, Quarantine
from homeward.records.schema import Personal
from homeward.records.stored import REFERENTS, Pseudonym
from homeward.records.tables import TABLES
from homeward.study.plan import Plan

#: Characters from which a reference is distinctive: shorter ones ("15") stand everywhere.
DISTINCTIVE: Final = 5

#: What may stand about a reference in running text, and is no part of it.
_ENDS: Final = ".!?-/*#="

_TOKEN: Final = re.compile(r"[^\s,;:()\[\]\"'<>|]+")


@dataclass(frozen=True)
class Gone:
    """What is to go.

    Attributes
    ----------
    child
        Whether the child of a pseudonym is to go.
    pseudonym
        (kind, folded reference) to pseudonym.
    files
        Numbers of files that are to go whole.
    """

    child: Callable[[str], bool]
    pseudonym: Pseudonym = field(repr=False)
    files: frozenset[int] = frozenset()


@dataclass
class Forgotten:
    """What went: counts, and what the rest of a purge needs to find the same rows elsewhere.

    Attributes
    ----------
    rows
        Table to the rows that went from the store.
    set_aside
        Rows that went from quarantine.
    children, incidents
        Pseudonyms that went with them. Never written down.
    lost
        Pseudonyms of children and incidents of which nothing is left. Never written down.
    references
        Distinctive references that stood in quarantine. Never written down.
    places
        (number of the file, row) of everything that went.
    """

    rows: Counter[str] = field(default_factory=Counter)
    set_aside: int = 0
    children: set[str] = field(default_factory=set, repr=False)
    incidents: set[str] = field(default_factory=set, repr=False)
    lost: set[str] = field(default_factory=set, repr=False)
    references: set[str] = field(default_factory=set, repr=False)
    places: set[tuple[int, int]] = field(default_factory=set, repr=False)

    @property
    def anything(self) -> bool:
        """Whether anything went."""
        return bool(self.places or self.rows or self.set_aside)


def reference(text: str) -> str:
    """A child's reference as it is compared: gaps closed up.

    >>> reference("12345.0 ")
    '12345'
    """
    return fold_reference(text, place=False)


def columns_of(table: str, kind: str) -> list[str]:
    """Columns of a table that hold references of one kind."""
    return [
        name
        for name, column in TABLES[table].columns.items()
        if column.personal is Personal.PSEUDONYM and REFERENTS.get(name, name) == kind
    ]


@dataclass(frozen=True)
class Removed:
    """Entries of one file's quarantine that go: (code, column, fate) to how many, and rows."""

    entries: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rows: dict[str, set[int]] = field(default_factory=lambda: {"row": set(), "earlier": set()})
    lines: frozenset[int] = frozenset()


class Asides:
    """The quarantine of an intake, looked through for children."""

    def __init__(
        self, folder: Path, account: IntakeAccount, plan: Plan, gone: Gone, vault: Vault
    ) -> None:
        self.folder, self.account, self.gone, self.vault = folder, account, gone, vault
        self.lines = {f.number: self._read(f.number) for f in account.files}
        self.sources = {
            name: {k: set(how.sources) for k, how in one.columns.items()}
            for one in plan.maps
            for name in one.files
        }
        self._known: dict[tuple[str, str], str] = {}
        self._mine: dict[int, set[int]] = {}

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:03d}_rows.csv"

    def _read(self, number: int) -> list[list[str]]:
        path = self._path(number)
        if not path.is_file():
            return []
        return list(csv.reader(io.StringIO(self.vault.read_text(path), newline="")))

    def headers(self) -> Quarantine:
        """The files' headers, which is what an outline takes from a quarantine."""
        asides = [
            Aside(n, "", tuple(c.removeprefix("cell:") for c in lines[0][len(LEADING) :]),
                  None, None, (), None, None)  # type: ignore[arg-type]
            for n, lines in self.lines.items() if lines
        ]  # fmt: skip
        return Quarantine(tuple(asides))

    def look(self, found: Forgotten) -> None:
        """Rows of children that go; the incidents they name; the references they bear."""
        for file in self.account.files:
            lines = self.lines[file.number]
            if not lines:
                continue
            mine = self._mine.setdefault(file.number, set())
            child, incident = self._places(file, "child"), self._places(file, "incident")
            for place, line in enumerate(lines[1:], 1):
                hers = [t for t in self._references(line, child) if self._goes(t)]
                if file.number in self.gone.files or hers:
                    mine.add(place)
                    found.children |= {self._name("child", text) for text in hers}
                    found.references |= {text for text in hers if len(text) >= DISTINCTIVE}
                    if file.table == "incidents" and hers:
                        names = {self._name("incident", _bare(line[i])) for i in incident
                                 if i < len(line) and line[i]}  # fmt: skip
                        found.incidents |= names

    def remove(self, found: Forgotten) -> dict[int, Removed]:
        """What goes of every file, with rows that name an incident that goes."""
        out: dict[int, Removed] = {}
        for file in self.account.files:
            mine = self._mine.get(file.number, set())
            incident = self._places(file, "incident")
            lines = self.lines[file.number]
            for place, line in enumerate(lines[1:], 1):
                texts = [_bare(line[i]) for i in incident if i < len(line) and line[i]]
                if any(self._name("incident", text) in found.incidents for text in texts):
                    mine.add(place)
            out[file.number] = self._removed(lines, mine)
            rows = {int(lines[place][1]) for place in mine}
            found.places |= {(file.number, row) for row in rows}
            found.set_aside += len(rows)
        return out

    def write(self, folder: Path, removed: Mapping[int, Removed]) -> None:
        """Every file again, and the counts of all, without what goes."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number, lines in self.lines.items():
            if lines:
                left = [one for at, one in enumerate(lines) if at not in removed[number].lines]
                self.vault.write_text(folder / f"{number:03d}_rows.csv", _text(left))
        counts = list(csv.reader(io.StringIO(self.vault.read_text(self.folder / "faults.csv"))))
        less: Counter[tuple[str, str, str]] = Counter()
        for file in self.account.files:
            for (code, column, _), many in removed[file.number].entries.items():
                less[file.file, code, column] += many
        self.vault.write_text(folder / "faults.csv", _text(_fewer(counts, less)))

    def _places(self, file: FileAccount, kind: str) -> list[int]:
        """Places in a line of the cells that hold references of one kind."""
        lines = self.lines[file.number]
        sources = self.sources.get(file.file, {})
        named = {s for c in columns_of(file.table, kind) for s in sources.get(c, set())}
        return [
            place
            for place, head in enumerate(lines[0] if lines else [])
            if place >= len(LEADING) and head.removeprefix("cell:") in named
        ]

    def _references(self, line: list[str], child: list[int]) -> Iterator[str]:
        """What may be a child's reference: its own cell, and distinctive words of any other."""
        for place, cell in enumerate(line):
            if place < len(LEADING) or not cell:
                continue
            text = _bare(cell)
            if place in child:
                yield reference(text)
            else:
                words = {reference(text), *_TOKEN.findall(text)}
                words |= {word.strip(_ENDS) for word in words}
                yield from (word for word in words if len(word) >= DISTINCTIVE)

    def _goes(self, text: str) -> bool:
        return self.gone.child(self._name("child", text))

    def _name(self, kind: str, text: str) -> str:
        folded = reference(text)
        if (kind, folded) not in self._known:
            self._known[kind, folded] = self.gone.pseudonym(kind, folded)
        return self._known[kind, folded]

    def _removed(self, lines: list[list[str]], mine: set[int]) -> Removed:
        out = Removed(lines=frozenset(mine))
        for place in mine:
            _, row, code, column, _, fate, *_ = lines[place]
            out.entries[code, column, fate] += 1
            if fate in out.rows:
                out.rows[fate].add(int(row))
        return out


def _bare(cell: str) -> str:
    """A cell as it was supplied: without the apostrophe that keeps formulas asleep."""
    return cell[1:] if cell.startswith("'") else cell


def _text(lines: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()


def _fewer(
    counts: list[list[str]], less: Mapping[tuple[str, str, str], int]
) -> Iterator[list[str]]:
    yield from counts[:1]
    for file, code, column, reason, many in counts[1:]:
        left = int(many) - less.get((_bare(file), code, column), 0)
        if left > 0:
            yield [file, code, column, reason, str(left)]
