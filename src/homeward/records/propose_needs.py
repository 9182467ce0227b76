"""Columns whose absence changes the answer unseen: what the report is, and how old the child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from homeward.records.incidents import INCIDENTS
from homeward.records.propose_doubts import Doubt, DoubtKind, ignoring, quoted, setting
from homeward.records.propose_match import CLEAR, Matched, time_format
from homeward.records.propose_names import about_staff, name_scores, word_set, words_of
from homeward.records.propose_values import Look
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.words import Word, plain, spellings

#: A header of words of both sets, and of no other, says what kind of report a row is.
_KIND: Final = word_set("type category classification class kind nature")
_REPORT: Final = word_set("incident occurrence report missing misper case absence record episode")

#: Share of cells that must be report types, and kinds of them, for values alone to say so.
_GOOD_SHARE: Final = 0.3
_KINDS: Final = 2

#: Share of cells that must be report types for a column so headed to be taken.
_NEARLY_ALL: Final = 0.9

#: Most different values of a list of report types.
_MOST_VALUES: Final = 80

#: Tables whose rows may all be of one kind, with the column that says which.
_KINDS_OF: Final = {
    "interviews": "interview_kind",
    "plans": "plan_kind",
    "meetings": "meeting_kind",
}

_AGES: Final = word_set("age birth born")

_COUNTED = (
    " While no column fills `report_type`, every row would count as missing: absences,"
    " concerns and cancelled reports too."
)
_STAY = " While neither `age` nor `born_on` is filled, adults would stay in the study."


def check_needs(looks: Sequence[Look], out: Matched, file: str, spoken_for: frozenset[str]) -> None:
    """Ask about a likely report type (blocking), and a likely age or date of birth.

    Parameters
    ----------
    looks
        Every source column.
    out
        What is filled and asked so far; doubts are added to it.
    file
        Names the doubts.
    spoken_for
        Headers used otherwise: times of day and flags.
    """
    if out.table is not INCIDENTS:
        _check_kind(looks, out, file)
        return
    used = spoken_for | {look.header for look in out.filled.values()}
    free = [
        look for look in looks
        if look.header not in used and look.filled and not about_staff(look.header)
    ]  # fmt: skip
    if "report_type" not in out.filled:
        _check_type(free, out, file)
    if not {"age", "born_on"} & out.filled.keys():
        _check_age(free, out, file)


def _check_kind(looks: Sequence[Look], out: Matched, file: str) -> None:
    """Ask of what kind the rows are, where a file may hold one kind only and does not say.

    Prevention and return home interviews answer different questions: the plan is not run
    until it is said which these are. Elsewhere it is only pointed out.
    """
    name = _KINDS_OF.get(out.table.name, "")
    if not name or name in out.filled or name in out.asked:
        return
    words = out.table.columns[name].words
    assert words is not None
    said = {w.value for w in words if _says(w, (plain(file), *(plain(x.header) for x in looks)))}
    suggestion = said.pop() if len(said) == 1 else ""
    permitted = ", ".join(f'"{word.value}"' for word in words)
    out.ask(Doubt(
        DoubtKind.DECIDES, file, out.table.name, name, (),
        f"No column says `{name}` ({out.table.columns[name].meaning}). If every row of the file"
        f' is of one kind, write `{name} = {{ always = "..." }}` under [dataset.columns] with one'
        f" of {permitted}.", suggestion, out.table.name == "interviews",
    ))  # fmt: skip


def _says(word: Word, texts: Sequence[str]) -> bool:
    """Whether a word, in any of its spellings, stands whole in one of the texts."""
    known = {plain(text) for text in (word.value, word.label, *word.also)} - {""}
    return any(f" {said} " in f" {text} " for said in known for text in texts)


def _check_type(free: Sequence[Look], out: Matched, file: str) -> None:
    if _say_more(out, ("report_type",), _COUNTED, blocking=True):
        return
    likely = [look for look in free if _holds_types(look) or _names_type(look)]
    if not likely:
        return
    if len(likely) == 1 and _names_type(likely[0]) and _types_only(likely[0]):
        _fill_type(likely[0], out, file)
        return
    likely.sort(key=lambda look: (not _holds_types(look), look.place))
    headers = tuple(look.header for look in likely)
    out.ask(Doubt(
        DoubtKind.DECIDES, file, out.table.name, "report_type", headers,
        f"{quoted(headers)} may be `report_type` (what the record is).{_COUNTED} Write"
        f" {setting('report_type', headers[0])}, and its spellings under"
        f" [dataset.words.report_type]; if it is something else, {ignoring(headers[0])}.",
        headers[0], True,
    ))  # fmt: skip


def _types_only(look: Look) -> bool:
    """Whether nearly every cell is a report type: with the header, enough to be taken."""
    found = look.words(ReportType)
    return found.known >= _NEARLY_ALL and _holds_types(look)


def _fill_type(look: Look, out: Matched, file: str) -> None:
    """Take a column whose header and values agree, and say so."""
    out.filled["report_type"] = look
    out.touched.add(look.header)
    out.doubts.append(Doubt(
        DoubtKind.PART_NAME, file, out.table.name, "report_type", (look.header,),
        f'"{look.header}" was taken for `report_type` (what the record is): the name fits in'
        " part and the values agree. If that is wrong, take `report_type` out of"
        f" [dataset.columns] and {ignoring(look.header)}.", look.header,
    ))  # fmt: skip


def _say_more(out: Matched, names: Sequence[str], text: str, *, blocking: bool) -> bool:
    """Add a consequence to what is already asked about some columns; whether any is."""
    asked = [out.asked[name] for name in names if name in out.asked]
    for doubt in asked:
        more = replace(doubt, text=doubt.text + text, blocking=doubt.blocking or blocking)
        out.doubts[out.doubts.index(doubt)] = more
        out.asked[doubt.column] = more
    return bool(asked)


def _holds_types(look: Look) -> bool:
    """Whether a good share of the cells are report types, of more than one kind."""
    if look.distinct > _MOST_VALUES or look.time is not None:
        return False
    known = spellings(ReportType)
    unsaid = (ReportType.OTHER, ReportType.NOT_RECORDED)
    found = [
        (known[text], count) for text, count in look.folded
        if len(text) > 2 and text in known and known[text] not in unsaid
    ]  # fmt: skip
    share = sum(count for _, count in found) / look.filled
    return share >= _GOOD_SHARE and len({kind for kind, _ in found}) >= _KINDS


def _names_type(look: Look) -> bool:
    """Whether the header says "type of report", over a list of words or codes."""
    words = set(words_of(look.header))
    listed = look.distinct <= _MOST_VALUES and look.unique < 1 and not look.free_text
    named = bool(words & _KIND) and bool(words & _REPORT) and words <= _KIND | _REPORT | {"code"}
    clear = name_scores(look.header, INCIDENTS)["report_type"] >= CLEAR
    return (named or clear) and listed and look.time is None and not look.yes_no


def _check_age(free: Sequence[Look], out: Matched, file: str) -> None:
    if _say_more(out, ("age", "born_on"), _STAY, blocking=False):
        return
    likely = next((look for look in free if _AGES & set(words_of(look.header))), None)
    if likely is None:
        return
    born = not {"age"} & set(words_of(likely.header))
    line = setting("born_on" if born else "age", likely.header, time_format(likely))
    meant = "the date of birth" if born else "the age at the incident"
    out.ask(Doubt(
        DoubtKind.WEAK_NAME, file, out.table.name, "born_on" if born else "age",
        (likely.header,),
        f'"{likely.header}" may say how old the child is, and is not read.{_STAY} If it is'
        f" {meant}, write {line}; if not, {ignoring(likely.header)}.", likely.header,
    ))  # fmt: skip
