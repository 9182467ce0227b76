"""Faults planted in whole arrays of incidents, and counted.

A typed table holds no spelling of a time and no row with a cell too many, so these are
the kinds that it can hold. Draws are those of `synth.faults`: at most one fault that
changes a row befalls it, and an incident not at an end is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np

from homeward.records.incidents import INCIDENTS
from homeward.synth.bulk.cells import BLANK, Coded
from homeward.synth.bulk.incidents import Draft
from homeward.synth.clock import DAY, HOUR
from homeward.synth.faults import SENTINEL, UNSURE_COLUMNS, WORD_COLUMNS
from homeward.synth.rows import ENDINGS
from homeward.synth.streams import Floats, Ids, Streams
from homeward.synth.words import NO_WORDS
from homeward.vocabulary.words import Word

Mask = np.ndarray

#: An age that nobody reaches.
OLD_AGE = 171.0

#: Marks an incident that no fault befell, and one left alone because it is not at an end.
NO_FAULT, LEFT_ALONE = -1, -2


def plant(
    rows: Draft, ids: Ids, unfinished: Mask, rates: Mapping[str, float], streams: Streams
) -> tuple[Counter[str], np.ndarray]:
    """Spoil rows in place at the given rates.

    Parameters
    ----------
    rows, ids
        One row for each incident, and the incidents' lasting identities.
    unfinished
        Incidents not at an end when the extract is made.
    rates
        Share of incidents by kind of fault; kinds left out are not planted.

    Returns
    -------
    tuple
        Number planted by kind, and for each row the position of its fault in
        `SPOIL`, NO_FAULT or LEFT_ALONE.
    """
    planted: Counter[str] = Counter()
    fault = np.where(unfinished, LEFT_ALONE, NO_FAULT)
    for position, (kind, spoil) in enumerate(SPOIL.items()):
        hit, how = drawn(kind, ids, fault == NO_FAULT, rates, streams)
        done = hit & spoil(rows, hit, how) if hit.any() else hit
        fault[done] = position
        planted[kind] = int(done.sum())
    hit, how = drawn("spellings", ids, np.ones(len(ids), bool), rates, streams)
    planted["spellings"] = _respell(rows, hit, how)
    return planted, fault


def drawn(
    kind: str, ids: Ids, free: Mask, rates: Mapping[str, float], streams: Streams
) -> tuple[Mask, Floats]:
    """Which free incidents the draw of this kind hits, and a number for how (0 elsewhere)."""
    hit, how = np.zeros(len(ids), bool), np.zeros(len(ids))
    rate = rates.get(kind, 0.0)
    if rate > 0:
        hit = free & (streams.uniform(f"faults.{kind}", ids) < rate)
        how[hit] = streams.uniform(f"faults.{kind}.how", ids[hit])
    return hit, how


# ------------------------------------------------------------------ one fault each
# Each takes the rows, which of them, and a number for each; it gives those it could spoil.


def _blank_child(rows: Draft, hit: Mask, how: Floats) -> Mask:
    rows.child[hit] = BLANK
    return hit


def _blank_reported(rows: Draft, hit: Mask, how: Floats) -> Mask:
    rows.times["reported"][hit] = np.inf
    return hit


def _found_before_reported(rows: Draft, hit: Mask, how: Floats) -> Mask:
    earlier = rows.times["reported"] - 20 - np.floor(how * 10 * HOUR)
    return _set(rows, "found", hit, earlier)


def _seen_after_reported(rows: Draft, hit: Mask, how: Floats) -> Mask:
    later = rows.times["reported"] + 15 + np.floor(how * 5 * HOUR)
    return _set(rows, "last_seen", hit, later)


def _sentinels(rows: Draft, hit: Mask, how: Floats) -> Mask:
    done = np.zeros_like(hit)
    never = np.full(len(rows), float(SENTINEL.minute))
    for place, column in enumerate(ENDINGS):
        own = hit & (np.floor(how * len(ENDINGS)) == place)
        done |= _set(rows, column, own, never)
    return done


def _lost_times(rows: Draft, hit: Mask, how: Floats) -> Mask:
    """Midnight: where every cell is a date with a time, that is what a lost hour becomes."""
    done = np.zeros_like(hit)
    shares = {"last_seen": (0.0, 0.5), "found": (0.5, 0.8), "reported": (0.8, 1.0)}
    for column, (least, below) in shares.items():
        own = hit & (how >= least) & (how < below)
        done |= _set(rows, column, own, np.floor(rows.times[column] / DAY) * DAY)
    return done


def _missing_found(rows: Draft, hit: Mask, how: Floats) -> Mask:
    return _set(rows, "found", hit, np.full(len(rows), np.inf))


def _impossible_ages(rows: Draft, hit: Mask, how: Floats) -> Mask:
    rows.age[hit] = OLD_AGE
    return hit


def _unknown_words(rows: Draft, hit: Mask, how: Floats) -> Mask:
    column = np.floor(how * len(UNSURE_COLUMNS))
    text = np.floor(how * 997) % len(NO_WORDS)
    for place, name in enumerate(UNSURE_COLUMNS):
        for number, words in enumerate(NO_WORDS):
            own = hit & (column == place) & (text == number)
            if own.any():
                rows.reword(name, own, words)
    return hit


def _set(rows: Draft, column: str, hit: Mask, minutes: Floats) -> Mask:
    """Write these minutes where `hit` and something is written already."""
    held = hit & np.isfinite(rows.times[column])
    rows.times[column][held] = minutes[held]
    return held


#: Kinds that change a row, in the order in which they are drawn.
SPOIL: dict[str, Callable[[Draft, Mask, Floats], Mask]] = {
    "blank_child": _blank_child,
    "blank_reported": _blank_reported,
    "found_before_reported": _found_before_reported,
    "seen_after_reported": _seen_after_reported,
    "sentinels": _sentinels,
    "lost_times": _lost_times,
    "missing_found": _missing_found,
    "impossible_ages": _impossible_ages,
    "unknown_words": _unknown_words,
}


# ------------------------------------------------------------------ spellings


def _respell(rows: Draft, hit: Mask, how: Floats) -> int:
    """Words in other spellings that the vocabulary knows, in one column of each row hit."""
    done = 0
    for place, name in enumerate(WORD_COLUMNS):
        own = hit & (np.floor(how * len(WORD_COLUMNS)) == place)
        rows.words[name], number = _spelt_otherwise(name, rows.words[name], own, how * 7919 % 1)
        done += number
    return done


def _spelt_otherwise(name: str, word: Coded, own: Mask, u: Floats) -> tuple[Coded, int]:
    """The column with other spellings where `own`, and how many cells that changed."""
    kind = INCIDENTS.columns[name].words
    codes, texts, done = word.codes.copy(), list(word.texts), 0
    for code, text in enumerate(word.texts):
        member = kind.read(text) if kind is not None else None
        rows = np.flatnonzero(own & (word.codes == code))
        if member is None or not member.also or not len(rows):
            continue
        others = _other_forms(member, text)
        codes[rows] = len(texts) + np.floor(u[rows] * len(others)).astype(np.int64)
        texts += others
        done += len(rows)
    return Coded(codes, tuple(texts)), done


def _other_forms(word: Word, house: str) -> list[str]:
    """Other spellings of a word than the house's, in capitals, as they are, and capitalised."""
    known = [text for text in (*word.also, word.label) if text]
    forms = [form for text in known for form in (text.upper(), text, text.capitalize())]
    return [form for form in dict.fromkeys(forms) if form != house]
