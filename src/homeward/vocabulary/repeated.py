"""What becomes of rows that share a reference and disagree."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Repeated(Word):
    """Which of several rows of one reference is used, where they disagree."""

    SET_ASIDE = "set_aside", "None: all are set aside until a person decides (HW-R031)"
    LATER_FILE = "later_file", "Those of the file listed last: a later extract has been put right"
