"""`homeward keys` and `homeward quarantine`: the keys of a folder, and opening what is sealed.

The command line is the only reader of the environment: HOMEWARD_KEY_FILE names a key file,
HOMEWARD_KEY is a key itself. A key is never an argument: others can see those.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from homeward.cli.options import Json, KeyFile, Quiet
from homeward.cli.output import finish, guarded, listener
from homeward.jobs.actor import keep_key

if TYPE_CHECKING:
    from homeward.privacy.keys import PersonKey

keys_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(help="The output folder.", show_default=False)]


def named_key_file() -> Path | None:
    """The key file that HOMEWARD_KEY_FILE names, if any."""
    named = os.environ.get("HOMEWARD_KEY_FILE", "")
    return Path(named) if named else None


def the_key(out: Path | None, key_file: Path | None = None) -> PersonKey | None:
    """The person's key: of the file named, of the environment, or of the keyring; kept for jobs.

    Raises
    ------
    HomewardError
        HW-K004 if what is given is no key.
    """
    found = _found(out, key_file)
    keep_key(found, key_file or named_key_file())
    return found


def _found(out: Path | None, key_file: Path | None) -> PersonKey | None:
    text = os.environ.get("HOMEWARD_KEY", "")
    if key_file is None and not text and named_key_file() is None:
        from homeward.jobs.held import has_keys

        if out is None or not has_keys(out):
            return None  # so that the keyring's package is not loaded for nothing
    from homeward.jobs.keys import find_key

    return find_key(out, key_file, text, named_key_file())


@keys_app.callback()
def keys() -> None:
    """Make, check, exchange and keep the key that encrypts an output folder."""


@keys_app.command()
def new(
    out: Annotated[Path, typer.Option("--out", help="The key file to write; never over another.")],
    json: Json = False,
) -> None:
    """Make a key and write it to a file that only you can read.

    Whoever loses the file loses everything that is encrypted with it.
    """
    with guarded(json):
        from homeward.jobs.keys import keys_new as job

        finish(job(out), json)


@keys_app.command()
def check(out: Folder, key_file: KeyFile = None, json: Json = False) -> None:
    """Say which key a folder asks for, and whether yours opens it and everything in it."""
    with guarded(json):
        from homeward.jobs.keys import keys_check as job

        held = the_key(out, key_file)
        finish(job(out, key=held, key_file=key_file or named_key_file()), json)


@keys_app.command()
def rotate(
    out: Folder,
    new_key_file: Annotated[
        Path, typer.Option("--new-key-file", help="The file of the key that is to open it.")
    ],
    data: Annotated[
        bool, typer.Option("--data", help="Also encrypt everything held anew.")
    ] = False,
    key_file: KeyFile = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Exchange the key of a folder. Pseudonyms stay the same; so does every result.

    Killed at any moment, either the old key opens the folder or the new one does.
    """
    with guarded(json):
        from homeward.jobs.held import read_key_file
        from homeward.jobs.keys import keys_rotate as job

        tell = listener(quiet or json, None)
        fresh = read_key_file(new_key_file)
        done = job(
            out, key=the_key(out, key_file), new=fresh, data=data,
            new_key_file=new_key_file, progress=tell,
        )  # fmt: skip
        finish(done, json)


@keys_app.command()
def store(out: Folder, key_file: KeyFile = None, json: Json = False) -> None:
    """Keep the key in the keyring of this computer, so that no file need be named."""
    with guarded(json):
        from homeward.jobs.keys import keys_store as job

        finish(job(out, key=the_key(out, key_file)), json)


@keys_app.command()
def adopt(
    out: Folder,
    key_file: KeyFile = None,
    project_key_file: Annotated[
        Path | None,
        typer.Option("--project-key-file", help="The project key, if it was kept elsewhere."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Encrypt a folder that an earlier version made without a key. Pseudonyms stay the same."""
    with guarded(json):
        from homeward.jobs.keys import keys_adopt as job

        tell = listener(quiet or json, None)
        held = the_key(out, key_file)
        finish(job(out, key=held, project_key_file=project_key_file, progress=tell), json)


def quarantine(
    out: Folder,
    to: Annotated[Path, typer.Option("--to", help="A new or empty folder for the open files.")],
    sample: Annotated[
        str | None, typer.Option("--sample", help="Open the files of this sample instead.")
    ] = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="Of the last run that left no row, instead.")
    ] = False,
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Open the rows set aside, for the person who mends them.

    Files are opened in --to for their owner only; the encrypted ones stay where they are.
    `homeward mend` takes the mended files back.
    """
    with guarded(json):
        from homeward.jobs.opening import quarantine as job

        held = the_key(out, key_file)
        finish(job(out, to=to, key=held, sample=sample, refused=refused), json)
