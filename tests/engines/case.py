"""What one case of the conformance suite is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ibis.common.exceptions import IbisError

from homeward.vocabulary import HomewardError


class Gap(Enum):
    """How an engine is known to fall short of the answer by hand."""

    DIFFERS = "gives another answer"
    REFUSES = "raises an error of its own"
    NOT_BUILT = "Ibis has no translation"

    @property
    def raises(self) -> type[Exception] | None:
        """What is raised, if anything is."""
        return {Gap.REFUSES: HomewardError, Gap.NOT_BUILT: IbisError}.get(self)


@dataclass(frozen=True, slots=True)
class Case:
    """One expression, and its answer by hand.

    Attributes
    ----------
    name
        What it is about.
    ask
        From (the awkward table, the others) to an Ibis table or scalar. A table is
        compared row by row in the order it comes.
    answer
        Rows as tuples, or the scalar.
    gaps
        Engine to its gap. A gap that has closed fails the test.
    within
        Relative tolerance of floats; 0 for the very same number.
    """

    name: str
    ask: Callable[[Any, Any], Any]
    answer: Any
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    within: float = 0.0
