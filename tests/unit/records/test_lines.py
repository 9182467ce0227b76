"""Blocks of lines: where they end, and which are sure to be one record each."""

from __future__ import annotations

import io
from functools import partial

import pytest

from homeward.records.lines import Feed, survey
from homeward.vocabulary.errors import HomewardError


def feed(text, many=4):
    chunks = iter(partial(io.StringIO(text, newline="").read, many), "")
    return Feed(chunks, many, "a.csv")


def blocks(text, many=4):
    source = feed(text, many)
    return list(iter(source.block, ""))


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("ab\ncd\n", ["ab\n", "cd\n"]),
        ("ab\r\ncd\r\n", ["ab\r\n", "cd\r\n"]),
        ("ab\rcd\ref", ["ab\r", "cd\r", "ef"]),
        ("abcdefgh\ni", ["abcdefgh\n", "i"]),
        ("", []),
    ],
)
def test_a_block_is_whole_lines(text, given):
    assert blocks(text) == given


def test_lines_taken_one_by_one_go_on_into_the_blocks_to_come():
    source = feed("a\nb\nc\nd\ne\n")
    source.begin(["x\n"])
    assert [next(source) for _ in range(2)] == ["x\n", "a\n"]
    assert source.beyond
    source.end(["a\n"])
    assert not source.beyond
    assert "".join(iter(source.block, "")) == "a\nb\nc\nd\ne\n"


def test_what_was_not_taken_of_the_lines_begun_with_is_not_given_again():
    source = feed("a\nb\n")
    source.begin(["x\n", "y\n"])
    assert next(source) == "x\n" and not source.beyond
    source.end(())
    assert source.block() == "a\nb\n"


def test_a_line_that_does_not_end_is_refused_with_its_number():
    source = feed("a\n" + "x" * 3_000_000, 1 << 20)
    assert source.block() == "a\n"
    source.before = 1
    with pytest.raises(HomewardError) as caught:
        source.block()
    assert (caught.value.code, caught.value.detail) == ("HW-F010", "a.csv, line 2")


@pytest.mark.parametrize(
    "line",
    ["a,b", '"a",b', 'a,"b"', '"a ""b"" c",d', '"",""', '"""",b', "", ",,", '"a,b",c\r'],
)
def test_a_line_whose_marks_pair_off_at_the_edges_of_cells_is_no_knot(line):
    found = survey(f"x,y\n{line}\nz\n".encode(), ",")
    assert found.knots.tolist() == [False] * 3


@pytest.mark.parametrize(
    "line",
    ['a"b,c', '"a,b', 'a,b"', '"a"b,c', 'a, "b"', 'a""b', '"a" ,b', "a\0b", "a\x1a",
     "\ufeffa,b", '"', "x" * 131_073],
)  # fmt: skip
def test_a_line_that_may_be_read_otherwise_is_a_knot(line):
    found = survey(f"x,y\n{line}\nz\n".encode(), ",")
    assert found.knots.tolist() == [False, True, False]


@pytest.mark.parametrize("delimiter", ["§", '"', "\n"])
def test_no_line_is_sure_under_a_delimiter_of_more_bytes_or_meanings(delimiter):
    assert survey(b"a\nb\n", delimiter).knots.all()


def test_lines_end_as_text_files_end_them():
    found = survey(b"a\r\nb\rc\nd\r", ",")
    assert found.starts.tolist() == [0, 3, 5, 7]
    assert found.ends.tolist() == [3, 5, 7, 9]
