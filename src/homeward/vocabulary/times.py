"""Words about times, and the one place that names the clock."""

from __future__ import annotations

from homeward.vocabulary.words import Word

#: Times on paper are in this zone; times inside are UTC.
UK_ZONE = "Europe/London"

#: A day of missing-child demand starts at this local hour, so that a night belongs
#: to its evening: 00:30 on Sunday is Saturday night.
NIGHT_ENDS_AT_HOUR = 6


class TimeFlag(Word):
    """What is known about one recorded time."""

    OK = "ok", "A local time that happened once"
    BLANK = "blank", "Nothing recorded"
    DATE_ONLY = "date_only", "A date with no time of day; no midnight is invented"
    AMBIGUOUS = "ambiguous", "A local time that happened twice when the clocks went back"
    NONEXISTENT = "nonexistent", "A local time skipped when the clocks went forward"
    SET_ASIDE = "set_aside", "A cell that could not be read as a time; kept in quarantine"


class ResolvedFrom(Word):
    """Which recorded time ended an episode."""

    FOUND = "found", "The time the child was found"
    RETURNED = "returned", "The time the child came back"
    CANCELLED = "cancelled", "The time the report was closed or cancelled"
    NONE = "none", "No end is recorded: open when the records close"


class Ending(Word):
    """What can be said about how long an episode lasted."""

    TIMED = "timed", "Both ends are known to the minute"
    BOUNDED = "bounded", "An end is known to the day or the hour was repeated: bounds only"
    UNKNOWN = (
        "unknown",
        "It ended, or may have, and the records do not say when: the end cannot be read, or the"
        " child was reported again with no end written",
    )
    OPEN = "open", "Still open when the records close: lasted at least this long"


class Clock(Word):
    """Which time an hour, a weekday or a duration starts from."""

    LAST_SEEN = "last_seen", "When the child was last seen"
    REPORTED = "reported", "When police were told"


class Weekday(Word):
    """A day of the week, Monday first, as calendars number them from 0."""

    MONDAY = "monday", "Monday"
    TUESDAY = "tuesday", "Tuesday"
    WEDNESDAY = "wednesday", "Wednesday"
    THURSDAY = "thursday", "Thursday"
    FRIDAY = "friday", "Friday"
    SATURDAY = "saturday", "Saturday"
    SUNDAY = "sunday", "Sunday"
