"""Made-up extracts in suppliers' own formats, calibrated on published figures, truth known.

Floor: 4. Reads: records (what columns are called), vocabulary, profiles in this package.
Gives: `make_county`, which writes extracts and `truth.json`, and the names of `PROFILES`.

What happens: `homes`, `people`, `causes`, `lengths`, `aftermath`, `episodes`, `county`.
What is written: `details` to `workbook` (the force's incident files), `response` (its logs),
`council`, `partners`, `identities` (whose name each agency has how), put together by
`suppliers` and `make`; `bulk` streams large counties. What is true: `truth`, `effects`
(paired runs). What it is made of: `rules`, `profile`, `profiles`; `fitting` moves them.
"""

from __future__ import annotations

from homeward.synth.make import Made, make_county
from homeward.synth.profile import PROFILES

__all__ = ["PROFILES", "Made", "make_county"]
