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

_CELLS = [
    (1, "a", 7, 2, 0.5, "Zoë", True, date(2024, 2, 29), datetime(2024, 3, 31, 0, 59, 59), ["x", "y"]),
    (2, "a", 7, 0, 1.5, "zoë", None, date(2023, 2, 28), datetime(2024, 3, 31, 1, 0), []),
    (3, "a", None, 3, 2.5, "ZOE", False, date(2024, 12, 31), datetime(2024, 10, 27, 0, 30), None),
    (4, "b", -7, 2, -0.5, " zoe ", True, date(2025, 1, 1), datetime(2024, 10, 27, 1, 30), ["x"]),
    (5, "b", 0, -2, -1.5, "", False, date(1969, 7, 20), datetime(1969, 12, 31, 23, 59, 58), ["é", "x", "x"]),
    (6, "b", -7, None, None, None, None, None, None, [None]),
    (7, None, 1, 0, 1e9, "naïve 🙂", True, date(2000, 2, 29), datetime(2024, 7, 1, 12, 0, 0, 500_000), ["y"]),
    (8, None, None, None, -2.5, "a%b_c", None, date(2024, 3, 31), datetime(2024, 1, 1, 0, 0), ["", "z"]),
    (9, "", 3, 1, 0.1, "zoë", False, date(2024, 10, 27), datetime(2024, 2, 29, 23, 59, 59, 999_999), ["z"]),
    (10, "nobody", None, None, None, None, None, None, None, None),
]  # fmt: skip

NAMES = _SCHEMA.names

#: Plain rows, for working out by hand.
PLAIN = [SimpleNamespace(**dict(zip(NAMES, cells, strict=True))) for cells in _CELLS]

ROWS = pa.Table.from_pylist([vars(row) for row in PLAIN], schema=_SCHEMA)

#: A second table: "a" twice, "b" not at all, and a null that must match nothing.
OTHERS = pa.table(
    {
        "g": pa.array(["a", "a", "", None, "c"], pa.string()),
        "k": pa.array([10, 20, 30, 40, 50], pa.int64()),
    }
)
