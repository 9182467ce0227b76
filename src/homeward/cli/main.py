"""The `homeward` program: one thin function for each command.

Exit codes are those of `homeward.vocabulary.faults.EXIT_CODES`. Results go to standard
output, progress and errors to standard error; `--json` prints one JSON document.
"""

from __future__ import annotations

import gc
import getpass
import os
from pathlib import Path
from typing import Annotated

import typer

from homeward import __version__
from homeward.cli.audit import audit_app, roles_app
from homeward.cli.keys import keys_app, named_key_file, quarantine, the_key
from homeward.cli.options import Extracts, Json, KeyFile, Log, Out, PlanFile, Quiet, Seed, Strict
from homeward.cli.output import (
    finish,
    guarded,
    listener,
    show_doctor,
    show_plan,
)
from homeward.cli.partners import mend, template
from homeward.cli.purge import purge
from homeward.cli.release import Register, release_app
from homeward.cli.sample import sample_app
from homeward.cli.synth import synth_app
from homeward.jobs.actor import acting

app = typer.Typer(
    name="homeward",
    help=(
        "Turn records about missing children into evidence for redesigning the response."
        "\n\nStart with `homeward demo --out out/demo`, which needs nothing but itself."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def demo(
    out: Out = Path("out/demo"),
    profile: Annotated[
        str, typer.Option("--profile", help="Synthetic profile.")
    ] = "herts-2019-2022",
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same bytes.")] = 1,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
) -> None:
    """Make a synthetic county, take it in by the front door, study it, write the report.

    Nothing is asked and nothing else is needed. Every number is made up and says so.
    """
    with guarded(json):
        from homeward.jobs import demo as job

        finish(job(out, profile=profile, seed=seed, progress=listener(quiet or json, log)), json)


@app.command()
def plan(
    extracts: Extracts,
    out: Annotated[Path, typer.Option("--out", help="The plan to write.")] = Path("study.toml"),
    force_name: Annotated[
        str, typer.Option("--force-name", help="Whose records, for the report.")
    ] = "",
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="The extracts are made up.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an existing plan.")
    ] = False,
    after: Annotated[
        Path | None,
        typer.Option("--after", help="An earlier study: the --out of its run, or its study.toml."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    key_file: KeyFile = None,
) -> None:
    """Propose how each file of EXTRACTS maps onto the tables; say what is unsure.

    Read the plan before you run it: a doubt is for you to settle, never guessed. With
    --after, files of a shape that an earlier study knew are mapped as they were then, and what
    changed since is asked: columns, codes, how values are spread, and files seen before.
    """
    with guarded(json):
        from homeward.jobs import plan as job

        proposed = job(
            extracts,
            out,
            force_name=force_name,
            synthetic=synthetic,
            overwrite=overwrite,
            after=after,
            key=the_key(after, key_file),
            progress=listener(quiet or json, None),
        )
        show_plan(proposed, out, json)


@app.command()
def run(
    extracts: Extracts,
    plan: PlanFile = Path("study.toml"),
    out: Out = Path("out"),
    seed: Seed = None,
    register: Register = None,
    strict: Strict = False,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
    key_file: KeyFile = None,
) -> None:
    """Ingest, link, study, release, report: everything, from EXTRACTS to a report.

    Unchanged steps are not run again; an interrupted run goes on from its last finished
    step. Results appear all together at the end or not at all.
    """
    with guarded(json):
        from homeward.jobs import run as job

        outcome = job(
            extracts,
            plan,
            out,
            seed=seed,
            key_file=key_file or named_key_file(),
            key=the_key(out, key_file),
            register=register,
            progress=listener(quiet or json, log),
        )
        finish(outcome, json, strict=strict)


@app.command()
def ingest(
    extracts: Extracts,
    plan: PlanFile = Path("study.toml"),
    out: Out = Path("out"),
    strict: Strict = False,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
    key_file: KeyFile = None,
) -> None:
    """Read EXTRACTS into one checked, pseudonymised store; set aside what breaks a rule.

    Rows set aside go to OUT/protected/quarantine with the reason; nothing is dropped.
    """
    with guarded(json):
        from homeward.jobs import ingest as job

        outcome = job(
            extracts,
            plan,
            out,
            key_file=key_file or named_key_file(),
            key=the_key(out, key_file),
            progress=listener(quiet or json, log),
        )
        finish(outcome, json, strict=strict)


@app.command()
def link(
    out: Out = Path("out"),
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
    key_file: KeyFile = None,
) -> None:
    """Tell which records are one child, and put their episodes in order."""
    with guarded(json):
        from homeward.jobs import link as job

        held = the_key(out, key_file)
        finish(job(out, key=held, progress=listener(quiet or json, log)), json)


@app.command()
def study(
    out: Out = Path("out"),
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
    key_file: KeyFile = None,
) -> None:
    """Examine every finding; write OUT/protected/results/findings.json (unreleased)."""
    with guarded(json):
        from homeward.jobs import study as job

        held = the_key(out, key_file)
        finish(job(out, key=held, progress=listener(quiet or json, log)), json)


@app.command()
def report(
    out: Out = Path("out"),
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", help="A released findings.json; no case data is needed."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = None,
    key_file: KeyFile = None,
) -> None:
    """Write the report (HTML, PDF, spreadsheet and Word) from the released bundle alone."""
    with guarded(json):
        from homeward.jobs import report as job

        held = the_key(out, key_file)
        finish(job(out, bundle=bundle, key=held, progress=listener(quiet or json, log)), json)


app.command()(template)
app.command()(mend)
app.command()(quarantine)
app.add_typer(keys_app, name="keys")
app.command()(purge)
app.add_typer(release_app, name="release")
app.add_typer(sample_app, name="sample")
app.add_typer(synth_app, name="synth")
app.add_typer(audit_app, name="audit")
app.add_typer(roles_app, name="roles")


@app.command()
def doctor(json: Json = False) -> None:
    """Check the installation: versions, fonts, engine, renderer, time zones, disk."""
    with guarded(json):
        from homeward.jobs import doctor as job

        show_doctor(job(), json)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"homeward {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    as_: Annotated[
        str,
        typer.Option("--as", help="Who you are, for the audit trail; else HOMEWARD_ACTOR."),
    ] = "",
    anchor: Annotated[
        Path | None,
        typer.Option("--anchor", help="File for the head of the audit trail."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of the program itself."""
    named = as_ or os.environ.get("HOMEWARD_ACTOR", "") or _system_user()
    context.with_resource(acting(named, key_file=named_key_file(), anchor=anchor))


def _system_user() -> str:
    """The name that the system knows the user by; "" if it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def main() -> None:
    """Run the program.

    A command is one short burst of work, so garbage is collected seldom: it saves a
    tenth of the main job's time for some tens of megabytes.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    app()
