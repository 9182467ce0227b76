"""The rules of disclosure control, and the defaults they may never fall below."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from homeward.vocabulary.errors import HomewardError

#: Settings for which a smaller number is the stricter one; for the rest a larger one.
_SMALLER_IS_STRICTER = frozenset({"mostly_hidden"})

#: Keys of a group that name a place or a team small enough to be known by name.
_IDENTIFYING = (
    "care_home", "home", "lsoa", "neighbourhood", "officer", "place", "postcode",
    "provider", "school", "team", "urn", "ward",
)  # fmt: skip

#: Keys that end like an identifying one and name only a kind of place.
_KINDS_OF_PLACE = frozenset({"found_place", "kind_of_place"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What is hidden and how the rest is rounded. Never looser than the defaults.

    Attributes
    ----------
    redact_up_to
        Counts from 1 to this are hidden.
    round_to
        Every other count but zero becomes the middle of its band of this many.
    fewest_children
        No share, mean, median, index or other figure is made from fewer children.
    identifiable_below
        A group of fewer children than this could be known; so could one named by a
        key in `identifying`. None of it and all of it (0% and 100%) are hidden.
    fewest_possible
        How many values from 1 to `redact_up_to` a hidden count must still be able to
        take, once the published totals and cells beside it are taken into account.
    mostly_hidden
        A table with a larger part of its non-zero cells hidden is said to be mostly
        hidden, so that a report can use a coarser one.
    identifying
        Keys of `Estimate.by` that name a place or a team, alone or as the last word
        of a longer key (`receiving_home`).

    Raises
    ------
    HomewardError
        HW-L002 naming a setting that is looser than its default, or no number.
    """

    redact_up_to: int = 7
    round_to: int = 6
    fewest_children: int = 10
    identifiable_below: int = 30
    fewest_possible: int = 4
    mostly_hidden: float = 0.6
    identifying: tuple[str, ...] = _IDENTIFYING

    def __post_init__(self) -> None:
        """Refuse a setting looser than the default."""
        for setting in fields(self):
            value = getattr(self, setting.name)
            if not _as_strict(setting.name, value, setting.default):
                raise HomewardError("HW-L002", f"setting `{setting.name}`: {_allowed(setting)}")
        if self.fewest_possible > self.redact_up_to:
            raise HomewardError("HW-L002", "setting `fewest_possible`: no more than `redact_up_to`")

    def stricter(self, **changes: Any) -> Rules:
        """These rules with some settings made stricter.

        Raises
        ------
        HomewardError
            HW-L002 naming the setting, if it would be looser than it is now, is no
            number, or is not a setting at all.
        """
        names = {setting.name for setting in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise HomewardError("HW-L002", f"`{name}` is not a disclosure setting")
            if not _as_strict(name, value, getattr(self, name)):
                raise HomewardError("HW-L002", f"setting `{name}` would be looser than it is")
        return replace(self, **changes)

    @property
    def hidden_up_to(self) -> int:
        """The largest count that is hidden: of 1 to `redact_up_to`, or a band with them.

        A band whose middle is not above `redact_up_to` is hidden whole: a published 9
        must not mean "11 or 12".
        """
        bands = (self.redact_up_to + self.round_to // 2) // self.round_to
        return max(self.redact_up_to, bands * self.round_to)

    def identifies(self, key: str) -> bool:
        """Whether a group key names a place or a team that could be known."""
        if key in _KINDS_OF_PLACE:
            return False
        return any(key == name or key.endswith(f"_{name}") for name in self.identifying)


def _as_strict(name: str, value: Any, floor: Any) -> bool:
    if isinstance(floor, tuple):
        return isinstance(value, tuple) and set(floor) <= set(value)
    if isinstance(value, bool) or not isinstance(value, (int, type(floor))):
        return False
    if name in _SMALLER_IS_STRICTER:
        return bool(0 <= value <= floor)
    return bool(value >= floor)


def _allowed(setting: Any) -> str:
    if isinstance(setting.default, tuple):
        return "keys may be added, not taken away"
    side = "less" if setting.name in _SMALLER_IS_STRICTER else "more"
    return f"{setting.default} or {side}"


#: The rules unless a plan makes them stricter.
DEFAULT = Rules()
