"""The true total effect of everything planted, by paired counterfactual runs.

A planted multiplier is not the total effect: an episode prevented brings no others about.
So the county is lived through twice with the same draws, once with the effect switched
off, over many seeds; what differs is the effect, and the spread among seeds is its Monte
Carlo error.
"""

from __future__ import annotations

from homeward.synth.effects.catalogue import ESTIMANDS, Estimand, Measure
from homeward.synth.effects.kept import (
    effects_of,
    effects_or_command,
    settings_hash,
    shipped,
    write_effects,
)
from homeward.synth.effects.run import REPLICATES, run
from homeward.synth.effects.switches import Switch

__all__ = [
    "ESTIMANDS",
    "REPLICATES",
    "Estimand",
    "Measure",
    "Switch",
    "effects_of",
    "effects_or_command",
    "run",
    "settings_hash",
    "shipped",
    "write_effects",
]
