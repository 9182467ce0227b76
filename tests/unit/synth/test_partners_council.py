"""The council's meetings and support, against what happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from homeward.synth.clock import midnight, stamp, to_local
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.identities import identify
from homeward.synth.partners import children_named, partner_files
from homeward.synth.partners.council import in_meetings_file, in_support_file
from homeward.vocabulary.activity import MeetingKind, SupportKind
from tests.unit.synth.counties import DEFAULT, county, profile
from tests.unit.synth.partners_made import MEETINGS, SUPPORT, TRIGGERS, minute, rows, supplied


def test_meetings_are_as_truth_counts_them():
    truth, found = supplied().truth["meetings"], rows(MEETINGS)
    became = Counter(row["Outcome"] for row in found)
    assert truth["called"] == len(found) > 300
    assert truth["held"] == became["Held"] == sum(bool(row["Date Held"]) for row in found)
    assert truth["not_held"] == became["Not held"] and truth["awaited"] == became["Awaited"]
    assert truth["actions_opened"] == sum(int(row["Actions Opened"] or 0) for row in found)
    assert truth["actions_closed"] == sum(int(row["Actions Closed"] or 0) for row in found)
    share = truth["held"] / (truth["held"] + truth["not_held"])
    assert abs(share - profile(DEFAULT).meetings.held_share) < 0.08


def test_meetings_are_called_in_the_window_and_held_after():
    last = stamp(int(to_local(county(DEFAULT).as_of)))
    for row in rows(MEETINGS):
        assert minute(row["Date Called"]).date() >= profile(DEFAULT).window.opens
        assert minute(row["Date Called"]) <= last
        assert bool(row["Date Held"]) == bool(row["Actions Opened"]) == (row["Outcome"] == "Held")
        if row["Date Held"]:
            assert minute(row["Date Called"]) <= minute(row["Date Held"]) <= last
            assert 0 <= int(row["Actions Closed"]) <= int(row["Actions Opened"])


def test_exploitation_meetings_are_mostly_of_flagged_children():
    meetings, listed = county(DEFAULT).meetings, in_meetings_file(county(DEFAULT))
    flagged = county(DEFAULT).world.children.flagged[meetings.child] <= meetings.called
    mace = np.array(
        [MeetingKind.read(row["Meeting Type"]) is MeetingKind.MACE for row in rows(MEETINGS)]
    )
    assert mace[flagged[listed]].mean() > 4 * mace[~flagged[listed]].mean()


def test_support_is_of_the_countys_own_children():
    supports, listed = county(DEFAULT).supports, in_support_file(county(DEFAULT))
    authority = county(DEFAULT).world.children.authority[supports.child]
    assert (authority[listed] == 0).all() and (authority > 0).any()
    opens = midnight(profile(DEFAULT).window.opens)
    missed = (authority == 0) & ~listed
    gone = (supports.ended < opens) | (supports.referred > county(DEFAULT).as_of)
    assert gone[missed].all()


def test_support_is_as_truth_counts_it():
    truth, found = supplied().truth["support"]["in_file"], rows(SUPPORT)
    assert truth["spells"] == len(found) > 50
    assert truth["started"] == sum(bool(row["Start Date"]) for row in found)
    assert truth["ended"] == sum(bool(row["End Date"]) for row in found)
    for row in found:
        days = [
            minute(row[name]) for name in ("Referral Date", "Start Date", "End Date") if row[name]
        ]
        assert days == sorted(days) and row["Provider"]
        assert SupportKind.read(row["Service Type"]) not in (None, SupportKind.NOT_RECORDED)


def test_everyone_in_a_file_is_among_the_children_named():
    named = set(children_named(county(DEFAULT)).tolist())
    assert named >= set(county(DEFAULT).incidents.child.tolist())
    assert named >= set(county(DEFAULT).meetings.child.tolist())
    assert len(named) < len(county(DEFAULT).world.children.ids)


def test_a_county_where_nothing_follows_has_files_without_rows():
    rules = profile()
    rules = replace(
        rules,
        meetings=replace(rules.meetings, trigger_episodes=100),
        plans=replace(rules.plans, completed_share=0.0),
        interviews=replace(rules.interviews, offered_share={}),
    )
    quiet = live_through(rules, 1)
    given = partner_files(quiet, describe(quiet), identify(quiet, {}), rules.faults)
    sizes = {file.name: file.rows for file in given.files}
    assert sizes[MEETINGS] == sizes[SUPPORT] == sizes[TRIGGERS] == 0
    assert given.truth["meetings"]["called"] == given.truth["plans"]["forms_completed"] == 0
    own = given.truth["interviews"]["in_file"]
    assert own["not_offered"] + own["pending"] == sum(own.values()) > 0
