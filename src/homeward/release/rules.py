"""The rules of disclosure control, and the defaults they may never fall below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields, replace
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


#: Where counts go: to the middle of their band, or to the nearest multiple.
MIDDLE, NEAREST = "middle", "nearest"


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of rules: what its settings may not fall below, and where it is from.

    Attributes
    ----------
    title
        Its name in words, as every output prints it.
    source
        Who published the rules.
    floors
        Settings that differ from those of the default profile.
    words
        What is peculiar to it, in sentences for the reader.
    """

    title: str
    source: str
    floors: Mapping[str, Any]
    words: tuple[str, ...] = ()


#: The profiles that a plan may choose, by the name it writes under `[release]`.
PROFILES: dict[str, Profile] = {
    "default": Profile("Homeward's default", "Homeward, after OpenSAFELY's rules", {}),
    "dfe_looked_after": Profile(
        "Department for Education, children looked after",
        "Department for Education, Children looked after: a focus on placement location,"
        " methodology, section Rounding, suppression and grossing"
        " (explore-education-statistics.service.gov.uk); 1 to 5 as in its"
        " statistics of children in need",
        {"redact_up_to": 5, "round_to": 10, "rounding": NEAREST, "share_step": 0.01,
         "length_step": 1.0},
        (
            "A hidden number is marked c in tables, and a second number is hidden where a total"
            " would give it away.",
            "Percentages are rounded to whole numbers, and need not add up to 100.",
            "One that would round to 0% or to 100% and is neither is hidden (the Department"
            " prints k).",
            "Means, medians and other lengths are rounded to whole hours or days.",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What is hidden and how the rest is rounded. Never looser than the profile's own.

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
    profile
        A key of `PROFILES`, whose own settings are the loosest permitted.
    rounding
        `MIDDLE` publishes the middle of a band (8 to 12 as 9), `NEAREST` the nearest
        multiple of `round_to`, halves up (6 to 14 as 10).
    share_step
        The step of every share; 0 leaves shares of counts as the rounded counts make them.
    length_step
        The step of every mean, median or other length, in hours or days; 0 for the
        default steps.

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
    profile: str = "default"
    rounding: str = MIDDLE
    share_step: float = 0.0
    length_step: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a setting looser than the profile's."""
        if self.profile not in PROFILES:
            raise HomewardError("HW-L002", f"no such profile; there are {', '.join(PROFILES)}")
        for setting in fields(self):
            floor = _floor(self.profile, setting)
            if not _as_strict(setting.name, getattr(self, setting.name), floor):
                raise HomewardError(
                    "HW-L002", f"setting `{setting.name}`: {_allowed(setting.name, floor)}"
                )
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
        last = self.redact_up_to
        if self.rounding == NEAREST:
            bands = self.redact_up_to // self.round_to
            return max(last, bands * self.round_to + (self.round_to - 1) // 2)
        bands = (self.redact_up_to + self.round_to // 2) // self.round_to
        return max(last, bands * self.round_to)

    def identifies(self, key: str) -> bool:
        """Whether a group key names a place or a team that could be known."""
        if key in _KINDS_OF_PLACE:
            return False
        return any(key == name or key.endswith(f"_{name}") for name in self.identifying)


def _floor(profile: str, setting: Field[Any]) -> Any:
    """What a setting may not fall below: the profile's, or the default's."""
    if setting.name == "profile":
        return profile
    return PROFILES[profile].floors.get(setting.name, setting.default)


def _as_strict(name: str, value: Any, floor: Any) -> bool:
    if isinstance(floor, str):
        return bool(value == floor)
    if isinstance(floor, tuple):
        return isinstance(value, tuple) and set(floor) <= set(value)
    if isinstance(value, bool) or not isinstance(value, (int, type(floor))):
        return False
    if name in _SMALLER_IS_STRICTER:
        return bool(0 <= value <= floor)
    return bool(value >= floor)


def _allowed(name: str, floor: Any) -> str:
    if isinstance(floor, tuple):
        return "keys may be added, not taken away"
    if isinstance(floor, str):
        return f"{floor}, as the profile has it"
    side = "less" if name in _SMALLER_IS_STRICTER else "more"
    return f"{floor} or {side}"


def rules_of(profile: str) -> Rules:
    """The rules of a profile, none made stricter.

    Raises
    ------
    HomewardError
        HW-L002 if there is no such profile.
    """
    floors = PROFILES[profile].floors if profile in PROFILES else {}
    return Rules(**{"profile": profile, **floors})


def rules_from(said: Mapping[str, Any]) -> Rules:
    """Rules as JSON holds them. A version that knew fewer settings had the profile's.

    Raises
    ------
    HomewardError
        HW-L002 if they are looser than their profile's.
    """
    base = rules_of(str(said.get("profile", "default")))
    names = {setting.name for setting in fields(Rules)} & said.keys()
    changes: dict[str, Any] = {n: tuple(v) if isinstance(v := said[n], list) else v for n in names}
    return replace(base, **changes)


#: The rules unless a plan makes them stricter.
DEFAULT = Rules()
