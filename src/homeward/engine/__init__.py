"""Ibis on DuckDB or Spark, and the safe keeping of what it makes. No domain words.

Floor: 1. Reads: vocabulary. Gives: an open engine, tables on disk and back, the lock,
the step cache, publishing that survives a crash, and the few operations on times that
give one answer on every engine.
"""

from homeward.engine.connection import Engine, open_engine
from homeward.engine.lock import folder_lock
from homeward.engine.publish import check_out, publish, recover
from homeward.engine.source import source_hash
from homeward.engine.steps import Step, StepCache
from homeward.engine.store import FORMAT, read_tables, write_tables

__all__ = [
    "FORMAT",
    "Engine",
    "Step",
    "StepCache",
    "check_out",
    "folder_lock",
    "open_engine",
    "publish",
    "read_tables",
    "recover",
    "source_hash",
    "write_tables",
]
