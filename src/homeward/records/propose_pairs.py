"""Dates and times of day in two columns, and yes/no columns that are flags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from homeward.records.propose_doubts import Doubt, DoubtKind, ignoring, quoted, setting
from homeward.records.propose_match import CLEAR, FAIR, Matched
from homeward.records.propose_names import about_staff, name_scores, word_set, words_of
from homeward.records.propose_values import Look
from homeward.records.schema import Form, Table
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.words import Word, plain, spellings

#: Words of a flag's header that name no kind of flag.
_FLAG_NOISE: Final = word_set("y n yn yes no flag marker indicator ind warning child is a at")

#: Words that are no flag on their own: "Online" may be how it was reported.
_UNSAFE_FLAGS: Final = frozenset({"other", "none", "not_recorded", "radicalisation"})

_UNSAFE_SPELLINGS: Final = frozenset({"cl", "fm", "online", "prevent", "gang related"})


# ------------------------------------------------------------------ times of day


def clock_columns(looks: Sequence[Look]) -> list[Look]:
    """Columns of times of day; bare four-digit numbers only if the header says time."""
    return [
        look for look in looks
        if look.time is not None and not look.time.dated
        and (not look.time.bare or "time" in words_of(look.header))
    ]  # fmt: skip


def pair_clocks(looks: Sequence[Look], out: Matched, file: str) -> dict[str, Look]:
    """Declared column to the time-of-day column that belongs to its date column."""
    found: dict[str, list[tuple[Look, float]]] = {}
    for clock in clock_columns(looks):
        target, score = _named_time(clock, out.table)
        if target and score >= FAIR:
            found.setdefault(target, []).append((clock, score))
        elif clock.header not in out.touched:
            _ask_nameless(clock, looks, out, file)
    paired: dict[str, Look] = {}
    for target, clocks in found.items():
        if _may_pair(target, clocks, out, file):
            clock, score = clocks[0]
            paired[target] = clock
            out.touched.add(clock.header)
            if score < CLEAR:
                out.doubts.append(_part(clock, target, out, file))
    return paired


def _named_time(clock: Look, table: Table) -> tuple[str, float]:
    """The TIME column that a clock's header names, if one stands out."""
    scores = name_scores(clock.header, table)
    times = sorted(((scores[n], n) for n in table.of_form(Form.TIME)), reverse=True)
    if not times or about_staff(clock.header):
        return "", 0.0
    if len(times) > 1 and times[1][0] >= times[0][0] - 0.1:
        return "", 0.0
    return times[0][1], times[0][0]


def _may_pair(target: str, clocks: list, out: Matched, file: str) -> bool:
    """Whether a clock can be joined to the date of `target`; asks if not."""
    date = out.filled.get(target)
    dates_only = date is not None and not date.as_time.timed
    if dates_only and len(clocks) == 1:
        return True
    headers = tuple(clock.header for clock, _ in clocks)
    if date is not None and not dates_only:
        text = (
            f'"{date.header}" already holds times of day, and {quoted(headers)} would be a'
            f" second time for `{target}`. The second is left out; {ignoring(headers[0])}, or"
            " map it elsewhere."
        )
    else:
        text = (
            f"{quoted(headers)} could be the time of day of `{target}`, but it is not certain"
            f" which date belongs to it. Write `{target} = {{ column = ..., time_column ="
            f' "{headers[0]}" }}` under [dataset.columns], or {ignoring(headers[0])}.'
        )
    doubt = Doubt(DoubtKind.TIME_APART, file, out.table.name, "", headers, text, headers[0])
    out.ask(doubt)
    return False


def _ask_nameless(clock: Look, looks: Sequence[Look], out: Matched, file: str) -> None:
    """A clock whose header says only "Time": suggest the date just before it."""
    before = next((look for look in looks if look.place == clock.place - 1), None)
    target = next((n for n, look in out.filled.items() if look is before), "")
    beside = ""
    if before is None or not target or before.time is None or before.time.timed:
        target = ""
    else:
        beside = f' It stands beside "{before.header}" (`{target}`).'
    text = (
        f'"{clock.header}" holds times of day, and its name does not say of what.{beside}'
        f' If it belongs to a date, add `time_column = "{clock.header}"{_reads(clock)}` to that'
        f" column under [dataset.columns]; if not, {ignoring(clock.header)}."
    )
    out.ask(Doubt(
        DoubtKind.TIME_APART, file, out.table.name, "", (clock.header,), text, target
    ))  # fmt: skip


def _reads(clock: Look) -> str:
    """How a person writes the format that reads the times of day; "" for typed times."""
    form = clock.as_time.format
    return f', time_format = "{form}"' if form else ""


def _part(clock: Look, target: str, out: Matched, file: str) -> Doubt:
    text = (
        f'"{clock.header}" was taken for the time of day of `{target}`: its name fits in part.'
        f" If that is wrong, take `time_column` out of `{target}` under [dataset.columns]."
    )
    return Doubt(
        DoubtKind.PART_NAME, file, out.table.name, target, (clock.header,), text, clock.header
    )


# ------------------------------------------------------------------ flags


def flag_columns(looks: Sequence[Look], table: Table) -> dict[str, dict[str, str]]:
    """WORDS columns spread over yes/no columns: declared column to {header: word}."""
    out: dict[str, dict[str, str]] = {}
    for look in looks:
        if look.filled and look.yes_no and look.words(YesNo).kinds:
            for name in table.of_form(Form.WORDS):
                word = _flag(look.header, name, table)
                if word:
                    out.setdefault(name, {})[look.header] = word
    return {name: flags for name, flags in out.items() if len(set(flags.values())) == len(flags)}


def _flag(header: str, name: str, table: Table) -> str:
    """The word that a yes/no header stands for in column `name`, or ""."""
    own = set(name.split("_")) | {"factor", "reason"}
    # ("exploitation" itself opens many flags' names: "Exploitation - CSE")
    said = [w for w in plain(header).split() if w not in _FLAG_NOISE]
    said_short = [w for w in said if w not in own]
    text = " ".join(said)
    if name == "exploitation":
        return _word(table.columns[name].words, text) or _word(
            table.columns[name].words, " ".join(said_short)
        )
    return _word(table.columns[name].words, " ".join(said_short)) if said_short != said else ""


def _word(words: type[Word] | None, text: str) -> str:
    if words is None or text in _UNSAFE_SPELLINGS:
        return ""
    value = spellings(words).get(text, "")
    return "" if value in _UNSAFE_FLAGS else value


def likely_flag(look: Look, table: Table) -> tuple[str, str] | None:
    """The column and word that the header of a yes/no column left over speaks of in part."""
    if not look.filled or not look.yes_no:
        return None
    header = f" {plain(look.header)} "
    for name in table.of_form(Form.WORDS):
        words = table.columns[name].words
        told = sorted(spellings(words) if words and name == "exploitation" else (), key=len)
        for text in reversed(told):
            word = _word(words, text) if len(text) > 2 else ""
            if word and f" {text} " in header:
                return name, word
    return None


def flag_doubt(look: Look, name: str, word: str, out: Matched, file: str) -> Doubt:
    """Asks whether a yes/no column is a flag."""
    return Doubt(
        DoubtKind.FLAG, file, out.table.name, "", (look.header,),
        f'"{look.header}" says yes or no, and its name speaks of `{word}`: it may be a flag of'
        f' `{name}`. If so, add `"{look.header}" = "{word}"` to `flags` of `{name}` under'
        f" [dataset.columns] (`{name} = {{ flags = {{ ... }} }}`); if not,"
        f" {ignoring(look.header)}.", word,
    )  # fmt: skip


def settle_flags(looks: Sequence[Look], out: Matched, file: str) -> dict[str, dict[str, str]]:
    """The flags to use: none where a column of listed words competes for the same place."""
    flags = flag_columns(looks, out.table)
    for name in list(flags):
        headers = tuple(flags[name])
        held = out.filled.get(name)
        if held is None and name not in out.asked:
            out.touched.update(headers)
            continue
        del flags[name]
        rivals = ((held.header,) if held else ()) + headers
        if held:
            out.unfill(name)
        out.ask(Doubt(
            DoubtKind.COMPETING, file, out.table.name, name, rivals,
            f"`{name}` could be read from {quoted(rivals)}. Nothing was chosen: write"
            f" {setting(name, rivals[0])}, or `{name} = {{ flags = {{ ... }} }}` for the yes/no"
            " columns.", rivals[0],
        ))  # fmt: skip
    return flags
