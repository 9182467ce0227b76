"""The report: page, tagged PDF, accessible spreadsheet and Word, from a released bundle alone.

Floor: 7. Reads: findings, vocabulary. Gives: `write_report`, which writes `report.html`,
`report.pdf`, `tables.xlsx` and `report.docx`; `FILES`, their names; `Artists`, helpers
that a longer job starts to draw its charts.
"""

from homeward.report.artists import Artists
from homeward.report.write import FILES, write_report

__all__ = ["FILES", "Artists", "write_report"]
