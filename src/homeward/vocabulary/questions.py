"""The questions every answer belongs to."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Question(Word):
    """A chapter of the report."""

    DESCRIBE = "describe", "What demand is there?"
    PREVENT = "prevent", "What action can prevent children who are at most risk from going missing?"
    RESPOND = (
        "respond",
        "What activities when a child goes missing are most likely to ensure return to a safe"
        " environment?",
    )
    FOLLOW_UP = (
        "follow_up", "What follow-up to an episode is most likely to prevent repeat episodes?"
    )
