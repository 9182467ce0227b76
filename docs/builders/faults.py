"""The page of faults and exit codes, from the catalogue in `vocabulary.faults`."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from homeward.vocabulary import faults
from homeward.vocabulary.faults import EXIT_CODES, Fault

TARGET = "docs/reference/faults.md"

GROUPS: tuple[tuple[str, str, tuple[Fault, ...]], ...] = (
    ("Files", "A file or folder that cannot be used ends the command.", faults.FILES),
    (
        "Rows and cells",
        "A row or a cell that breaks a rule is set aside in quarantine with its code; the"
        " run goes on. [Reading quarantine](../how-to/read-quarantine.md) says how to mend"
        " them.",
        faults.ROWS,
    ),
    ("The plan", "A plan that cannot be used ends the command.", faults.PLANS),
    ("The store and the output folder", "Nothing published is changed.", faults.STORE),
    ("Whole jobs", "Nothing published is changed.", faults.JOBS),
    ("Release", "What cannot be released is not written.", faults.RELEASE),
    ("Synthetic data", "The command ends.", faults.SYNTHETIC),
    (
        "The smaller sample",
        "A rule or a sheet that cannot be used ends the command, and nothing is changed. A row"
        " or a cell of a sheet is refused or set aside by itself, and the rest is taken.",
        faults.SAMPLE,
    ),
    (
        "Findings",
        "The finding is filed as refused, with what would be needed; the run goes on.",
        faults.FINDINGS,
    ),
)


def _section(title: str, text: str, group: tuple[Fault, ...]) -> str:
    rows = ((f"`{f.code}`", f.title, f.do, f.exit_code or "–") for f in group)
    return f"## {title}\n\n{text}\n\n" + table(("code", "what is wrong", "do", "exit code"), rows)


def build() -> str:
    """The page's text."""
    codes = table(("code", "meaning"), ((f"`{n}`", text) for n, text in EXIT_CODES.items()))
    head = (
        "# Faults\n\n"
        "Every refusal has a code that never changes meaning and is never used again for"
        " another. A message says what was found, by file, line and column, never by the"
        " text of a record, and ends with what to do.\n\n"
        "## Exit codes\n\n"
    )
    return NOTICE + "\n".join([head + codes, *(_section(*group) for group in GROUPS)])
