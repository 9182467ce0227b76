"""Why a comparison was not made, in words, with what would be needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from homeward.estimators import Unfit, Why
from homeward.vocabulary.faults import FAULTS

_WORDS: Mapping[Why, str] = {
    Why.TOO_FEW_UNITS: "fewer than ten incidents (or children, where they are compared) are in"
    " one of the groups compared",
    Why.TOO_FEW_CLUSTERS: "fewer than ten children are on one side",
    Why.TOO_FEW_EVENTS: "there are fewer than five for each thing held equal",
    Why.NOTHING_TO_COMPARE: "there is nobody on one side",
    Why.COLLINEAR: "what is to be held equal tells itself",
    Why.SEPARATED: "in some category it always or never happens",
    Why.NOT_SETTLED: "the fit of the model came to no end",
    Why.NOT_OVERDISPERSED: "counts vary no more than chance makes them",
}


def why_not(unfit: Mapping[Unfit, Iterable[str]]) -> list[str]:
    """A caveat for each reason.

    Parameters
    ----------
    unfit
        By reason, the comparisons that were not made for it, as a reader is told them.
    """
    fault = FAULTS["HW-N003"]
    return [
        f"HW-N003: {fault.title}. Not estimated because {_reason(reason)}:"
        f" {'; '.join(dict.fromkeys(names))}. {fault.do}"
        for reason, names in unfit.items()
    ]


def _reason(reason: Unfit) -> str:
    about = f" ({', '.join(reason.covariates)})" if reason.covariates else ""
    return _WORDS[reason.why] + about
