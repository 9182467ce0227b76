"""What files of returns say of the same children that cannot all be so, before a run.

References without the noughts in front that other files of the folder have, as a spreadsheet
saves them; references that stand for other children in another file, as in the returns of two
authorities, or where a reference was given again; and two files of one module and day, of
which the one listed last stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

from homeward.records import returns_doubts as say
from homeward.records.clock import NO_TIME
from homeward.records.distinct import distinct, says_nothing
from homeward.records.propose_doubts import Doubt
from homeward.records.returns_dates import row_days

#: Fewest references that prove anything, and the share of those in two files that do: birth
#: dates are put right now and then, as after the age of a child seeking asylum was assessed.
_FEWEST: Final = 5
_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Listing:
    """One file, or one table of it.

    Attributes
    ----------
    file, module
        Its name, and what it is.
    day
        The day at whose end it tells how things stood; None where it cannot be told.
    child
        Raw references, one for each row.
    born, format
        Raw birth dates and how they are written; None where the file has none.
    """

    file: str
    module: str
    day: date | None
    child: pa.Array
    born: pa.Array | None = None
    format: str = ""


def clashes(listings: Sequence[Listing]) -> Iterator[Doubt]:
    """Everything that is at odds between files.

    Parameters
    ----------
    listings
        In the order of the plan. At most two birth dates of a reference are held at a time.
    """
    yield from _without_noughts(listings)
    yield from _other_children([one for one in listings if one.born is not None])
    yield from _same_day(listings)


def _references(listing: Listing) -> set[str]:
    return {text for text in distinct(listing.child).list() if not says_nothing(text)}


def _without_noughts(listings: Sequence[Listing]) -> Iterator[Doubt]:
    """Files whose references are those of another without the noughts in front."""
    held = [(one, _references(one)) for one in listings]
    full: dict[str, str] = {}
    for one, references in held:
        for text in references:
            if text.startswith("0") and text.isdigit():
                full.setdefault(text.lstrip("0"), one.file)
    for one, references in held:
        if any(text.startswith("0") for text in references):
            continue
        short = [text for text in references if text in full]
        if len(short) >= min(_FEWEST, len(references)) and short:
            yield say.noughts_lost(one.file, full[min(short)], len(short) / len(references))


def _other_children(listings: Sequence[Listing]) -> Iterator[Doubt]:
    """Files in which references have other birth dates than in files before them."""
    known: dict[str, tuple[str, int]] = {}
    for one in listings:
        births = _births(one)
        both = [text for text in births if text in known]
        odd = [text for text in both if known[text][1] != births[text]]
        if len(odd) >= max(_FEWEST, _SHARE * len(both)):
            files = sorted({known[text][0] for text in odd})
            yield say.other_children(one.file, files[0], len(odd) / len(both))
        known |= {text: (one.file, day) for text, day in births.items()}


def _births(listing: Listing) -> dict[str, int]:
    """References to birth dates, in days since 1970."""
    assert listing.born is not None
    days = row_days(listing.born, listing.format).tolist()
    column = distinct(listing.child)
    names = column.lay(column.texts).to_pylist()
    return {
        text: day
        for text, day in zip(names, days, strict=True)
        if text and day != NO_TIME and not says_nothing(text)
    }


def _same_day(listings: Sequence[Listing]) -> Iterator[Doubt]:
    """Files of one module and day."""
    found: dict[tuple[str, date], list[str]] = defaultdict(list)
    for one in listings:
        if one.day is not None and one.file not in found[one.module, one.day]:
            found[one.module, one.day].append(one.file)
    for (module, day), files in found.items():
        if len(files) > 1:
            yield say.of_one_day(files, module, day)
