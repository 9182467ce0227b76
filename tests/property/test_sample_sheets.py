"""Of any sheet at all: every row is taken or refused with a code, and nothing unknown is kept."""

from __future__ import annotations

import csv
import io
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.study.sampling.answers import read_answers
from homeward.study.sampling.draw import Draw
from homeward.study.sampling.grid import NUMBER_HEADING, read_grid
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.sampling import ASKED, shown
from tests.lib.sampling import drawn

ROWS = frozenset({"HW-M011", "HW-M012", "HW-M013", "HW-M014", "HW-M015"})
CELLS = frozenset({"HW-M021", "HW-M022", "HW-M023", "HW-M024", "HW-M025", "HW-M026"})


@cache
def the_draw() -> Draw:
    return drawn(size=8)


@cache
def another() -> Draw:
    return drawn(size=8, name="another")


HEADINGS = [h for asked in ASKED.values() for h in asked.headings]
ANSWERS = [shown(word) for asked in ASKED.values() for word in asked.words or ()]
anything = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


def numbers():
    mine = [unit.number for unit in the_draw().units]
    theirs = [unit.number for unit in another().units[:2]]
    return st.sampled_from([*mine, *mine, *theirs, mine[0].lower(), mine[1][:-1], "", "Total"])


cells = st.one_of(
    st.just(""), st.sampled_from(ANSWERS), st.sampled_from(ANSWERS), anything,
    st.sampled_from(["31/01/2024", "1 Feb 2024", "32/01/2024", "=1+1", "@x", "-", "n/a", "45305"]),
)  # fmt: skip


@st.composite
def sheets(draw):
    """Headings in any order, some missing, some of nobody's, and rows of any length."""
    headings = draw(st.lists(st.sampled_from(HEADINGS), unique=True, max_size=8))
    headings += draw(st.lists(anything, max_size=2))
    place = draw(st.integers(0, len(headings)))
    headings.insert(place, NUMBER_HEADING)
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        row = [draw(cells) for _ in headings]
        row[place] = draw(st.one_of(numbers(), cells))
        row += draw(st.lists(cells, max_size=1))
        rows.append(row[: draw(st.integers(place + 1, len(row)))])
    return draw(st.lists(anything, max_size=2)), headings, rows


def as_text(above, headings, rows) -> str:
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerows([cell] for cell in above)
    lines.writerows([headings, *rows])
    return out.getvalue()


@given(sheets())
@settings(max_examples=200)
def test_every_row_is_taken_or_refused_with_a_code(sheet):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        path.write_text(as_text(*sheet), encoding="utf-8")
        try:
            grid = read_grid(path)
            returned = read_answers([grid], the_draw())
        except HomewardError as refused:
            assert refused.code in FAULTS and refused.exit_code in (10, 17)
            return
    assert returned.read == len(grid.rows) == returned.taken + returned.refused
    assert {fault.code for fault in returned.faults} <= ROWS | CELLS
    refused = {fault.row for fault in returned.faults if fault.code in ROWS}
    assert len(refused) == returned.refused
    assert {row.number for row in grid.rows} >= refused
    mine = {unit.number for unit in the_draw().units}
    assert len(returned.answers) == returned.taken and set(returned.answers) <= mine
    for said in returned.answers.values():
        for name, words in said.items():
            permitted = ASKED[name].words
            assert words and (permitted is None or set(words) <= {w.value for w in permitted})


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".txt"]))
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused_by_code(content: bytes, ending: str):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{ending}"
        path.write_bytes(content)
        try:
            grid = read_grid(path)
        except HomewardError as refused:
            assert refused.code in FAULTS and refused.exit_code in (10, 17)
        else:
            assert NUMBER_HEADING.casefold() in " ".join(grid.headings).casefold()
