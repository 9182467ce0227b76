"""Deciding together which source column fills which declared column, or asking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from homeward.records.assignment import least_cost
from homeward.records.propose_doubts import Doubt, DoubtKind, ignoring, quoted, setting
from homeward.records.propose_fit import Fit, fit, number_share, word_fit
from homeward.records.propose_names import (
    NAMED,
    VERBATIM,
    about_staff,
    name_scores,
    word_set,
    words_of,
)
from homeward.records.propose_times import HALF
from homeward.records.propose_values import Look
from homeward.records.schema import Form, Personal, Table

#: Names that say clearly what is meant, and names that do if the values agree.
CLEAR: Final = 0.9
FAIR: Final = 0.58

#: How near another source column's name must come to compete.
_NEAR_SOURCE: Final = 0.2

#: How near another declared column's name must come to be as likely meant.
_NEAR_TARGET: Final = 0.1

#: Most different values that a column of codes has.
_MOST_CODES: Final = 25

_COPY = re.compile(r" \(\d+\)$")

#: Headers that many kinds of table use: they say little about which table it is.
_GENERIC: Final = word_set(
    "type kind name date time status category area outcome start end from to ref "
    "provider age gender ethnicity child residence year role home"
)


@dataclass(slots=True)
class Matched:
    """What became of one file's columns for one table.

    Attributes
    ----------
    table
        The declared table.
    filled
        Declared column to the source column that fills it.
    asked
        Declared columns left unfilled on purpose, with the doubt.
    touched
        Source columns used or asked about.
    doubts
        Everything to be asked or said.
    score
        How well the file fits the table: comparable between tables.
    """

    table: Table
    filled: dict[str, Look] = field(default_factory=dict)
    asked: dict[str, Doubt] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    score: float = 0.0

    def ask(self, doubt: Doubt) -> None:
        """File a doubt about a column that is not filled."""
        self.doubts.append(doubt)
        self.touched.update(doubt.source)
        if doubt.column:
            self.asked.setdefault(doubt.column, doubt)

    def unfill(self, column: str) -> Look:
        """Take a filled column back."""
        return self.filled.pop(column)


class _Scores:
    """Names and values of every source column against every column of one table."""

    def __init__(self, looks: Sequence[Look], table: Table) -> None:
        self.looks, self.table = looks, table
        self.columns = tuple(table.columns)
        rows = [name_scores(_COPY.sub("", look.header), table) for look in looks]
        self.names = np.array([[row[name] for name in self.columns] for row in rows])
        self.fits = np.full(self.names.shape, Fit.AGAINST, dtype=int)
        self.usable = np.zeros(self.names.shape, dtype=bool)
        for i, look in enumerate(looks):
            staff = about_staff(look.header)
            for j, name in enumerate(self.columns):
                if self.names[i, j] >= NAMED:
                    self.fits[i, j] = fit(look, name, table)
                    self.usable[i, j] = (
                        self.fits[i, j] != Fit.AGAINST
                        and look.filled > 0
                        and (not staff or self.names[i, j] == VERBATIM)
                    )

    def assign(self) -> dict[int, int]:
        """The best pairing of all source columns with all declared columns at once."""
        worth = np.where(self.usable, self.names + 0.1 * (self.fits == Fit.FOR), 0.0)
        if not worth.size:
            return {}
        return {i: j for i, j in least_cost(-worth) if self.usable[i, j]}


def match(looks: Sequence[Look], table: Table, file: str) -> Matched:
    """Pair source columns with the columns of `table`, asking wherever two could be meant."""
    scores = _Scores(looks, table)
    pairs = scores.assign()
    out = Matched(table)
    for i, j in pairs.items():
        _settle(scores, pairs, i, j, file, out)
    _contradictions(scores, file, out)
    out.score = _table_score(scores, pairs, out)
    return out


def _settle(
    scores: _Scores, pairs: dict[int, int], i: int, j: int, file: str, out: Matched
) -> None:
    """Fill one pair, or ask about it."""
    name, look = scores.columns[j], scores.looks[i]
    score, agrees = scores.names[i, j], scores.fits[i, j] == Fit.FOR
    sources = _rival_sources(scores, pairs, i, j)
    targets = _rival_targets(scores, pairs, i, j)
    if _is_name_of_a_person(scores.table, name):
        return
    if score < FAIR and (not agrees or _wordlike(scores, j)):
        return
    if sources:
        out.ask(_competing(scores, j, [i, *sources], file))
    elif targets:
        out.ask(_unclear(scores, i, [j, *targets], file))
    elif score >= CLEAR or (score >= FAIR and agrees):
        out.filled[name] = look
        out.touched.add(look.header)
        if score < CLEAR:
            out.doubts.append(_part_name(scores, i, j, file))
    else:
        out.ask(_unclear(scores, i, [j], file))


def _is_name_of_a_person(table: Table, name: str) -> bool:
    """Whether a column of an extract of incidents is one of names: never proposed, only mapped."""
    column = table.columns[name]
    names = table.name == "incidents" and column.form is Form.TEXT
    return names and column.personal is Personal.WITHHELD


def _wordlike(scores: _Scores, j: int) -> bool:
    """Columns whose values, without a name, are asked about later and by vocabulary."""
    return scores.table.columns[scores.columns[j]].form in (Form.WORD, Form.WORDS, Form.TIME)


def _rival_sources(scores: _Scores, pairs: dict[int, int], i: int, j: int) -> list[int]:
    """Other source columns that could as well fill column `j`."""
    near = scores.usable[:, j] & (scores.names[:, j] >= scores.names[i, j] - _NEAR_SOURCE)
    near &= scores.names[:, j] >= min(FAIR, scores.names[i, j])
    near &= (scores.fits[:, j] >= scores.fits[i, j]) | (scores.names[:, j] > scores.names[i, j])
    return [
        other
        for other in np.flatnonzero(near).tolist()
        if other != i
        and not _better_at(scores, other, pairs.get(other), j)
        and not _listed_elsewhere(scores, i, other, j)
    ]


def _listed_elsewhere(scores: _Scores, i: int, other: int, j: int) -> bool:
    """Whether `i` is listed for column `j`, letter for letter, and `other` for another one."""
    listed = scores.names[i, j] == VERBATIM and scores.names[other, j] < VERBATIM
    return bool(listed and scores.names[other].max() == VERBATIM)


def _better_at(scores: _Scores, i: int, own: int | None, than: int) -> bool:
    """Whether source `i` clearly belongs to column `own` rather than to `than`."""
    if own is None or own == than:
        return False
    listed = scores.names[i, own] == VERBATIM and scores.fits[i, own] == Fit.FOR
    margin = 0.0 if listed else _NEAR_TARGET
    return bool(scores.names[i, own] > scores.names[i, than] + margin - 1e-9) and (
        scores.names[i, own] > scores.names[i, than]
    )


def _rival_targets(scores: _Scores, pairs: dict[int, int], i: int, j: int) -> list[int]:
    """Other declared columns that source `i` could as well fill."""
    near = scores.usable[i] & (scores.names[i] >= scores.names[i, j] - _NEAR_TARGET)
    holder = {column: source for source, column in pairs.items()}
    return [
        other
        for other in np.flatnonzero(near).tolist()
        if other != j
        and not (scores.fits[i, j] == Fit.FOR and scores.fits[i, other] == Fit.SILENT)
        and not (
            other in holder
            and scores.names[holder[other], other] >= scores.names[i, other] + _NEAR_TARGET
        )
    ]


def time_format(look: Look) -> str:
    """The format that reads a column of dates or times, "" where none is needed."""
    return look.time.format if look.time is not None and look.time.dated else ""


def _competing(scores: _Scores, j: int, sources: list[int], file: str) -> Doubt:
    table, name = scores.table, scores.columns[j]
    headers = tuple(scores.looks[i].header for i in sources)
    best = max(sources, key=lambda i: (scores.fits[i, j], scores.names[i, j]))
    choice, form = scores.looks[best].header, time_format(scores.looks[best])
    return Doubt(
        DoubtKind.COMPETING, file, table.name, name, headers,
        f"{quoted(headers)} could each be `{name}` ({table.columns[name].meaning})."
        f" Choose: write {setting(name, choice, form)}, and add the other to `ignored`.",
        choice, table.columns[name].required, form,
    )  # fmt: skip


def _unclear(scores: _Scores, i: int, targets: list[int], file: str) -> Doubt:
    table, header = scores.table, scores.looks[i].header
    form = time_format(scores.looks[i])
    names = [scores.columns[j] for j in targets]
    could = " or ".join(f"`{name}` ({table.columns[name].meaning})" for name in names)
    kind = DoubtKind.COMPETING if len(names) > 1 else DoubtKind.WEAK_NAME
    return Doubt(
        kind, file, table.name, names[0], (header,),
        f'"{header}" could be {could}; its name does not settle it.'
        f" If so, write {setting(names[0], header, form)}; if not, {ignoring(header)}.",
        header, table.columns[names[0]].required, form,
    )  # fmt: skip


def _part_name(scores: _Scores, i: int, j: int, file: str) -> Doubt:
    table, name, header = scores.table, scores.columns[j], scores.looks[i].header
    return Doubt(
        DoubtKind.PART_NAME, file, table.name, name, (header,),
        f'"{header}" was taken for `{name}` ({table.columns[name].meaning}): the name fits in'
        f" part and the values agree. If that is wrong, take `{name}` out of"
        f" [dataset.columns] and {ignoring(header)}.",
        header,
    )  # fmt: skip


def _contradictions(scores: _Scores, file: str, out: Matched) -> None:
    """Say where a header clearly names a column whose values cannot be it."""
    for i, look in enumerate(scores.looks):
        if look.header in out.touched or not look.filled or about_staff(look.header):
            continue
        least = max(FAIR if _coded(look) else CLEAR, scores.names[i].max())
        named = np.flatnonzero((scores.names[i] >= least) & (scores.fits[i] == Fit.AGAINST))
        for j in named.tolist():
            name = scores.columns[j]
            column = scores.table.columns[name]
            if name in out.filled or (column.form is Form.TIME and _clock_only(look)):
                continue
            if column.personal is not Personal.WITHHELD or column.form is not Form.TEXT:
                out.ask(_contradicted(scores.table, name, look, file))


def _coded(look: Look) -> bool:
    """Whether the values may be codes: few, short, and often repeated."""
    short = all(len(text) <= 12 for text in look.texts[:_MOST_CODES])
    return 2 <= look.distinct <= min(_MOST_CODES, look.filled / 3) and short


def _clock_only(look: Look) -> bool:
    return look.time is not None and not look.time.dated


def _contradicted(table: Table, name: str, look: Look, file: str) -> Doubt:
    column = table.columns[name]
    coded = column.form in (Form.WORD, Form.WORDS) and not look.free_text
    if coded:
        known = word_fit(look, column).known
        share = f"only {known:.0%}" if known else "none"
        found = f"{share} of its cells are words that Homeward knows for it"
        do = f"write {setting(name, look.header)} and its codes under [dataset.words.{name}]"
    elif column.form is Form.TIME and look.some_format:
        found = "too few of its cells read as times for it to be taken"
        do = (
            f"write {setting(name, look.header, look.some_format)}, and the cells that it does"
            " not read will be set aside"
        )
    elif column.form in (Form.INTEGER, Form.NUMBER) and number_share(look, column) >= HALF:
        left = 1 - number_share(look, column)
        found = f"{left:.0%} of its cells are no number, or none that it may hold"
        do = f"write {setting(name, look.header)}, and those cells will be set aside"
    elif table.key == (name,) and look.shared:
        found = (
            f"{look.shared:,} of its references stand in more than one of the"
            f" {len(look.parts)} files, so rows of different files would be taken for one"
            f" {name}"
        )
        do = (
            "make them unique in the extract, as with the year in front, and run `homeward"
            f" plan` again; or, if they are the same {name} in each file, write"
            f" {setting(name, look.header)}"
        )
    else:
        found = "its values cannot be that"
        do = f"choose another column for `{name}`"
    return Doubt(
        DoubtKind.CONTRADICTED, file, table.name, name, (look.header,),
        f'The header "{look.header}" says `{name}` ({column.meaning}), but {found}. Look at'
        f" the file: {do}, or {ignoring(look.header)}.",
        look.header if coded else "", column.required,
    )  # fmt: skip


def _table_score(scores: _Scores, pairs: dict[int, int], out: Matched) -> float:
    """How well the file fits: clear names of this table's own words count most."""
    total = 0.0
    for i, j in pairs.items():
        if scores.names[i, j] < FAIR:
            continue
        own = set(words_of(scores.looks[i].header)) - _GENERIC
        total += scores.names[i, j] * (1.0 if own else 0.5)
    required = [n for n, c in scores.table.columns.items() if c.required]
    return total + sum(_held(name, out) for name in required)


def _held(name: str, out: Matched) -> float:
    """What a needed column adds to a table's score: a weak name adds nothing."""
    if name in out.filled:
        return 1.0
    if name not in out.asked:
        return -2.0
    return 0.0 if out.asked[name].kind is DoubtKind.WEAK_NAME else 1.0
