"""Looking for marked cells in bytes, in every form in which they might be written."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.leaks.decoding import everything
from tests.leaks.markers import BIRTHS, MINUTE, TEXTS, Kind, rows

_LONDON = ZoneInfo("Europe/London")
_DIGITS = re.compile(rb"\d{9,19}")
_MONTHS = rb"(?:mar|march)"


def _text_forms() -> dict[bytes, Kind]:
    """Lower-case bytes by which a text is known whatever its case: plain, UTF-16, hexadecimal."""
    forms: dict[bytes, Kind] = {}
    for kind in TEXTS:
        text = kind.value
        spelt = [s.encode().hex().encode() for s in (text, text.upper(), text.capitalize())]
        wide = [text.encode("utf-16-le"), text.encode("utf-16-be")]
        forms |= dict.fromkeys([text.encode(), *wide, *spelt], kind)
    return forms


def _birth_pattern() -> re.Pattern[bytes]:
    year, month = str(BIRTHS[0]).encode(), str(BIRTHS[1]).encode()
    m2 = month.rjust(2, b"0")
    return re.compile(
        rb"(?<!\d)(?:" + year + rb"[-/.]?" + m2 + rb"[-/.]?\d\d"
        rb"|\d\d?[-/. ]0?" + month + rb"[-/. ](?:" + year + rb"|" + year[2:] + rb"(?!\d))"
        rb"|\d\d?(?:st|nd|rd|th)? " + _MONTHS + rb",? " + year + rb")",
        re.IGNORECASE,
    )


def _time_pattern() -> re.Pattern[bytes]:
    minute = str(MINUTE).encode()
    day = rb"(?:2022-\d\d-\d\d|\d\d?/\d\d?/(?:20)?22|\d\d? \w{3,9} 2022|2022\d{4})"
    return re.compile(day + rb"[T ,]{1,2}(?:at )?\d\d?[:.]?" + minute + rb"(?!\d)", re.IGNORECASE)


def _place_pattern() -> re.Pattern[bytes]:
    return re.compile(rb"51\.73\d{3}7919|0\.33\d{3}7127|51\.73\d{3}[78]\d{0,2}(?!\d)")


def _moments() -> tuple[frozenset[bytes], list[bytes]]:
    """Births and times as numbers: written in digits, and as eight bytes of a binary file."""
    digits: set[bytes] = set()
    binary: list[bytes] = []
    for n, row in enumerate(rows()):
        at = [m for t in (row.seen, row.reported, row.found) for m in _readings(t)]
        for seconds in (*at, _midnight(row.born)):
            digits |= {str(seconds * unit).encode() for unit in (1, 1000, 10**6, 10**9)}
            if n < 12:
                binary += [struct.pack("<q", seconds * unit) for unit in (1000, 10**6, 10**9)]
    return frozenset(d for d in digits if len(d) >= 10), binary


def _readings(local: datetime) -> set[int]:
    """A UK time in seconds since 1970, as it was and as if it were UTC."""
    return {int(local.replace(tzinfo=zone).timestamp()) for zone in (UTC, _LONDON)}


def _midnight(day: date) -> int:
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta()).timestamp())


FORMS = _text_forms()
_BIRTH, _TIME, _PLACE = _birth_pattern(), _time_pattern(), _place_pattern()
_WRITTEN, _BINARY = _moments()


def kinds_in(content: bytes) -> set[Kind]:
    """Kinds of marked cells anywhere in the content, or in what is packed in it."""
    return {kind for part in everything(content) for kind in _plainly(part)}


def _plainly(content: bytes) -> Iterator[Kind]:
    lower = content.lower()
    yield from (kind for form, kind in FORMS.items() if form in lower)
    for pattern, kind in ((_BIRTH, Kind.BIRTH), (_TIME, Kind.TIME), (_PLACE, Kind.PLACE)):
        if pattern.search(content):
            yield kind
    if not _WRITTEN.isdisjoint(_DIGITS.findall(content)):
        yield Kind.TIME
    if any(form in content for form in _BINARY):
        yield Kind.TIME


class Found:
    """Kinds found by place, and how many bytes were looked at."""

    def __init__(self) -> None:
        self.kinds: dict[str, set[Kind]] = {}
        self.bytes = 0
        self._known: dict[bytes, set[Kind]] = {}

    def look(self, place: str, content: bytes) -> None:
        """Search some bytes, and the place's own name."""
        self.bytes += len(content)
        known = hashlib.sha256(content).digest()
        if known not in self._known:
            self._known[known] = kinds_in(content)
        kinds = self._known[known] | kinds_in(place.encode())
        if kinds:
            self.kinds[place] = self.kinds.get(place, set()) | kinds

    def look_below(self, folder: Path, files: Iterable[Path] | None = None) -> None:
        """Search every file below a folder, by its place in it."""
        for path in files if files is not None else sorted(folder.rglob("*")):
            if path.is_file():
                self.look(path.relative_to(folder).as_posix(), path.read_bytes())
