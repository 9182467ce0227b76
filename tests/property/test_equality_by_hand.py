"""`demand.equality` against its definition in a few lines of plain Python."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand import equality
from tests.lib.made import made_timelines

SILENT = ("not_recorded", "refused", "not_asked")
ETHNICITIES = ("white", "white", "black", "asian", "refused", "not_recorded", None)
CLOSES = datetime(2025, 1, 1)


@st.composite
def incident(draw):
    reported = datetime(2024, 1, 1) + timedelta(hours=draw(st.integers(0, 8700)))
    took = draw(st.none() | st.sampled_from([1, 5, 24, 25, 90]))
    interview = draw(st.sampled_from((None, None, "offered", "not offered", "loose")))
    return {
        "child": draw(st.sampled_from("ABCDE")),
        "reported": reported,
        "found": None if took is None else reported + timedelta(hours=took),
        "ethnicity": draw(st.sampled_from(ETHNICITIES)),
        "risk_first": draw(st.sampled_from(("low", "medium", "high", None))),
        "return_method": draw(
            st.sampled_from(("self", "police_found_patrol", "not_recorded", None))
        ),
        "placement_kind": draw(st.sampled_from(("not_placed", "other_here", None))),
        "_interview": interview if took is not None else None,
    }


def made(rows):
    rows = [row | {"incident": f"i{n}"} for n, row in enumerate(rows)]
    interviews = [
        {"interview_kind": "return_home", "child": row["child"],
         "incident": None if row["_interview"] == "loose" else row["incident"],
         "returned_on": row["found"].date(),
         "offered_on": date(2024, 1, 1) if row["_interview"] == "offered" else None}
        for row in rows
        if row["_interview"]
    ]  # fmt: skip
    return made_timelines(rows, partners={"interviews": interviews})


def over(row, rows):
    if not any(other["found"] for other in rows):
        return None
    if row["found"]:
        return row["found"] - row["reported"] > timedelta(hours=24)
    return True if CLOSES - row["reported"] > timedelta(hours=24) else None


def loose_ends(rows):
    """Incidents that only an interview without an incident may have followed."""
    without = [{**row, "_interview": None} if row["_interview"] == "loose" else row for row in rows]
    linked = [row for row in rows if row["_interview"] != "loose"]
    either = [
        row for row, plain in zip(rows, without, strict=True)
        if offered(row, rows) is None and _alone(plain, linked) is not None
    ]  # fmt: skip
    return len(either)


def _alone(row, linked):
    """As `offered`, had there been no interview without an incident."""
    return offered(row, [*linked, {**row, "_interview": None}])


def offered(row, rows):
    """Whether a return interview was offered; None where nobody can tell."""
    linked = [r["found"].date() for r in rows if r["_interview"] in ("offered", "not offered")]
    if not row["found"] or not linked or row["placement_kind"] == "other_here":
        return None
    on = row["found"].date()
    if not min(linked) <= on <= max(linked):
        return None
    if row["_interview"] in ("offered", "not offered"):
        return row["_interview"] == "offered"
    loose = [
        r["found"].date() for r in rows
        if r["_interview"] == "loose" and r["child"] == row["child"]
    ]  # fmt: skip
    perhaps = any(abs((day - on).days) <= 1 for day in loose)
    recent = on + timedelta(days=3) > CLOSES.date()
    return None if perhaps or recent else False


def asked(rows):
    return {
        "share_found_within_24h": lambda r: None if (o := over(r, rows)) is None else not o,
        "share_first_graded_high": lambda r: r["risk_first"] and r["risk_first"] == "high",
        "share_found_by_police": lambda r: (
            None
            if r["return_method"] in (None, "not_recorded")
            else r["return_method"] == "police_found_patrol"
        ),
        "share_offered_return_interview": lambda r: offered(r, rows),
    }


def by_hand(rows, ask):
    said = [(ask(row), row["child"]) for row in rows]
    known = [(a, c) for a, c in said if a is not None]
    yes = {c for a, c in known if a}
    return sum(a for a, _ in known), len(known), len(yes), len({c for _, c in known})


def ratio_by_hand(mine, theirs, ask):
    """Ratio of two shares and its robust error on the log scale, child by child."""
    (y, n, _, _), (y2, n2, _, _) = by_hand(mine, ask), by_hand(theirs, ask)
    if not y or not y2:
        return None
    adds = []
    judged = [r for r in (*mine, *theirs) if ask(r) is not None]
    for child in {r["child"] for r in judged}:
        first, second = (
            [ask(r) for r in group if r["child"] == child and ask(r) is not None]
            for group in (mine, theirs)
        )
        adds.append(sum((a - y / n) / y for a in first) - sum((a - y2 / n2) / y2 for a in second))
    many = len(adds)
    error = (many / (many - 1) * sum(a * a for a in adds)) ** 0.5 if many > 1 else None
    return y / n / (y2 / n2), error


@settings(max_examples=25)
@given(st.lists(incident(), min_size=1, max_size=20), st.randoms())
def test_equality(rows, random):
    finding = equality(made(rows), 1)
    if not any(row["ethnicity"] for row in rows):
        assert finding.refused.startswith("HW-N023")
        return
    said = [row["ethnicity"] or "not_recorded" for row in rows]
    for value in set(said):
        mine = [row for row, v in zip(rows, said, strict=True) if v == value]
        for name, ask in asked(rows).items():
            if not by_hand(rows, ask)[1]:
                continue
            if name == "share_offered_return_interview" and too_many(rows):
                check_between(finding, name, by_hand(rows, ask), loose_ends(rows))
                continue
            e = finding.estimate(name, ethnicity=value)
            got = e.count or 0, e.of, e.children or 0, e.children_of or 0
            assert got == by_hand(mine, ask), (name, value)
    check_ratios(finding, rows, said)
    check_bounds(finding, rows, said)
    again = random.sample(rows, len(rows))
    assert [e.count for e in equality(made(again), 1).estimates] == [
        e.count for e in finding.estimates
    ]


def too_many(rows):
    judged = by_hand(rows, asked(rows)["share_offered_return_interview"])[1]
    return loose_ends(rows) > 0.05 * (judged + loose_ends(rows))


def check_between(finding, name, told, loose):
    met, judged, _, _ = told
    assert finding.estimate(name).value is None
    low, high = (finding.estimate(f"{name}_{end}") for end in ("lowest", "highest"))
    assert (low.count, low.of) == (met, judged + loose)
    assert (high.count, high.of) == (met + loose, judged + loose)


def check_ratios(finding, rows, said):
    known = [v for v in ("asian", "black", "white") if v in said]
    if len(known) < 2:
        assert not [e for e in finding.estimates if e.name.startswith("ratio_")]
        return
    largest = max(known, key=said.count)
    theirs = [row for row, v in zip(rows, said, strict=True) if v == largest]
    for value in known:
        if value == largest:
            continue
        mine = [row for row, v in zip(rows, said, strict=True) if v == value]
        for name, ask in (
            ("ratio_missing_over_24h", lambda r: over(r, rows)),
            ("ratio_first_graded_high", lambda r: r["risk_first"] and r["risk_first"] == "high"),
        ):
            if not by_hand(rows, ask)[1]:
                continue
            e, wanted = finding.estimate(name, ethnicity=value), ratio_by_hand(mine, theirs, ask)
            if wanted is None:
                assert e.value is None
                continue
            assert e.value == pytest.approx(wanted[0])
            if wanted[1] and e.high < np.inf:
                half = log(e.high / e.value)
                assert half >= min(1.95 * wanted[1], 49)


def check_bounds(finding, rows, said):
    tables = [t for t in finding.tables if t.name == "bounds_ethnicity"]
    for e in tables[0].estimates if tables else ():
        share, end = e.name.rsplit("_", 1)
        ask = asked(rows)[share]
        answers = [(v, ask(row)) for row, v in zip(rows, said, strict=True) if ask(row) is not None]
        mine = [a for v, a in answers if v == e.by["ethnicity"]]
        silent = [a for v, a in answers if v in SILENT and a == (end == "highest")]
        assert (e.count, e.of) == (sum(mine) + sum(silent), len(mine) + len(silent))
