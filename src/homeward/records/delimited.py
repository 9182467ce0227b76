"""Records of delimited text: line numbers that hold, and a stray quotation mark contained."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

from homeward.vocabulary.errors import HomewardError

#: Most characters in one cell, and most lines in one record.
LONGEST_CELL, MOST_LINES = 131_072, 500

#: Most characters in one line: a line that never ends is never held whole.
LONGEST_LINE = 8 * LONGEST_CELL

#: Lines that may be read again because a quotation mark was astray: so many at first, and so
#: many more for each line. Marks that open on every line would else be tried for ever.
_AGAIN, _AGAIN_EACH = 500_000, 20

#: Characters by which is told how the lines of a file end.
_LOOK = 65_536
_QUOTED, _END = re.compile('"[^"]*"'), re.compile("\r\n|\r|\n")
#: Carriage returns that belong to no line feed.
_ASTRAY = re.compile("\r+(?![\r\n])")


class Lines:
    """Physical lines of a text file, numbered, of which some can be given back.

    NUL and end-of-file marks are taken out: they stand for nothing in text.

    Parameters
    ----------
    file
        An open text file, or lines.
    name
        File name, for errors.

    Attributes
    ----------
    taken
        Lines taken since it was last emptied.
    number
        Number of the last line taken, from 1.
    most
        Most lines that may be taken before `taken` is emptied; None for any number.
    cleaned
        Lines out of which marks were taken.
    """

    def __init__(self, file: Iterator[str], name: str = "") -> None:
        whole = getattr(file, "readline", None)
        self._file = iter(partial(whole, LONGEST_LINE), "") if whole else file
        self._again: list[str] = []
        self._patience = _AGAIN
        self.name = name
        self.taken: list[str] = []
        self.number = 0
        self.most: int | None = None
        self.cleaned = 0

    def __iter__(self) -> Iterator[str]:
        """Itself."""
        return self

    def __next__(self) -> str:
        """The next line with its ending.

        Raises
        ------
        csv.Error
            If one record takes more lines than `most`.
        HomewardError
            HW-F010 for a line longer than any record.
        """
        if self.most and len(self.taken) > self.most:
            raise csv.Error
        line = self._again.pop() if self._again else self._fresh()
        self.number += 1
        if line.startswith("\ufeff"):  # also where files were put one behind another
            line = line[1:]
        if "\0" in line or "\x1a" in line:
            line = line.replace("\0", "").replace("\x1a", "")
            self.cleaned += 1
        self.taken.append(line)
        return line

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be said of the lines taken."""
        if not self.cleaned:
            return ()
        return (f"NUL or end-of-file marks were taken out of {self.cleaned} lines",)

    def _fresh(self) -> str:
        line = next(self._file)
        if len(line) >= LONGEST_LINE:
            raise HomewardError("HW-F010", f"{self.name}, line {self.number + 1}")
        self._patience += _AGAIN_EACH
        return line

    def passed(self, many: int) -> None:
        """Count lines that were read in another way, in blocks."""
        self.number += many
        self._patience += many * _AGAIN_EACH

    def take_back(self) -> list[str]:
        """The lines given back and not taken again, in their order; they are let go of here."""
        again, self._again = self._again[::-1], []
        return again

    def give_back_all_but_first(self) -> None:
        """Undo the lines taken since `taken` was last emptied, but for the first.

        Raises
        ------
        HomewardError
            HW-F057 if far more lines were given back than the file can be worth.
        """
        back = len(self.taken) - 1
        self._patience -= back
        if self._patience < 0:
            found = f"{self.name}, line {self.number - back}: quotation marks are never closed"
            raise HomewardError("HW-F057", found)
        self._again.extend(reversed(self.taken[1:]))
        self.number -= back


def open_lines(path: Path, encoding: str) -> TextIO:
    """The file as text, its line endings kept as they are and its order mark read past."""
    return as_lines(path.open("rb"), encoding)


def as_lines(file: BinaryIO, encoding: str) -> TextIO:
    """An open file as text; see `open_lines`."""
    codec = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    return _Text(file, encoding=codec, errors="strict", newline="")


class _Text(io.TextIOWrapper):
    """Text in which a carriage return astray among line feeds is white space.

    Systems hold returns within their cells. Where lines end with line feeds, such a return is
    no end of a row: each is read as one blank, and lines keep their numbers.
    """

    _looked, _astray = False, False
    _ahead = io.StringIO()

    def read(self, size: int | None = -1, /) -> str:
        """The next characters, about `size`; "" only at the end of the file."""
        self._look()
        if size is None or size < 0:
            return self._ahead.read() + self._fresh(-1)
        held = self._ahead.read(size)
        return held if len(held) == size else held + self._fresh(size - len(held))

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """The next line, or as much of it as `size` characters."""
        self._look()
        line = self._ahead.readline(size)
        while not line.endswith(("\r", "\n")) and not 0 <= size <= len(line):
            more = self._fresh(_LOOK)
            if not more:
                break
            self._ahead = io.StringIO(line + more, newline="")
            line = self._ahead.readline(size)
        return line

    def __next__(self) -> str:  # type: ignore[override]
        """The next line."""
        if line := self.readline():
            return line
        raise StopIteration

    def _look(self) -> None:
        """See by the first characters how lines end, and hold them."""
        if not self._looked:
            self._looked = True
            first = self._fresh(_LOOK)
            self._astray = _ends_with_feeds(first)
            self._ahead = io.StringIO(self._blanked(first), newline="")

    def _fresh(self, size: int) -> str:
        """Characters not held, never cut behind a carriage return."""
        text = super().read(size)
        while text.endswith("\r") and (more := super().read(1)):
            text += more
        return self._blanked(text)

    def _blanked(self, text: str) -> str:
        if not self._astray or text.count("\r") == text.count("\r\n"):
            return text
        return _ASTRAY.sub(lambda found: " " * len(found[0]), text)


def _ends_with_feeds(text: str) -> bool:
    """Whether lines of a text end with line feeds, and a return alone is no end of a line.

    What stands between quotation marks is set aside. Returns that part rows as full as any
    are ends of lines, as where one file was put behind another.
    """
    bare = _QUOTED.sub("", text)
    astray = len(_ASTRAY.findall(bare))
    ends, lines = _END.findall(bare), _END.split(bare)
    if not astray or not ends:
        return bool(ends)
    mark = max(",;\t|", key=bare.count)
    cells = [line.count(mark) for line in lines]
    full = max(cells)
    parts = zip(ends, cells, cells[1:], strict=False)
    if full and 2 * sum(part == ("\r", full, full) for part in parts) >= astray:
        return False
    return bool(ends[0] != "\r" or bare.count("\n") >= astray)


def records(
    lines: Lines, delimiter: str, width: int, name: str
) -> Iterator[tuple[int, list[str], bool]]:
    """Each record: the line it starts on, its cells, and whether a quote is astray in it.

    A quotation mark that is never closed would swallow the rows below it. A record over
    several lines is not believed if text follows its closing mark, if it has no end, or
    if it holds as many delimiters as its lines would as rows. Its first line is given
    alone, marked, and reading goes on with the next line. Marks astray within one line
    are read as text.

    Parameters
    ----------
    lines
        Where reading starts.
    delimiter
        One character.
    width
        Cells that a whole record has; 0 if not known.
    name
        File name, for errors.

    Raises
    ------
    HomewardError
        HW-F010 if one line alone is longer than a record can be; HW-F057 if quotation
        marks are opened on line after line and never closed.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines.name, lines.most = name, MOST_LINES
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
            astray = len(lines.taken) > 1 and _rows_within(lines.taken, delimiter, width, cells)
        except StopIteration:
            return
        except csv.Error:
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            cells, astray = _mended(lines, delimiter, name)
        if astray:
            cells = lines.taken[0].rstrip("\r\n").split(delimiter)
            lines.give_back_all_but_first()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield lines.number, cells, True
        else:
            yield lines.number - len(lines.taken) + 1, cells, False


def _mended(lines: Lines, delimiter: str, name: str) -> tuple[list[str], bool]:
    """A line that breaks the rules of quotation, read leniently; or that a quote is astray."""
    if len(lines.taken) > 1:
        return [], True
    line = lines.taken[0]
    if len(line) > LONGEST_CELL:
        raise HomewardError("HW-F010", f"{name}, line {lines.number}")
    if line.count('"') % 2:
        return [], True
    return next(csv.reader([line], delimiter=delimiter)), False


def _rows_within(taken: list[str], delimiter: str, width: int, cells: list[str]) -> bool:
    """Whether the lines of one record look like as many rows."""
    if len(taken) > MOST_LINES:
        return True
    if width < 3:
        return False
    marks = sum(line.count(delimiter) for line in taken)
    if len(cells) == width:
        return width > 3 and marks == len(taken) * (width - 1)
    return marks >= (len(taken) - 1) * (width - 1)
