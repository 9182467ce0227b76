"""Write the report of a released bundle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from homeward.findings import Bundle
from homeward.report.artists import Artists, draw_all
from homeward.report.assemble import assemble
from homeward.report.html import render_html
from homeward.report.pdf import render_pdf
from homeward.report.spreadsheet import render_spreadsheet
from homeward.report.word import render_word
from homeward.vocabulary.errors import HomewardError

#: What is written, the page first.
FILES = ("report.html", "report.pdf", "tables.xlsx", "report.docx")
_PAGE, _PAPER, _TABLES, _DOCUMENT = FILES

#: Told what is being done, in a few words that hold nothing from a record.
Progress = Callable[[str], None]


def write_report(
    bundle: Bundle,
    folder: Path,
    *,
    artists: Artists | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write `report.html`, `report.pdf`, `tables.xlsx` and `report.docx` into `folder`.

    The same bundle gives the same bytes. The caller stages and publishes the folder.

    Parameters
    ----------
    bundle
        Released: it has passed disclosure control.
    folder
        Made if it is not there; files of these names are replaced.
    artists
        Helpers to draw the charts with, if the job started some.
    progress
        Called with a few words before each part.

    Returns
    -------
    tuple of Path
        The four files, the page first.

    Raises
    ------
    HomewardError
        HW-L003 if the bundle has not been released.
    """
    if not bundle.released:
        raise HomewardError("HW-L003")
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(folder, progress or _silent)
    desk.tell(f"drawing {sum(len(f.charts) for f in bundle.findings)} charts")
    # One thread asks the renderer for anything: asked from two, it has been seen to wait for ever.
    # The spreadsheet has no charts, and is made in another while helpers draw them.
    with ThreadPoolExecutor(1) as threads:
        tables = threads.submit(_spreadsheet, bundle)
        report = assemble(bundle, draw_all(bundle, artists))
        desk.write(_TABLES, tables.result)
    desk.write(_PAGE, lambda: render_html(report).encode("utf-8"))
    desk.write(_PAPER, lambda: render_pdf(report))
    desk.write(_DOCUMENT, lambda: render_word(report))
    return tuple(folder / name for name in FILES)


def _spreadsheet(bundle: Bundle) -> bytes:
    """The spreadsheet, which needs the numbers of tables and no drawing."""
    bare = assemble(bundle, {(f.id, c.name): None for f in bundle.findings for c in f.charts})
    return render_spreadsheet(bundle, bare)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where files are written, and who is told."""

    folder: Path
    tell: Progress

    def write(self, name: str, render: Callable[[], bytes]) -> None:
        """Make one file."""
        self.tell(f"writing {name}")
        (self.folder / name).write_bytes(render())


def _silent(words: str) -> None:
    """Nobody is listening."""
    del words
