"""`homeward audit` and `homeward roles`: what was done, by whom, and who may do what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.keys import the_key
from homeward.cli.options import Json, KeyFile
from homeward.cli.output import finish, guarded

audit_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Show the audit trail of an output folder, and whether it is whole.",
)
roles_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, give and take roles: who may do what in an output folder.",
)

Folder = Annotated[Path, typer.Argument(help="Output folder.", show_default=False)]
Person = Annotated[str, typer.Argument(help="Whose role.", show_default=False)]
RoleName = Annotated[str, typer.Argument(help="One of docs/reference/roles.md.")]


@audit_app.command()
def verify(
    out: Folder,
    anchor: Annotated[
        Path | None, typer.Option("--anchor", help="The file with the head of the trail.")
    ] = None,
    head: Annotated[str, typer.Option("--head", help="A head that a job printed.")] = "",
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Say whether the audit trail of OUT is whole: nothing edited, taken out, put in or cut off.

    Ends with 30 if it is not. Nothing is written, so a copy that may not be written will do.
    """
    with guarded(json):
        from homeward.jobs import verify_audit as job

        the_key(out, key_file)
        done = job(out, anchor=anchor, head=head)
        finish(done, json)
        if done.exit_code:
            raise SystemExit(done.exit_code)


@audit_app.command()
def show(
    out: Folder,
    child: Annotated[
        str, typer.Option("--child", help="Only events about this child: a reference.")
    ] = "",
    since: Annotated[str, typer.Option("--since", help="Only from this day, 2024-03-31.")] = "",
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """List the events of OUT: who did what, when and why. To look is an event too."""
    with guarded(json):
        from homeward.jobs import show_audit as job

        the_key(out, key_file)
        finish(job(out, child=child, since=since), json)


@audit_app.command()
def accept(
    out: Folder,
    why: Annotated[str, typer.Option("--why", help="Why the trail is not what it was.")],
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Go on with a folder that was put back from a backup on purpose; the trail says so."""
    with guarded(json):
        from homeward.jobs import accept_audit as job

        the_key(out, key_file)
        finish(job(out, why=why), json)


@roles_app.command("list")
def list_(out: Folder, key_file: KeyFile = None, json: Json = False) -> None:
    """List who has which role in OUT."""
    with guarded(json):
        from homeward.jobs import list_roles as job

        the_key(out, key_file)
        finish(job(out), json)


@roles_app.command()
def grant(
    out: Folder,
    name: Person,
    role: RoleName,
    force: Annotated[
        list[str] | None, typer.Option("--force", help="Only for rows of this force.")
    ] = None,
    authority: Annotated[
        list[str] | None, typer.Option("--authority", help="Only for rows of this authority.")
    ] = None,
    child: Annotated[
        list[str] | None, typer.Option("--child", help="Only for this child: a pseudonym.")
    ] = None,
    key_file: KeyFile = None,
    json: Json = False,
) -> None:
    """Give NAME a role in OUT, in place of an earlier grant of the same role."""
    with guarded(json):
        from homeward.jobs import grant_role as job

        the_key(out, key_file)
        done = job(
            out, name, role, forces=force or (), authorities=authority or (), children=child or ()
        )
        finish(done, json)


@roles_app.command()
def revoke(
    out: Folder, name: Person, role: RoleName, key_file: KeyFile = None, json: Json = False
) -> None:
    """Take a role from NAME in OUT. The last owner cannot be taken away."""
    with guarded(json):
        from homeward.jobs import revoke_role as job

        the_key(out, key_file)
        finish(job(out, name, role), json)
