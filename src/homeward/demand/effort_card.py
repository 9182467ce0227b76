"""The rate card, and which of its rows a logged step belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import Any

from homeward.vocabulary.agency import Agency
from homeward.vocabulary.words import plain

#: Words of an agency's name that make it police, whatever else is in it.
_POLICE = frozenset({"police", "policing", "constabulary"})
#: What a log writes where it does not say which agency.
_BLANK = frozenset({"", "unknown", "not known", "not stated", "not recorded", "null", "none",
                    "na", "n a", "nk", "n k", "blank", "tbc"})  # fmt: skip


class Side(str, Enum):
    """Whose time a step took."""

    POLICE = "police"
    PARTNER = "partner"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row of the rate card that can be used.

    Attributes
    ----------
    activity, role
        As the card writes them.
    low, likely, high
        Minutes, low <= likely <= high. Where the card gives no range, all three are the
        likely minutes and `ranged` is False.
    cost
        Pounds an hour; None where the card does not say.
    source
        Where the minutes come from, "" where the card does not say.
    ranged
        Whether the card gives least and most minutes.
    """

    activity: str
    role: str
    low: float
    likely: float
    high: float
    cost: float | None
    source: str
    ranged: bool

    @property
    def key(self) -> tuple[str, str]:
        """Activity and role as they are compared."""
        return fold(self.activity), fold(self.role)


@dataclass(frozen=True, slots=True)
class Card:
    """The usable rows of a rate card, and how many could not be used.

    Attributes
    ----------
    rows
        In the order of activity and role; no two with the same folded words.
    unusable
        Rows with no likely minutes, or whose least, likely and most are out of order.
    contradictory
        Pairs of activity and role that the card gives twice, with different numbers.
    """

    rows: tuple[CardRow, ...]
    unusable: int
    contradictory: int

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that the card names, each once, in the order of the alphabet."""
        return tuple(sorted({row.source for row in self.rows if row.source}))

    def places(self) -> dict[tuple[str, str], int]:
        """Place of each row by folded activity and role."""
        return {row.key: place for place, row in enumerate(self.rows)}

    def only_rows(self) -> dict[str, int]:
        """Place of the row of each folded activity that has one role only."""
        found: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            found.setdefault(row.key[0], []).append(place)
        return {activity: places[0] for activity, places in found.items() if len(places) == 1}


def fold(text: str | None) -> str:
    """A name as it is compared: folded words, or the text itself where nothing is left."""
    return plain(text or "") or (text or "").strip().casefold()


def read_card(rows: Iterable[Mapping[str, Any]]) -> Card:
    """The rate card from rows with the columns of `timelines.schema.EFFORT`."""
    found: dict[tuple[str, str], CardRow] = {}
    unusable, contradictory = 0, set()
    in_order = sorted(rows, key=lambda row: (row["activity"] or "", row["role"] or ""))
    for row in in_order:
        made = _row(row)
        if made is None:
            unusable += 1
        elif _numbers(found.setdefault(made.key, made)) != _numbers(made):
            contradictory.add(made.key)
    kept = tuple(row for key, row in found.items() if key not in contradictory)
    return Card(kept, unusable, len(contradictory))


def _numbers(row: CardRow) -> tuple[float | None, ...]:
    return row.low, row.likely, row.high, row.cost


def _row(row: Mapping[str, Any]) -> CardRow | None:
    """A usable row of the card, or None."""
    likely, cost = _number(row["minutes_likely"]), _number(row["cost_per_hour"])
    low, high = _number(row["minutes_low"]), _number(row["minutes_high"])
    if likely is None or likely < 0 or not fold(row["activity"]):
        return None
    least, most = (likely if end is None else end for end in (low, high))
    if not 0 <= least <= likely <= most:
        return None
    ranged = low is not None and high is not None
    activity, role, source = (_clean(row[name]) for name in ("activity", "role", "source"))
    return CardRow(activity, role, least, likely, most, cost, source, ranged)


def _number(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else float(value)


def _clean(text: str | None) -> str:
    """Text that may stand in a sentence: gaps closed up, no braces."""
    return " ".join((text or "").replace("{", "(").replace("}", ")").split())


def side_of(agency: str | None, force: str) -> Side:
    """Whether an agency, as a log writes it, is police, a partner, or not said.

    Parameters
    ----------
    agency
        As written.
    force
        Name of the force whose study it is: also police.
    """
    words = fold(agency)
    if words in _BLANK or not any(character.isalnum() for character in words):
        return Side.NOT_RECORDED
    named = Agency.read(words) is Agency.POLICE or words == fold(force)
    return Side.POLICE if named or not _POLICE.isdisjoint(words.split()) else Side.PARTNER
