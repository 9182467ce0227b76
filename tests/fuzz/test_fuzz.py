"""A few hundred broken files are read or refused with a code; `make fuzz N=20000` takes more."""

from __future__ import annotations

import zipfile
from random import Random

import pytest

from homeward.records.reading import EXTENSIONS
from homeward.vocabulary.errors import HomewardError
from tests.fuzz import judge as judging
from tests.fuzz.judge import WrongError, judge
from tests.fuzz.mutate import broken_inside, make
from tests.fuzz.seeds import SECRET, seeds
from tests.fuzz.series import MOST_SECONDS, Ran, run

pytest.importorskip("resource", reason="this system sets no limits on a process")

INPUTS, SEED = 240, 5


def test_a_series_of_broken_files_is_read_or_refused():
    ran = run(INPUTS, SEED)
    assert [(f.number, f.file, f.how, f.why) for f in ran.failures] == []
    assert ran.ended.total() == INPUTS
    assert ran.ended["read"] > INPUTS / 5, "most inputs never come to a reader"
    assert len(ran.ended) > 5, "too few ways to be refused"


def test_whole_files_are_read_and_every_kind_is_among_them():
    assert {judge(name, data, proposing=False) for name, data in seeds().items()} == {"read"}
    kinds = {f".{name.rpartition('.')[2]}" for name in seeds()}
    assert set(EXTENSIONS) - kinds == {".xlsb"}, "nothing free writes .xlsb"


def test_the_same_number_makes_the_same_input():
    files = seeds()
    assert [make(n, 1, files) for n in range(40)] == [make(n, 1, files) for n in range(40)]
    assert make(3, 1, files) != make(3, 2, files)


def test_archives_broken_inside_are_whole_archives(tmp_path):
    path = tmp_path / "a.xlsx"
    for number in range(20):
        path.write_bytes(broken_inside(Random(number), seeds()["book.xlsx"], [b"x"]))
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None


def test_a_cell_in_a_message_would_be_seen(monkeypatch):
    def tell(*_):
        raise HomewardError("HW-F005", f"{SECRET} Quill")

    monkeypatch.setattr(judging, "_read_all", tell)
    with pytest.raises(WrongError, match="holds a cell"):
        judge("plain.csv", seeds()["plain.csv"])


def test_an_exception_a_slow_input_and_a_large_one_are_failures():
    ran = Ran()
    sound = {"number": 1, "file": "a.csv", "ended": "read", "why": "", "seconds": 1.0, "memory": 1}
    ran.add(sound)
    assert ran.failures == []
    ran.add(sound | {"ended": "KeyError", "why": "Traceback"})
    ran.add(sound | {"seconds": MOST_SECONDS + 1})
    ran.add(sound | {"memory": 1 << 40})
    assert [f.how for f in ran.failures] == ["KeyError", "too slow", "too much memory"]
    assert "4 inputs, 3 failures" in ran.summary
