"""`homeward purge`: children, or datasets that may be held no longer, gone for good."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from homeward.cli.keys import the_key
from homeward.cli.options import Json, KeyFile, Quiet
from homeward.cli.output import finish, guarded, listener


def purge(
    out: Annotated[Path, typer.Argument(help="Output folder.", show_default=False)],
    child: Annotated[
        list[str] | None, typer.Option("--child", help="A reference as in the extract.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", help="A text file with one reference to a line.")
    ] = None,
    expired: Annotated[
        bool, typer.Option("--expired", help="Datasets past their last day, instead of children.")
    ] = False,
    why: Annotated[str, typer.Option("--why", help="The reason, for the certificate.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    key_file: KeyFile = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Purge children from everything in OUT, and make the findings again.

    The release and the report are made again too, unless too few children changed to release
    anew: then the earlier one stands (HW-D013), and the certificate says so.

    Counts are shown and a yes is asked for first. A certificate that names nobody is kept in
    OUT/protected/certificates. Extracts outside OUT are not touched: it says which they are.
    """

    def confirm(counts: Any) -> bool:
        for line in counts.lines():
            typer.echo(line, err=True)
        return yes or typer.confirm("Purge these for good?", err=True)

    with guarded(json):
        from homeward.jobs import purge as job

        the_key(out, key_file)
        try:
            done = job(
                out, children=child or (), listed=from_, expired=expired, why=why,
                dry_run=dry_run, confirm=confirm, progress=listener(quiet or json, None),
            )  # fmt: skip
        except typer.Abort:
            confirm_refused()
        finish(done, json)


def confirm_refused() -> None:
    """Nobody was there to answer: a refusal, as an answer of no is.

    Raises
    ------
    HomewardError
        HW-A012.
    """
    from homeward.vocabulary.errors import HomewardError

    raise HomewardError("HW-A012", "nobody answered") from None
