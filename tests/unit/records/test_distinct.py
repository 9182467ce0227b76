"""Distinct texts looked at many at once, against each looked at alone."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from homeward.records.columns import fold_reference, read_column
from homeward.records.distinct import distinct, says_nothing, silent, unusual, without_forms
from homeward.records.mapping import ColumnMap
from homeward.records.raw import RawTable
from homeward.records.tables import TABLES

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["n/a", "NULL", "-", "unknown", "M1", "12.0", "12.00", "1.05", "A  B", "é",
                         "İx", "٣", "x\u00a0y", "Oak House", "N/A 1", "x" * 30]),
        st.text(max_size=6),
    ),
    max_size=12,
)  # fmt: skip


@given(TEXTS)
@example(["", "a"])
def test_which_texts_say_nothing(texts):
    array = pa.array(["skipped", *texts], pa.string()).slice(1)
    assert silent(array).tolist() == [says_nothing(text) for text in texts]


@given(TEXTS)
def test_which_texts_are_unusual(texts):
    array = pa.array(["é", *texts], pa.string()).slice(1)
    wanted = [any(not "!" <= character <= "~" for character in text) for text in texts]
    assert unusual(array).tolist() == wanted


@given(TEXTS)
def test_references_are_folded_as_each_alone(texts):
    cells = pa.array([text.strip() or None for text in texts], pa.string())
    raw = RawTable(("P",), {"P": cells}, pa.array(range(len(texts)), pa.int64()))
    for table, name, place in (("incidents", "child", False), ("places", "place", True)):
        read = read_column(raw, name, TABLES[table].columns[name], ColumnMap("P"), {})
        assert read.stored[name].to_pylist() == [
            None if text is None or says_nothing(text) else fold_reference(text, place=place)
            for text in cells.to_pylist()
        ]


def test_filled_in_forms_are_blank():
    column = without_forms(distinct(pa.array(["n/a", "M1", None])))
    assert column.blank.tolist() == [True, False, True]
