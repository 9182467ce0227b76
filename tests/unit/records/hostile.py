"""Files made to do harm, small on disk. Nothing here is a record of anybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[3]

_PLACE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_PLACE}/spreadsheetml/2006/main"'
_LINKS = f'xmlns="{_PLACE}/package/2006/relationships"'
_KIND = f"{_PLACE}/officeDocument/2006/relationships"

HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Ref</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Child</t></is></c></row>'
)


def book(
    path: Path,
    rows: str,
    *,
    shared: str = "",
    sheets: int = 1,
    parts: Mapping[str, str] | None = None,
    before: str = "",
) -> Path:
    """An .xlsx written by hand: rows of its sheet, shared texts, and any part by name.

    `before` stands at the head of the sheet's part. Every sheet is the same part.
    """
    numbers = range(1, sheets + 1)
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_KIND}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in numbers
    )
    whole = {
        "[Content_Types].xml": f'<Types xmlns="{_PLACE}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships {_LINKS}><Relationship Id="r0" '
        f'Type="{_KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_KIND}"><sheets>{names}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships {_LINKS}>{links}<Relationship Id="s" '
        f'Type="{_KIND}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {_MAIN}><sheetData>{rows}</sheetData>"
        "</worksheet>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{shared}</sst>",
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return path


def noise(many: int) -> list[float]:
    """Numbers that do not pack well, so that an archive looks like any other."""
    random = Random(1)
    return [random.random() for _ in range(many)]


_OPENED = """
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from homeward.records.reading import read_raw, sniff
from homeward.vocabulary.errors import HomewardError
start, code = time.monotonic(), ""
try:
    path = Path(sys.argv[1])
    read_raw(path, sniff(path).reading)
except HomewardError as error:
    code = error.code
from tests.lib.memory import most_held
usage = [most_held(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024]
print(json.dumps([code, time.monotonic() - start, *usage]))
"""


def opened(path: Path, memory: int = 3 << 30) -> tuple[str, float, int, int]:
    """How a file opens in a process of at most `memory` bytes.

    Returns
    -------
    tuple
        Code of its refusal or "" if it was read; seconds; most bytes that the reading
        process held, and most that a process it started held.
    """
    command = [sys.executable, "-c", _OPENED, str(path), str(memory)]
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PATH": ""},
    )  # fmt: skip
    code, seconds, own, started = json.loads(ran.stdout)
    return code, seconds, own, started
