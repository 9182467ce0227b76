"""Templates that partners fill in, so that their files need no question when they come back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from homeward.jobs.progress import Event, Progress, announce
from homeward.study.templates.write import write_templates


def template(
    tables: Iterable[str] = (),
    out: Path = Path("templates"),
    *,
    text: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the templates of tables, for partners to fill in.

    Parameters
    ----------
    tables
        Names of tables; none for every table that has a template.
    out
        Folder to write into.
    text
        Plain text with notes beside it, and not workbooks.
    overwrite
        Replace templates that are there.

    Raises
    ------
    HomewardError
        HW-P029 for a table that has no template, HW-P030 if one is there already, HW-E002
        if it cannot be written.
    """
    written = write_templates(tables, Path(out), text=text, overwrite=overwrite)
    announce(progress, Event("template", "done", f"{len(written)} files"))
    return written
