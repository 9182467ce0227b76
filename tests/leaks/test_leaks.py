"""Every byte that every command leaves anywhere, searched for every cell about a child."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
import zlib

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from docx import Document

from tests.leaks.commands import Person, Watch, everything
from tests.leaks.markers import Kind, rows
from tests.leaks.rules import WAYS, not_allowed, not_needed
from tests.leaks.search import Found, kinds_in

#: What the person supplied or wrote by hand: it holds cells because they put them there.
SUPPLIED = {"extracts", "damaged", "001_rows.csv", "study.toml", "wrong.toml", "opened"}


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def way(request):
    return request.param


@pytest.fixture(scope="module")
def done(tmp_path_factory, way):
    """Every command given by somebody, their temporary folder watched."""
    person = Person(tmp_path_factory.mktemp("leaks"), more=way.environment)
    with Watch(person.temporary) as watch:
        everything(person)
    return person, watch


@pytest.fixture(scope="module")
def on_disk(done):
    """What was found in the output folder, by its place there."""
    found = Found()
    found.look_below(done[0].folder / "out")
    return found


def test_no_cell_is_in_the_output_folder_but_where_a_rule_allows_it(on_disk, way):
    assert on_disk.bytes > 1_000_000
    assert not_allowed(on_disk.kinds, way.allowed) == {}


def test_every_rule_that_allows_a_cell_is_still_needed(on_disk, way):
    assert not_needed(on_disk.kinds, way.allowed) == {}


def test_what_is_sealed_holds_what_the_rules_say_and_no_more(done, way):
    found = Found()
    if way.opened is not None:
        out = done[0].folder / "out"
        for path in (path for path in (out / "protected").rglob("*") if path.is_file()):
            found.look(path.relative_to(out).as_posix(), way.opened(path))
    assert not_allowed(found.kinds, way.allowed_opened) == {}
    assert not_needed(found.kinds, way.allowed_opened) == {}


def test_no_cell_is_in_what_is_printed(done):
    found = Found()
    for name, said in done[0].told.items():
        found.look(name, said)
    assert found.bytes > 5_000
    assert found.kinds == {}


def test_a_traceback_says_where_and_not_what(done):
    said = done[0].told["a crash with a traceback"].decode()
    assert "HW-J005" in said and 'jobs/pipeline.py", line' in said
    assert re.search(r"^KeyError$", said, re.MULTILINE)
    assert re.search(r"^ValueError$", said, re.MULTILINE)


def test_no_cell_is_in_a_log_a_plan_a_template_or_any_cache(done):
    person, found = done[0], Found()
    for path in sorted(person.folder.rglob("*")):
        place = path.relative_to(person.folder)
        if path.is_file() and place.parts[0] not in SUPPLIED | {"out", "tmp"}:
            found.look(place.as_posix(), path.read_bytes())
    assert (person.folder / "log.jsonl").stat().st_size > 1_000
    assert (person.folder / "proposed.toml").is_file()
    assert found.kinds == {}


def test_no_cell_was_ever_in_the_temporary_folder_and_nothing_is_left_there(done):
    person, watch = done
    found = Found()
    for name, content in watch.seen.items():
        found.look(name, content)
    assert found.kinds == {}
    assert list(person.temporary.iterdir()) == []


# ---------------------------------------------------------------- the search itself


def _workbook(text):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append([text])
    book.save(file)
    return file.getvalue()


def _document(text):
    document, file = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def _parquet(value):
    file = io.BytesIO()
    pq.write_table(pa.table({"c": [value, value]}), file, compression="zstd")
    return file.getvalue()


def _zip(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", content)
    return file.getvalue()


PACKED = {
    "plain": str.encode,
    "upper case": lambda text: text.upper().encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, whole page": lambda text: ("x" * 99 + text).encode("utf-16-be"),
    "base64": lambda text: base64.b64encode(b"some words before " + text.encode()),
    "JSON": lambda text: json.dumps({"é": text}).encode(),
    "zlib": lambda text: zlib.compress(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip in a zip": lambda text: _zip(_zip(text.encode())),
    "workbook": _workbook,
    "document": _document,
    "Parquet": _parquet,
}


@pytest.mark.parametrize("how", PACKED)
def test_the_search_finds_a_cell_however_it_is_packed(how):
    row = rows()[0]
    for cell, kind in (
        (row.cells[0], Kind.REFERENCE), (row.cells[2], Kind.NAME), (row.cells[5], Kind.POSTCODE),
        (row.cells[7], Kind.TIME), (row.cells[10], Kind.PLACE), (row.cells[3], Kind.BIRTH),
    ):  # fmt: skip
        assert kind in kinds_in(PACKED[how](cell)), cell


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y%m%dT%H%M", "%d %B %Y at %H:%M"],
)
def test_the_search_finds_a_minute_however_it_is_written(form):
    assert Kind.TIME in kinds_in(rows()[7].reported.strftime(form).encode())


def test_the_search_finds_a_minute_as_a_number_and_in_a_binary_column():
    at = rows()[7].reported
    for unit in (1, 1000, 10**6, 10**9):
        assert Kind.TIME in kinds_in(str(int(at.timestamp()) * unit).encode())
    assert Kind.TIME in kinds_in(_parquet(at))


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%Y%m%d", "%d %B %Y", "%d Mar %Y"]
)
def test_the_search_finds_a_birth_date_however_it_is_written(form):
    assert Kind.BIRTH in kinds_in(rows()[7].born.strftime(form).encode())


def test_the_search_finds_nothing_where_nothing_is():
    assert kinds_in(b"counted 37 at 2022-02-03 21:36, born 2007-04-01, 51.74, -0.33") == set()
