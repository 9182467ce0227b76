"""Welsh yes and no: the one answer that may also be a blank cell is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.propose_match import Matched
from homeward.records.propose_values import Look
from homeward.records.propose_words import Undecided
from homeward.vocabulary.person import EITHER_NO_OR_BLANK, WELSH_NO, WELSH_YES, YesNo
from homeward.vocabulary.words import plain

_WELSH = frozenset((*WELSH_YES, *WELSH_NO))


def no_or_blank(
    out: Matched, flags: Mapping[str, Mapping[str, str]], looks: Iterable[Look], file: str
) -> tuple[tuple[Undecided, ...], tuple[Doubt, ...]]:
    """A question for each yes/no column that answers in Welsh, and in places says "na".

    That is Welsh for no, and how English marks a cell that does not apply. Until somebody
    decides it is read as not recorded, as it is where no Welsh stands in the column.
    """
    at = {look.header: look for look in looks}
    words = {name: column.words for name, column in out.table.columns.items()}
    asked = [(name, look) for name, look in out.filled.items() if words[name] is YesNo]
    asked += [(name, at[header]) for name, held in flags.items() for header in held]
    shown: list[Undecided] = []
    doubts: list[Doubt] = []
    for name, look in asked:
        if not _WELSH & {text for text, _ in look.folded}:
            continue
        spelt = [(t, int(c)) for t, c in zip(look.texts, look.counts, strict=True) if _either(t)]
        shown += [
            Undecided(file, out.table.name, name, look.header, text.strip(), cells, YesNo.NO.value)
            for text, cells in spelt
        ]
        if spelt:
            doubts.append(_doubt(out, name, look, sum(cells for _, cells in spelt), file))
    return tuple(shown), tuple(doubts)


def _either(text: str) -> bool:
    return plain(text) in EITHER_NO_OR_BLANK


def _doubt(out: Matched, name: str, look: Look, cells: int, file: str) -> Doubt:
    return Doubt(
        DoubtKind.UNKNOWN_WORDS, file, out.table.name, name, (look.header,),
        f'"{look.header}" answers in Welsh, and {cells:,} of its {look.filled:,} filled cells say'
        ' "na": Welsh for no, and also how a cell that does not apply is marked (n/a). They are'
        f" read as not recorded unless you decide it under [dataset.words.{name}].",
        YesNo.NO.value,
    )  # fmt: skip
