"""Every word Homeward uses: risk, agency, setting, questions, verdicts, units, errors.

Floor: 0, the ground. Reads: nothing. Gives: controlled words (`Word` and its
subclasses), the catalogue of findings, the catalogue of faults, the base error.
"""

from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import EXIT_CODES, FAULTS, Fault
from homeward.vocabulary.findings import CATALOGUE, FindingEntry
from homeward.vocabulary.words import Word, plain

__all__ = [
    "CATALOGUE",
    "EXIT_CODES",
    "FAULTS",
    "Fault",
    "FindingEntry",
    "HomewardError",
    "Word",
    "plain",
]
