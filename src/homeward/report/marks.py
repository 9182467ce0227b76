"""The marks that stand where a number is not shown: each its own, never colour alone.

Letters in square brackets follow the shorthand of the Government Analysis Function
for statistics in tables, so that a mark can be read aloud and searched for. The same
letters, without brackets, stand in charts.
"""

from __future__ import annotations

from dataclasses import dataclass

from homeward.vocabulary.verdicts import State


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark.

    Attributes
    ----------
    letter
        What a chart prints.
    meaning
        What a reader is told, in every key beneath a table or chart.
    """

    letter: str
    meaning: str

    @property
    def sign(self) -> str:
        """What a table prints: the letter in square brackets."""
        return f"[{self.letter}]"


#: By why a number is not shown.
STATE_MARKS: dict[State, Mark] = {
    State.HIDDEN: Mark("c", "hidden to protect children"),
    State.NOT_RECORDED: Mark("x", "not recorded"),
    State.REFUSED: Mark("u", "the records cannot bear an answer"),
}

#: A number that does not exist for this kind of estimate.
NOT_APPLICABLE = Mark("z", "does not apply")

#: Every mark in the order keys list them.
ALL_MARKS: tuple[Mark, ...] = (*STATE_MARKS.values(), NOT_APPLICABLE)


def key_of(used: set[Mark]) -> str:
    """A line that explains the marks in `used`; "" if there are none.

    >>> key_of({NOT_APPLICABLE})
    '[z] does not apply.'
    """
    told = [f"{mark.sign} {mark.meaning}" for mark in ALL_MARKS if mark in used]
    return f"{'; '.join(told)}." if told else ""
