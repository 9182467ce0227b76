"""Formats of times, and encodings, told of many texts at once as they are told of one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.records.clock import NO_TIME
from homeward.records.encoding import decodes
from homeward.records.formats import _compile, _may_fit, _read_singly, read_texts

FORMS = ("%d/%m/%Y %H:%M", "%d %b %Y", "%Y-%m-%dT%H:%M:%S", "%d.%m.%y %I:%M %p", "%A %d %B %Y")
TEXTS = st.one_of(
    st.from_regex(r"[0-9]{1,2}[/. -][0-9]{1,2}[/. -]([0-9]{2}|[0-9]{4})([ T][0-9:]{4,8})?"),
    st.sampled_from(
        ["1 ſep 2022", "1 SEP 2022", "Monday 5 May 2022", "01/02/2023\t10:00", "01/02/2023 1:5"]
    ),
    st.text("0123456789/:-. TJanPMm\u00a0\u0661é\n", max_size=18),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12), form=st.sampled_from(FORMS))
def test_no_text_that_a_format_reads_is_passed_over_at_the_first_look(texts, form):
    pattern, _ = _compile(form)
    array = pa.array(texts, pa.string())
    local, _ = _read_singly(array, pattern)
    may = _may_fit(array, pattern)
    assert may[local != NO_TIME].all()
    assert np.array_equal(read_texts(array, (form,)).local, local)


@pytest.mark.parametrize("byte", range(256))
def test_windows_1252_is_told_by_the_bytes_that_it_does_not_have(tmp_path, byte):
    path = tmp_path / "a.csv"
    path.write_bytes(b"ab" + bytes([byte]) + b"c\r\n")
    try:
        path.read_bytes().decode("cp1252")
        sound = True
    except UnicodeDecodeError:
        sound = False
    assert decodes(path, "cp1252") is sound
