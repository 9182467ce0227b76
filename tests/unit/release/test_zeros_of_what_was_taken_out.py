"""A group whose number was taken out takes the zeros of its parts with it."""

from __future__ import annotations

from homeward.findings import Bundle, Estimate, Finding
from homeward.release import release, verify
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Incidents, those of the top 1% of children, and children, by year; the last has one incident.
YEARS = {
    2019: (836, 398, 112), 2020: (856, 424, 109), 2021: (918, 438, 119), 2022: (849, 399, 108),
    2023: (863, 419, 127), 2024: (1, 1, 1),
}  # fmt: skip


def _bundle():
    def children(n, **by):
        return Estimate("children", Kind.COUNT, Unit.CHILDREN, n, count=n, children=n, by=by)

    volume = (children(1, year=2024), children(0, setting="foster", year=2024))
    top = tuple(
        Estimate(
            "share_of_incidents_by_top_1_percent", Kind.SHARE, Unit.INCIDENTS, count / of,
            count=count, of=of, children=2 if of > 1 else 1, children_of=people, by={"year": year},
        )
        for year, (of, count, people) in YEARS.items()
    )  # fmt: skip
    heap = Estimate(
        "midnight_heap_ratio", Kind.RATE_RATIO, Unit.RATIO, 8 / 7, count=4, of=11, children=4,
        children_of=6,
    )  # fmt: skip
    named = {"demand.volume": volume, "demand.clock": (heap,), "demand.concentration": top}
    found = tuple(Finding(id, "x", estimates) for id, estimates in named.items())
    window = {"from": "2019-01-01", "to": "2024-01-31"}
    return Bundle(True, window, "2024-02-01T00:00:00Z", "Made-up", found)


def test_no_zero_is_shown_beside_a_total_that_was_taken_out():
    released = release(_bundle())
    verify(released)
    volume = next(f for f in released.findings if f.id == "demand.volume")
    assert [e.state for e in volume.estimates] == [State.HIDDEN] * 2
