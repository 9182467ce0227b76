"""The second look refuses every planted breach, and names no value."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from homeward.findings import Estimate
from homeward.release import DEFAULT, release, verify
from homeward.vocabulary import HomewardError
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.release.cases import (
    MANY,
    bundle,
    count,
    hours_by_setting,
    modelled,
    rate_ratio,
    share,
    table,
)

SOUND = {
    "count": count(403),
    "share": share(377, 403, deff=1.3),
    "ratio": rate_ratio(377, 1403),
    "median": modelled(Kind.QUANTILE, 4.21, 4.0, 4.4, unit=Unit.HOURS),
    "index": modelled(Kind.INDEX, 0.617, 0.6, 0.64, unit=Unit.INDEX),
    "curve": modelled(Kind.CURVE, 0.3721, 0.34, 0.40, unit=Unit.CHILDREN),
    "clock": modelled(Kind.CLOCK_HOUR, 22.1, 21.5, 23.0, unit=Unit.HOUR_OF_DAY),
    "mean": modelled(
        Kind.MEAN, 9184 / 48, count=9184, exposure=48.0, unit=Unit.INCIDENTS_PER_MONTH
    ),
    "effort": modelled(Kind.MEAN, 4.3217, 3.9, 4.8, unit=Unit.HOURS),
    "adjusted": modelled(Kind.RATE_RATIO, 0.8234, 0.61, 1.11, count=63, children=40),
    "long bound": modelled(Kind.BOUND, 1234.56, unit=Unit.HOURS),
    "long median": modelled(Kind.QUANTILE, 12345.6, unit=Unit.HOURS),
    "boundless ratio": modelled(Kind.RATE_RATIO, 1.0, 1e-290, 1e290),
    "boundless mean": modelled(Kind.MEAN, 2.0, 1e-290, 1e290, count=400, of=200, unit=Unit.RATIO),
    "bound": modelled(Kind.BOUND, 0.2345, unit=Unit.INCIDENTS),
    "hidden": count(3, 3),
    "none of a home": share(0, 60, 0, home="A"),
    "refused": Estimate("x", Kind.SHARE, Unit.INCIDENTS, None, state=State.REFUSED),
}


@pytest.mark.parametrize("case", SOUND)
def test_what_the_gate_gives_passes(case):
    released = release(bundle(SOUND[case], tables=(table(SOUND[case]),)))
    assert verify(released) is None


def planted(case, **breach):
    """A released bundle with one estimate of it changed afterwards."""
    released = release(bundle(SOUND[case]))
    (finding,) = released.findings
    (e,) = finding.estimates
    return replace(released, findings=(replace(finding, estimates=(replace(e, **breach),)),))


BREACHES = [
    ("count", {"value": 403, "count": 403}, "`count` is not rounded"),
    ("count", {"value": 3, "count": 3}, "`count` is not rounded"),
    ("count", {"value": 399}, "finer"),
    ("count", {"children": 200}, "`children` is not rounded"),
    ("count", {"left_out": 5}, "`left_out` is not rounded"),
    ("count", {"left_out": 8}, "`left_out` is not rounded"),
    ("count", {"children": 0}, "no children"),
    ("share", {"value": 377 / 403}, "finer"),
    ("share", {"of": 403}, "`of` is not rounded"),
    ("share", {"low": 0.8965, "high": 0.9479}, "interval"),
    ("share", {"design_effect": 1.2345}, "`design_effect` is not rounded"),
    ("share", {"value": 399 / 405, "count": 399, "low": None, "high": None}, "small rest"),
    ("share", {"value": 1.0, "count": 405, "by": {"home": "A"}, "low": 0.9, "high": 1.0}, "known"),
    ("share", {"children_of": 3}, "`children_of` is not rounded"),
    ("ratio", {"value": 2.1496, "low": None, "high": None}, "finer"),
    ("median", {"value": 4.21}, "finer"),
    ("median", {"low": 4.0, "high": 4.4}, "order statistics"),
    ("index", {"value": 0.617}, "finer"),
    ("curve", {"value": 0.3721}, "finer"),
    ("clock", {"value": 22.1}, "finer"),
    ("mean", {"value": 9184 / 48}, "finer"),
    ("effort", {"value": 4.3217}, "finer"),
    ("effort", {"children_of": 0}, "too few children"),
    ("hidden", {"count": 9}, "hidden, with `count`"),
    ("hidden", {"low": 0.1, "high": 0.2}, "hidden, with `low`"),
    ("hidden", {"children": 9}, "hidden, with `children`"),
    ("hidden", {"exposure": 0.5}, "hidden, with `exposure`"),
]


@pytest.mark.parametrize(("case", "breach", "says"), BREACHES)
def test_a_planted_breach_is_refused_and_named_without_its_value(case, breach, says):
    with pytest.raises(HomewardError) as refused:
        verify(planted(case, **breach))
    assert refused.value.code == "HW-L002"
    assert refused.value.detail.startswith(f"demand.volume, estimate {SOUND[case].name}: ")
    assert says in refused.value.detail
    assert not re.search(r"\d", refused.value.detail)


def test_a_breach_in_a_table_is_seen():
    released = release(bundle(tables=(table(count(403, setting="a")),)))
    (finding,) = released.findings
    (shown,) = finding.tables
    bad = replace(shown, estimates=(replace(shown.estimates[0], children=MANY),))
    with pytest.raises(HomewardError, match="`children` is not rounded"):
        verify(replace(released, findings=(replace(finding, tables=(bad,)),)))


def test_an_unreleased_bundle_is_refused():
    with pytest.raises(HomewardError, match="not marked as released"):
        verify(bundle(count(403)))
    with pytest.raises(HomewardError, match="not marked as released"):
        verify(replace(bundle(count(405, 405)), released=True))


def test_stricter_rules_refuse_what_the_defaults_let_by():
    released = release(bundle(count(12)))
    assert verify(released) is None
    with pytest.raises(HomewardError):
        verify(released, DEFAULT.stricter(redact_up_to=12))


def by_hour(**shown):
    """A released table of a small setting by hour, changed afterwards."""
    released = release(bundle(tables=(table(*hours_by_setting()),)))
    (finding,) = released.findings
    (kept,) = finding.tables
    changed = tuple(
        replace(e, value=0, count=0, children=0, state=None) if dict(e.by) == shown else e
        for e in kept.estimates
    )
    tables = (replace(kept, estimates=changed),)
    return replace(released, findings=(replace(finding, tables=tables),))


def test_a_zero_beside_a_hidden_total_is_seen():
    assert verify(by_hour()) is None
    with pytest.raises(HomewardError, match="a zero shown beside a hidden total"):
        verify(by_hour(setting="b", hour=8))


def test_a_zero_is_no_matter_where_the_total_may_be_published_elsewhere():
    filed = [count(30, 2, setting="a"), count(0, 0, setting="a", hour=1), share(9, 30, setting="a")]
    released = release(bundle(*filed))
    assert [e.state for e in released.findings[0].estimates[:2]] == [State.HIDDEN, None]
    assert verify(released) is None
