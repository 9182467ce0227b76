"""`findings.json` goes out and comes back, and a hostile one is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from homeward.findings import (
    AggregateTable,
    Bundle,
    Chart,
    Estimate,
    Finding,
    Published,
    from_json,
    read_bundle,
    refusal,
    to_json,
    write_bundle,
)
from homeward.vocabulary import HomewardError
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

SHARE = Estimate(
    "share", Kind.SHARE, Unit.INCIDENTS, 0.9355, 0.907, 0.956, 377, 403, 120, 130, None, None, 3,
    "Wilson", 1.3, {"setting": "childrens_home", "year": 2022, "adjusted": True},
)  # fmt: skip
HIDDEN = Estimate("few", Kind.COUNT, Unit.CHILDREN, None, left_out=None, state=State.HIDDEN)
TABLE = AggregateTable("by_setting", "By setting", ("setting",), ("share",), (SHARE, HIDDEN))
CHART = Chart("bars", "bar", "by_setting", "setting", "share", "{few}", "All", "{few}", facet="x")
FINDING = Finding(
    "demand.duration", "{few} of them; é “quoted”", (SHARE, HIDDEN), "A method", "docs/x.md#y",
    ("A caveat",), (Published(0.9, "A study", "share"),), (TABLE,), (CHART,),
)  # fmt: skip
BUNDLE = Bundle(
    True,
    {"from": "2019-01-01", "to": "2022-12-31"},
    "2023-01-01T00:00:00Z",
    "Made-up Constabulary",
    (FINDING, refusal("demand.clock", "HW-N002: no time of day")),
)


def document(**changes):
    """The text of a sound file with keys of its top level replaced."""
    return json.dumps({**json.loads(to_json(BUNDLE)), **changes})


def planted(value, *path):
    """The text of a sound file with one value deep inside replaced."""
    whole = json.loads(to_json(BUNDLE))
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(whole)


def test_a_bundle_comes_back_as_it_went():
    assert from_json(to_json(BUNDLE)) == BUNDLE
    released = replace(BUNDLE, released=True, release={"words": ["x"]}, handling="OFFICIAL")
    assert from_json(to_json(released)) == released


def test_the_text_is_stable_and_carries_what_scripts_read():
    text = to_json(BUNDLE)
    assert text == to_json(from_json(text))
    assert text.endswith("}\n")
    filed = json.loads(text)
    assert (filed["schema"], filed["synthetic"], filed["released"]) == (1, True, False)
    first, second = filed["findings"]
    assert first["statement_text"].startswith("[hidden to protect children] of them; é")
    assert first["question"] == "describe"
    assert first["estimates"][0]["count"] == 377
    assert first["estimates"][1] | {"value": None, "state": "hidden"} == first["estimates"][1]
    assert "state" not in first["estimates"][0]
    assert second["refused"].startswith("HW-N002")
    assert "refused" not in first


def test_no_number_that_json_lacks_is_written():
    endless = Estimate("x", Kind.MEAN, Unit.HOURS, float("inf"))
    with pytest.raises(ValueError):
        to_json(replace(BUNDLE, findings=(Finding("demand.volume", "", (endless,)),)))


def test_a_finding_is_found_by_its_id():
    assert BUNDLE.finding("demand.duration") is FINDING
    with pytest.raises(KeyError):
        BUNDLE.finding("demand.volume")


def test_a_file_is_written_and_read(tmp_path):
    path = tmp_path / "protected" / "results" / "findings.json"
    write_bundle(BUNDLE, path)
    assert read_bundle(path) == BUNDLE
    assert b"\r" not in path.read_bytes()


def test_a_file_that_is_absent_is_refused(tmp_path):
    with pytest.raises(HomewardError) as refused:
        read_bundle(tmp_path / "findings.json")
    assert refused.value.code == "HW-J003"


def test_a_file_of_other_bytes_is_refused(tmp_path):
    path = tmp_path / "findings.json"
    path.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(HomewardError) as refused:
        read_bundle(path)
    assert refused.value.code == "HW-L001"


FIRST = ("findings", 0, "estimates", 0)

HOSTILE = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "a string": '"findings"',
    "an empty object": "{}",
    "nested past all reason": "[" * 200_000,
    "a later schema": document(schema=2),
    "a schema that is no number": document(schema="one"),
    "an endless schema": to_json(BUNDLE).replace('"schema": 1', '"schema": 1e999'),
    "a schema of null": document(schema=None),
    "findings that are no list": document(findings=7),
    "a finding that is a string": document(findings=["x"]),
    "a truth in words": document(synthetic="no"),
    "released in words": document(released="yes"),
    "a window of another shape": document(window=[1]),
    "release of another shape": document(release="done"),
    "a marking that is no text": document(handling=["x"]),
    "an unknown finding": planted("demand.guess", "findings", 0, "id"),
    "a statement that is no text": planted(7, "findings", 0, "statement"),
    "caveats in one string": planted("abc", "findings", 0, "caveats"),
    "a table without its dimensions": planted({"name": "x"}, "findings", 0, "tables", 0),
    "a chart with another key": planted({"name": "x", "evil": 1}, "findings", 0, "charts", 0),
    "a chart with no table": planted("gone", "findings", 0, "charts", 0, "table"),
    "a published value in words": planted("much", "findings", 0, "published", 0, "value"),
    "an unknown kind": planted("guess", *FIRST, "kind"),
    "an unknown unit": planted("guess", *FIRST, "unit"),
    "an unknown state": planted("guess", *FIRST, "state"),
    "a value in words": planted("<script>", *FIRST, "value"),
    "a value that is true": planted(True, *FIRST, "value"),
    "no number at all": to_json(BUNDLE).replace('"value": 0.9355', '"value": NaN'),
    "an endless value": to_json(BUNDLE).replace('"value": 0.9355', '"value": 1e999'),
    "a bound in words": planted("0.9", *FIRST, "low"),
    "half a count": planted(3.5, *FIRST, "count"),
    "a count in words": planted("377", *FIRST, "count"),
    "a count over its denominator": planted(500, *FIRST, "count"),
    "a value and a state": planted("hidden", *FIRST, "state"),
    "a group in a list": planted({"setting": ["x"]}, *FIRST, "by"),
    "a group of null": planted({"setting": None}, *FIRST, "by"),
    "groups that are no object": planted("x", *FIRST, "by"),
    "two estimates alike": planted(
        [json.loads(to_json(BUNDLE))["findings"][0]["estimates"][0]] * 2, "findings", 0, "estimates"
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_code_and_none_of_its_text(case):
    with pytest.raises(HomewardError) as refused:
        from_json(HOSTILE[case])
    assert refused.value.code == "HW-L001"
    assert "script" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_count_written_with_a_point_is_a_count():
    written = json.loads(planted(377.0, *FIRST, "count"))
    del written["sha256"]  # by another program, which knows no digest
    estimate = from_json(json.dumps(written)).findings[0].estimates[0]
    assert estimate.count == 377
    assert isinstance(estimate.count, int)


def test_a_file_that_was_edited_is_told_and_one_laid_out_otherwise_is_not():
    released = replace(BUNDLE, released=True, release={"words": ["x"]})
    for bundle in (BUNDLE, released):
        held = json.loads(to_json(bundle))
        assert from_json(json.dumps(held, sort_keys=True, indent=7)) == bundle
        for name, value in (("force", "Elsewhere"), ("handling", "OFFICIAL"), ("sha256", "0" * 64)):
            with pytest.raises(HomewardError) as refused:
                from_json(json.dumps(held | {name: value}))
            assert refused.value.code == "HW-D005"
        del held["sha256"]
        if bundle.released:
            with pytest.raises(HomewardError, match="HW-D005"):
                from_json(json.dumps(held))
        else:
            assert from_json(json.dumps(held)) == bundle
