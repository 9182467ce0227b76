"""The report: page, tagged PDF, accessible spreadsheet and Word, from a released bundle alone.

Floor: 7. Reads: findings, release, vocabulary. Gives: `write_report`, which writes `report.html`,
`report.pdf`, `tables.xlsx` and `report.docx`; `FILES`, their names; `Artists`, helpers
that a longer job starts to draw its charts; `much_lost`, the warning of the first page.
"""

from homeward.report.artists import Artists
from homeward.report.warning import much_lost
from homeward.report.write import FILES, write_report

__all__ = ["FILES", "Artists", "much_lost", "write_report"]
