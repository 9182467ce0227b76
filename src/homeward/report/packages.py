"""Office files (spreadsheet and Word) as packages: fixed times, plain words, no stray parts."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from homeward.report.content import Report

#: The earliest time a zip file can hold: it says nothing about when the file was made.
NO_TIME = (1980, 1, 1, 0, 0, 0)

#: Categories that an office file cannot hold, or that hide or turn the text around them.
_UNFIT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

CORE, APP = "docProps/core.xml", "docProps/app.xml"
_CORE_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties\
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>"""
_APP_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>Homeward</Application></Properties>"""


def legal(text: str) -> str:
    r"""`text` on one line, without what an office file cannot hold.

    Line breaks and tabs become spaces. Halves of characters, controls and marks that turn
    the direction of reading are left out.

    >>> legal("a\tb\u202ec")
    'a bc'
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = (" " if c in "\t\r\n\x0b\x0c" else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _UNFIT)


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of itself: no person, no time."""

    title: str
    subject: str
    author: str
    keywords: str
    description: str

    def core(self) -> bytes:
        """The package's core properties."""
        told = {
            "dc:title": self.title,
            "dc:subject": self.subject,
            "dc:creator": self.author,
            "cp:keywords": self.keywords,
            "dc:description": self.description,
            "dc:language": "en-GB",
        }
        inner = "".join(f"<{tag}>{escape(legal(text))}</{tag}>" for tag, text in told.items())
        return _CORE_XML.format(inner).encode("utf-8")


def properties_of(report: Report, what: str) -> Properties:
    """What a file made from `report` says of itself.

    Parameters
    ----------
    report
        The content.
    what
        "tables" or "report", for the subject.
    """
    made_up = f"{report.banner}. " if report.synthetic else ""
    return Properties(
        title=report.title,
        subject=f"{made_up}Missing children: {what}, {report.period}",
        author=report.force,
        keywords=f"missing children, {report.handling}" + (", synthetic" * report.synthetic),
        description=f"{made_up}{report.banner_long or report.disclosure}",
    )


def repacked(
    package: bytes,
    properties: Properties,
    *,
    changed: Mapping[str, Callable[[bytes], bytes]] | None = None,
) -> bytes:
    """The same package with its own properties and no times: same parts, same bytes.

    Parameters
    ----------
    package
        A zip file.
    properties
        Replace those that the library wrote.
    changed
        What to do with a part, by name.
    """
    out = io.BytesIO()
    written = {CORE: properties.core(), APP: _APP_XML.encode("utf-8")}
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = written[name] if name in written else old.read(name)
            if changed and name in changed:
                part = changed[name](part)
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else _DEFLATED
            new.writestr(info, part)
    return out.getvalue()


_DEFLATED = zipfile.ZIP_DEFLATED
