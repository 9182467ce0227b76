from __future__ import annotations

from homeward.demand import concentration
from homeward.vocabulary.verdicts import State

title = "Concentration"
order = 4
text = """
The children reported in a year are put in order of their incidents in that year. The top
10% are a tenth of those children, rounded up, and their share of that year's incidents is
given. Over all years the whole window is one period. The share that chance alone would
give stands beside it, because even a fair die makes somebody unlucky. So does the Gini index
that chance alone would give. A top share of places is given only where it is of five places or
more, is of five more than the last one given, and leaves five or more over: fewer could be known.
"""


def test_the_top_is_rounded_up(spec):
    """A tenth of six children is one child, Ana, with 3 of 9 incidents. A fifth is two: Ana
    and Ben, with 5."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00
            Ana   | 2024-05-01 20:00 | 2024-05-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ben   | 2024-04-01 20:00 | 2024-04-02 06:00
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00
            Eve   | 2024-03-01 20:00 | 2024-03-02 06:00
            Fay   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=concentration,
        then={
            "share_of_incidents_by_top_10_percent": {
                "value": 0.3333,
                "count": 3,
                "of": 9,
                "children": 1,
                "children_of": 6,
            },
            "share_of_incidents_by_top_20_percent": {"count": 5, "of": 9, "children": 2},
            "gini": {"value": 0.2407},
        },
    )


def test_only_the_incidents_of_the_year_count(spec):
    """Ana leads over both years, but in 2024 Ben had as many as anybody had."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2023-03-01 20:00 | 2023-03-02 06:00
            Ana   | 2023-04-01 20:00 | 2023-04-02 06:00
            Ana   | 2024-05-01 20:00 | 2024-05-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ben   | 2024-04-01 20:00 | 2024-04-02 06:00
        """,
        when=concentration,
        window=("2023-01-01", "2024-12-31"),
        then={
            "share_of_incidents_by_top_10_percent": {"count": 3, "of": 5, "children_of": 2},
            "share_of_incidents_by_top_10_percent[year=2023]": {"count": 2, "of": 2},
            "share_of_incidents_by_top_10_percent[year=2024]": {"count": 2, "of": 3},
        },
    )


def test_an_even_spread_is_no_concentration(spec):
    """One incident each: the top share is the share of children, and chance gives the same.

    No child moves the share, so how far it could lie cannot be seen: it is a quarter at least,
    as any four children's, and all at most.
    """
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=concentration,
        then={
            "share_of_incidents_by_top_20_percent": {"value": 0.25, "low": 0.25, "high": 1.0},
            "chance_share_top_20_percent": {"value": 0.25},
            "gini": {"value": 0.0},
            "gini_sparse_adjusted": {"value": 0.0},
            "chance_gini": {"value": 0.0},
        },
    )


def test_the_rate_behind_the_counts_is_refused_when_counts_are_too_few(spec):
    """Five incidents of four children say nothing about how children's rates differ."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00
            Dee   | 2024-03-01 20:00 | 2024-03-02 06:00
        """,
        when=concentration,
        then={"gini_gamma_poisson": {"value": None, "state": State.REFUSED}},
    )


def test_a_top_of_few_places_is_not_told(spec):
    """The top tenth of two places is one home, and its share would be that home's own."""
    spec(
        given="""
            child | reported         | found            | place
            ------+------------------+------------------+----------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00 | Elm House
            Ana   | 2024-04-01 20:00 | 2024-04-02 06:00 | Elm House
            Ben   | 2024-03-01 20:00 | 2024-03-02 06:00 |
            Cal   | 2024-03-01 20:00 | 2024-03-02 06:00 | Oak House
        """,
        when=concentration,
        then={
            "share_of_incidents_by_top_10_percent[unit=places]": {"state": State.REFUSED},
            "gini[unit=places]": {"state": State.REFUSED},
        },
    )


def test_places_are_ranked_where_they_are_named(spec):
    """A fifth of twenty-five places is five. Ten incidents are from five of them, one is from
    each of the other twenty; Zoe's names no place and is left out."""
    head = ["child | reported | place", "------+----------+------"]
    rows = [f"c{n} | 2024-03-01 20:00 | Place {n:02}" for n in range(25)]
    rows += [f"d{n} | 2024-04-01 20:00 | Place {n:02}" for n in range(5)]
    rows.append("Zoe | 2024-03-01 20:00 |")
    spec(
        given="\n".join(head + rows),
        when=concentration,
        then={
            "share_of_incidents_by_top_20_percent[unit=places]": {
                "count": 10,
                "of": 30,
                "left_out": 1,
            },
            "share_of_incidents_by_top_10_percent[unit=places]": {"state": State.REFUSED},
        },
    )


def test_no_incident_is_no_concentration_to_speak_of(spec):
    """Nothing was reported in the window."""
    spec.refuses(
        given="""
            child | reported | found
            ------+----------+------
        """,
        when=concentration,
        because=("HW-N003", "longer window"),
    )
