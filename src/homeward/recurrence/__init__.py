"""Going missing again: next episodes, intense periods, what drives and what shortens them.

Floor: 5. Reads: timelines, engine, estimators, findings, vocabulary. Gives: nothing yet.
It will file `recurrence.next_episode`, `recurrence.intense_periods`,
`recurrence.drivers`, `recurrence.return` and `recurrence.follow_up`; until then the
report lists them as not yet examined.
"""

__all__: list[str] = []
