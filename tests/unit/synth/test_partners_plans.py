"""Forms and trigger plans: who has one, when, whether it is kept up and used."""

from __future__ import annotations

from collections import Counter

import numpy as np

from homeward.synth.clock import DAY, stamp, to_local
from homeward.synth.partners.homes import home_links, home_references, last_use
from homeward.synth.partners.plans import NO_FORM, NO_STAY, form_at_call, plans, used_at_call
from homeward.synth.people import NO_HOME
from homeward.vocabulary.activity import PlanKind
from tests.unit.synth.counties import DEFAULT, county, profile
from tests.unit.synth.partners_made import FORMS, TRIGGERS, minute, rows, supplied


def forms():
    return plans(county(DEFAULT)).of(PlanKind.PHILOMENA)


def triggers():
    return plans(county(DEFAULT)).of(PlanKind.TRIGGER)


def test_a_form_is_of_a_stay_in_a_home_that_is_live():
    own, world = forms(), county(DEFAULT).world
    assert len(own.ids) > 50 and len(np.unique(own.stay)) == len(own.stay)
    assert (world.stays.home[own.stay] == own.home).all() and (own.home != NO_HOME).all()
    assert (world.stays.child[own.stay] == own.child).all()
    assert (own.completed >= world.homes.philomena[own.home]).all()
    assert (own.completed >= world.stays.opens[own.stay]).all()
    assert (own.completed < world.stays.closes[own.stay]).all()
    assert (own.completed < county(DEFAULT).as_of).all()


def test_updates_come_after_completion_and_never_to_stale_plans():
    until = np.minimum(county(DEFAULT).world.stays.closes[forms().stay], county(DEFAULT).as_of)
    own = forms()
    assert ((own.updated >= own.completed) & (own.updated < until)).all()
    assert (own.updated == own.completed)[own.stale == 1].all()
    review = profile(DEFAULT).plans.review_days * DAY
    kept = (own.stale == 0) & (until - own.completed > review + 8 * DAY)
    assert kept.any() and (own.updated > own.completed)[kept].all()
    assert (until - own.updated)[kept].max() < review + 8 * DAY
    assert abs(own.stale.mean() - profile(DEFAULT).plans.stale_share) < 0.12


def test_trigger_plans_follow_meetings_that_were_held():
    own, meetings = triggers(), county(DEFAULT).meetings
    of_cause = dict(zip(meetings.cause.tolist(), meetings.held.tolist(), strict=True))
    held = np.array([of_cause[cause] for cause in own.ids.tolist()])
    assert len(own.ids) > 50 and (own.completed >= held).all()
    assert (own.stay == NO_STAY).all() and (own.home == NO_HOME).all()
    share = len(own.ids) / np.sum(meetings.held < county(DEFAULT).as_of)
    assert abs(share - profile(DEFAULT).plans.trigger_plan_share) < 0.1


def test_a_form_is_used_only_where_there_is_one():
    own, incidents = forms(), county(DEFAULT).incidents
    form, used = form_at_call(county(DEFAULT)), used_at_call(county(DEFAULT))
    there = form != NO_FORM
    assert used.dtype == bool and not used[~there].any() and 0 < used.sum() < there.sum()
    assert (own.stay[form[there]] == incidents.stay[there]).all()
    assert (own.completed[form[there]] <= incidents.reported[there]).all()
    assert abs(used[there].mean() - profile(DEFAULT).plans.used_at_call_share) < 0.1


def test_the_last_call_of_each_stay_is_the_one_on_the_form():
    form, used = form_at_call(county(DEFAULT)), used_at_call(county(DEFAULT))
    last = last_use(county(DEFAULT), len(forms().ids))
    for place in range(len(last)):
        calls = used[form == place].tolist()
        assert last[place] == (calls[-1] if calls else -1)
    written = Counter(row["Used At Call"] for row in rows(FORMS))
    assert written == Counter(
        {"Yes": (last == 1).sum(), "No": (last == 0).sum(), "": (last == -1).sum()}
    )


def test_truth_counts_what_the_files_hold():
    truth = supplied().truth["plans"]
    assert truth["forms_completed"] == len(rows(FORMS)) <= truth["stays_in_live_homes"]
    assert truth["forms_stale"] == forms().stale.sum()
    assert truth["reports_with_a_form_used"] == used_at_call(county(DEFAULT)).sum()
    assert truth["trigger_plans"] >= len(rows(TRIGGERS)) > 0
    never = sum(row["Last Updated"] == row["Date Completed"] for row in rows(FORMS))
    assert never >= truth["forms_stale"]


def test_a_child_keeps_a_number_in_one_home_and_no_two_share_one():
    stays, own = county(DEFAULT).world.stays, home_references(county(DEFAULT))
    whose: dict[str, tuple[int, int]] = {}
    for n, text in enumerate(own):
        assert bool(text) == (stays.home[n] != NO_HOME)
        if text:
            who = int(stays.home[n]), int(stays.child[n])
            assert whose.setdefault(text, who) == who
    assert len(set(whose.values())) == len(whose)


def test_the_homes_references_are_told_as_links():
    links = home_links(county(DEFAULT), forms())
    assert set(links["reference"]) == {row["YP Ref"] for row in rows(FORMS)}
    assert len(links["reference"]) == len(links["child"]) == len(links["agency"])
    assert set(links["agency"]) == {"home"}
    assert set(links["child"]) <= set(map(str, county(DEFAULT).world.children.ids.tolist()))


def test_forms_say_nothing_later_than_the_extract():
    last = stamp(int(to_local(county(DEFAULT).as_of)))
    told = [row for path in (FORMS, TRIGGERS) for row in rows(path)]
    assert all(minute(row["Date Completed"]) <= minute(row["Last Updated"]) <= last for row in told)


def test_homes_write_names_in_their_own_ways_and_some_the_forces_reference():
    told = rows(FORMS)
    ways = {(", " in row["Young Person"], row["Young Person"][-1] == ".") for row in told}
    assert len(ways) >= 2 and all(row["Young Person"] for row in told)
    known = [row["Police Ref"] for row in told if row["Police Ref"]]
    assert 0.3 < len(known) / len(told) < 0.6 and all(text.startswith("N") for text in known)
