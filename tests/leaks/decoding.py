"""Everything that a file holds: its bytes, and the bytes of whatever is packed in them."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import re
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
from pypdf import PdfReader
from pypdf.generic import StreamObject

_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_DEEPEST = 4


def everything(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The content, and all that can be unpacked of it, each as bytes to be searched."""
    yield content
    if depth >= _DEEPEST:
        return
    for inner in _inner(content):
        yield from everything(inner, depth + 1)


def _inner(content: bytes) -> Iterator[bytes]:
    if content[:4] == b"PK\x03\x04":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield packed.comment
            for member in packed.infolist():
                yield member.filename.encode()
                yield packed.read(member)
    elif content[:4] == b"PAR1" and content[-4:] == b"PAR1":
        yield from _parquet(content)
    elif content[:5] == b"%PDF-":
        yield from _pdf(content)
    elif content[:2] == b"\x1f\x8b":
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)
    elif content[:1] == b"\x78":
        with suppress(zlib.error):
            yield zlib.decompress(content)
    elif content[:15] == b"SQLite format 3":
        yield from _sqlite(content)
    else:
        yield from _written(content)


def _parquet(content: bytes) -> Iterator[bytes]:
    """Every column as lines of text; names and metadata too."""
    table = pq.read_table(io.BytesIO(content))
    yield str(table.schema).encode()
    yield repr(table.schema.metadata).encode()
    for column in table.columns:
        yield "\n".join(str(value) for value in column.to_pylist()).encode()


def _pdf(content: bytes) -> Iterator[bytes]:
    """Text of every page, properties, and every stream unpacked."""
    read = PdfReader(io.BytesIO(content))
    yield "\n".join(page.extract_text() for page in read.pages).encode()
    yield repr(read.metadata).encode()
    for number in range(1, len(read.xref.get(0, {})) + len(read.xref_objStm) + 1):
        with suppress(Exception):
            held = read.get_object(number)
            yield repr(held).encode()
            if isinstance(held, StreamObject):
                yield held.get_data()


def _sqlite(content: bytes) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        copy.write_bytes(content)
        held = sqlite3.connect(copy)
        for (name,) in held.execute("select name from sqlite_master where type = 'table'"):
            for row in held.execute(f'select * from "{name}"'):
                for value in row:
                    yield value if isinstance(value, bytes) else str(value).encode()
        held.close()


def _written(content: bytes) -> Iterator[bytes]:
    """Text that was written so that a format can carry it: entities, escapes, base64, UTF-16."""
    if b"&#" in content or b"&amp;" in content or b"&lt;" in content:
        yield html.unescape(content.decode("utf-8", "replace")).encode()
    if b"\\u" in content:
        with suppress(ValueError):
            yield json.dumps(json.loads(content), ensure_ascii=False).encode()
    if content.count(b"\0") > len(content) // 4:
        for encoding in ("utf-16-le", "utf-16-be"):
            yield content.decode(encoding, "replace").encode("utf-8", "replace")
    for found in _BASE64.findall(content):
        with suppress(ValueError):
            yield base64.b64decode(found + b"=" * (-len(found) % 4))
