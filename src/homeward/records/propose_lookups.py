"""Lists of codes that come with an extract: "10" is "High". They suggest, and decide nothing.

Case systems export codes, and their meanings on another sheet or in another file. Such a list
is no table of records; what it says of a code is offered to the person who decides it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_names import word_set, words_of
from homeward.records.propose_values import Look

#: Headers of what a list of codes holds.
_CODE: Final = word_set("code value ref key cod")
_MEANING: Final = word_set(
    "type meaning label text name decode long value disgrifiad ystyr"
)  # "description" is written out as "type"
_FIELD: Final = word_set("field column list table attribute domain group set lookup category")

#: Words of a name that say that it is a list of codes, not of which column.
_LIST: Final = word_set("code codes lookup lookups ref list type reference data value values")

#: Most rows and columns of a list of codes.
_MOST_ROWS, _MOST_COLUMNS = 2_000, 5

#: Least share of a column's different values that a list must know to be its list.
_KNOWS: Final = 0.9


@dataclass(slots=True)
class Lookups:
    """Every list of codes in the folder.

    Attributes
    ----------
    lists
        Name of the field, as the list gives it, to {code: meaning}.
    files
        Files, or sheets as "file#sheet", that are such lists.
    """

    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def take(self, file: str, sheet: str, looks: Sequence[Look]) -> bool:
        """Whether a file or sheet is a list of codes; what it says is kept."""
        parts = _parts(looks)
        if parts is None:
            return False
        named, code, meaning = parts
        name = sheet or PurePosixPath(file).stem
        for place in range(code.rows):
            key, said = _cell(code, place), _cell(meaning, place)
            of = _cell(named, place) if named is not None else name
            if key and said and of:
                self.lists.setdefault(of, {})[key] = said
        self.files.append(f"{file}#{sheet}" if sheet else file)
        return True

    def of(self, look: Look) -> Mapping[str, str]:
        """What the codes of a column mean: of the list that is named as it and knows them."""
        wanted = set(words_of(look.header))
        best: Mapping[str, str] = {}
        most = 0
        for name, known in self.lists.items():
            words = set(words_of(name))
            own = words - _LIST
            fits = own <= wanted if own else words == wanted
            told = sum(text.strip() in known for text in look.texts)
            if fits and len(own) + 1 > most and told >= _KNOWS * max(1, look.distinct):
                best, most = known, len(own) + 1
        return best

    def doubts(self) -> list[Doubt]:
        """What is said of each list."""
        return [
            Doubt(
                DoubtKind.LOOKUP, name.split("#")[0], "", "", (),
                f"{name} is a list of codes and their meanings. It is not read as records; what"
                " it says of a code is suggested where that code is to be decided.",
            )
            for name in self.files
        ]  # fmt: skip


def may_be_codes(looks: Sequence[Look]) -> bool:
    """Whether a file is as small as a list of codes."""
    return 2 <= len(looks) <= _MOST_COLUMNS and 2 <= looks[0].rows <= _MOST_ROWS


def _parts(looks: Sequence[Look]) -> tuple[Look | None, Look, Look] | None:
    """The columns of field, code and meaning; None for what is no list of codes."""
    if not may_be_codes(looks):
        return None
    if any(look.time is not None and look.time.dated for look in looks):
        return None
    words = [set(words_of(look.header)) for look in looks]
    code = next((i for i, w in enumerate(words) if w & _CODE and not w & _FIELD), None)
    rest = [i for i in range(len(looks)) if i != code]
    meaning = next((i for i in rest if words[i] & _MEANING and not words[i] & _FIELD), None)
    if code is None or meaning is None:
        return None
    of = next((i for i in rest if i != meaning and words[i] & _FIELD), None)
    named = looks[of] if of is not None else None
    if not _once_each(looks[code], named) or looks[meaning].free_text:
        return None
    return named, looks[code], looks[meaning]


def _once_each(code: Look, named: Look | None) -> bool:
    """Whether no code stands twice under one field."""
    fields = named.codes.tolist() if named is not None else [0] * code.rows
    pairs = [pair for pair in zip(fields, code.codes.tolist(), strict=True) if pair[1] >= 0]
    return len(pairs) >= 2 and len(set(pairs)) == len(pairs)


def _cell(look: Look, place: int) -> str:
    at = int(look.codes[place])
    return look.texts[at].strip() if at >= 0 else ""
