"""Did it work: interventions with a known date, judged with power stated first.

Floor: 5. Reads: timelines, engine, estimators, findings, vocabulary. Gives: nothing yet.
It will file `evaluation.philomena`, `evaluation.team` and
`evaluation.return_interviews`; until then the report lists them as not yet examined.
"""

__all__: list[str] = []
