"""`homeward sample`: a smaller sample for deeper work, drawn, sent to partners, taken back."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.keys import the_key
from homeward.cli.options import Json, KeyFile, Out, Quiet, Strict
from homeward.cli.output import finish, guarded, listener

sample_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=(
        "Draw a smaller sample for partners to add to, take it back, and see how it stands."
        "\n\nStart with `homeward sample draw --out OUT --size 200 --by year,setting`."
    ),
)


class UnitOption(str, Enum):
    """What one row of the sample is."""

    INCIDENT = "incident"
    CHILD = "child"


Sheets = Annotated[
    list[Path], typer.Argument(help="Filled sheets, .xlsx or .csv.", show_default=False)
]
Name = Annotated[str | None, typer.Option("--name", help="Name of the sample.")]


@sample_app.command()
def draw(
    out: Out = Path("out"),
    rule: Annotated[
        Path | None, typer.Option("--rule", help="A rule file (TOML); or say --size.")
    ] = None,
    size: Annotated[int | None, typer.Option("--size", help="How many are drawn.")] = None,
    by: Annotated[
        str, typer.Option("--by", help="Columns that make strata, such as year,setting.")
    ] = "",
    unit: Annotated[
        UnitOption | None, typer.Option("--unit", help="One row an incident, or a child.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Another seed draws another sample.")
    ] = None,
    name: Name = None,
    extracts: Annotated[
        Path | None,
        typer.Option("--extracts", help="The extracts: references are read back into the key."),
    ] = None,
    with_reference: Annotated[
        bool,
        typer.Option("--with-reference", help="Also a sheet that leads partners to the child."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
    key_file: KeyFile = None,
) -> None:
    """Draw a sample from the timelines in OUT and write the sheet that partners fill.

    Incidents or children are drawn from strata, with weights, and by a lot that is the
    same on every machine with the project's key. Everything is written to
    OUT/protected/sample/NAME. The sheet holds sample numbers and nothing else;
    --with-reference, with --extracts, adds one by which partners find the child.
    """
    with guarded(json):
        from homeward.jobs import draw as job

        done = job(
            out,
            rule=rule,
            size=size,
            by=[column.strip() for column in by.split(",") if column.strip()],
            unit=None if unit is None else unit.value,
            seed=seed,
            name=name,
            extracts=extracts,
            with_reference=with_reference,
            key=the_key(out, key_file),
            progress=listener(quiet or json, None),
        )
        finish(done, json)


@sample_app.command()
def check(
    files: Sheets,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder that holds the sample; not needed by partners."),
    ] = None,
    name: Name = None,
    strict: Strict = False,
    json: Json = False,
    quiet: Quiet = False,
    key_file: KeyFile = None,
) -> None:
    """Say what would be taken of filled sheets and what would not; change nothing.

    Faults are told by row and column, never by what a cell says.
    """
    with guarded(json):
        from homeward.jobs import check as job

        held = the_key(out, key_file)
        done = job(files, out, name=name, key=held, progress=listener(quiet or json, None))
        finish(done, json, strict=strict)


@sample_app.command()
def take(
    files: Sheets,
    out: Out = Path("out"),
    name: Name = None,
    strict: Strict = False,
    json: Json = False,
    quiet: Quiet = False,
    key_file: KeyFile = None,
) -> None:
    """Take filled sheets back: the next `study` or `run` files what they show.

    Give the sheets of all partners together: where two answer the same question they must
    agree. Taking again replaces what was taken before, which is kept.
    """
    with guarded(json):
        from homeward.jobs import take as job

        held = the_key(out, key_file)
        done = job(files, out, name=name, key=held, progress=listener(quiet or json, None))
        finish(done, json, strict=strict)


@sample_app.command()
def status(out: Out = Path("out"), json: Json = False, key_file: KeyFile = None) -> None:
    """Say how every sample in OUT stands: drawn, taken back, and answered by question."""
    with guarded(json):
        from homeward.jobs import status as job

        finish(job(out, key=the_key(out, key_file)), json)
