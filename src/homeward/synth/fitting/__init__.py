"""Calibration: a profile's settings moved until its counties meet published figures.

`measures` says what can be aimed at, `targets` reads what is wanted, `contradictions` finds
what no county could meet, `levers` are the settings that may move, `search` moves them,
`conflicts` names targets that this model cannot meet together, `fit` is the whole of it and
`written` writes the profile. Nothing is imported here: truth is counted with `counted`, and
need not wait for the optimiser.
"""
