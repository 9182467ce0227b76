"""The first page of a made-up county, and of the same county with part of its records gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from homeward.findings.bundle import Bundle, read_bundle
from homeward.jobs import run
from homeward.records.mapping import FileMap
from homeward.report.answers import answers
from homeward.study.plan import Plan, write_plan
from homeward.study.proposal import propose_plan
from homeward.synth import make_county
from tests.unit.report.undrawn import undrawn

RELEASED = Path("outgoing/released/findings.json")


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    """The extracts of one county."""
    made = make_county("herts-2019-2022", 1, tmp_path_factory.mktemp("county"))
    return made.truth.parent / "extracts"


@pytest.fixture(scope="module")
def police(county, tmp_path_factory) -> tuple[Path, Plan]:
    """The police reports alone, and a plan for them."""
    folder = tmp_path_factory.mktemp("police")
    for path in sorted((county / "police").glob("missing_*")):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "SYNTHETIC.txt").write_bytes((county / "SYNTHETIC.txt").read_bytes())
    return folder, propose_plan(folder, force="Exampleshire Constabulary", synthetic=True).plan


def studied(extracts: Path, plan: Plan, into: Path) -> Bundle:
    """What is released of these extracts under this plan."""
    write_plan(plan, into / "study.toml")
    run(extracts, into / "study.toml", into / "out")
    return read_bundle(into / "out" / RELEASED)


def without(plan: Plan, *columns: str) -> Plan:
    """The same plan for extracts that have no such columns."""
    datasets = tuple(replace(one, map=_less(one.map, columns)) for one in plan.datasets)
    return replace(plan, datasets=datasets)


def _less(map: FileMap, gone: tuple[str, ...]) -> FileMap:
    columns = {name: source for name, source in map.columns.items() if name not in gone}
    return replace(map, columns=columns,
                   words={name: w for name, w in map.words.items() if name in columns})  # fmt: skip


def page(bundle: Bundle) -> dict[str, tuple[str, str]]:
    """Each line of the first page: its answer, and what it says."""
    return {line.id: (line.told, line.here) for line in answers(bundle)}


def test_the_whole_county_reads_as_the_study_did(county, tmp_path):
    plan = propose_plan(county, force="Exampleshire Constabulary", synthetic=True).plan
    found = page(studied(county, plan, tmp_path))
    told = {id: answer for id, (answer, _) in found.items()}
    assert told == {
        "incidents": "For comparison",
        "within_24_hours": "As published",
        "care_home_nights": "As published",
        "top_tenth": "As published",
        "bursts": "Not yet examined",
        "family_homes": "As published",
        "county_lines": "As published; rest unknown",
        "out_of_county": "Cannot tell",
        "undesigned_process": "Not yet examined",
        "philomena": "Not yet examined",
    }
    assert "Of incidents of children in placements, 4" in found["out_of_county"][1]
    assert "{" not in " ".join(says for _, says in found.values())


GONE = {
    "no setting": (("residence_type", "missing_from_type"), {
        "care_home_nights": "It needs the kind of place",
        "family_homes": "The records do not say where children live",
    }),
    "no exploitation": (("exploitation", "exploitation_flagged"), {
        "county_lines": "The records hold no exploitation flags",
    }),
    "no placements": (("placement_locality", "placing_authority"), {
        "out_of_county": "placement",
    }),
    "no ends": (("found", "returned", "cancelled", "closed"), {
        "within_24_hours": "",
        "county_lines": "",
    }),
}  # fmt: skip


@pytest.mark.parametrize("case", GONE)
def test_a_line_says_what_the_records_would_have_to_hold(police, tmp_path, case):
    columns, wanted = GONE[case]
    extracts, plan = police
    left = {name for one in plan.datasets for name in one.map.columns}
    assert left & set(columns), "the county never had them"
    bundle = studied(extracts, without(plan, *columns), tmp_path)
    found = page(bundle)
    for id, says in wanted.items():
        assert found[id][0] == "Cannot tell" and says in found[id][1], found[id]
    told = [says for _, says in found.values()]
    assert not any(says.count(part) > 1 for says in told for part in says.split(". ") if part)
    assert undrawn(bundle).summary.lines
    rest = {"incidents", "top_tenth"} - wanted.keys()
    assert all(found[id][0] in ("As published", "For comparison") for id in rest), found


def test_no_ethnicity_is_said_in_the_finding_about_groups(police, tmp_path):
    extracts, plan = police
    finding = studied(extracts, without(plan, "ethnicity"), tmp_path).finding("demand.equality")
    assert finding.refused is None
    assert "thnic" in " ".join(finding.caveats) + finding.statement


def test_one_month_has_no_whole_year_and_judges_no_size(police, tmp_path):
    extracts, plan = police
    month = replace(plan, opens=plan.opens.replace(year=2021, month=3, day=1),
                    closes=plan.closes.replace(year=2021, month=3, day=31))  # fmt: skip
    found = page(studied(extracts, month, tmp_path))
    assert found["top_tenth"] == ("Cannot tell", "The records hold no whole calendar year.")
    assert found["incidents"][0] == "For comparison"
