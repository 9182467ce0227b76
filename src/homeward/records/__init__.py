"""The front door: declared tables, readers, checks, quarantine.

Floor: 2. Reads: vocabulary. Gives: the declared tables (`TABLES`), mappings from a
supplier's columns onto them (`FileMap`), how a file opens (`sniff`), and from a folder
of extracts checked tables, an account of every row, and a quarantine (`ingest`).

Names are imported from the modules that hold them, so that this room opens at once:
`schema`, `tables`, `mapping`, `outcome`, `reading`, `intake`, `quarantine`.
"""

from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.outcome import FileAccount, IntakeAccount
from homeward.records.schema import Column, Form, Personal, Rule, Table, stored_columns

__all__ = [
    "Column",
    "ColumnMap",
    "FileAccount",
    "FileMap",
    "Form",
    "IntakeAccount",
    "Personal",
    "Reading",
    "Rule",
    "Table",
    "stored_columns",
]
