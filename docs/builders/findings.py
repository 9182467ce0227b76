"""The page of findings, from the catalogue and from what this version can examine."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from homeward.study.registry import EXAMINERS
from homeward.vocabulary.findings import CATALOGUE
from homeward.vocabulary.questions import Question

TARGET = "docs/reference/findings.md"

HEAD = """# Findings

Every answer belongs to one of four questions and has a lasting id. A finding that the
records cannot bear is still filed, with `refused` saying why and what would be needed. One
whose room is not built yet is listed in the report as not yet examined, never left out in
silence.

`findings.json` holds, for each finding: `id`, `question`, `title`, `statement` (a template
over estimate names) and `statement_text`, `estimates`, `method`, `definition`, `caveats`,
`published`, `tables`, `charts`, and `refused` where there is no answer. Each estimate has
`name`, `kind`, `unit`, `value`, `low`, `high`, `count`, `of`, `children`, `children_of`,
`exposure`, `left_out`, `by` and `interval`; one that is not shown has `value: null` and a
`state` of `hidden`, `not_recorded` or `refused`, which are three different things.

`sha256` at its head is a digest of all the rest, of the JSON with its keys in order, no spaces and
nothing but ASCII, so the layout of the file does not matter. A file that was edited is refused
(`HW-D005`); a released one must have it. It needs no key, and is no proof against somebody who
makes the digest anew: the folder's register of releases tells that, sealed where there is a key.
"""


def _section(question: Question) -> str:
    rows = [
        (f"`{entry.id}`", entry.title, "filed" if entry.id in EXAMINERS else "not yet examined")
        for entry in CATALOGUE.values()
        if entry.question is question
    ]
    title = question.value.replace("_", " ").capitalize()
    return f"## {title}\n\n{question.meaning}\n\n" + table(("id", "title", "this version"), rows)


def build() -> str:
    """The page's text."""
    return NOTICE + HEAD + "\n" + "\n".join(_section(question) for question in Question)
