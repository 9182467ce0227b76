"""Rows on which engines have been caught disagreeing."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pyarrow as pa

_SCHEMA = pa.schema(
    [
        ("id", pa.int64()),  # unique: breaks every tie
        ("g", pa.string()),  # group; null and "" are two groups
        ("n", pa.int64()),  # nulls, zero, negative, ties
        ("m", pa.int64()),  # a divisor that is sometimes zero
        ("x", pa.float64()),  # halves; never NaN
        ("s", pa.string()),  # case, accents, spaces, beyond the basic plane
        ("b", pa.bool_()),
        ("on", pa.date32()),  # leap days, year ends, before 1970
        ("at", pa.timestamp("us")),  # instants around clock changes; half seconds
        ("words", pa.list_(pa.string())),  # empty and null are two things
    ]
)

#: Dates and instants as text, read below.
_CELLS = [
    (1, "a", 7, 2, 0.5, "Zoë", True, "2024-02-29", "2024-03-31 00:59:59", ["x", "y"]),
    (2, "a", 7, 0, 1.5, "zoë", None, "2023-02-28", "2024-03-31 01:00:00", []),
    (3, "a", None, 3, 2.5, "ZOE", False, "2024-12-31", "2024-10-27 00:30:00", None),
    (4, "b", -7, 2, -0.5, " zoe ", True, "2025-01-01", "2024-10-27 01:30:00", ["x"]),
    (5, "b", 0, -2, -1.5, "", False, "1969-07-20", "1969-12-31 23:59:58", ["é", "x", "x"]),
    (6, "b", -7, None, None, None, None, None, None, [None]),
    (7, None, 1, 0, 1e9, "naïve 🙂", True, "2000-02-29", "2024-07-01 12:00:00.5", ["y"]),
    (8, None, None, None, -2.5, "a%b_c", None, "2024-03-31", "2024-01-01 00:00:00", ["", "z"]),
    (9, "", 3, 1, 0.1, "zoë", False, "2024-10-27", "2024-02-29 23:59:59.999999", ["z"]),
    (10, "nobody", None, None, None, None, None, None, None, None),
]


def _plain(*cells: object) -> SimpleNamespace:
    row = SimpleNamespace(**dict(zip(_SCHEMA.names, cells, strict=True)))
    row.on = row.on and date.fromisoformat(row.on)
    row.at = row.at and datetime.fromisoformat(row.at)
    return row


#: Plain rows, for working out by hand.
PLAIN = [_plain(*cells) for cells in _CELLS]

ROWS = pa.Table.from_pylist([vars(row) for row in PLAIN], schema=_SCHEMA)

#: A second table: "a" twice, "b" not at all, and a null that must match nothing.
OTHERS = pa.table(
    {
        "g": pa.array(["a", "a", "", None, "c"], pa.string()),
        "k": pa.array([10, 20, 30, 40, 50], pa.int64()),
    }
)
