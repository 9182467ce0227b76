"""What a force may define for itself, and analyses must read the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from homeward.vocabulary.change import ChangeKind


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed at a date, and that a count over time must be read with.

    Attributes
    ----------
    on
        First local date on which it held.
    what
        What changed, as a reader is told it.
    kind
        Recording, response, or something national.
    until
        Last local date on which it held; None where it lasts.
    """

    on: date
    what: str
    kind: ChangeKind
    until: date | None = None


#: Restrictions of the pandemic in England: first lockdown to the last easing.
COVID = Change(
    date(2020, 3, 23), "Pandemic restrictions", ChangeKind.NATIONAL, until=date(2021, 7, 19)
)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Definitions that differ between forces; each has the default of the field.

    Attributes
    ----------
    local_authorities
        Authorities of this area, as extracts write them. Empty: those in whose area
        the listed homes stand.
    changes
        Marked on everything drawn over time; the pandemic is always among them.
    persistent_days
        Length of the spell in which persistent missing is judged, days.
    persistent_incidents
        This many incidents of any length within it are persistent.
    persistent_long
        Or this many that last beyond `persistent_long_hours`.
    persistent_long_hours
        Hours.
    """

    local_authorities: tuple[str, ...] = ()
    changes: tuple[Change, ...] = (COVID,)
    persistent_days: int = 365
    persistent_incidents: int = 10
    persistent_long: int = 3
    persistent_long_hours: int = 48


#: Where a force defines nothing for itself.
DEFAULT = Definitions()
