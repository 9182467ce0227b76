"""`homeward release`: disclosure control, review, and an attack on what would leave."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from homeward.cli.keys import named_key_file, the_key
from homeward.cli.options import Json, KeyFile, Log, Out, Quiet
from homeward.cli.output import finish, guarded, listener

release_app = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    help="Apply disclosure control; write OUT/outgoing/released/findings.json.",
)

Register = Annotated[
    Path | None,
    typer.Option(
        "--register",
        help="A protected folder where releases of the same force are compared; remembered.",
    ),
]
Name = Annotated[str, typer.Argument(help="The release, such as R0002.", show_default=False)]
By = Annotated[str, typer.Option("--by", help="Who does it; else --as or HOMEWARD_ACTOR.")]
Note = Annotated[str, typer.Option("--note", help="Why. No child may be named in it.")]


@release_app.callback()
def release(
    context: typer.Context,
    out: Out = Path("out"),
    findings: Annotated[
        Path | None, typer.Option("--findings", help="An unreleased findings.json to release.")
    ] = None,
    register: Register = None,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
    key_file: KeyFile = None,
) -> None:
    """Apply disclosure control; write OUT/outgoing/released/findings.json.

    What was released before is taken into account: a release that would tell, beside an
    earlier one, of a few children is refused. Where the plan says `review = "required"`
    it waits in OUT/protected/awaiting until somebody else has approved it.
    """
    if context.invoked_subcommand is not None:
        return
    with guarded(json):
        from homeward.jobs import release as job

        outcome = job(
            out, findings=findings, key=the_key(out, key_file),
            key_file=key_file or named_key_file(), register=register,
            progress=listener(quiet or json, log),
        )  # fmt: skip
        finish(outcome, json)


@release_app.command("list")
def list_releases(out: Out = Path("out"), json: Json = False, key_file: KeyFile = None) -> None:
    """List every release of OUT: its state, its window, who did what to it last."""
    with guarded(json):
        from homeward.jobs import releases as job

        the_key(out, key_file)
        _show(job(out), json)


@release_app.command()
def request(
    release: Name,
    out: Out = Path("out"),
    by: By = "",
    note: Note = "",
    json: Json = False,
    key_file: KeyFile = None,
) -> None:
    """Ask for what waits in OUT/protected/awaiting to be looked at by somebody else."""
    with guarded(json):
        from homeward.jobs import request as job

        the_key(out, key_file)
        _show(job(release, out, by=by, note=note), json)


@release_app.command("return")
def send_back(
    release: Name,
    out: Out = Path("out"),
    by: By = "",
    note: Note = "",
    json: Json = False,
    key_file: KeyFile = None,
) -> None:
    """Send a requested release back, with a note that says what is wrong."""
    with guarded(json):
        from homeward.jobs import send_back as job

        the_key(out, key_file)
        _show(job(release, out, by=by, note=note), json)


@release_app.command()
def approve(
    release: Name,
    out: Out = Path("out"),
    by: By = "",
    note: Note = "",
    json: Json = False,
    key_file: KeyFile = None,
) -> None:
    """Approve a release that somebody else asked for: it goes to OUT/outgoing."""
    with guarded(json):
        from homeward.jobs import approve as job

        the_key(out, key_file)
        _show(job(release, out, by=by, note=note), json)


@release_app.command()
def withdraw(
    release: Name,
    out: Out = Path("out"),
    by: By = "",
    note: Note = "",
    json: Json = False,
    key_file: KeyFile = None,
) -> None:
    """Take a release out of OUT/outgoing and out of every comparison.

    Only where it never left the building, or every copy of it was called back: what was
    once seen is not unseen by withdrawing it. The note says how you know.
    """
    with guarded(json):
        from homeward.jobs import withdraw as job

        the_key(out, key_file)
        _show(job(release, out, by=by, note=note), json)


@release_app.command()
def check(
    folder: Annotated[
        Path, typer.Argument(help="A folder with `released` and `report` in it, or an OUT.")
    ],
    register: Annotated[
        Path | None, typer.Option("--register", help="Earlier releases to attack together with it.")
    ] = None,
    json: Json = False,
    key_file: KeyFile = None,
) -> None:
    """Attack what would leave: try to work out hidden numbers from everything together.

    Reads the bundle, the page, the paper, the spreadsheet and the document, their properties
    and alternative texts; then solves for each hidden number. Exits with 21 if one is known.
    """
    with guarded(json):
        from homeward.jobs import check_release as job

        the_key(folder, key_file)
        found = job(folder, register=register)
        _show(found, json)
        found.refuse()


def _show(found: Any, as_json: bool) -> None:
    finish(found, as_json)
