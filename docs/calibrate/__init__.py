"""How near the synthetic counties come to published figures: the data and pictures of a page.

`python -m docs.calibrate` lives through twenty counties of each calibrated profile, writes
`docs/data/calibration.json` and draws the pictures; `make docs` then writes the page
`docs/reference/calibration.md` from the data.
"""
