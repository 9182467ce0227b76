"""The report: one HTML page and one tagged PDF, from a released bundle alone.

Floor: 7. Reads: findings, vocabulary. Gives: `write_report`, which writes `report.html`
and `report.pdf`; `warm_up`, which starts the chart renderer ahead of time.
"""

from homeward.report.drawing import warm_up
from homeward.report.write import write_report

__all__ = ["warm_up", "write_report"]
