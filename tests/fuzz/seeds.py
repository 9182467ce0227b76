"""Whole files from which the fuzzer makes broken ones. Every name in them is made up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.unit.records.files import csv_text, old_workbook, open_document, workbook

#: A child's name that stands in cells and in no header: no message may hold it.
SECRET = "Zebedee"

HEADER = ["Ref", "Child", "Reported", "Found", "Age", "Risk", "Name"]
AT = datetime(2023, 3, 12, 22, 10)


def rows(many: int = 25) -> list[list[str]]:
    """Sound rows as text, the header first."""
    out = [list(HEADER)]
    for n in range(many):
        start = AT + timedelta(hours=7 * n)
        out.append(
            [f"M{n}", f"C{n % 5}", f"{start:%d/%m/%Y %H:%M}", f"{start:%d/%m/%Y} 23:59",
             str(11 + n % 8), ("Low", "Medium", "High")[n % 3], f"{SECRET} Quill"]
        )  # fmt: skip
    return out


def _typed() -> list[list[object]]:
    out: list[list[object]] = [list(HEADER)]
    for n in range(25):
        found = AT + timedelta(days=n) if n % 4 else date(2023, 4, 1 + n)
        out.append([f"M{n}", 1000 + n, AT + timedelta(hours=n), found, 12.0 + n % 5, n % 2 == 0,
                    f"{SECRET} Quill"])  # fmt: skip
    return out


def _quoted(delimiter: str = ",") -> str:
    lines = [f'"{delimiter}"'.join(cells) for cells in rows()]
    return "\r\n".join(f'"{line}"' for line in lines) + '\r\n"Total"\r\n'


def _in_a_file(name: str, make: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        make(path)
        return path.read_bytes()


def _parquet(path: Path) -> None:
    many = 60
    pq.write_table(
        pa.table(
            {
                "Ref": [f"M{n}" for n in range(many)],
                "Child": pa.array([f"C{n % 5}" for n in range(many)]).dictionary_encode(),
                "Reported": pa.array([AT + timedelta(hours=n) for n in range(many)]),
                "Found": pa.array([date(2023, 4, 1 + n % 28) for n in range(many)]),
                "Age": pa.array([11 + n % 8 for n in range(many)], pa.int8()),
                "Risk": pa.array([["Low", "High"][: n % 3] for n in range(many)]),
                "Name": [f"{SECRET} Quill" if n % 7 else None for n in range(many)],
            }
        ),
        path,
        row_group_size=20,
        compression=("none", "snappy", "zstd")[many % 3],
    )


_RETURN = """<?xml version="1.0" encoding="utf-8"?>
<EXPSSDA903>{}</EXPSSDA903>
"""
_CHILD = (
    "<CHILD><HEADER><CHILDID>{0}</CHILDID><SEX>1</SEX><DOB>01/02/2008</DOB><ETHNIC>WBRI</ETHNIC>"
    "<NAME>Zebedee Quill</NAME><AMISSING><MISSING>M</MISSING><MIS_START>03/05/2022</MIS_START>"
    "<MIS_END>04/05/2022</MIS_END></AMISSING></HEADER><EPISODE><DECOM>01/04/2021</DECOM>"
    "<RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U1</PL><DEC /></EPISODE></CHILD>"
)


@cache
def seeds() -> dict[str, bytes]:
    """File name to bytes: text in several encodings, workbooks, Parquet and XML."""
    plain = csv_text(rows())
    accents = plain.replace("Quill", "Quillé £")
    texts = [[str(cell) for cell in cells] for cells in rows(12)]
    return {
        "plain.csv": plain.encode(),
        "quoted.csv": _quoted().encode("utf-8-sig"),
        "tabs.tsv": csv_text(rows(), "\t").encode("utf-16"),
        "older.txt": _quoted(";").replace("Quill", "Quillé").encode("cp1252"),
        "accents.csv": accents.encode(),
        "book.xlsx": _in_a_file("a.xlsx", lambda p: workbook(p, {"Data": _typed(), "B": texts})),
        "open.ods": _in_a_file("a.ods", lambda p: open_document(p, texts)),
        "older.xls": _in_a_file("a.xls", lambda p: old_workbook(p, texts)),
        "table.parquet": _in_a_file("a.parquet", _parquet),
        "return.xml": _RETURN.format("".join(map(_CHILD.format, range(8)))).encode(),
    }
