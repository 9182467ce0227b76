"""The examples of the how-to page run, and give what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "fit-cox-to-your-own-data.md"


def test_the_examples_of_the_page():
    tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried.attempted > 20
    assert tried.failed == 0
