"""Checks single values of a plan, and names the key and line when one cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any

from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import Word


class Keys:
    """The keys of one table of a plan: each is taken once, and what is left is unknown.

    Parameters
    ----------
    table
        The parsed TOML table.
    where
        What the table is called in messages ("dataset 2, columns").
    text
        The plan's text, for finding line numbers.
    named
        Whether an unknown key may be named in a message. Not where spellings of the
        extract stand: one of them may be out of place.

    Raises
    ------
    HomewardError
        HW-P008 from the `take` methods where a value is not what is wanted.
    """

    def __init__(self, table: Any, where: str, text: str, *, named: bool = True) -> None:
        self.where, self._text, self._named = where, text, named
        if not isinstance(table, Mapping):
            raise HomewardError("HW-P008", f"{where}: wanted a table")
        self._left = dict(table)
        self._known: list[str] = []

    def take(self, key: str, default: Any = None) -> Any:
        """The value of `key` as TOML gives it."""
        self._known.append(key)
        return self._left.pop(key, default)

    def bad(self, key: str, wanted: str) -> HomewardError:
        """The refusal of a value: key and what is wanted, never the value."""
        here = f"{self.where}: " if self.where else ""
        return HomewardError("HW-P008", f"{here}`{key}`{self._line(key)}: wanted {wanted}")

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        value = self.take(key, default)
        if not isinstance(value, str):
            raise self.bad(key, "a text in quotation marks")
        return value

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds, both included."""
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.bad(key, f"a whole number from {low} to {high}")
        return value

    def truth(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.bad(key, "true or false")
        return value

    def day(self, key: str) -> date:
        """A local date; required."""
        value = self.take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.bad(key, "a date such as 2022-01-31, without quotation marks")
        return value

    def day_or_none(self, key: str) -> date | None:
        """A local date, or None where the key is not there."""
        return self.day(key) if key in self._left else self.take(key)

    def instant(self, key: str) -> datetime | None:
        """An instant with its offset, as UTC, or None."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.bad(key, "an instant such as 2022-12-31T23:59:00Z")
        return value.astimezone(UTC)

    def texts(self, key: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self.take(key, list(default))
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.bad(key, "a list of texts")
        return tuple(value)

    def word(self, key: str, words: type[Word], default: Word) -> Any:
        """A value of a vocabulary."""
        value = self.take(key, default.value)
        if value not in [w.value for w in words]:
            raise self.bad(key, "one of " + ", ".join(w.value for w in words))
        return words(value)

    def finish(self) -> None:
        """Refuse keys that nothing took.

        Raises
        ------
        HomewardError
            HW-P003, with the nearest known key.
        """
        for key in self._left:
            near = get_close_matches(key, self._known, n=1, cutoff=0.6)
            perhaps = f'; perhaps "{near[0]}" is meant' if near else ""
            here = f"in {self.where}" if self.where else "at the top"
            if not self._named:
                raise HomewardError("HW-P003", f"a key {here} is no column of words")
            raise HomewardError("HW-P003", f"`{key}` {here}{self._line(key)}{perhaps}")

    def _line(self, key: str) -> str:
        """The line of a key, where it stands on one line only."""
        start = re.compile(rf"\s*\[*\"?(?:[\w.]+\.)?{re.escape(key)}\"?\s*[=\].]")
        lines = [n for n, line in enumerate(self._text.splitlines(), 1) if start.match(line)]
        return f" (line {lines[0]})" if len(lines) == 1 else ""
