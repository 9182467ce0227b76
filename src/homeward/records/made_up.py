"""Whether extracts say of themselves that they are made up.

A folder says so by its mark, `SYNTHETIC.txt`. A file that was taken out of its folder
still says so: in its first lines, in a column, in its properties or in its name. Only what
synthetic counties write counts, so that no record of the world is taken for made up.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

#: A file that made-up extracts are given, so that nobody takes them for records.
SYNTHETIC_MARK: Final = "SYNTHETIC.txt"

#: How much of a text file is looked at, and how many rows must say so.
_LOOKED_AT, _ROWS = 65_536, 3

_BANNER = re.compile(rb'^(?:\xef\xbb\xbf)?(?:"|<!-- )?SYNTHETIC DATA - every child', re.MULTILINE)
_CELL = re.compile(rb'(?:^|[,|;\t])"?SYNTHETIC(?:-\d{6,})?"?(?=[,|;\t\r\n])', re.MULTILINE)


def says_made_up(path: Path) -> bool:
    """Whether one extract says of itself that it is made up; False if it cannot be read."""
    if path.name.lower().startswith("synthetic_"):
        return True
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            metadata = pq.read_schema(path).metadata or {}
            return metadata.get(b"synthetic") == b"true"
        if ending in (".xlsx", ".xlsm"):
            with zipfile.ZipFile(path) as book:
                return b"SYNTHETIC DATA - every child" in book.read("docProps/core.xml")
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except (OSError, KeyError, zipfile.BadZipFile, pa.ArrowException):
        return False
    return bool(_BANNER.search(head)) or len(_CELL.findall(head)) >= _ROWS


def mark_of(folder: Path) -> tuple[bool, str]:
    """Whether the folder is marked as made up, and the force that its mark names."""
    mark = folder / SYNTHETIC_MARK
    if not mark.is_file():
        return False, ""
    with mark.open("rb") as file:
        said = file.read(_LOOKED_AT).decode("utf-8", "replace")
    for line in said.splitlines():
        key, _, value = line.partition(":")
        if key.strip().lower() == "force":
            return True, value.strip()
    return True, ""
