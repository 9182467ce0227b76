"""The report: one HTML page and one tagged PDF, from a released bundle alone.

Floor: 7. Reads: findings, vocabulary. Gives: `write_report`, which writes `report.html`
and `report.pdf`; `Artists`, helpers that a longer job starts to draw its charts.
"""

from homeward.report.artists import Artists
from homeward.report.write import write_report

__all__ = ["Artists", "write_report"]
