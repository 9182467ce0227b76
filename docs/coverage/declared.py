"""Intervals that do not hold the truth as often as stated, and why: said openly.

None at present. An estimate whose interval the study of coverage finds too narrow or too
wide stands here with its reason, or the test of the page fails.
"""

from __future__ import annotations

#: Estimand to the reason, as the page prints it.
DECLARED: dict[str, str] = {}
