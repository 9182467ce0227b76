"""Whatever is done to a file, every row is accounted for once, and no cell is ever told."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.records.checks import Scope
from homeward.records.intake import ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.reading import sniff
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS

HEADER = ["Ref", "Child", "Reported", "Age", "Risk"]
COLUMNS = {
    "incident": ColumnMap("Ref"),
    "child": ColumnMap("Child"),
    "reported": ColumnMap("Reported", format="%d/%m/%Y %H:%M"),
    "age": ColumnMap("Age"),
    "risk_first": ColumnMap("Risk"),
}
SCOPE = Scope(date(2023, 1, 1), date(2023, 12, 31), 18)
PLAN = FileMap("incidents", ("a.csv",), Reading("utf-8", ",", 1), COLUMNS)

SOUND = st.builds(
    lambda ref, child, day, *rest: [f"M{ref}", f"C{child}", f"{day:02d}/01/2023 10:00", *rest],
    st.integers(0, 6),
    st.integers(0, 3),
    st.integers(1, 31),
    st.sampled_from(["12", "17", "18", "", "x"]),
    st.sampled_from(["Low", "low", "", "Orange"]),
)
ODD = st.lists(st.text('ab0,"\r\n \0/:é=', max_size=8), max_size=8)
LINES = st.lists(
    st.one_of(SOUND, SOUND, ODD, st.just(HEADER), st.just(["Total", "3"])), max_size=12
)


def mangled(rows, cut):
    """Rows as CSV, some written without quotation, one character perhaps taken out."""
    text = ",".join(HEADER) + "\n"
    for place, cells in enumerate(rows):
        if place % 3:
            text += ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in cells) + "\r\n"
        else:
            text += ",".join(cells) + "\n"
    keep = len(",".join(HEADER)) + 1
    at = keep + cut % max(1, len(text) - keep)
    return text[:at] + text[at + 1 :]


@contextlib.contextmanager
def folder_with(data: bytes):
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "a.csv").write_bytes(data)
        yield Path(name)


@settings(max_examples=120)
@given(LINES, st.integers(0, 10_000))
def test_every_row_is_somewhere_once(rows, cut):
    with folder_with(mangled(rows, cut).encode()) as folder:
        intake = ingest(folder, [PLAN], SCOPE, "{}:{}".format)
        (account,) = intake.account.files
        stored = intake.tables["incidents"]
        assert account.read == account.used + account.duplicate + account.set_aside
        assert stored.num_rows == account.used
        assert len(set(stored["incident"].to_pylist())) == account.used
        entries = intake.quarantine.rows.to_pylist()
        aside = {e["row"] for e in entries if e["fate"] == "row"}
        assert len(aside) == account.set_aside
        assert aside.isdisjoint(stored["source_row"].to_pylist())
        whole = sum(account.reasons.values()) - account.cells_set_aside
        assert whole == account.set_aside
        intake.quarantine.write(folder / "q")
        with (folder / "q" / "001_rows.csv").open(encoding="utf-8", newline="") as file:
            written = list(csv.reader(file))[1:]
        assert Counter(int(line[1]) for line in written) == Counter(e["row"] for e in entries)


@given(st.lists(SOUND, max_size=10))
def test_sound_rows_are_all_read(rows):
    text = "\n".join(",".join(cells) for cells in [HEADER, *rows]) + "\n"
    with folder_with(text.encode()) as folder:
        (account,) = ingest(folder, [PLAN], SCOPE, "{}:{}".format).account.files
        assert account.read == len(rows)
        assert not {code for code, _ in account.reasons} & {"HW-R006", "HW-R043"}


NAME = "Zebedee Quill"
SLOTS = st.sampled_from(["Ref", "Child", "Reported", "Age", "Risk", "line", "above", "below"])


@given(st.sets(SLOTS, min_size=1), st.sampled_from(["", '"', "\0", "é", ",,,,,,"]))
def test_no_cell_is_ever_in_a_message_or_a_repr(slots, spice):
    cells = [NAME + spice if name in slots else "12" for name in HEADER]
    lines = [",".join(HEADER), ",".join(cells)]
    lines = [NAME + spice, *lines] if "above" in slots else lines
    lines += [NAME + spice] if {"below", "line"} & slots else []
    with folder_with(("\n".join(lines) + "\n").encode()) as folder:
        said = []
        try:
            found = sniff(folder / "a.csv")
            said += [str(found.notes), repr(found.reading)]
            plan = FileMap("incidents", ("a.csv",), found.reading, COLUMNS)
            intake = ingest(
                folder, [plan], SCOPE, lambda kind, text: "hidden", progress=said.append
            )
            said += [repr(intake), str(intake.account), repr(intake.quarantine)]
            said += [str(intake.quarantine.rows.to_pylist())]
        except HomewardError as error:
            said += [str(error), repr(error)]
            assert error.code in FAULTS
        assert "Zebedee" not in " ".join(said) and "Quill" not in " ".join(said)


NAMES = st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.ods", "a.parquet"])
OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STARTS = st.sampled_from([b"", b"PK\x03\x04", OFFICE, b"PAR1", b"Ref,Child\n"])


@given(st.binary(max_size=400), NAMES, STARTS)
def test_any_bytes_are_read_or_refused_with_a_code(data, name, start):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(start + data)
        try:
            assert sniff(path).header
        except HomewardError as error:
            assert error.code.startswith("HW-F")
