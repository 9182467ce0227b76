"""Made-up extracts in suppliers' own formats, calibrated on published figures, truth known.

Floor: 4. Reads: records (what columns are called), vocabulary, profiles in this package.
Gives: `make_county`, which writes extracts and `truth.json`, and the names of `PROFILES`.
"""

from __future__ import annotations

from homeward.synth.make import Made, make_county
from homeward.synth.profile import PROFILES

__all__ = ["PROFILES", "Made", "make_county"]
