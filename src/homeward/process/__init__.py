"""The response as it runs: event log, process map, clocks, fail points.

Floor: 5. Reads: timelines, engine, estimators, findings, vocabulary. Gives: nothing yet.
It will file `process.map`, `process.variants`, `process.clocks`, `process.fail_points`
and `process.failure_demand`; until then the report lists them as not yet examined.
"""

__all__: list[str] = []
