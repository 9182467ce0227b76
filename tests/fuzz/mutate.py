"""Breaks files in ways that people and enemies break them; the same number, the same file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

#: What readers stumble on, put in at random places.
TOKENS: tuple[bytes, ...] = (
    b'"', b'""', b'","', b'x","', b"\n", b"\r", b"\r\n", b",", b";", b"\t", b"\0", b"\x1a", b"\xff",
    b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\x1b[2J", "\u202e".encode(),
    "é".encode("cp1252"), b"=1+1", b'=HYPERLINK("http://a/","b")', b"=cmd|' /C calc'!A0",
    b"@SUM(1)",
    b"../../x", b"'; DROP TABLE incidents; --", b"<script>alert(1)</script>", b"#import", b"NaN",
    b"99999999999999999999", b"-1", b"1e308", b"0001-01-01", b"31/02/2023 25:61",
    b"26/03/2023 01:30",
    b"29/10/2023 01:30", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<a>" * 40, b"</a>", b"]]>",
    b"<!--", b'r="XFD1048576"', b't="s"', b"<v>-1</v>", b'number-columns-repeated="99999999"',
    b'table:number-rows-repeated="1048576"', b"\xff\xff\xff\xff", b"\0\0\0\0", b"PAR1", b"PK\3\4",
    b"PK\1\2", b"PK\5\6", b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", b"x" * 3000, b"," * 3000,
    b'"\n' * 700, b"\n" * 2000,
)  # fmt: skip

_NUMBER = re.compile(rb"\d+")


def _place(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + int(random.expovariate(1 / 12)) + 1)


def _flip(random: Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(random.randint(1, 8)):
        if out:
            out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _put(random: Random, data: bytes) -> bytes:
    at, _ = _place(random, data)
    return data[:at] + random.choice(TOKENS) + data[at:]


def _replace(random: Random, data: bytes) -> bytes:
    start, end = _place(random, data)
    return data[:start] + random.choice(TOKENS) + data[end:]


def _take_out(random: Random, data: bytes) -> bytes:
    start, end = _place(random, data)
    return data[:start] + data[end:]


def _repeat(random: Random, data: bytes) -> bytes:
    start, end = _place(random, data)
    return data[:end] + data[start:end] * random.choice((1, 3, 50, 400)) + data[end:]


def _cut(random: Random, data: bytes) -> bytes:
    at, _ = _place(random, data)
    return data[:at] if random.random() < 0.7 else data[at:]


def _move(random: Random, data: bytes) -> bytes:
    start, end = _place(random, data)
    rest = data[:start] + data[end:]
    at, _ = _place(random, rest)
    return rest[:at] + data[start:end] + rest[at:]


def _number(random: Random, data: bytes) -> bytes:
    """Another number in the place of one that stands there."""
    found = list(_NUMBER.finditer(data[:200_000]))
    if not found:
        return _flip(random, data)
    one = random.choice(found)
    other = random.choice((b"0", b"-1", b"65536", b"1048576", b"4294967295", b"1e9", b"", b"0.5"))
    return data[: one.start()] + other + data[one.end() :]


def _splice(random: Random, data: bytes, others: list[bytes]) -> bytes:
    other = random.choice(others)
    at, _ = _place(random, data)
    start, _ = _place(random, other)
    return data[:at] + other[start : start + random.randint(1, 4_000)]


_WAYS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flip, _put, _put, _replace, _replace, _take_out, _repeat, _cut, _move, _number, _number,
)  # fmt: skip


def broken(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """`data` broken in one to four ways."""
    for _ in range(random.choice((1, 1, 2, 4))):
        if random.random() < 0.06:
            data = _splice(random, data, others)
        else:
            data = random.choice(_WAYS)(random, data)
    return data


def broken_inside(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """An archive whole as an archive, of which one or two parts are broken."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in random.sample(sorted(parts), k=min(len(parts), random.randint(1, 2))):
        if random.random() < 0.05:
            parts[random.choice(("../../x.xml", "/x.xml", "xl/vbaProject.bin"))] = parts.pop(name)
        else:
            parts[name] = broken(random, parts[name], others)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", random.choice((0, 8))) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def make(number: int, seed: int, files: dict[str, bytes]) -> tuple[str, bytes]:
    """Input of this number: a file name and its bytes.

    Parameters
    ----------
    number, seed
        Which input, of which series: the same two make the same input.
    files
        Whole files by name.
    """
    random = Random(f"{seed}:{number}")
    name = random.choice(sorted(files))
    data, others = files[name], list(files.values())
    inside = name.endswith((".xlsx", ".ods")) and random.random() < 0.75
    made = (broken_inside if inside else broken)(random, data, others)
    if random.random() < 0.02:
        name = random.choice(sorted(files))  # what is inside is not what the name says
    return name, made
