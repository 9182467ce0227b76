"""`homeward template` and `homeward mend`: what partners fill in, and rows taken back in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.keys import the_key
from homeward.cli.options import Json, KeyFile, Out, Quiet, Strict
from homeward.cli.output import finish, guarded, listener


def template(
    tables: Annotated[
        list[str] | None, typer.Argument(help="Tables; every one if none.", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")] = Path("templates"),
    text: Annotated[
        bool, typer.Option("--text", help="Plain text (.csv, with notes), not workbooks.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace templates that are there.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write templates that partners fill in: calls, interviews, plans, support, meetings and more.

    Each says what every column is, how a cell is written, which words are allowed, and gives an
    example that is made up. A filled template is taken in without a question.
    """
    with guarded(json):
        from homeward.jobs import template as job

        tell = listener(quiet or json, None)
        written = job(tables or (), out, text=text, overwrite=overwrite, progress=tell)
        finish(written, json)


def mend(
    files: Annotated[
        list[Path],
        typer.Argument(help="Mended quarantine files (001_rows.csv).", show_default=False),
    ],
    extracts: Annotated[
        Path, typer.Option("--extracts", help="The extracts that were taken in, unchanged.")
    ],
    by: Annotated[str, typer.Option("--by", help="Who mended them, for the history.")],
    why: Annotated[str, typer.Option("--why", help="Why, for the history.")] = "",
    out: Out = Path("out"),
    any_cell: Annotated[
        bool, typer.Option("--any-cell", help="Take changes too that no fault concerns.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be taken.")] = False,
    strict: Strict = False,
    json: Json = False,
    quiet: Quiet = False,
    key_file: KeyFile = None,
) -> None:
    """Take back rows that were set aside and that a person mended, with their history.

    Edit the row in its quarantine file, or write `leave out` as its `fate`. The extract is never
    changed: what was changed, when, by whom, and what stood there before is kept in
    OUT/protected/mends, and the next run takes the rows in as they now stand.
    """
    with guarded(json):
        from homeward.jobs import mend as job

        done = job(
            files,
            extracts,
            out,
            by=by,
            why=why,
            any_cell=any_cell,
            check=check,
            key=the_key(out, key_file),
            progress=listener(quiet or json, None),
        )
        finish(done, json, strict=strict)
