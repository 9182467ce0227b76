"""Faults planted in records: each row is spoilt by a draw of its own, and counted.

At most one fault that changes a row befalls it, so that what intake should do with the
row is known; faults of typing (another spelling, spaces, one cell too many) are apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping

import numpy as np

from homeward.synth.clock import DAY, HOUR, day_of, last_sunday, midnight, stamp
from homeward.synth.rows import ENDINGS, Record, Stamp
from homeward.synth.rules import ROW_FAULTS, TYPING_FAULTS
from homeward.synth.streams import Streams
from homeward.synth.words import NO_TIMES, NO_WORDS, other_text
from homeward.vocabulary.words import Word

#: Word columns whose cells may be spelt, padded or replaced. Those that decide whether
#: a row counts are left alone.
WORD_COLUMNS = (
    "sex", "ethnicity", "care_status", "residence_type", "missing_from_type", "risk_first",
    "risk_last", "reporter", "return_method",
)  # fmt: skip

#: Optional word columns in which a word of no vocabulary may stand.
UNSURE_COLUMNS = (
    "residence_type", "missing_from_type", "risk_first", "reporter", "return_method",
)  # fmt: skip

#: 1 January 1900, which stands for never.
SENTINEL = Stamp(-25_567 * DAY)

_OLD_AGE = 171


def plant(
    records: list[Record], rates: Mapping[str, float], streams: Streams, text_files: Container[int]
) -> Counter[str]:
    """Spoil records in place at the given rates.

    Parameters
    ----------
    records
        Whole records; only incidents are spoilt.
    rates
        Share of incidents by kind of fault.
    text_files
        Positions of the files in which a row can have a cell too many.

    Returns
    -------
    Counter
        Number planted, by kind.
    """
    own = [record for record in records if record.kind == "incident"]
    planted = _plant_row_faults(own, rates, streams)
    planted["clock_changes"] = _plant_clock_changes(own, rates.get("clock_changes", 0), streams)
    planted += _plant_typing(own, {**rates, "ragged": 0}, streams)
    in_text = [record for record in own if record.part in text_files]
    return planted + _plant_typing(in_text, {"ragged": rates.get("ragged", 0)}, streams)


def _plant_row_faults(
    records: list[Record], rates: Mapping[str, float], streams: Streams
) -> Counter[str]:
    planted: Counter[str] = Counter()
    ids = np.array([record.entity for record in records], dtype=np.uint64)
    for kind in ROW_FAULTS:
        if kind not in _SPOIL or not len(ids):
            continue
        hit = np.flatnonzero(streams.uniform(f"faults.{kind}", ids) < rates.get(kind, 0))
        how = streams.uniform(f"faults.{kind}.how", ids[hit]).tolist()
        for position, u in zip(hit.tolist(), how, strict=True):
            record = records[position]
            if not record.fault and _SPOIL[kind](record, u):
                record.fault = kind
                planted[kind] += 1
    return planted


# ------------------------------------------------------------------ one row, one fault
# Each takes a record and a number between 0 and 1, and says whether it could.


def _blank_child(record: Record, u: float) -> bool:
    record.cells["child"] = ""
    return True


def _blank_reported(record: Record, u: float) -> bool:
    record.cells["reported"] = None
    return True


def _found_before_reported(record: Record, u: float) -> bool:
    if not record.cells["found"]:
        return False
    earlier = record.cells["reported"].minute - 20 - int(u * 10 * HOUR)
    record.cells["found"] = Stamp(earlier)
    return True


def _seen_after_reported(record: Record, u: float) -> bool:
    later = record.cells["reported"].minute + 15 + int(u * 5 * HOUR)
    record.cells["last_seen"] = Stamp(later)
    return True


def _sentinels(record: Record, u: float) -> bool:
    column = ENDINGS[int(u * len(ENDINGS))]
    if not record.cells[column]:
        return False
    record.cells[column] = SENTINEL
    return True


def _unreadable_times(record: Record, u: float) -> bool:
    record.cells["last_seen"] = NO_TIMES[int(u * len(NO_TIMES))]
    return True


def _lost_times(record: Record, u: float) -> bool:
    column = "last_seen" if u < 0.5 else "found" if u < 0.8 else "reported"
    if not record.cells[column]:
        return False
    record.cells[column] = Stamp(record.cells[column].minute, timed=False)
    return True


def _missing_found(record: Record, u: float) -> bool:
    if not record.cells["found"]:
        return False
    record.cells["found"] = None
    return True


def _impossible_ages(record: Record, u: float) -> bool:
    reported = stamp(record.cells["reported"].minute)
    record.cells["age"] = _OLD_AGE
    record.cells["born_on"] = reported.date().replace(year=reported.year - _OLD_AGE, day=1)
    return True


def _unknown_words(record: Record, u: float) -> bool:
    column = UNSURE_COLUMNS[int(u * len(UNSURE_COLUMNS))]
    text = NO_WORDS[int(u * 997) % len(NO_WORDS)]
    record.spelt = {column: text}
    return True


_SPOIL: dict[str, Callable[[Record, float], bool]] = {
    "blank_child": _blank_child,
    "blank_reported": _blank_reported,
    "found_before_reported": _found_before_reported,
    "seen_after_reported": _seen_after_reported,
    "sentinels": _sentinels,
    "unreadable_times": _unreadable_times,
    "lost_times": _lost_times,
    "missing_found": _missing_found,
    "impossible_ages": _impossible_ages,
    "unknown_words": _unknown_words,
}


# ------------------------------------------------------------------ clock changes


def _plant_clock_changes(records: list[Record], rate: float, streams: Streams) -> int:
    """Write last seen as 01:30 of a night the clocks changed, for reports soon after.

    In March that time did not happen; in October it happened twice.
    """
    near = [record for record in records if not record.fault and _changed_before(record)]
    ids = np.array([record.entity for record in near], dtype=np.uint64)
    order = np.argsort(streams.uniform("faults.clock_changes", ids))
    chosen = order[: round(rate * len(records))].tolist()
    for position in chosen:
        record = near[position]
        record.cells["last_seen"] = Stamp(_changed_before(record) + 90)
        record.fault = "clock_changes"
    return len(chosen)


def _changed_before(record: Record) -> int:
    """Local midnight before a change of clocks in the 36 hours before report; else 0."""
    reported = record.cells["reported"].minute
    year = day_of(reported).year
    for month in (3, 10):
        night = midnight(last_sunday(year, month))
        if night + 3 * HOUR < reported < night + 36 * HOUR:
            return night
    return 0


# ------------------------------------------------------------------ typing


def _plant_typing(
    records: list[Record], rates: Mapping[str, float], streams: Streams
) -> Counter[str]:
    planted: Counter[str] = Counter()
    ids = np.array([record.entity for record in records], dtype=np.uint64)
    for kind in TYPING_FAULTS:
        if not len(ids):
            continue
        hit = np.flatnonzero(streams.uniform(f"faults.{kind}", ids) < rates.get(kind, 0))
        how = streams.uniform(f"faults.{kind}.how", ids[hit]).tolist()
        for position, u in zip(hit.tolist(), how, strict=True):
            planted[kind] += _TYPE[kind](records[position], u)
    return planted


def _respell(record: Record, u: float) -> bool:
    column = WORD_COLUMNS[int(u * len(WORD_COLUMNS))]
    word = record.cells[column]
    if record.spelt or not isinstance(word, Word) or not word.also:
        return False
    text = other_text(word, (u * 7919) % 1)
    record.spelt = {column: text}
    return True


def _pad(record: Record, u: float) -> bool:
    record.padded = WORD_COLUMNS[int(u * len(WORD_COLUMNS))]
    return True


def _rag(record: Record, u: float) -> bool:
    if record.fault:
        return False
    record.ragged, record.fault = True, "ragged"
    return True


_TYPE: dict[str, Callable[[Record, float], bool]] = {
    "spellings": _respell,
    "trailing_spaces": _pad,
    "ragged": _rag,
}
