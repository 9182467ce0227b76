"""The how-to names everything that a rule may hold and everything that may be asked."""

from __future__ import annotations

from dataclasses import fields

from homeward.study.sampling.columns import COLUMNS
from homeward.study.sampling.rule import Rule
from homeward.vocabulary.sampling import ASKED
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "how-to" / "draw-a-smaller-sample.md").read_text(encoding="utf-8")


def test_the_page_names_every_setting_column_and_question():
    wanted = [*(f.name for f in fields(Rule)), *COLUMNS, *ASKED]
    assert [name for name in wanted if f"`{name}`" not in PAGE] == []
