"""Spellings that no vocabulary holds: which may be shown, and what they may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import numpy as np

from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_lookups import Lookups
from homeward.records.propose_match import Matched
from homeward.records.propose_values import Look
from homeward.records.schema import Form
from homeward.vocabulary.words import Word, plain, spellings

#: Children that must share a spelling before it is written where people can read it.
LEAST_CHILDREN: Final = 10

#: Longest spelling shown: a word of a list, not a note.
LONGEST: Final = 40

#: Most different spellings a column may have and still be a list of words.
MOST_SPELLINGS: Final = 80


@dataclass(frozen=True, slots=True)
class Undecided:
    """A spelling that a person has to decide on, used for ten or more children.

    Attributes
    ----------
    file, table, column
        Where it stands: the first file, the declared table and column.
    source
        Header of the source column.
    spelling
        As the file writes it.
    rows
        Rows that use it.
    suggestion
        The nearest word of the vocabulary, "" if none is near.
    said
        What a list of codes that came with the files says of it, "" if none does.
    """

    file: str
    table: str
    column: str
    source: str
    spelling: str
    rows: int
    suggestion: str = ""
    said: str = ""


def undecided(
    out: Matched,
    separators: Mapping[str, str],
    file: str,
    likely: Mapping[str, Sequence[Look]] | None = None,
    lookups: Lookups | None = None,
) -> tuple[tuple[Undecided, ...], tuple[Doubt, ...]]:
    """Spellings to decide, and a doubt for each filled column that has any.

    Only spellings used in rows of ten different children are given (ten rows, where the
    file has no child column), and none from columns that look like names or free text:
    a rare spelling can be a note about one child. One that a list of codes explains is a
    code, and is given however seldom it is used. The codes of a column that is asked about
    are given too, so that column and codes can be settled at once.
    """
    shown: list[Undecided] = []
    doubts: list[Doubt] = []
    known = lookups or Lookups()
    for name, look in _wordlike(out, likely or {}).items():
        words = out.table.columns[name].words
        assert words is not None
        separator = separators.get(name, "")
        unknown = _unknown(look, words, separator)
        if unknown:
            meant = {} if separator else known.of(look)
            found = _to_decide(unknown, look, out, name, file, meant)
            shown += found
            if name in out.filled:
                doubts.append(_doubt(out, name, look, unknown, len(found), file))
    return tuple(shown), tuple(doubts)


def _wordlike(out: Matched, likely: Mapping[str, Sequence[Look]]) -> dict[str, Look]:
    """Columns of words, filled or asked about, with the one source column that each has."""
    at = {name: looks[0] for name, looks in likely.items() if len(looks) == 1} | out.filled
    forms = (Form.WORD, Form.WORDS)
    return {
        name: at[name]
        for name, column in out.table.columns.items()
        if name in at and column.form in forms and column.words is not None
    }


def _to_decide(
    unknown: Mapping[str, list[int]],
    look: Look,
    out: Matched,
    name: str,
    file: str,
    meant: Mapping[str, str],
) -> list[Undecided]:
    """The spellings that may be shown, with what they may mean."""
    words = out.table.columns[name].words
    assert words is not None
    safe = dict(_safe(unknown, look, out.filled.get("child")))
    safe |= {
        text: int(look.counts[places].sum()) for text, places in unknown.items() if text in meant
    }
    return [
        Undecided(file, out.table.name, name, look.header, text, rows,
                  nearest(meant.get(text, text), words), meant.get(text, ""))
        for text, rows in safe.items()
    ]  # fmt: skip


def _unknown(look: Look, words: type[Word], separator: str) -> dict[str, list[int]]:
    """Spellings not in the vocabulary, each with the distinct values that hold it."""
    known = spellings(words)
    found: dict[str, list[int]] = {}
    for place, text in enumerate(look.texts):
        for part in text.split(separator) if separator else (text,):
            if part.strip() and plain(part) not in known:
                found.setdefault(part.strip(), []).append(place)
    return found


def _safe(
    unknown: Mapping[str, list[int]], look: Look, child: Look | None
) -> list[tuple[str, int]]:
    if look.free_text or look.personal_names or len(unknown) > MOST_SPELLINGS:
        return []
    out = []
    for text, places in unknown.items():
        rows = np.isin(look.codes, places)
        users = child.codes[rows] if child is not None else np.flatnonzero(rows)
        if len(text) <= LONGEST and len(set(users[users >= 0].tolist())) >= LEAST_CHILDREN:
            out.append((text, int(rows.sum())))
    return sorted(out, key=lambda item: (-item[1], item[0]))


def nearest(text: str, words: type[Word]) -> str:
    """The word whose spelling is nearest to a text, "" if none is near."""
    known = {s: v for s, v in spellings(words).items() if s}
    near = get_close_matches(plain(text), list(known), n=1, cutoff=0.75)
    return known[near[0]] if near else ""


def _doubt(
    out: Matched, name: str, look: Look, unknown: Mapping[str, list[int]], shown: int, file: str
) -> Doubt:
    cells = int(look.counts[sorted({p for places in unknown.values() for p in places})].sum())
    listed = (
        f" Those used for {LEAST_CHILDREN} or more children are listed with it;"
        if shown
        else " None is used for enough children to be shown here;"
    )
    return Doubt(
        DoubtKind.UNKNOWN_WORDS, file, out.table.name, name, (look.header,),
        f'"{look.header}" fills `{name}`, but {len(unknown):,} of its spellings ({cells:,} of'
        f" {look.filled:,} cells) are not in the vocabulary and would be set aside.{listed}"
        f" decide them under [dataset.words.{name}]; the rest are in quarantine after the first"
        " run.",
    )  # fmt: skip
