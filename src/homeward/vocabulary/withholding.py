"""Why disclosure control withholds a number. Never printed beside one cell."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Withheld(Word):
    """The rule that an estimate met. A released bundle names no rule for one cell."""

    SMALL_COUNT = "small_count", "The count or its denominator is small but not zero"
    SMALL_REST = "small_rest", "What is left of the denominator is small but not zero"
    FEW_CHILDREN = "few_children", "Too few children stand behind it"
    CHILDREN_NOT_GIVEN = "children_not_given", "Nobody said how many children stand behind it"
    ALL_OR_NONE = "all_or_none", "None or all of a group that could be known"
    TOO_COARSE = "too_coarse", "Rounding to six units would leave nothing of it"
    SECOND_CELL = "second_cell", "Beside its total it would give another hidden number away"


class ReleaseProfile(Word):
    """Whose rules of disclosure control a release follows."""

    DEFAULT = "default", "Homeward's own: 1 to 7 hidden, the rest to the middle of six"
    DFE_LOOKED_AFTER = "dfe_looked_after", "The Department for Education's, for looked-after children: 1 to 5 hidden, the rest to the nearest 10"


class Review(Word):
    """Whether anybody else looks at a release before it leaves."""

    NONE = "none", "Released as soon as it is made"
    REQUIRED = "required", "Kept in protected/awaiting until somebody else has approved it"
