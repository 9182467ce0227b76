"""Maps the files of returns onto the declared tables, without a question.

A file recognised as a module of the SSDA903 return, or as a table of the Standard
Safeguarding Dataset, is mapped by what the module declares. What is out of the ordinary is
said: columns beyond the module's, dates written another way, rounded birth dates, a year
that cannot be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import pyarrow as pa

from homeward.records import returns_doubts as say
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose_doubts import Doubt
from homeward.records.propose_maps import Proposed
from homeward.records.propose_match import Matched
from homeward.records.propose_values import Look
from homeward.records.propose_words import Undecided, undecided
from homeward.records.returns_clashes import Listing, clashes
from homeward.records.returns_dates import Written, days_of, written
from homeward.records.returns_modules import (
    EPISODES,
    SSD,
    SSDA903,
    Filled,
    Recognised,
    recognise,
)
from homeward.records.returns_years import (
    as_at_of_returns,
    latest_sure,
    return_year,
    sets_of,
)
from homeward.records.schema import Form, Table
from homeward.records.tables import TABLES
from homeward.vocabulary.words import plain

_DAY_ZERO = date(1970, 1, 1)

#: Where modules are listed that do not stand with the return.
_PLACE = {"ssd_cla_episodes": 0, "ssd_missing": 2, "ssd_person": 2}


class Opened(Protocol):
    """A file, or one table of it, read."""

    file: str
    reading: Reading
    header: tuple[str, ...]
    columns: dict[str, pa.Array]
    mixed: frozenset[str]


#: Who a row is about.
_WHO = ("child", "born_on")

#: A file's name, and the table within it ("" for a file of one table).
Key = tuple[str, str]


@dataclass(slots=True)
class Returned:
    """What is proposed for the returns of a folder.

    Attributes
    ----------
    proposed
        One for each shape of file and table filled.
    as_incidents
        The same for missing spells as incidents, to be used where no police file is.
    doubts
        What is out of the ordinary.
    left
        Files that are recognised and fill no table.
    """

    proposed: list[Proposed] = field(default_factory=list)
    as_incidents: list[Proposed] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Days:
    """The day of each file, and its dates in days since 1970."""

    as_at: Mapping[Key, date]
    found: Mapping[Key, np.ndarray]

    def after(self, key: Key) -> int:
        """How many dates of a file fall after its day."""
        day = self.as_at.get(key)
        return int((self.found[key] > (day - _DAY_ZERO).days).sum()) if day is not None else 0


@dataclass(slots=True)
class _Group:
    """Files of one module that share a header and open alike."""

    known: Recognised
    pieces: list[Opened] = field(default_factory=list)

    @property
    def fills(self) -> bool:
        return bool(self.known.module.fills)

    def arrays(self, column: str) -> list[pa.Array]:
        """One of the module's columns, file by file; none if it is not there."""
        header = self.known.headers.get(column)
        return [] if header is None else [piece.columns[header] for piece in self.pieces]


def known_return(piece: Opened) -> Recognised | None:
    """The module that a file is, if it is one."""
    return recognise(piece.header)


def propose_returns(pieces: Sequence[Opened]) -> Returned:
    """The mapping of every file that is recognised as a return.

    Parameters
    ----------
    pieces
        Files, or tables of them, of which `known_return` knows the module.
    """
    groups = _groups(pieces)
    days = _as_at(groups)
    out = Returned()
    episodes = any(group.known.module.name == EPISODES for group in groups)
    for group in groups:
        if not group.fills:
            _leave(group, out)
        elif group.known.module.name == "ssd_cla_placement" and episodes:
            out.left += _files(group)
            out.doubts.append(say.given_twice(_files(group)[0]))
        else:
            _add(group, days, out)
    out.left = [f for f in dict.fromkeys(out.left) if f not in _mapped(out)]
    out.doubts += clashes([one for group in groups for one in _listings(group, days, out)])
    out.doubts = list(dict.fromkeys(out.doubts))
    return out


def _listings(group: _Group, days: _Days, out: Returned) -> Iterator[Listing]:
    """The references of a group's files, and the birth dates where they list children."""
    for fills in group.known.module.fills[:1]:
        child, born = (group.known.headers.get(fills.columns.get(c, "")) for c in _WHO)
        for piece in group.pieces:
            if child is not None and piece.file not in out.left:
                dates = piece.columns[born] if born is not None else None
                year_first = group.known.module.family == SSD
                form = written([dates], year_first=year_first).format if dates is not None else ""
                yield Listing(
                    piece.file, group.known.module.name, days.as_at.get(_key(piece)),
                    piece.columns[child], dates, form,
                )  # fmt: skip


def _groups(pieces: Sequence[Opened]) -> list[_Group]:
    """Files by module and shape, in the order in which they are listed in the plan.

    Of one day, what is listed last is used: so tables of the dataset come after the return,
    since they have times of day; but its episodes before, since they have no legal status.
    """
    found: dict[tuple, _Group] = {}
    for piece in pieces:
        known = known_return(piece)
        if known is None or not _rows(piece):
            continue
        types = tuple(str(piece.columns[h].type) for h in piece.header)
        shape = (known.module.name, piece.header, types, piece.reading)
        found.setdefault(shape, _Group(known)).pieces.append(piece)
    return sorted(found.values(), key=lambda group: _PLACE.get(group.known.module.name, 1))


def _rows(piece: Opened) -> int:
    return len(next(iter(piece.columns.values()), ()))


def _files(group: _Group) -> list[str]:
    return list(dict.fromkeys(piece.file for piece in group.pieces))


def _mapped(out: Returned) -> set[str]:
    return {file for one in out.proposed for file in one.map.files}


def _leave(group: _Group, out: Returned) -> None:
    module = group.known.module
    for file in _files(group):
        out.left.append(file)
        out.doubts.append(say.fills_nothing(file, module.family, module.name))


# ------------------------------------------------------------------ which return


def _as_at(groups: Sequence[_Group]) -> _Days:
    """Each file's day, as far as it can be told, with its dates."""
    own, taken = (
        [group for group in groups if group.known.module.family == family]
        for family in (SSDA903, SSD)
    )
    days = {_key(p): _days_in(group, p) for group in groups for p in group.pieces}
    files = [_key(p) for group in own for p in group.pieces]
    years = {key: _years_of(days, key) for key in files}
    as_at = as_at_of_returns(files, years)
    as_at |= _as_taken(taken, days)
    return _Days(as_at, days)


def _as_taken(groups: Sequence[_Group], days: Mapping[Key, np.ndarray]) -> dict[Key, date]:
    """The day of each extract of the dataset: of all of them where its own dates tell none.

    Tables of which none is there twice are one extract, whatever they are called.
    """
    out: dict[Key, date] = {}
    files = [_key(p) for group in groups for p in group.pieces]
    whole = latest_sure([day for key in files for day in days[key].tolist()])
    modules = [group.known.module.name for group in groups for _ in group.pieces]
    alone = len(set(modules)) == len(modules)
    for mine in [files] if alone else sets_of(files).values():
        own = latest_sure([day for key in mine for day in days[key].tolist()])
        day = whole if own is None else own
        out |= {key: _DAY_ZERO + timedelta(days=day) for key in mine} if day is not None else {}
    return out


def _key(piece: Opened) -> Key:
    return piece.file, piece.reading.sheet


def _years_of(days: Mapping[Key, np.ndarray], key: Key) -> Counter[int]:
    """How many dates of a file fall in the year of each return; of all tables of one file."""
    mine = [found for (file, table), found in days.items()
            if (file, table) == key or (key[1] and table and file == key[0])]  # fmt: skip
    whole = np.concatenate(mine)
    kinds, many = np.unique(whole, return_counts=True)
    years: Counter[int] = Counter()
    for day, count in zip(kinds.tolist(), many.tolist(), strict=True):
        years[return_year(_DAY_ZERO + timedelta(days=day))] += count
    return years


def _days_in(group: _Group, piece: Opened) -> np.ndarray:
    """Every date of the columns of a file that tell its year, in days since 1970."""
    year_first = group.known.module.family == SSD
    found = [np.zeros(0, np.int64)]
    for column in group.known.module.dates:
        header = group.known.headers.get(column)
        if header is not None:
            array = piece.columns[header]
            found.append(days_of(array, written([array], year_first=year_first).format))
    return np.concatenate(found)


# ------------------------------------------------------------------ one module


def _add(group: _Group, days: _Days, out: Returned) -> None:
    """Every table that the files fill."""
    module = group.known.module
    group.pieces.sort(key=lambda p: (days.as_at.get(_key(p), date.max), p.file))
    as_at = _days_of(group, days.as_at)
    how = _writing(group)
    out.doubts += _said(group, how, days)
    for fills in module.fills:
        out.proposed.append(_proposed(group, fills, as_at, how))
    if module.as_incidents is not None:
        one = _proposed(group, module.as_incidents, as_at, how)
        out.as_incidents.append(one)


def _days_of(group: _Group, days: Mapping[Key, date]) -> dict[str, date]:
    found = {p.file: days.get(_key(p)) for p in group.pieces}
    return {file: day for file, day in found.items() if day is not None}


def _writing(group: _Group) -> Callable[[str], Written]:
    """How each of the module's columns writes its dates: those of spells alike."""
    module = group.known.module
    year_first = module.family == SSD
    spells = written(
        [array for column in module.dates for array in group.arrays(column)], year_first=year_first
    )

    def how(column: str) -> Written:
        arrays = group.arrays(column)
        typed = not any(pa.types.is_string(array.type) for array in arrays)
        if column in module.dates and not typed:
            return spells
        return written(arrays, year_first=year_first)

    return how


def _proposed(
    group: _Group, fills: Filled, as_at: Mapping[str, date], how: Callable[[str], Written]
) -> Proposed:
    table, headers = TABLES[fills.table], group.known.headers
    columns: dict[str, ColumnMap] = {}
    for name, column in table.columns.items():
        source = fills.columns.get(name, "")
        if source in headers:
            timed = column.form in (Form.TIME, Form.DATE)
            joined = tuple(headers[c] for c in fills.joined.get(name, ()) if c in headers)
            form = how(source).format if timed else ""
            columns[name] = ColumnMap(headers[source], format=form, joined=joined)
        elif name == "incident" and source:
            columns[name] = _made_of(fills, headers)
    used = {h for c in columns.values() for h in (c.column, *c.joined)}
    first = group.pieces[0]
    ignored = tuple(header for header in first.header if header not in used)
    words = {name: dict(said) for name, said in fills.words.items() if name in columns}
    filemap = FileMap(
        fills.table, tuple(_files(group)), first.reading, columns, words, ignored, dict(as_at)
    )
    filled = {name: _look(group, c.column) for name, c in columns.items() if not c.joined}
    shown, said = _spellings(table, filled, words, first.file)
    return Proposed(filemap, said, shown, filled)


def _made_of(fills: Filled, headers: Mapping[str, str]) -> ColumnMap:
    """A reference made of the child and the spell, where the file has none."""
    parts = [fills.columns[n] for n in ("last_seen", "found", "report_type")]
    joined = tuple(headers[part] for part in parts if part in headers)
    return ColumnMap(headers[fills.columns["child"]], joined=joined)


def _look(group: _Group, header: str) -> Look:
    place = group.pieces[0].header.index(header)
    return Look(
        header, place, pa.chunked_array([piece.columns[header] for piece in group.pieces]),
        any(header in piece.mixed for piece in group.pieces),
        tuple(_rows(piece) for piece in group.pieces),
    )  # fmt: skip


def _spellings(
    table: Table, filled: Mapping[str, Look], words: Mapping[str, Mapping[str, str]], file: str
) -> tuple[tuple[Undecided, ...], tuple[Doubt, ...]]:
    """Codes that neither the vocabulary nor the module knows."""
    taught = {(name, plain(said)) for name, known in words.items() for said in known}
    untaught = {
        name: look for name, look in filled.items()
        if name not in words or not all((name, plain(t)) in taught for t in look.texts
                                        if plain(t).isdigit())
    }  # fmt: skip
    shown, doubts = undecided(Matched(table, {**filled, **untaught}), {}, file)
    shown = tuple(one for one in shown if (one.column, plain(one.spelling)) not in taught)
    asked = {one.column for one in shown}
    return shown, tuple(d for d in doubts if d.column not in words or d.column in asked)


def _said(group: _Group, how: Callable[[str], Written], days: _Days) -> list[Doubt]:
    """What is out of the ordinary in files of one shape."""
    module, file = group.known.module, group.pieces[0].file
    out = []
    if group.known.beyond and group.pieces[0].reading.sheet == "":
        out.append(say.beyond(file, module.name, group.known.beyond))
    headers = tuple(group.known.headers[c] for c in module.dates if c in group.known.headers)
    if headers:
        out += say.written_otherwise(file, headers, how(module.dates[0]))
    for column in ("DOB", "pers_dob"):
        if group.arrays(column):
            look = _look(group, group.known.headers[column])
            out += say.rounded_births(file, look)
    if len(group.pieces) > 1:
        lost = [p.file for p in group.pieces if _key(p) not in days.as_at]
        out += [say.no_year(name, module.name) for name in lost]
    for piece in group.pieces:
        if days.after(_key(piece)):
            out.append(say.after_its_day(piece.file, module.name, days.as_at[_key(piece)]))
    return out
