"""Proposes how each file of a folder maps onto the declared tables, and asks where unsure.

The rule above all: never silently wrong. A column is proposed only if its header and its
values agree and nothing else could be meant; else it is asked about and left unfilled.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa

from homeward.records.incidents import INCIDENTS
from homeward.records.made_up import SYNTHETIC_MARK, mark_of, says_made_up
from homeward.records.mapping import FileMap, Reading
from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_logs import logs_alone, logs_as_calls, propose_log, unsettled
from homeward.records.propose_lookups import Lookups, may_be_codes
from homeward.records.propose_maps import Proposed, propose_map
from homeward.records.propose_orders import contrary, unproven_files
from homeward.records.propose_said import no_rows, no_table, opened, some_made_up, two_tables
from homeward.records.propose_shapes import (
    lengths,
    part_of,
    side_by_side,
    steps_across,
    strangers,
)
from homeward.records.propose_tables import choose_table
from homeward.records.propose_times import Order
from homeward.records.propose_values import Look
from homeward.records.propose_window import propose_window
from homeward.records.propose_words import Undecided
from homeward.records.reading import list_extracts, look_over, sniff, sniff_sheets
from homeward.records.returns_doubts import as_incidents, not_a_return
from homeward.records.returns_proposal import known_return, propose_returns
from homeward.records.schema import Table
from homeward.records.templates import beside_a_template, propose_template
from homeward.vocabulary.words import plain

__all__ = ["SYNTHETIC_MARK", "Doubt", "DoubtKind", "Proposal", "Undecided", "propose"]

#: Share of rows with a number of their own, in what may be a table of reports.
_NEARLY_EACH = 0.9

#: Rows needed before a file with unknown headers is taken for the incidents.
_MANY_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """How the files of a folder may map onto the declared tables.

    Attributes
    ----------
    maps
        One for each shape of file: same header, opened the same way, dated the same way.
    doubts
        What a person has to decide (blocking) or look at, file by file.
    unmapped
        Files for which no table fits.
    window
        First and last local date on which a report was made, as the files stand (whole
        months are not forced); None if no reported time was found.
    undecided_words
        Spellings that no vocabulary holds, used for ten or more children each.
    synthetic, force
        What the mark of made-up extracts says, if it is there.
    """

    maps: tuple[FileMap, ...]
    doubts: tuple[Doubt, ...]
    unmapped: tuple[str, ...]
    window: tuple[date, date] | None
    undecided_words: tuple[Undecided, ...] = ()
    synthetic: bool = False
    force: str = ""

    @property
    def blocking(self) -> tuple[Doubt, ...]:
        """Doubts that must be decided before the plan can be run."""
        return tuple(doubt for doubt in self.doubts if doubt.blocking)


@dataclass(slots=True)
class _Piece:
    """One file, or one sheet of one, read."""

    file: str
    reading: Reading
    header: tuple[str, ...]
    columns: dict[str, pa.Array]
    mixed: frozenset[str]
    notes: tuple[str, ...]
    looked: dict[tuple[int, ...], list[Look]] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> int:
        """How many rows were read of it."""
        return max(map(len, self.columns.values()), default=0)

    @property
    def folded(self) -> tuple[str, tuple[str, ...]]:
        """The file and its header folded: alike for sheets of one workbook laid out alike."""
        return self.file, tuple(map(plain, self.header))

    @property
    def shape(self) -> tuple:
        """What files that share a mapping have in common."""
        types = tuple(str(self.columns[h].type) for h in self.header)
        return tuple(map(plain, self.header)), self.header, types, self.reading


@dataclass(slots=True)
class _Found:
    """What has been found so far, over all shapes."""

    proposed: list[Proposed] = field(default_factory=list)
    lost: list[list[_Piece]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    tables: dict[tuple, Table] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    lookups: Lookups = field(default_factory=Lookups)

    def proposal(self, synthetic: bool, force: str) -> Proposal:
        """Everything put together."""
        mapped = {file for one in self.proposed for file in one.map.files}
        lost = {piece.file for pieces in self.lost for piece in pieces}
        left = [p for pieces in self.lost for p in pieces if not self._named(p.file)]
        unnamed = [d for p in left for d in self._unread(p, p.file in mapped)]
        window = propose_window(self.proposed)
        said = (
            *(d for one in self.proposed for d in one.doubts),
            *self.doubts, *unnamed, *self.lookups.doubts(), *window.doubts,
        )  # fmt: skip
        return Proposal(
            maps=tuple(one.map for one in self.proposed),
            doubts=tuple(dict.fromkeys(said)),
            unmapped=tuple(sorted((lost | set(self.left)) - mapped)),
            window=window.days,
            undecided_words=tuple(word for one in self.proposed for word in one.undecided),
            synthetic=synthetic,
            force=force,
        )  # fmt: skip

    @property
    def reports(self) -> list[Proposed]:
        """What is proposed for files that are taken for the incidents."""
        return [one for one in self.proposed if one.map.table == INCIDENTS.name]

    def _unread(self, piece: _Piece, used: bool) -> list[Doubt]:
        """What is said of a file that no table fits: why, as far as that can be told."""
        if not used and not piece.rows:
            return [no_rows(piece.file, left=True)]
        looks = _looks([piece])
        reports = self.reports
        said = [*unsettled(piece.file, looks, reports), *side_by_side(piece.file, looks)]
        for one in reports:
            if not said:
                keys = [one.filled[n] for n in ("incident", "child") if n in one.filled]
                told = piece.file, looks, one.map.files[0], keys
                said = steps_across(*told) or part_of(*told)
        return said or [no_table(piece.file, piece.reading.sheet, used)]

    def _named(self, file: str) -> bool:
        """Whether it was already said of a file that it could be one of two tables."""
        return any(d.kind is DoubtKind.TABLE and d.file == file for d in self.doubts)


def propose(folder: Path, passed_over: Collection[str] = ()) -> Proposal:
    """Propose a mapping for every extract in `folder` that is not passed over.

    Raises
    ------
    HomewardError
        HW-F001 or HW-F002 for the folder; HW-F003 to HW-F010 for a file in it.
    """
    shapes: dict[tuple, list[_Piece]] = {}
    left_out = {SYNTHETIC_MARK, *passed_over}
    names = [n for n in list_extracts(folder) if not {n, Path(n).name} & left_out]
    found = _Found()
    returns: list[_Piece] = []
    for name in names:
        for piece in _pieces(folder, name, found):
            if known_return(piece):
                returns.append(piece)
            elif not _take_codes(piece, found):
                shapes.setdefault(piece.shape, []).append(piece)
    for pieces in shapes.values():
        _propose_shape(pieces, found)
    _take_sheets_alike(found)
    if not found.reports:
        _look_for_incidents(found)
    _take_logs(found)
    _take_returns(returns, found)
    found.doubts += (logs_as_calls if found.reports else logs_alone)(found.proposed)
    found.doubts += strangers(folder)
    synthetic, force = _made_up(folder, names, found)
    return found.proposal(synthetic, force)


def _take_codes(piece: _Piece, found: _Found) -> bool:
    """Whether a file or sheet is a list of codes, which is kept as such and not mapped."""
    looks = _looks([piece])
    if not may_be_codes(looks) or choose_table(looks, [piece.file])[0] is not None:
        return False
    taken = found.lookups.take(piece.file, piece.reading.sheet, looks)
    found.left += [piece.file] * taken
    return taken


def _made_up(folder: Path, names: Sequence[str], found: _Found) -> tuple[bool, str]:
    """Whether the extracts say that they are made up, and the force that a mark names."""
    marked, force = mark_of(folder)
    say_so = [name for name in names if says_made_up(folder / name)]
    if say_so and not marked and len(say_so) < len(names):
        found.doubts.append(some_made_up(say_so[0], len(say_so), len(names)))
    return marked or bool(say_so), force


def _take_returns(pieces: list[_Piece], found: _Found) -> None:
    """Map an authority's returns; their missing spells are incidents where nothing else is."""
    returned = propose_returns(pieces)
    found.left += returned.left
    found.doubts += returned.doubts
    found.doubts += [opened(piece.file, note) for piece in pieces for note in piece.notes]
    if returned.as_incidents and not found.reports:
        one = returned.as_incidents[0]
        timed = any(look.time is not None and look.time.timed for look in one.filled.values())
        found.doubts.append(as_incidents(one.map.files[0], not timed))
        found.proposed += returned.as_incidents
    found.proposed += returned.proposed


def _pieces(folder: Path, name: str, found: _Found) -> list[_Piece]:
    """One file read; for a workbook, each sheet that has a header; none of strange XML."""
    sheets = sniff_sheets(folder / name)
    if not sheets and name.lower().endswith(".xml"):
        found.left.append(name)
        found.doubts.append(not_a_return(name))
        return []
    if not sheets:
        whole = sniff(folder / name)
        return [_piece(folder, name, whole.reading, whole.notes)]
    headers = [one.header for one in sheets]
    kept = [one for one in sheets if not beside_a_template(one.reading.sheet, headers)]
    return [_piece(folder, name, one.reading, one.notes) for one in kept]


def _piece(folder: Path, name: str, reading: Reading, notes: tuple[str, ...]) -> _Piece:
    raw, said = look_over(folder / name, reading)
    columns = {h: raw.columns[h] for h in raw.header}
    opened_as = replace(raw.reading, sheet=reading.sheet)
    return _Piece(name, opened_as, raw.header, columns, raw.mixed, (*notes, *said))


# ------------------------------------------------------------------ one shape


def _propose_shape(pieces: list[_Piece], found: _Found) -> None:
    """Propose for files of one shape, or put them with those that nothing fits."""
    looks = _looks(pieces)
    files = tuple(piece.file for piece in pieces)
    template = propose_template(looks, files, pieces[0].reading)
    if template is not None:
        found.proposed.append(template)
        return
    table, rival = choose_table(looks, files)
    if table is None:
        found.lost.append(pieces)
    elif rival is not None:
        found.lost.append(pieces)
        found.doubts += [two_tables(file, table, rival) for file in files]
    else:
        _add(pieces, looks, table, found)


def _add(pieces: list[_Piece], looks: list[Look], table: Table, found: _Found) -> None:
    """The proposal of one shape; apart, where files do not bear out one order of day and month."""
    found.tables |= {piece.folded: table for piece in pieces}
    own = [_looks([piece]) for piece in pieces] if len(pieces) > 1 else [looks]
    apart: list[int] = []
    if len(pieces) > 1:
        every = list(range(len(pieces)))
        apart = every if _mixes_orders(looks) else contrary(looks, own)
    kept = [place for place in range(len(pieces)) if place not in apart]
    if kept:
        rest = [pieces[place] for place in kept]
        _add_alike(rest, [own[place] for place in kept], table, found)
    found.proposed += [
        propose_map(
            own[place],
            table,
            (pieces[place].file,),
            pieces[place].reading,
            disputed=True,
            lookups=found.lookups,
        )
        for place in apart
    ]
    found.doubts += [opened(p.file, note) for p in pieces for note in p.notes]
    if not any(piece.rows for piece in pieces):
        found.doubts += [no_rows(piece.file, left=False) for piece in pieces]


def _add_alike(pieces: list[_Piece], own: list[list[Look]], table: Table, found: _Found) -> None:
    """The one proposal for files of one shape, with what is unsure of each."""
    looks = own[0] if len(own) == 1 else _looks(pieces)
    files = tuple(dict.fromkeys(piece.file for piece in pieces))
    one = propose_map(looks, table, files, pieces[0].reading, lookups=found.lookups)
    found.proposed.append(one)
    passed_over = [look for look in looks if look.header in one.map.ignored]
    found.doubts += side_by_side(files[0], passed_over)
    if table is INCIDENTS:
        found.doubts += lengths(files[0], passed_over, one.filled)
    if len(own) > 1:
        used = [column.column for column in one.map.columns.values()]
        found.doubts += unproven_files(looks, own, [piece.file for piece in pieces], used)


def _take_sheets_alike(found: _Found) -> None:
    """A sheet headed as another of its workbook that is used belongs to the same table."""
    for pieces in list(found.lost):
        table = found.tables.get(pieces[0].folded)
        if table is not None and len(next(iter(pieces[0].columns.values()))):
            found.lost.remove(pieces)
            _add(pieces, _looks(pieces), table, found)


def _take_logs(found: _Found) -> None:
    """Files that no table fits by their headings, and that are the log of the reports by values."""
    for pieces in list(found.lost):
        files = tuple(piece.file for piece in pieces)
        one = propose_log(_looks(pieces), files, pieces[0].reading, found.lookups, found.reports)
        if one is not None:
            found.lost.remove(pieces)
            found.doubts = [
                d for d in found.doubts if d.kind is not DoubtKind.TABLE or d.file not in files
            ]
            found.proposed.append(one)


def _look_for_incidents(found: _Found) -> None:
    """Where no file is clearly the incidents: all that could be, with everything asked."""
    likely = [pieces for pieces in found.lost if _may_be_incidents(_looks(pieces))]
    for pieces in likely:
        found.lost.remove(pieces)
        _take_for_incidents(pieces, found)


def _take_for_incidents(pieces: list[_Piece], found: _Found) -> None:
    _add(pieces, _looks(pieces), INCIDENTS, found)
    file = pieces[0].file
    found.doubts = [d for d in found.doubts if d.kind is not DoubtKind.TABLE or d.file != file]
    found.doubts.append(Doubt(
        DoubtKind.TABLE, file, INCIDENTS.name, "", (),
        f"No file is clearly a table of missing reports. {file} was taken for one because it"
        " has references, some repeated, and dates. If it is none, take its [[dataset]] out of"
        " study.toml and list the file under `ignored_files`.", INCIDENTS.name,
    ))  # fmt: skip


def _may_be_incidents(looks: Sequence[Look]) -> bool:
    """Whether the values could be reports: a number for each, people repeated, dates.

    A few numbers may come twice: extracts overlap, and rows are supplied again.
    """
    dated = [look for look in looks if look.time is not None and look.time.dated]
    rest = [look for look in looks if look.time is None and look.fill >= 0.9]
    unique = any(look.unique >= _NEARLY_EACH and not look.free_text for look in rest)
    repeated = any(0.05 < look.unique < _NEARLY_EACH for look in rest)
    return bool(dated) and unique and repeated and looks[0].rows >= _MANY_ROWS


def _mixes_orders(looks: Sequence[Look]) -> bool:
    return any(look.time is not None and look.time.order is Order.MIXED for look in looks)


def _looks(pieces: Sequence[_Piece]) -> list[Look]:
    """Every column of the shape, over all its files; looked at once, however often asked for."""
    known, which = pieces[0].looked, tuple(map(id, pieces))
    if which not in known:
        known[which] = [
            Look(
                header, place,
                pa.chunked_array([piece.columns[header] for piece in pieces]),
                any(header in piece.mixed for piece in pieces),
                tuple(len(piece.columns[header]) for piece in pieces),
            )
            for place, header in enumerate(pieces[0].header)
        ]  # fmt: skip
    return known[which]
