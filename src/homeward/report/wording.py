"""Words of the report that no finding supplies. Written to be read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homeward.report.labels import estimate_label, key_label, lower_first, sentence_case
from homeward.report.marks import ALL_MARKS
from homeward.vocabulary.findings import CATALOGUE
from homeward.vocabulary.published import STUDY

SYNTHETIC_SHORT = "SYNTHETIC DATA"
SYNTHETIC_LONG = (
    "Every figure in this report comes from made-up records. None describes a real child,"
    " home, officer or force, and none may be quoted as evidence."
)
DISCLOSURE = (
    "Small numbers are hidden and the rest are rounded, so that no child can be known from"
    " this report. What was done is set out under How to read this report."
)
ABOUT = (
    "This report describes what the records show about children reported missing, and about"
    " the response to them. Going missing is a sign that something may be wrong for a child."
    " A child who is reported often is a child who may need more help, not a child at fault."
)

SUMMARY_HEADING = "What the published study found, and what these records show"
SUMMARY_LEAD = (
    f"The study ({STUDY}) described one county in 2019 to 2022. Each line sets one of its"
    " findings beside these records. Numbers in brackets are 95% intervals: how far the figure"
    " could differ through chance alone. The answer rests on the whole interval, not on the"
    " figure. Counts are rounded; a percentage is worked out from rounded counts, or rounded"
    " itself."
)
#: What is added where the records are made up.
SUMMARY_SYNTHETIC = (
    " These records were made up in the shape of published figures, so agreement here is no"
    " evidence of anything."
)
SUMMARY_HEAD = ("Published", "These records", "Answer")
#: What nobody may conclude from the first page: a heading and a paragraph.
SAFETY = (
    "Fewer reports are not fewer episodes",
    (
        "These are reports to the police. In one survey seven in ten children under 16 who had"
        " run away were not reported (The Children's Society, 2011). A fall in reports may mean"
        " safer children, or children nobody looked for: judge it beside what became of them.",
    ),
)
#: How many answers there are of each kind; an answer whose own words do not follow a number.
TALLIED = {
    "cannot_tell": "cannot be told from these records",
    "beside": "is for comparison",
    "rest_open": "as published but for a part that is not settled",
    "rest_unknown": "as published but for a part that cannot be told",
}
TALLY = "Of {many} published findings: {told}."
NOT_EXAMINED = "This version does not yet examine it."
NO_RULE = "The section sets out what the records show; no rule turns it into an answer yet."
NO_INTERVAL = "No interval may be shown, so the figure settles nothing."
NO_WHOLE_YEAR = "The records hold no whole calendar year."
NOT_FILED = "The records gave no figure for it."
NOT_SHOWN = "The figure is not shown"
NOT_SHOWN_AT_ALL = "No figure of it may be shown."
TOO_MANY_UNREAD = (
    "Too many rows could not be used to say: see the warning at the head of this page."
)

READ_FIRST = "Read this first: "
UNREAD_HEADING = f"{READ_FIRST}much of the extract could not be used"
CELLS_HEADING = f"{READ_FIRST}part of some columns could not be used"
OUTSIDE_HEADING = f"{READ_FIRST}much of the extract lies outside the study's window"
#: Where little is lost, or where what is shown cannot say how much.
FEW_HEADING = "Rows that could not be used"
#: Rows, then where to look. More than `MANY_UNREAD` of rows: no answer; of cells: a word of it.
UNREAD_ROWS = (
    "{lost} of {rows} rows of incidents ({part}) were set aside{why}. The rest cannot stand for"
    " all of them, so no published finding is answered, and every figure of this report is of"
    " the rest alone. Often the cause is a mistake in the study plan."
)
UNREAD_CELLS = (
    "Of {rows} rows of incidents more than one in twenty have a cell that could not be used in:"
    " {columns}. What leans on those columns is of the other rows alone."
)
#: Where the rounded numbers lie to either side of `MANY_UNREAD`.
UNREAD_NEARLY = (
    "{lost} of {rows} rows of incidents were set aside{why}. Rounded as they are, these numbers"
    " do not tell whether that is more than one row in twenty: every figure of this report is of"
    " the rest alone."
)
#: Where the number of rows lost is itself hidden, of few rows: then how much it can be.
UNREAD_HIDDEN = (
    "Some rows of incidents were set aside. How many is not shown, so that no child can be"
    " known from it: {bound}. Every figure of this report is of the rest alone."
)
AT_MOST = "it is no more than one row in twenty"
PERHAPS_MORE = "of so few rows it may be more than one in twenty"
#: Where the window of the plan leaves much of the extract out.
OUTSIDE_WINDOW = (
    "{outside} of {rows} readable rows of incidents ({part}) lie outside the study's window and are"
    " in no figure. The likely cause is `opens` or `closes` under [window] in study.toml."
)
FEW_LOOK = "{section} gives the reasons."
UNREAD_LOOK = (
    "{section} gives every reason; the rows themselves stay with the records, under"
    " protected/quarantine. Check the columns and the formats of dates in study.toml and run again."
)

#: Headings and paragraphs of "How to read this report", in order.
READING: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Figures and their denominators",
        (
            "Each share is shown with the number it was worked out from: 4,162 of 4,555"
            " incidents, for example. Different children tells how many children stand behind"
            " a number of incidents, because one child can be many incidents. Left out counts"
            " what could not be judged, such as an incident with no recorded time. It is"
            " never dropped without being counted.",
        ),
    ),
    (
        "Intervals",
        (
            "A 95% interval says how far a figure could differ through chance alone. If the"
            " same process had run many times, 95 in every 100 such intervals would hold the"
            " underlying figure. A wide interval means that the records say little. The"
            " method of each interval is named beneath its table. Intervals do not allow for"
            " incidents that were never reported, or for errors in recording.",
            "A ratio of 1 means no difference. Where the interval of a ratio holds 1, the"
            " records do not settle which way the difference lies.",
        ),
    ),
    (
        "Answers to the published findings",
        (
            "Each answer on the first page comes from a fixed rule about the 95% interval, never"
            " from the figure alone. As published: the whole interval agrees with what was"
            " published. Higher or lower: the whole interval lies above or below it. Not settled:"
            " the interval holds both, so these records cannot say.",
            "A published share of 54% is met by an interval that holds it and lies within ten"
            " points of it; a ratio that should show little or no difference, by one within 0.80"
            " and 1.25. A claim of more than, or at least, is met by an interval that lies wholly"
            " on its side; that children missing many times also live in family homes, by at"
            " least one in twenty of them. A claim of several parts is as published in part where"
            " the records contradict one of its parts: the whole interval lies on the other side."
            " Where the main part is as published and another is not settled or cannot be told,"
            " the answer says so; where the main part itself is, so is the claim. How many"
            " incidents there are is shown beside and not judged: areas differ in size.",
        ),
    ),
    (
        "Reports are not the same as episodes",
        (
            "The records hold what was reported. Many episodes are never reported, and care"
            " settings often report sooner than families do. Fewer reports are not by"
            " themselves a sign that fewer children are missing.",
        ),
    ),
)

MARKS_HEADING = "Hidden, zero and not recorded"
MARKS_LEAD = (
    "Zero, hidden and not recorded are three different things, and each has its own mark in"
    " tables. Charts use the same letters without brackets."
)


def mark_rows() -> list[tuple[str, str]]:
    """Every mark and what it means, zero first because it is a number."""
    zero = ("0", "a true zero: the records were looked at and there was none")
    return [zero, *((mark.sign, mark.meaning) for mark in ALL_MARKS)]


ROUNDING_HEADING = "What was hidden and how the rest was rounded"
ROUNDING_LEAD = (
    "Every figure passed the same disclosure control before anything was drawn. Shares and"
    " intervals were worked out again from rounded counts, so they may differ a little from"
    " those in the force's own files, and parts may not add up to their total."
)


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return "; ".join(_told(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key_label(str(k)).lower()}: {_told(v)}" for k, v in value.items())
    return str(value)


def release_rows(release: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What disclosure control did, as the bundle states it, one thing to a row.

    The rules stand in their own words where the bundle has them; their settings, which
    the words already hold, are then left out. Empty lists say nothing and are left out.
    """
    rows: list[tuple[str, str]] = []
    for key, value in release.items():
        name = key_label(str(key))
        if key == "words" and isinstance(value, (list, tuple)):
            rows += [(f"Rule {i}", str(rule)) for i, rule in enumerate(value, 1)]
        elif isinstance(value, Mapping):
            if "words" not in release:
                rows += [
                    (f"{name}: {lower_first(key_label(str(k)))}", _told(v))
                    for k, v in value.items()
                ]
        elif isinstance(value, (list, tuple)):
            rows += [(f"{name} {i}", _item(item)) for i, item in enumerate(value, 1)]
        elif value not in (None, ""):
            rows.append((name, sentence_case(_told(value))))
    return rows


def _item(item: Any) -> str:
    """One thing of a list: a finding's table or chart by its title, or plain words."""
    if isinstance(item, Mapping) and item.get("finding") in CATALOGUE:
        rest = [estimate_label(str(v)) for k, v in item.items() if k != "finding"]
        return ": ".join([CATALOGUE[item["finding"]].title, *map(lower_first, rest)])
    return sentence_case(_told(item))
