"""What is said to be true of the council's files, counted again from the files."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from homeward.synth.clock import day_of, to_local
from homeward.vocabulary.placement import PlacementKind
from tests.unit.synth.council_made import (
    day,
    last_day,
    made,
    opens,
    rows,
    sheet,
    year_rows,
    years,
)
from tests.unit.synth.counties import DEFAULT, county


@pytest.fixture(scope="module")
def clean():
    return made()


def test_truth_is_what_the_files_say(clean):
    truth, days = clean.truth, Counter()
    for year, row in year_rows(clean, "episodes"):
        after = last_day(year) + timedelta(days=1)
        over = day(row["DEC"]) if row["DEC"] else after
        days[row["PLACE"][0]] += (over - max(day(row["DECOM"]), opens(year))).days
    by_setting = truth["placement_days"]
    assert days["K"] == by_setting["childrens_home"]
    assert days["U"] == by_setting["foster"]
    assert days["H"] + days["Z"] == by_setting["supported_accommodation"]
    types = Counter(row["miss_missing_episode_type"] for row in rows(clean, "ssd_missing"))
    assert dict(types) == truth["missing_spells"]


def test_the_years_tell_of_the_same_spells_as_the_tables(clean):
    told = Counter()
    for year, row in year_rows(clean, "missing"):
        if day(row["MIS_START"]) >= opens(year) or year == years(clean)[0]:
            told[row["MISSING"]] += 1
    assert dict(told) == clean.truth["missing_spells"]


def _linked(supplied) -> dict[int, dict[str, str]]:
    """Rows of the tables' missing spells by the position of their incident."""
    ids = county(DEFAULT).incidents.ids
    at = {int(number) % 10**12: place for place, number in enumerate(ids.tolist())}
    found = {}
    for row in rows(supplied, "ssd_missing"):
        place = at.get(int(row["miss_table_id"].removeprefix("SYNTHETIC-")))
        if place is not None:
            found[place] = row
    return found


def test_truth_of_agreement_is_what_the_files_say(clean):
    incidents, linked = county(DEFAULT).incidents, _linked(clean)
    truth = clean.truth
    assert len(linked) == truth["police_incidents_with_spell"]
    seen, found = to_local(incidents.last_seen), to_local(incidents.found)
    last = day_of(county(DEFAULT).as_of - 1440)
    agree = 0
    for place, row in linked.items():
        ended = day_of(found[place])
        police = (day_of(seen[place]).isoformat(), ended.isoformat() if ended <= last else "")
        council = (
            row["miss_missing_episode_start_date"][:10],
            row["miss_missing_episode_end_date"][:10],
        )
        agree += police == council
    assert truth["dates_agree_share"] == pytest.approx(agree / len(linked))
    assert 0.9 < truth["dates_agree_share"] < 1
    assert 0.85 < len(linked) / truth["police_incidents"] < 0.95


def test_most_episodes_of_children_placed_elsewhere_are_known_to_the_council_only(clean):
    life, world = county(DEFAULT).life.episodes, county(DEFAULT).world
    elsewhere = world.children.placement[life.child] == PlacementKind.LOCAL_ELSEWHERE.value
    unrecorded = {int(n) % 10**12 for n in life.ids[elsewhere & (life.recorded == 0)].tolist()}
    own = [
        row
        for row in rows(clean, "ssd_missing")
        if int(row["miss_table_id"].removeprefix("SYNTHETIC-")) in unrecorded
    ]
    assert len(own) > 100
    assert {row["miss_missing_rhi_offered"] for row in own} <= {"N", "NA"}


def test_interviews_are_those_of_the_county(clean):
    incidents, as_of = county(DEFAULT).incidents, county(DEFAULT).as_of
    for place, row in _linked(clean).items():
        offered, accepted = row["miss_missing_rhi_offered"], row["miss_missing_rhi_accepted"]
        if row["miss_missing_episode_end_date"] and not (
            as_of - 1440 < incidents.offered[place] < np.inf
        ):
            assert offered == ("Y" if incidents.offered[place] <= as_of else "N")
        if offered == "Y":
            assert accepted == ("Y" if incidents.accepted[place] else "N")
        else:
            assert accepted == "NA"
    assert not any(
        "date" in column and "rhi" in column for column in sheet(clean, "ssd_missing").columns
    )
