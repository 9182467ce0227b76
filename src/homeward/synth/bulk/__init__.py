"""Large counties: blocks lived through by several processes, streamed to Parquet.

`make_bulk` writes them; `BULK_FAULTS` are the faults that typed tables can hold.
"""

from __future__ import annotations

from homeward.synth.bulk.make import BULK_FAULTS, make_bulk

__all__ = ["BULK_FAULTS", "make_bulk"]
