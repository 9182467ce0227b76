"""What partners typed into a template otherwise than it asks: read where plain, else told of.

Nothing is set aside without a word: days typed in another way are read by their own format,
as in any other file, and cells that nothing reads are counted before the plan is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from homeward.records.columns import number_of
from homeward.records.distinct import says_nothing
from homeward.records.formats import BETWEEN, read_texts, split_formats
from homeward.records.propose_doubts import Doubt, DoubtKind, quoted
from homeward.records.propose_match import Matched
from homeward.records.propose_times import Order, fit_times
from homeward.records.propose_values import Look
from homeward.records.schema import Column, Form

#: Least share of the cells that a template's own formats do not read for a further format.
_A_FEW = 0.05

#: Orders of day and month in which a further format may be taken.
_SAFE = (Order.FIXED, Order.DAY_FIRST, Order.EITHER)


def as_typed(look: Look, formats: str) -> str:
    """A template's formats, with those of cells typed in another way: "1.2.22", "01-Feb-2022".

    Parameters
    ----------
    look
        A column of times or dates.
    formats
        The template's own, joined by " | ".

    Returns
    -------
    str
        The same where they read every cell, or where no other format is sure to read more.
    """
    texts, counts = _left(look, formats)
    found = fit_times(texts, counts, _A_FEW) if texts else None
    if found is None or not found.dated or found.order not in _SAFE:
        return formats
    further = [one for one in split_formats(found.format) if one not in split_formats(formats)]
    return BETWEEN.join([formats, *further])


def said_of(out: Matched, times: Mapping[str, str], own: Sequence[str], file: str) -> list[Doubt]:
    """What is said of a filled template: cells that are not read, short years, own columns.

    Parameters
    ----------
    out
        The template's filled columns.
    times
        Column of times or dates to the formats that read it.
    own
        Headers of columns that the template does not have.
    file
        Name of the file.
    """
    said = [_own_columns(own, file)] if own else []
    short = [out.filled[name].header for name, formats in times.items() if "%y" in formats]
    said += [_short_years(short, out, file)] if short else []
    for name, look in out.filled.items():
        column = out.table.columns[name]
        if name in times:
            cells = sum(_left(look, times[name])[1])
            how = f"by `{times[name]}`"
            said += [_unread(name, look, cells, out, file, how)] if cells else []
        elif column.form in (Form.INTEGER, Form.NUMBER):
            unread = unread_numbers(look, column)
            said += [_unread(name, look, unread, out, file, "as a number")] if unread else []
    return said


def unread_numbers(look: Look, column: Column) -> int:
    """Filled cells that are no number that the column may hold; those that say nothing apart."""
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    whole = column.form is Form.INTEGER
    unread = 0
    for text, many in zip(look.texts, look.counts.tolist(), strict=True):
        value = number_of(text)
        fits = low <= value <= high and not (whole and value % 1)
        unread += 0 if fits or says_nothing(text) else many
    return unread


def _short_years(headers: Sequence[str], out: Matched, file: str) -> Doubt:
    """One doubt for all the columns: partners who write short years do so throughout."""
    hold = "holds" if len(headers) == 1 else "hold"
    return Doubt(
        DoubtKind.TWO_DIGIT_YEAR, file, out.table.name, "", tuple(headers),
        f"{quoted(headers)} {hold} some years of two digits: 69 to 99 are read as 1969 to 1999,"
        " the rest as 20xx. If that is wrong, take `%y` out of `format` under [dataset.columns].",
    )  # fmt: skip


def _left(look: Look, formats: str) -> tuple[list[str], list[int]]:
    """Distinct cells that these formats do not read, and how many of each.

    "Not known" is among them: for a time, intake sets such a cell aside.
    """
    if not pa.types.is_string(look.type):
        return [], []
    texts = [str(text) for text in look.texts]
    read = read_texts(pa.array(texts, pa.string()), split_formats(formats)).read
    left = [
        i for i in np.flatnonzero(~read).tolist() if not says_nothing(texts[i], or_unknown=False)
    ]
    return [texts[i] for i in left], look.counts[left].tolist() if left else []


def _unread(name: str, look: Look, cells: int, out: Matched, file: str, how: str) -> Doubt:
    rows = " with their rows" if out.table.columns[name].required else ""
    return Doubt(
        DoubtKind.UNREAD, file, out.table.name, name, (look.header,),
        f'"{look.header}" fills `{name}`, but {cells:,} of its {look.filled:,} filled cells are'
        f" not read {how} and would be set aside{rows}. Mend the cells in the file, or leave it:"
        " they are in quarantine after the first run.",
    )  # fmt: skip


def _own_columns(own: Sequence[str], file: str) -> Doubt:
    one = len(own) == 1
    are, it = ("a column", "It is") if one else (f"{len(own)} columns", "They are")
    which = "it" if one else "one of them"
    return Doubt(
        DoubtKind.OPENED, file, "", "", tuple(own),
        f"{file} is a filled template with {are} of the partner's own: {quoted(own)}. {it} left"
        f" out. If {which} says what a column of the template should, move that there.",
    )  # fmt: skip
