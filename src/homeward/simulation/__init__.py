"""What if: redesigned responses, staffing and cost, each with its uncertainty.

Floor: 5. Reads: frozen inputs that study assembles from findings; timelines, engine,
estimators, findings, vocabulary. Gives: nothing yet. It will file
`simulation.baseline` and one finding for each redesign; until then the report lists
them as not yet examined.
"""

__all__: list[str] = []
