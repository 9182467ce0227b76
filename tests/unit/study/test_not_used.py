"""Columns that a proposed plan has no use for: told, once a file, and never those asked about."""

from __future__ import annotations

from homeward.study.proposal import MOST_NAMED, propose_plan

HEADINGS = ["Ref", "Child", "Reported", "Found", "Grade", "Lives where?"]
WORDS = ("Home", "Foster", "Childrens home")


def _extract(folder, more):
    folder.mkdir()
    lines = [",".join([*HEADINGS, *more])]
    for i in range(90):
        day = f"{i % 28 + 1:02}/{i % 12 + 1:02}/2023"
        cells = [f"M{i}", f"C{i % 30}", f"{day} 10:10", f"{day} 14:40", "High", WORDS[i % 3]]
        lines.append(",".join([*cells, *("Y" for _ in more)]))
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    return propose_plan(folder, synthetic=True)


def test_a_column_without_a_place_is_told_and_one_asked_about_is_not(tmp_path):
    found = _extract(tmp_path / "in", ["CL flag"])
    assert {s for d in found.doubts for s in d.source} == {"Lives where?"}
    assert found.not_used() == {"a.csv": ("CL flag",)}
    assert found.unused() == ['a.csv: "CL flag"']


def test_a_plan_that_uses_every_column_tells_of_none(tmp_path):
    assert _extract(tmp_path / "in", []).unused() == []


def test_of_many_columns_some_are_named_and_the_rest_counted(tmp_path):
    more = [f"Zz {n}" for n in range(MOST_NAMED + 3)]
    (line,) = _extract(tmp_path / "in", more).unused()
    assert '"Zz 7", and 3 more' in line.replace(' and "Zz 7"', ', "Zz 7"')
    assert "Zz 8" not in line
