"""Write the report of a released bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from homeward.findings import Bundle
from homeward.report.artists import Artists, draw_all
from homeward.report.assemble import assemble
from homeward.report.html import render_html
from homeward.report.pdf import render_pdf
from homeward.vocabulary.errors import HomewardError

#: Told what is being done, in a few words that hold nothing from a record.
Progress = Callable[[str], None]


def write_report(
    bundle: Bundle,
    folder: Path,
    *,
    artists: Artists | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write `report.html` and `report.pdf` into `folder`.

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
        The two files, the page first.

    Raises
    ------
    HomewardError
        HW-L003 if the bundle has not been released.
    """
    if not bundle.released:
        raise HomewardError("HW-L003")
    tell = progress or _silent
    tell(f"drawing {sum(len(f.charts) for f in bundle.findings)} charts")
    report = assemble(bundle, draw_all(bundle, artists))
    folder.mkdir(parents=True, exist_ok=True)
    tell("writing report.html")
    page = folder / "report.html"
    page.write_text(render_html(report), encoding="utf-8", newline="\n")
    tell("writing report.pdf")
    paper = folder / "report.pdf"
    paper.write_bytes(render_pdf(report))
    return page, paper


def _silent(words: str) -> None:
    """Nobody is listening."""
    del words
