"""Identities of synthetic children: names, births and references, as each agency has them.

Floor: 4, within synth. Reads: a county lived through. Gives: `identify` and what it returns,
and `on_incidents`.

No name here is a person's: forenames are common, surnames are made up of syllables.
"""

from __future__ import annotations

from homeward.synth.identities.forenames import Origin
from homeward.synth.identities.held import Held, Person
from homeward.synth.identities.identify import (
    Identities,
    OnIncidents,
    Written,
    identify,
    on_incidents,
)
from homeward.synth.identities.references import AGENCIES, CHARITY, COUNCIL, POLICE

__all__ = [
    "AGENCIES",
    "CHARITY",
    "COUNCIL",
    "POLICE",
    "Held",
    "Identities",
    "OnIncidents",
    "Origin",
    "Person",
    "Written",
    "identify",
    "on_incidents",
]
