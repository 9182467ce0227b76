"""How far a register has come: what is noted elsewhere, so that its loss is noticed.

A register proves that nothing was taken out of its middle; that all of it is gone, or that an
older copy lies in its place, can only be told by somebody who knows how far it had come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

#: Of one entry: its id, its first seal, how many lines its history has, and its seal now.
Place = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a register has come.

    Attributes
    ----------
    register
        What tells it from any other: 16 hexadecimal digits, "" while it is empty.
    places
        Each entry, oldest first.
    """

    register: str = ""
    places: tuple[Place, ...] = ()

    def document(self) -> dict[str, Any]:
        """As it is noted elsewhere: seals and counts, nothing about anybody."""
        return {"register": self.register, "places": [list(place) for place in self.places]}


class Watch(Protocol):
    """Who knows how far a register had come."""

    def meet(self, now: Standing) -> None:
        """Refuse a register that has not come as far as is known."""

    def note(self, now: Standing, what: str) -> None:
        """Remember how far it has come; `what` says by what, without a number."""


def standing_in(document: Mapping[str, Any]) -> Standing:
    """The standing that a document holds; an empty one if it holds none."""
    try:
        places = [(str(a), str(b), int(c), str(d)) for a, b, c, d in document["places"]]
        return Standing(str(document["register"]), tuple(places))
    except (KeyError, TypeError, ValueError):
        return Standing()


def behind(now: Standing, known: Standing) -> str:
    """In what a register is not what it was known to be, as a sentence; "" if it goes on from it.

    An entry may have been added, and a line added to the history of one: that is what happens
    to a register where a job was killed before it could note it, or that others share.
    """
    many = len(known.places)
    if not many:
        return ""
    if now.register != known.register:
        there = "there is none" if not now.register else "another lies in its place"
        releases = "1 release" if many == 1 else f"{many} releases"
        return f"a register with {releases} was known here, and {there}"
    if len(now.places) < many:
        return f"it holds {len(now.places)} of the {many} releases that were entered"
    for mine, was in zip(now.places, known.places, strict=False):
        longer = mine[2] > was[2]
        if mine[:2] != was[:2] or not (longer or mine == was):
            return f"release {was[0]} is an older copy of what was entered"
    return ""
