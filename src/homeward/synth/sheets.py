"""Files of columns of text, as partners hand them over, and what was planted in them.

A partner's file is built column by column and written once: a `Sheet` for delimited text,
a `Document` for anything else whose bytes are known (a workbook, XML).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from homeward.synth.streams import Floats
from homeward.synth.text import write_lines

#: What Parquet files say of themselves in their metadata.
SAID = {"synthetic": "true", "notice": "SYNTHETIC DATA - every child, home and incident is made up"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One delimited text file.

    Attributes
    ----------
    name
        Path inside the folder of extracts, with "/" on every system.
    columns
        Header to cells; columns of one length.
    encoding, delimiter
        Of the file.
    preamble
        Lines before the header.
    closing
        Lines after the last row.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    encoding: str = "utf-8"
    delimiter: str = ","
    preamble: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows, header and other lines not counted."""
        return len(next(iter(self.columns.values())))

    def write(self, folder: Path) -> Path:
        """Write the file below `folder` and return its path."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        before, after = ([[line] for line in lines] for lines in (self.preamble, self.closing))
        rows = zip(*self.columns.values(), strict=True)
        lines: Iterable[Sequence[str]] = chain(before, [list(self.columns)], rows, after)
        write_lines(path, lines, self.encoding, self.delimiter)
        return path


@dataclass(frozen=True, slots=True)
class Document:
    """One file of known bytes. `rows` is how many records it holds."""

    name: str
    content: bytes
    rows: int

    def write(self, folder: Path) -> Path:
        """Write the file below `folder` and return its path."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)
        return path


@dataclass(frozen=True, slots=True)
class Supplied:
    """What one part of the county hands over.

    Attributes
    ----------
    files
        Sheets and documents, in the order they are to be listed.
    planted
        Number of planted faults by kind.
    truth
        What `truth.json` says of this part: aggregates only, plain JSON values.
    """

    files: tuple[Sheet | Document, ...]
    planted: Mapping[str, int] = field(default_factory=dict)
    truth: Mapping[str, Any] = field(default_factory=dict)


def time_texts(minutes: Floats, form: str) -> list[str]:
    """Local minutes since 1970 as text; "" where not finite.

    Parameters
    ----------
    minutes
        Minutes on the wall clock, whole or not (cut to the minute).
    form
        A `strftime` form built of %d %m %Y %H %M and plain text.
    """
    known = np.isfinite(minutes)
    stamps = np.where(known, np.floor(minutes), 0).astype("datetime64[m]").astype(object)
    return [
        stamp.strftime(form) if told else ""
        for stamp, told in zip(stamps.tolist(), known.tolist(), strict=True)
    ]
