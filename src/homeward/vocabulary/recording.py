"""Words for what can be said of a change in the records, and of a gap in them."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class StepVerdict(Word):
    """What became of the search for one step in a column. Never a cause."""

    RECORDING_CHANGED = "recording_changed", "Recording changed, answers did not"
    RECORDING_ONLY = "recording_only", "Recording changed, too few answers to tell"
    CANNOT_TELL_APART = "cannot_tell_apart", "Recording and answers changed: cannot tell apart"
    VALUES_CHANGED = "values_changed", "Answers changed, recording did not"
    VALUES_ONLY = "values_only", "Answers changed, too little to tell of recording"
    VALUES_WITH_RECORDING = "values_with_recording", "Answers changed as other recording did"
    NO_STEP = "no_step_found", "No step found"
    TOO_LITTLE = "too_little", "Too little to tell of a step"


class VolumeVerdict(Word):
    """What a step in reports goes with. Never a cause."""

    WITH_OTHERS = "with_others", "Other counts changed too"
    ALONE = "alone", "No other count was seen to change"
    NO_STEP = "no_step_found", "No step found"
    TOO_SHORT = "too_short", "Too few months or incidents to look for a step"


class GapVerdict(Word):
    """What becomes of a sentence when a gap it rests on is filled one way or the other."""

    NO_GAP = "no_gap", "It rests on no gap"
    HOLDS = "holds", "Says the same however the gap is filled"
    WIDER_THAN_CHANCE = "wider_than_chance", "Says the same, but may be further off than by chance"
    TURNS_AT_LOGICAL = "turns_at_logical", "Says something else only if the gap is all one way"
    TURNS_AT_PLAUSIBLE = "turns_at_plausible", "Says something else for a plausible filling"
    CANNOT_JUDGE = "cannot_judge", "The records cannot bear the figure at all"


class Check(Word):
    """What cannot be right in a row, or is coarser than it looks."""

    REPORTED_DATE_ONLY = "reported_date_only", "Reported: a date with no time of day"
    LAST_SEEN_DATE_ONLY = "last_seen_date_only", "Last seen: a date with no time of day"
    RESOLVED_DATE_ONLY = "resolved_date_only", "End: a date with no time of day"
    REPORTED_AT_MIDNIGHT = "reported_at_midnight", "Reported at exactly 00:00"
    REPORTED_ON_THE_HALF_HOUR = "reported_on_the_half_hour", "Reported at exactly :00 or :30"
    TIME_SET_ASIDE = "time_set_aside", "A time that could not be read or be right, set aside"
    ENDED_AT_ONCE = "ended_at_once", "Ended at the minute it was reported"
    OVER_30_DAYS = "over_30_days", "Missing for over 30 days"
    WHILE_STILL_MISSING = "while_still_missing", "Reported while still missing"
    POSSIBLE_DUPLICATE = "possible_duplicate", "Possible duplicate"
