"""References that agencies give to children: made up, unique, in no order, each its own scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from homeward.synth.rows import child_reference

#: Agencies that hold children's identities.
POLICE, COUNCIL, CHARITY = "police", "council", "charity"
AGENCIES = (POLICE, COUNCIL, CHARITY)

#: Second references are those of positions from here on; no county has so many children,
#: and the force's references of adults begin later still.
SECOND = 40_000_000


def _council(position: int) -> str:
    """Eight digits, as a child identifier in statutory returns may be."""
    return f"{(position * 5_486_237 + 31_337) % 89_999_999:08d}"


def _charity(position: int) -> str:
    """A young person's number; like the others, it stands in no order."""
    return f"YP-{(position * 3_266_489 + 77_003) % 99_999_971:08d}"


#: How each agency numbers the child at a position: multiplied modulo a prime above it.
_SCHEMES: Mapping[str, Callable[[int], str]] = {
    POLICE: child_reference,
    COUNCIL: _council,
    CHARITY: _charity,
}


def references(agency: str, positions: Iterable[int]) -> list[str]:
    """The agency's references for the children at these positions."""
    return list(map(_SCHEMES[agency], positions))
