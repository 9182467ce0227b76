"""What each row of a column says, as values to be told apart: by them two extracts are compared."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.columns import unsaid
from homeward.records.schema import Column, Form

#: What is told apart of a column: its values, its hours, and whether it says anything.
KINDS: Final = ("counts", "hours", "filled")

#: Whole numbers up to this, such as ages, are told apart one by one, others by their size.
_MOST_NUMBERS: Final = 120

#: Values, and the row of each where they are not one for each row.
Said = tuple[pa.Array, np.ndarray | None]


def said(rows: pa.RecordBatch, name: str, column: Column) -> dict[str, Said]:
    """The values of one column by kind; null where a row says nothing."""
    if column.form is Form.TIME:
        flags, on = rows[f"{name}_flag"], rows[f"{name}_on"]
        return {
            "counts": (_without(flags, "blank"), None),
            "hours": (pc.hour(rows[f"{name}_local"]), None),
            "filled": (on.is_valid(), None),
        }
    values = rows[name]
    if column.form is Form.WORDS:
        return _lists(values, _nothing(column))
    if column.form is Form.WORD:
        values = _without(values, _nothing(column))
        return {"counts": (values, None), "filled": (values.is_valid(), None)}
    found: dict[str, Said] = {"filled": (values.is_valid(), None)}
    if column.form in (Form.INTEGER, Form.NUMBER):
        numbers = values if few(column) else pa.array(sizes(values), from_pandas=True)
        found["counts"] = numbers, None
    return found


def few(column: Column) -> bool:
    """Whether the numbers of a column are told apart one by one."""
    return column.form is Form.INTEGER and (column.high or np.inf) <= _MOST_NUMBERS


def sizes(values: pa.Array) -> np.ndarray:
    """The size of each number, as a power of two that it lies below; not a number if null."""
    numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.floor(np.log2(np.maximum(numbers, 0.5))) + 1


def _nothing(column: Column) -> str:
    assert column.words is not None
    return unsaid(column.words) or ""


def _without(values: pa.Array, word: str) -> pa.Array:
    return pc.if_else(pc.equal(values, word), pa.scalar(None, values.type), values)


def _lists(values: pa.Array, nothing: str) -> dict[str, Said]:
    flat = _without(pc.list_flatten(values), nothing)
    at = pc.list_parent_indices(values).to_numpy(zero_copy_only=False)
    filled = np.zeros(len(values), bool)
    filled[at[flat.is_valid().to_numpy(zero_copy_only=False)]] = True
    return {"counts": (flat, at), "filled": (pa.array(filled), None)}
