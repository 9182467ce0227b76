"""The gate out: suppression, rounding, and a bundle fit to leave the building.

Floor: 6. Reads: findings, estimators, privacy, vocabulary. Gives: `release`, `verify`,
`Rules` and `DEFAULT`, and `HIDDEN`, a number that cannot be worked with.
"""

from homeward.release.gate import release
from homeward.release.rules import DEFAULT, Rules
from homeward.release.second_look import verify
from homeward.release.suppressed import HIDDEN, Suppressed

__all__ = ["DEFAULT", "HIDDEN", "Rules", "Suppressed", "release", "verify"]
