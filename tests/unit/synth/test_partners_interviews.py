"""The charity's file: what it holds, and that it is what happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from homeward.synth.clock import DAY, stamp, to_local
from homeward.synth.homes import HOST_AUTHORITY
from homeward.synth.partners.cases import Fate, cases_of, in_charity_file, interview_fates
from homeward.synth.rows import incident_references
from tests.unit.synth.counties import DEFAULT, TINY, county, details
from tests.unit.synth.partners_made import CHARITY, identities, minute, rows, supplied


@pytest.fixture(scope="module")
def truth():
    return supplied().truth["interviews"]


def told():
    return in_charity_file(county(DEFAULT), details(DEFAULT))


def test_every_row_has_the_fate_that_truth_counts(truth):
    found = Counter(row["Status"] for row in rows(CHARITY))
    own = truth["in_file"]
    assert found["Not offered"] == own["not_offered"] > 0
    assert found["Refused"] == own["declined"] > 0
    assert found["Missing again first"] == own["lost"] > 0
    assert found["Completed"] == own["held_within_72h"] + own["held_later"] > 0
    assert found["Open"] == own["pending"]
    assert sum(found.values()) == sum(own.values())
    assert truth["returns"] == sum(own.values()) + sum(truth["elsewhere"].values())
    assert truth["returns"] + truth["not_yet_returned"] == len(county(DEFAULT).incidents.ids)


def test_interviews_in_time_can_be_counted_from_the_file(truth):
    held = [row for row in rows(CHARITY) if row["Date Completed"]]
    in_time = sum(minute(row["Date Completed"]) <= minute(row["Due By"]) for row in held)
    assert in_time == truth["held_within_72h_as_told"]
    assert abs(in_time - truth["in_file"]["held_within_72h"]) < 0.02 * len(held)


def test_what_is_filled_goes_with_what_became_of_it():
    for row in rows(CHARITY):
        held, refused = row["Status"] == "Completed", row["Status"] == "Refused"
        assert bool(row["Date Completed"]) == bool(row["Seen Alone Y/N"]) == held
        assert bool(row["Refusal Reason"]) == refused
        assert bool(row["Date Offered"]) == bool(row["Provider"]) == bool(row["Accepted Y/N"])
        assert held or not (row["Push Factors"] or row["Pull Factors"] or row["Harm Told"])
        assert refused or not row["Carer’s Account"]
        if row["Accepted Y/N"]:
            assert (row["Accepted Y/N"].lower() == "no") == refused or row["Status"] == "Open"


def test_times_come_in_order_and_due_is_72_hours_after_the_return_as_told():
    for row in rows(CHARITY):
        returned = minute(row["Date Returned"])
        assert minute(row["Due By"]) - returned == timedelta(hours=72)
        assert returned.minute % 15 == 0 or returned.strftime("%H:%M") == "00:01"
        if row["Date Offered"]:
            assert minute(row["Date Offered"]).date() >= returned.date()
        if row["Date Completed"]:
            assert minute(row["Date Completed"]) >= minute(row["Date Offered"])
        if row["Shared With Police"]:
            assert minute(row["Shared With Police"]).date() >= minute(row["Date Completed"]).date()


def test_nothing_later_than_the_extract_is_in_it():
    last = stamp(int(to_local(county(DEFAULT).as_of)))
    for row in rows(CHARITY):
        for header in ("Date Returned", "Date Offered", "Appointment", "Date Completed"):
            assert not row[header] or minute(row[header]) <= last
        assert not row["Shared With Police"] or minute(row["Shared With Police"]) <= last


def test_own_children_are_all_in_it_and_others_mostly_not():
    authority, here = details(DEFAULT).authority, told()
    own = np.isin(authority, ["", HOST_AUTHORITY])
    back = county(DEFAULT).incidents.returned <= county(DEFAULT).as_of
    assert here[own & back].all() and not here[~back].any()
    assert 0 < here[~own].mean() < 0.35
    listed = Counter(row["Local Authority"] for row in rows(CHARITY))
    assert listed[HOST_AUTHORITY] == (own & here).sum()


def test_another_authority_commissions_for_a_child_and_not_for_an_episode():
    authority, here = details(DEFAULT).authority, told()
    others = ~np.isin(authority, ["", HOST_AUTHORITY])
    child = county(DEFAULT).incidents.child[others]
    for one in np.unique(child).tolist():
        assert len(set(here[others][child == one].tolist())) == 1


def test_a_lost_interview_was_booked_for_after_the_child_had_gone_again():
    own, everything = county(DEFAULT).incidents, county(DEFAULT).life.episodes
    lost = np.flatnonzero(interview_fates(county(DEFAULT)) == Fate.LOST.value)
    for place in lost[:200].tolist():
        later = everything.last_seen[
            (everything.child == own.child[place]) & (everything.last_seen > own.returned[place])
        ]
        assert later.min() < own.booked[place]


def test_references_are_the_forces_own_or_blank():
    own = np.array(incident_references(county(DEFAULT)))[told()].tolist()
    found = [row["Misper Ref"] for row in rows(CHARITY)]
    assert all(text in ("", true) for text, true in zip(found, own, strict=True))
    assert 0.12 < found.count("") / len(found) < 0.18


def test_children_stand_as_the_charity_holds_them():
    held = identities().held("charity")
    child = county(DEFAULT).incidents.child[told()].tolist()
    for row, one in list(zip(rows(CHARITY), child, strict=True))[::50]:
        assert row["First Name"] == held.forename[one]
        assert row["Surname"] == held.surname[one]
        assert minute(row["DOB"]) == stamp(int(held.born[one]))


def test_reasons_go_with_where_the_child_lives_and_with_exploitation():
    cases = cases_of(county(DEFAULT), details(DEFAULT), told())
    push = np.array([row["Push Factors"].lower() for row in rows(CHARITY)])
    pull = np.array([row["Pull Factors"].lower() for row in rows(CHARITY)])
    said = (push != "") & (pull != "")

    def share(texts, word, where):
        return np.mean([word in text for text in texts[said & where]])

    home, care = ~cases.in_care, cases.in_care
    assert share(push, "family conflict", home) > 3 * share(push, "family conflict", care)
    assert share(push, "placement unhappy", care) > 3 * share(push, "placement unhappy", home)
    assert share(pull, "family contact", care) > 1.5 * share(pull, "family contact", home)
    for word in ("gang county lines", "groomer"):
        assert share(pull, word, cases.exploited) > 3 * share(pull, word, ~cases.exploited)


def test_intelligence_is_shared_more_often_in_exploitation_and_not_always():
    cases = cases_of(county(DEFAULT), details(DEFAULT), told())
    shared = np.array([bool(row["Shared With Police"]) for row in rows(CHARITY)])
    held = cases.was_held
    assert not shared[~held].any()
    exploited, others = (
        shared[held & where].mean() for where in (cases.exploited, ~cases.exploited)
    )
    assert 0.1 < others < 0.4 < exploited < 0.9


def test_an_interview_still_to_come_is_pending():
    own = county(DEFAULT).incidents
    now = float(np.median(own.returned))
    earlier = replace(county(DEFAULT), as_of=now)
    fates = interview_fates(earlier)
    soon = (own.returned <= now) & (own.interviewed > now) & np.isfinite(own.interviewed)
    fresh = (own.returned <= now) & ~np.isfinite(own.offered) & (own.returned > now - 3 * DAY)
    assert soon.any() and (fates[soon] == Fate.PENDING.value).all()
    assert fresh.any() and (fates[fresh] == Fate.PENDING.value).all()
    assert (fates[own.returned > now] == Fate.NOT_DUE.value).all()


def test_small_counties_have_a_file_too():
    assert len(rows(CHARITY, TINY)) == sum(supplied(TINY).truth["interviews"]["in_file"].values())
