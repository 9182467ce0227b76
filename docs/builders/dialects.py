"""The page of dialects: how the proposer does on made-up extracts of twenty-three shapes."""

from __future__ import annotations

from docs.builders.pages import NOTICE
from tests.functional.dialects import summary

TARGET = "docs/reference/dialects.md"

HEAD = """# What `homeward plan` proposes

The same made-up incidents are written in many dialects of header and format, each with its true
mapping, and the proposer is run on each. The first fifteen use header words that Homeward was
taught; the headers of the next five were not added to what it knows, though its general rules
were mended with them in sight; the last three were written afterwards. A column it is unsure of
is a question for a person. None may be mapped wrongly in silence: a test fails if one is.

"""


def build() -> str:
    """The page's text."""
    return f"{NOTICE}{HEAD}{summary().rstrip()}\n"
