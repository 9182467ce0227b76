"""Verdicts of a clock, and states of a value that is not shown."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Verdict(Word):
    """What became of a deadline. The last three are never merged into failure."""

    MET = "met", "Done within the limit"
    LATE = "late", "Done after the limit"
    LAPSED = "lapsed", "Never done, and the limit passed before the records end"
    PENDING = "pending", "Not yet due when the records end"
    NOT_APPLICABLE = "not_applicable", "The rule does not apply to this case"
    CANNOT_TELL = "cannot_tell", "The records cannot show it"


class State(Word):
    """Why a number is not shown. Three different things, never merged."""

    HIDDEN = "hidden", "Withheld to protect children"
    NOT_RECORDED = "not_recorded", "The records do not hold it"
    REFUSED = "refused", "The records cannot bear an answer"
