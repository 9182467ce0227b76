"""What the pages on traps say in words is true of the county whose numbers they print."""

from __future__ import annotations

import pytest

from docs.builders import trap_area, trap_censoring, trap_gini, trap_repeats
from docs.builders.pages import ROOT
from docs.traps import county
from homeward.vocabulary.placement import PlacementKind


def test_every_incident_of_the_county_is_counted_once():
    year = county.years()
    each = [county.repeats(year == y) for y in range(2019, 2023)]
    assert sum(found.incidents for found in each) == county.repeats(year > 0).incidents == len(year)
    assert all(found.second <= found.several for found in each)


def test_more_memory_finds_more_repeats():
    shares = [county.second_in_last_year(first) for first in (2022, 2021, 2020, 2019)]
    assert shares == sorted(shares) and shares[0] == pytest.approx(
        county.repeats(county.years() == 2022).second
    )


def test_recording_less_looks_less_concentrated():
    tops = [county.thinned(part)[3] for part in (1.0, 0.5, 0.25, 0.125)]
    assert tops == sorted(tops, reverse=True)


def test_the_correction_removes_sparseness_and_not_chance():
    _, none, plain, adjusted = county.equal_children(2000, 0.05)
    assert none > 0.9 and plain > 0.9 and adjusted < 0.1
    _, _, plain, adjusted = county.equal_children(2000, 3.0)
    assert plain == adjusted > 0.2


def test_no_effect_out_of_area_looks_like_one_until_its_interval_is_read():
    kinds = county.placed()
    here, other = (kinds[k.value] for k in (PlacementKind.LOCAL_HERE, PlacementKind.OTHER_HERE))
    low, high = county.ratio_interval()
    assert other.rate / here.rate > 1.2 and low < 1 < high
    assert other.per_reported == pytest.approx(here.per_reported, rel=0.1)
    # An interval that takes incidents as independent would not hold the truth.
    independent = (1 / here.incidents.sum() + 1 / other.incidents.sum()) ** 0.5
    assert other.rate / here.rate > 1 + 2 * independent


@pytest.mark.parametrize("page", [trap_area, trap_censoring, trap_gini, trap_repeats])
def test_each_page_says_that_its_records_are_made_up(page):
    text = " ".join((ROOT / page.TARGET).read_text(encoding="utf-8").lower().split())
    assert "made-up" in text or "synthetic county" in text
