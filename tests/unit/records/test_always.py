"""A file whose rows are all of one kind, and that does not say so: asked, and said once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.mapping import ColumnMap
from homeward.records.propose import DoubtKind, propose
from homeward.study.plan import check_plan, from_proposal, parse_plan, plan_document
from homeward.vocabulary.errors import HomewardError

SCOPE = Scope(date(2000, 1, 1), date(2099, 12, 31), 18)
REPORTS = "MisPer Ref,Nominal ID,Date/Time Reported\n" + "".join(
    f"M{n},N{n % 9},{1 + n % 28:02d}/03/2023 21:{n % 60:02d}\n" for n in range(60)
)


def extracts(folder, name, header="Child ID,Incident Ref,Date Offered,Interview Date,Accepted"):
    folder.joinpath("missing.csv").write_text(REPORTS, encoding="utf-8")
    rows = "".join(
        f"N{n % 9},M{n},{1 + n % 28:02d}/04/2023,{2 + n % 28:02d}/04/2023,Yes\n" for n in range(40)
    )
    folder.joinpath(name).write_text(header + "\n" + rows, encoding="utf-8")
    return propose(folder)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("RHI 2023.csv", "return_home"),
        ("return home interviews.csv", "return_home"),
        ("safe and well interviews.csv", "prevention"),
        ("interviews.csv", ""),
    ],
)
def test_which_interviews_they_are_is_asked_and_never_guessed(tmp_path, name, suggestion):
    proposal = extracts(tmp_path, name)
    (doubt,) = [d for d in proposal.doubts if d.column == "interview_kind"]
    assert (doubt.kind, doubt.blocking) == (DoubtKind.DECIDES, True)
    assert doubt.suggestion == suggestion and "always" in doubt.text
    (held,) = [m for m in proposal.maps if m.table == "interviews"]
    assert "interview_kind" not in held.columns


def test_the_plan_waits_for_it_and_then_says_it_of_every_row(tmp_path):
    plan = from_proposal(extracts(tmp_path, "RHI.csv"), synthetic=True)
    with pytest.raises(HomewardError) as refusal:
        check_plan(plan, tmp_path)
    assert refusal.value.code == "HW-P006" and "interview_kind" in refusal.value.detail
    said = {"interview_kind": ColumnMap(always="return_home")}
    datasets = tuple(
        replace(d, map=replace(d.map, columns=dict(d.map.columns) | said))
        if d.map.table == "interviews"
        else d
        for d in plan.datasets
    )
    plan = parse_plan(plan_document(replace(plan, datasets=datasets)))
    assert check_plan(plan, tmp_path) == ()
    taken = ingest(tmp_path, plan.maps, SCOPE, lambda _, text: text)
    rows = taken.tables["interviews"]
    assert rows["interview_kind"].to_pylist() == ["return_home"] * 40
    assert "interview_kind" in taken.account.supplied["interviews"]


@pytest.mark.parametrize(
    "written",
    ['{ always = "rhi" }', '{ always = "return_home", column = "Accepted" }'],
)
def test_a_word_that_there_is_not_is_refused(tmp_path, written):
    text = plan_document(from_proposal(extracts(tmp_path, "RHI.csv"), synthetic=True))
    text = text.replace("# interview_kind = ", f"interview_kind = {written} #", 1)
    with pytest.raises(HomewardError) as refusal:
        parse_plan(text)
    assert refusal.value.code == "HW-P008" and "always" in refusal.value.detail
