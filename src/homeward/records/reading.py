"""The door for files: which there are, how each opens, and its cells as they stand."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from homeward.records import parquet, returns_xml, sheet_pieces, text, workbook
from homeward.records.blocks import TextPieces
from homeward.records.guards import PACKED, inside, shown_name
from homeward.records.mapping import Reading
from homeward.records.pieces import Pieces, WholePieces
from homeward.records.raw import BrokenRow, RawTable, Sniffed
from homeward.records.sample import WHOLE, read_some, said_of_some
from homeward.records.sniff import check_file
from homeward.vocabulary.errors import HomewardError

__all__ = [
    "EXTENSIONS",
    "BrokenRow",
    "RawTable",
    "Reading",
    "Sniffed",
    "list_extracts",
    "look_over",
    "packed_files",
    "read_pieces",
    "read_raw",
    "sniff",
    "sniff_sheets",
]

_TEXT = (".csv", ".txt", ".tsv")
_WORKBOOK = (".xlsx", ".xls", ".xlsb", ".ods")
_XML = (".xml",)

#: Endings of files that can be read.
EXTENSIONS = (*_TEXT, *_WORKBOOK, *_XML, ".parquet")


@dataclass(frozen=True, slots=True)
class _Reader:
    """How one kind of file is sniffed and read."""

    sniff: Callable[[Path, Reading], Sniffed]
    read: Callable[[Path, Reading], RawTable]


_TEXT_READER = _Reader(text.sniff, text.read)
_WORKBOOK_READER = _Reader(workbook.sniff, sheet_pieces.read)
_PARQUET_READER = _Reader(parquet.sniff, parquet.read)
_XML_READER = _Reader(returns_xml.sniff, returns_xml.read)

#: Bytes beyond which a text file is looked over and not read whole; and rows, about, that are
#: kept of a Parquet file, or of a long sheet, for a proposal.
SAMPLED, SAMPLED_ROWS = WHOLE, 131_072

#: Endings of files that are listed so that they are refused aloud, not passed over.
_REFUSED = (".xlsm",)


def list_extracts(folder: Path) -> tuple[str, ...]:
    """Names of the extracts in `folder` and below it, relative to it, sorted.

    Hidden files and folders and the lock files of open workbooks (`~$...`) are passed
    over. Names are written with "/" on every system.

    Raises
    ------
    HomewardError
        HW-F001 if the folder is not one; HW-F002 if it holds no extract; HW-F055 if the
        name of an extract cannot be used; HW-F056 if it is no file of this folder, or if
        a link to a folder stands beside it, which is never followed.
    """
    if not folder.is_dir():
        raise HomewardError("HW-F001", folder.name or "the folder given")
    found: list[str] = []
    for here, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        level = Path(here).relative_to(folder)
        linked = [name for name in below if (Path(here) / name).is_symlink()]
        if linked:
            raise HomewardError("HW-F056", shown_name((level / linked[0]).as_posix()))
        extracts = [(level / name).as_posix() for name in names if _is_extract(name)]
        for name in extracts:
            inside(folder, name)
        found += extracts
    if not found:
        raise HomewardError("HW-F002", folder.name + _said_of_packed(folder))
    return tuple(sorted(found))


def packed_files(folder: Path) -> tuple[str, ...]:
    """Names, as they may be printed, of files in `folder` or below it that hold others packed."""
    found: list[str] = []
    for here, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        level = Path(here).relative_to(folder)
        mine = (n for n in names if n.lower().endswith(PACKED) and not n.startswith("."))
        found += [shown_name((level / name).as_posix()) for name in mine]
    return tuple(sorted(found))


def _said_of_packed(folder: Path) -> str:
    names = packed_files(folder)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f", but {names[0]}{more}, which must be unpacked first" if names else ""


def _is_extract(name: str) -> bool:
    ending = os.path.splitext(name)[1].lower()
    return not name.startswith((".", "~$")) and ending in (*EXTENSIONS, *_REFUSED)


def sniff(path: Path, *, reading: Reading | None = None) -> Sniffed:
    """How `path` opens: encoding and delimiter or sheet, and where the header is.

    Parameters
    ----------
    path
        A file that `list_extracts` lists.
    reading
        What a person has decided. Fields that are set are kept; `header_row` counts as
        set where it is not 1, or where nothing else is left to be found.

    Raises
    ------
    HomewardError
        HW-F003 to HW-F010 if the file cannot be used.
    """
    return _reader(path).sniff(path, reading or Reading())


def sniff_sheets(path: Path) -> tuple[Sniffed, ...]:
    """How each sheet of a workbook opens that has a header, and each table of a return's XML.

    Nothing for other files. Only the first rows of each sheet are looked at. The only sheet
    of a workbook is left unnamed.

    Raises
    ------
    HomewardError
        HW-F003 to HW-F009 if the file cannot be used.
    """
    ending = path.suffix.lower()
    if ending not in (*_WORKBOOK, *_XML):
        return ()
    check_file(path)
    return returns_xml.sniff_tables(path) if ending in _XML else workbook.sniff_sheets(path)


def read_raw(path: Path, reading: Reading) -> RawTable:
    """Every row of `path` by column, with the rows that could not be laid on the header.

    Rows read are `len(rows) + len(broken)`; blank lines, and lines of blank cells, are
    not rows. What `reading` leaves blank is found as `sniff` finds it.

    Raises
    ------
    HomewardError
        HW-F003 to HW-F010 if the file cannot be used.
    """
    return _reader(path).read(path, reading)


def look_over(path: Path, reading: Reading) -> tuple[RawTable, tuple[str, ...]]:
    """The rows that `read_raw` gives, or of a big file enough of them to propose by.

    Returns
    -------
    tuple
        The rows; and a note that says how many were looked at, where that is not all.

    Raises
    ------
    HomewardError
        HW-F003 to HW-F010 if the file cannot be used.
    """
    reader = _reader(path)
    if reader is _TEXT_READER:
        return read_some(path, reading, SAMPLED)
    if reader is _WORKBOOK_READER:
        return sheet_pieces.read_some(path, reading, SAMPLED_ROWS)
    if reader is _PARQUET_READER:
        raw, all_of_it = parquet.read_some(path, SAMPLED_ROWS)
        return raw, () if all_of_it else (said_of_some(len(raw.rows), path.stat().st_size),)
    return reader.read(path, reading), ()


def read_pieces(path: Path, reading: Reading, most: int) -> Pieces:
    """The rows that `read_raw` gives, in pieces of at most `most` rows.

    Text and Parquet are read as the pieces are asked for, and are never held whole. A sheet
    of a workbook is held packed, since its last cell may say what a column is.

    Raises
    ------
    HomewardError
        HW-F003 to HW-F010 if the file cannot be used, here or while pieces are given.
    """
    reader = _reader(path)
    if reader is _TEXT_READER:
        return TextPieces(path, reading, most)
    if reader is _PARQUET_READER:
        return parquet.ParquetPieces(path, most)
    if reader is _WORKBOOK_READER:
        return sheet_pieces.SheetPieces(path, reading, most)
    return WholePieces(reader.read(path, reading), most)


def _reader(path: Path) -> _Reader:
    """What reads files of this ending, after the file was looked at.

    Raises
    ------
    HomewardError
        HW-F003, HW-F004, HW-F005, HW-F008 or HW-F009.
    """
    check_file(path)
    ending = path.suffix.lower()
    if ending in _TEXT:
        return _TEXT_READER
    if ending in _XML:
        return _XML_READER
    return _WORKBOOK_READER if ending in _WORKBOOK else _PARQUET_READER
