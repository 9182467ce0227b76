from __future__ import annotations

title = "Time at risk"
order = 2
text = """
A child is at risk of a next episode from one return until the next report, or until the
records close. Nobody is at risk while missing. A spell is kept only where both its ends are
known to the minute.
"""


def spells(tables):
    return {f"{row['child']} after {row['after_ordinal']}": row for row in tables["at_risk"]}


def test_risk_runs_from_return_to_the_next_report(spec):
    """Ana comes back on 2 March and is reported again on 12 March, ten days later. After her
    second return there is no report: 18 days and 23 hours to the close, since the clocks
    went forward."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ana   | 2024-03-01 20:00 | 2024-03-02 06:00
            Ana   | 2024-03-12 06:00 | 2024-03-13 00:00
        """,
        when=spells,
        then={
            "Ana after 1": {"days": 10.0, "again": 1},
            "Ana after 2": {"days": 18.9583, "again": 0},
        },
        window=("2024-01-01", "2024-03-31"),
    )


def test_nobody_is_at_risk_while_missing(spec):
    """Ben is reported again before he is back: there is no time at risk between the two."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------------
            Ben   | 2024-03-01 20:00 | 2024-03-05 06:00
            Ben   | 2024-03-03 20:00 | 2024-03-21 00:00
        """,
        when=spells,
        then={"Ben after 2": {"days": 10.9583, "again": 0}},
        window=("2024-01-01", "2024-03-31"),
    )


def test_a_return_known_only_to_the_day_starts_no_spell(spec):
    """Nobody wrote when on 2 March Cal came back, so how long he was at risk is unknown."""
    spec(
        given="""
            child | reported         | found
            ------+------------------+-----------
            Cal   | 2024-03-01 20:00 | 2024-03-02
        """,
        when=spells,
        then={},
    )
