"""Every finding a full study files: its id, question, title and room."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.vocabulary.questions import Question


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """One line of the catalogue.

    Attributes
    ----------
    id
        Lasting name, `room.topic`.
    question
        The chapter it belongs to.
    title
        What it answers, as a heading.
    """

    id: str
    question: Question
    title: str

    @property
    def room(self) -> str:
        """The room that files it (the part of the id before the dot)."""
        return self.id.split(".")[0]


def _entries(*rows: tuple[str, Question, str]) -> dict[str, FindingEntry]:
    return {row[0]: FindingEntry(*row) for row in rows}


_D, _P, _R, _F = Question.DESCRIBE, Question.PREVENT, Question.RESPOND, Question.FOLLOW_UP

#: In the order the report prints them. A finding not listed here cannot be filed.
CATALOGUE: dict[str, FindingEntry] = _entries(
    ("demand.volume", _D, "How many incidents and how many children"),
    ("demand.duration", _D, "How long children are missing"),
    ("demand.clock", _D, "When children go missing"),
    ("demand.concentration", _D, "How far demand is concentrated on a few children"),
    ("demand.repeats", _D, "How much demand is repeat demand"),
    ("demand.setting", _D, "Settings of the children most often missing"),
    ("demand.long_missing", _D, "Long and persistent missing, and exploitation"),
    ("demand.placement_area", _D, "Children placed in and out of area"),
    ("demand.risk", _D, "How incidents are graded"),
    ("demand.effort", _D, "The hours that responding takes"),
    ("demand.equality", _D, "Whether the response differs between groups of children"),
    ("demand.forecast", _D, "How many incidents to expect in the coming weeks"),
    ("demand.sample", _D, "What the smaller sample shows"),
    ("demand.quality", _D, "What the records can and cannot bear"),
    ("process.map", _R, "The process as it runs, against the process as designed"),
    ("process.variants", _R, "The ways that cases run"),
    ("process.clocks", _R, "Which deadlines are met"),
    ("process.fail_points", _R, "Where the process fails and what it costs"),
    ("process.failure_demand", _R, "Work created by earlier failure"),
    ("recurrence.next_episode", _F, "How soon children go missing again"),
    ("recurrence.intense_periods", _P, "Intense periods of going missing"),
    ("recurrence.drivers", _P, "What goes with a higher rate of going missing"),
    ("recurrence.return", _R, "Which activities go with a sooner safe return"),
    ("recurrence.follow_up", _F, "Whether return interviews go with fewer repeats"),
    ("evaluation.philomena", _P, "Whether the Philomena protocol made a difference"),
    ("evaluation.team", _R, "Whether a dedicated team made a difference"),
    ("evaluation.return_interviews", _F, "Whether return interviews made a difference"),
    ("simulation.baseline", _R, "What a redesigned response would change"),
    ("cases.chronologies", _P, "Nine de-identified chronologies"),
    ("recommendations", _P, "What to change, and how to judge it"),
)
