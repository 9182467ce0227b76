"""The list of decision records, from their own headings."""

from __future__ import annotations

import re

from docs.builders.pages import NOTICE, ROOT, table

TARGET = "docs/decisions/README.md"

HEAD = """# Decisions

One page for each choice that was hard to make and would be costly to change: why we had to
choose, what we considered, what follows, which test holds it, and what would make us think
again. Write a new one from the [template](template.md), with the next free number.

"""

_TITLE = re.compile(r"^# (\d{4})\. (.+)$", re.MULTILINE)
_STATUS = re.compile(r"^Status: ([^.\n]+)", re.MULTILINE)


def _row(page: str, text: str) -> tuple[str, str, str]:
    title, status = _TITLE.search(text), _STATUS.search(text)
    if title is None:
        raise ValueError(f"{page} does not begin with its number and title")
    return title[1], f"[{title[2]}]({page})", status[1] if status else "accepted"


def build() -> str:
    """The page's text."""
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    rows = (_row(page.name, page.read_text(encoding="utf-8")) for page in pages)
    return NOTICE + HEAD + table(("number", "decision", "status"), rows)
