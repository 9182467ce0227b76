"""Why an estimate of recurrent events is refused: typed, naming what it is about."""

from __future__ import annotations

from enum import StrEnum


class Refused(StrEnum):
    """Why there is no number; the value is a lasting name."""

    NO_ROWS = "no_rows"
    UNEQUAL_LENGTHS = "unequal_lengths"
    NOT_NUMBERS = "not_numbers"
    MIXED_ZONES = "mixed_zones"
    NOT_FINITE = "not_finite"
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    NOT_YES_OR_NO = "not_yes_or_no"
    NEGATIVE_WEIGHTS = "negative_weights"
    WRONG_NAMES = "wrong_names"
    WRONG_ORDER = "wrong_order"
    NO_EVENTS = "no_events"
    ONE_EVENT_TIME = "one_event_time"
    ONE_CLUSTER = "one_cluster"
    CONSTANT = "constant"
    COLLINEAR = "collinear"
    SEPARATED = "separated"
    NOT_SETTLED = "not_settled"
    UNKNOWN_CHOICE = "unknown_choice"


#: What is wrong, and what to do about it.
SAYS: dict[Refused, tuple[str, str]] = {
    Refused.NO_ROWS: ("there are no rows", "give at least one row of entry, exit and event"),
    Refused.UNEQUAL_LENGTHS: (
        "the arrays are of unequal lengths",
        "give one value for each row in every array",
    ),
    Refused.NOT_NUMBERS: (
        "times, weights and covariates must be numbers",
        "turn dates into hours or days since one instant, and categories into yes-or-no columns",
    ),
    Refused.MIXED_ZONES: (
        "times of different zones, or with and without one, are mixed",
        "turn all times into UTC, then into hours or days since one instant",
    ),
    Refused.NOT_FINITE: (
        "a value is missing or infinite",
        "leave those rows out, or give them a value of their own, and say which",
    ),
    Refused.EXIT_BEFORE_ENTRY: (
        "a row ends when it begins, or before",
        "mend or leave out rows with exit <= entry: time at risk must be positive",
    ),
    Refused.NOT_YES_OR_NO: (
        "an event is neither true nor false",
        "give true or 1 where the row ends in the event, false or 0 where it does not",
    ),
    Refused.NEGATIVE_WEIGHTS: ("a weight is negative", "give weights of zero or more"),
    Refused.WRONG_NAMES: (
        "names of covariates are missing or repeated",
        "give one name, used once, for each column",
    ),
    Refused.WRONG_ORDER: (
        "rows of one unit overlap in time",
        "give each unit rows that follow one another, or say which is which by strata",
    ),
    Refused.NO_EVENTS: (
        "no row at risk ends in an event",
        "follow more units or for longer: without events there is no rate to compare",
    ),
    Refused.ONE_EVENT_TIME: (
        "all events are at one time",
        "record times more finely, or compare shares (odds) instead of rates over time",
    ),
    Refused.ONE_CLUSTER: (
        "a variance over clusters needs two clusters with time at risk",
        "give more units, or leave `cluster` out and read the plain errors",
    ),
    Refused.CONSTANT: (
        "a covariate is the same in all that are compared",
        "leave it out, or do not put into strata what it follows from",
    ),
    Refused.COLLINEAR: (
        "covariates tell each other",
        "leave one of those named out: their parts cannot be told apart",
    ),
    Refused.SEPARATED: (
        "the likelihood has no largest value: covariates separate events from the rest",
        "leave those named out, join sparse categories, or say only that all (or no) events "
        "were on one side",
    ),
    Refused.NOT_SETTLED: (
        "the fit did not settle",
        "look at the covariates named for outlying values, and rescale or bound them",
    ),
    Refused.UNKNOWN_CHOICE: ("there is no such choice", "choose one of those named"),
}


class CannotEstimate(ValueError):
    """There is no estimate, and no number that looks like one.

    Attributes
    ----------
    why
        The reason, by its lasting name.
    about
        Names of the covariates, arguments or choices it is about.
    do
        What to do.
    """

    def __init__(self, why: Refused, about: tuple[str, ...] = (), count: int = 0) -> None:
        what, self.do = SAYS[why]
        self.why, self.about = why, about
        whom = f" ({', '.join(about)})" if about else ""
        many = f"; rows: {count}" if count else ""
        super().__init__(f"{what}{whom}{many}. Do: {self.do}.")
