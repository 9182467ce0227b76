"""Sentences that several findings share: refusals, caveats, addresses of definitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from homeward.findings.finding import Finding, Published, refusal
from homeward.timelines.histories import Timelines
from homeward.vocabulary.faults import FAULTS

#: The page that the spec tests write.
DEFINITIONS = "docs/reference/definitions.md"

BY_CHILD = (
    "Intervals are 95%. Those of shares and ratios are Wilson's, with the sample shrunk by"
    " the design effect of children as clusters: incidents of one child resemble each other,"
    " so they tell less than as many children would. The design effect is the variance of the"
    " share over children over that of as many independent incidents, and at least 1; where the"
    " share is 0 or 100%, or one child is behind it, that cannot be seen, and the most it can be"
    " is taken: the sum of squares of each child's incidents over the sum of incidents. Where few"
    " children have most incidents the effect is itself known only roughly, and it is raised so"
    " that the interval is that of Student's t: what clusters add has, as degrees of freedom, the"
    " square of that sum of squares over the sum of fourth powers, which is the number of children"
    " that the incidents are of in effect."
)
#: How sure a ratio of a group's share (or odds) to another's is, in words.
STUDENT = (
    "The variance of a ratio's logarithm is G/(G-1) times the sum of x², where x is what one"
    " child's incidents add to it and G the number of children; its quantile is Student's t,"
    " whose degrees of freedom are the square of that sum over the sum of the squares of x² (at"
    " least 1, at most G-1), which is the number of children that the ratio rests on in effect:"
    " as many as would move it alike."
)
#: Where more than this part of what belongs to a question cannot be judged, and what cannot
#: be judged hangs on the answer, an answer from the rest is not given: it may be wrong by as
#: much. (Published shares within 8 hours that are told apart are six points apart.)
TOO_MANY = 0.05


def definition(anchor: str) -> str:
    """Address of a heading of the definitions page."""
    return f"{DEFINITIONS}#{anchor}"


def refuse(finding: str, code: str, anchor: str) -> Finding:
    """A finding the records cannot bear: why, and what would be needed, by fault code."""
    fault = FAULTS[code]
    why = f"{code}: {fault.title}. {fault.do}"
    return refusal(finding, why, definition=definition(anchor))


def not_given(code: str, what: str) -> str:
    """Why single estimates are not given, and what would be needed, by fault code."""
    fault = FAULTS[code]
    return f"{code}: {fault.title}. Not given: {what}. {fault.do}"


def day(when: date) -> str:
    """A date as a reader sees it: 1 January 2019."""
    return f"{when.day} {when:%B %Y}"


def window(timelines: Timelines) -> str:
    """The study window in words: "1 January 2019 to 31 December 2022"."""
    return f"{day(timelines.opens)} to {day(timelines.closes)}"


def whole_years(timelines: Timelines) -> list[int]:
    """Calendar years that lie whole in the window, oldest first."""
    first, last = timelines.opens.year, timelines.closes.year
    return [
        year
        for year in range(first, last + 1)
        if timelines.opens <= date(year, 1, 1) and timelines.closes >= date(year, 12, 31)
    ]


def beside_a_year(figures: Iterable[Published], timelines: Timelines) -> tuple[Published, ...]:
    """Published figures of one year, beside the latest whole year of the window.

    A window with no whole year has nothing that they could fairly stand beside: none.
    """
    years = whole_years(timelines)
    return tuple(replace(p, by={"year": years[-1]}) for p in figures) if years else ()


def standing_caveats(timelines: Timelines) -> list[str]:
    """What holds of every finding: made-up records; settings, and where they are from."""
    found = []
    if timelines.synthetic:
        found.append("Synthetic: these numbers are from made-up records and describe no child.")
    if timelines.setting_from == "missing_from_type":
        found.append(
            "The records do not say where children live: `setting` is the kind of place they"
            " went missing from."
        )
    elif not timelines.setting_from:
        found.append("The records hold no kind of place, so nothing is shown by setting.")
    return found


def who_is_counted(timelines: Timelines) -> list[str]:
    """What a count must say where the records cannot tell children or reports apart."""
    found = []
    if "report_type" not in timelines.supplied:
        found.append(
            "No file says what kind of report each was, so every row counts as missing:"
            " cancelled reports, absences and concerns are among them if the extract holds any."
        )
    if not {"age", "born_on"} & timelines.supplied:
        found.append("No file gives an age, so adults are among them if the extract holds any.")
    return found


def reports_caveat() -> str:
    """What every count of demand must say about itself."""
    return (
        "These are reports to police, not every time a child was away: homes and families"
        " report differently, and fewer reports are not fewer episodes."
    )
