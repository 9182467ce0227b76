"""A partner's file while it is being made: columns of text, and what may be spoilt in them.

Every fault is drawn for each row by itself, keyed by the row's lasting identity, so that
no fault moves another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from homeward.synth.clock import DAY, day_of
from homeward.synth.streams import Floats, Ids, Streams
from homeward.synth.words import House, house_text
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.words import Word

#: Dates and times as all these partners write them, and the length of a date.
_DAY_FORM, _DAY_LENGTH = "%d/%m/%Y", 10
_CLOCKS = np.array([f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(DAY)], object)

#: What stands between several words in one cell.
SEPARATOR = "; "

#: Words in one cell, none for a blank cell.
Words = tuple[Word, ...]


@dataclass(slots=True)
class Draft:
    """Rows of one file, by column.

    Attributes
    ----------
    purpose
        Begins the names of the draws that spoil it.
    ids
        Lasting identity of each row.
    columns
        Header to cells, in file order; cells are changed in place.
    words
        Header to the words that stand in each cell, for columns of words.
    timed, dated
        Headers of times with an hour, and of dates.
    references
        Headers of the force's references.
    """

    purpose: str
    ids: Ids
    columns: dict[str, list[str]]
    words: Mapping[str, Sequence[Words]] = field(default_factory=dict)
    timed: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


# ------------------------------------------------------------------ cells


def day_texts(local: Floats) -> list[str]:
    """Local minutes as dates; "" where not finite."""
    return _stamped(local, False)


def time_texts(local: Floats) -> list[str]:
    """Local minutes as dates with times of day; "" where not finite."""
    return _stamped(local, True)


def _stamped(local: Floats, timed: bool) -> list[str]:
    """Text by distinct date and by minute of the day: far fewer than cells."""
    known = np.isfinite(local)
    minutes = np.floor(np.where(known, local, 0)).astype(np.int64)
    days, place = np.unique(minutes // DAY, return_inverse=True)
    texts = np.array([day_of(day * DAY).strftime(_DAY_FORM) for day in days.tolist()], object)
    cells = texts[place]
    if timed:
        cells = cells + " " + _CLOCKS[minutes % DAY]
    return np.where(known, cells, "").tolist()


def as_words(kind: type[Word], values: np.ndarray) -> list[Words]:
    """One word in each cell; none where the value is ""."""
    members: dict[str, Words] = {value: (kind(value),) if value else () for value in set(values)}
    return [members[value] for value in values.tolist()]


def yes_no(yes: np.ndarray, asked: np.ndarray) -> list[Words]:
    """Yes or no where it was asked, else blank."""
    values = np.where(yes, YesNo.YES.value, YesNo.NO.value)
    return as_words(YesNo, np.where(asked, values, ""))


def word_texts(cells: Sequence[Words], house: House = House.SENTENCE) -> list[str]:
    """Words as a house writes them."""
    texts = {cell: SEPARATOR.join(house_text(word, house) for word in cell) for cell in set(cells)}
    return [texts[cell] for cell in cells]


# ------------------------------------------------------------------ faults


def spoil(draft: Draft, rates: Mapping[str, float], streams: Streams) -> Counter[str]:
    """Spoil rows in place at the given rates, and count what was planted.

    A date that is lost is blank; a time that is lost leaves its date, in another cell of
    the row than the one that is blank. A row given twice is given as spoilt.
    """
    planted: Counter[str] = Counter()
    for kind, change in _CHANGES.items():
        hit, how = _drawn(draft, kind, rates, streams)
        for row, u in zip(hit, how, strict=True):
            planted[kind] += change(draft, row, u)
    again, _ = _drawn(draft, "partner_duplicates", rates, streams)
    planted["partner_duplicates"] = len(again)
    _give_twice(draft, again)
    return planted


def _drawn(
    draft: Draft, kind: str, rates: Mapping[str, float], streams: Streams
) -> tuple[list[int], list[float]]:
    """Rows that the draw of this kind hits, and a number between 0 and 1 for each."""
    purpose = f"partners.{draft.purpose}.{kind}"
    hit = np.flatnonzero(streams.uniform(purpose, draft.ids) < rates.get(kind, 0.0))
    return hit.tolist(), streams.uniform(f"{purpose}.how", draft.ids[hit]).tolist()


def _chosen(draft: Draft, headers: Sequence[str], row: int, u: float) -> str:
    """One of the headers under which the row is filled, or ""."""
    filled = [header for header in headers if draft.columns[header][row]]
    return filled[int(u * len(filled))] if filled else ""


def _respell(draft: Draft, row: int, u: float) -> int:
    """One word of the row in another spelling that its vocabulary knows."""
    filled = [header for header, cells in draft.words.items() if cells[row]]
    start = int(u * len(filled))
    for header in filled[start:] + filled[:start]:
        first, *rest = draft.words[header][row]
        old = draft.columns[header][row]
        begun = old.split(SEPARATOR)[0]
        others = [text for text in (*first.also, first.label) if text and text != begun]
        if others:
            written = old.split(SEPARATOR)[1:] if rest else []
            other = others[int(u * 997) % len(others)]
            draft.columns[header][row] = SEPARATOR.join([other, *written])
            return 1
    return 0


def _lose_date(draft: Draft, row: int, u: float) -> int:
    header = _chosen(draft, (*draft.timed, *draft.dated), row, u)
    if header:
        draft.columns[header][row] = ""
    return int(bool(header))


def _lose_time(draft: Draft, row: int, u: float) -> int:
    header = _chosen(draft, draft.timed, row, u)
    if header:
        draft.columns[header][row] = draft.columns[header][row][:_DAY_LENGTH]
    return int(bool(header))


def _lose_reference(draft: Draft, row: int, u: float) -> int:
    """The force's reference blank, or with its last digit wrong."""
    header = _chosen(draft, draft.references, row, u)
    if header:
        told = draft.columns[header][row]
        wrong = told[:-1] + str((int(told[-1]) + 1 + int(u * 997) % 9) % 10)
        draft.columns[header][row] = "" if u < 0.5 else wrong
    return int(bool(header))


#: Each takes a draft, a row and a number between 0 and 1, and says whether it could.
_CHANGES = {
    "partner_spellings": _respell,
    "partner_dates_lost": _lose_date,
    "partner_times_lost": _lose_time,
    "partner_references_lost": _lose_reference,
}


def _give_twice(draft: Draft, rows: list[int]) -> None:
    """These rows once more, each below itself."""
    if rows:
        order = sorted([*range(len(draft.ids)), *rows])
        for header, cells in draft.columns.items():
            draft.columns[header] = [cells[row] for row in order]
