"""What came of sheets that were sent back: answers, and why the rest was not taken."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Answers of one row: question to words, or to one day in ISO form.
Said = dict[str, list[str]]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why a row was refused or a cell set aside: where, and the code; never what it said.

    Attributes
    ----------
    file, row
        Name of the sheet; its row or line, from 1.
    column
        Heading; "" for the whole row.
    code
        See docs/reference/faults.md.
    """

    file: str
    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What sheets said, and where every row of them went.

    Attributes
    ----------
    code
        Of the draw that they belong to.
    answers
        Sample number of every row taken to its answers.
    faults
        By file, row and column.
    read, taken, refused
        Rows; `taken + refused == read`. One that says again what another says is refused.
    blank
        Sample numbers for which nothing at all was answered.
    filled
        Questions answered, over all rows.
    notes
        What a person should know. Headings only.
    """

    code: str
    answers: dict[str, Said] = field(repr=False)
    faults: tuple[Fault, ...]
    read: int
    taken: int
    refused: int
    blank: int
    filled: int
    notes: tuple[str, ...] = ()
