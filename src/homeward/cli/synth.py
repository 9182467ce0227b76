"""`homeward synth`: making synthetic counties, fitting profiles, working out true effects."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.options import Json, Quiet
from homeward.cli.output import guarded, listener, show_fit, show_made, show_truth

synth_app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


class Form(str, Enum):
    """In which form a county is written."""

    SUPPLIERS = "suppliers"
    PARQUET = "parquet"


ProfileName = Annotated[
    str, typer.Option("--profile", help="Name of a profile, or the path of one.")
]


@synth_app.callback()
def synth(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder.")] = Path("synthetic"),
    profile: ProfileName = "herts-2019-2022",
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same bytes.")] = 1,
    scale: Annotated[
        float, typer.Option("--scale", help="Times as many children and homes.")
    ] = 1.0,
    form: Annotated[
        Form, typer.Option("--form", help="Suppliers' own files, or typed tables for large sizes.")
    ] = Form.SUPPLIERS,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="Processes, with --form parquet; else as many as cores."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make synthetic extracts in suppliers' own formats, with truth.json beside them.

    The same profile, seed and scale give the same bytes on any number of cores. Above the
    size that suppliers' files bear, --form parquet streams typed tables in bounded memory.
    """
    if context.invoked_subcommand is not None:
        return
    with guarded(json):
        from homeward.jobs import synth as job

        made = job(
            profile,
            out,
            seed=seed,
            scale=scale,
            form=form.value,
            workers=workers,
            progress=listener(quiet or json, None),
        )
        show_made(made, out, json)


@synth_app.command()
def fit(
    targets: Annotated[Path, typer.Argument(help="A targets file (TOML).", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="The profile to write.")] = Path(
        "profile.toml"
    ),
    base: Annotated[
        str, typer.Option("--base", help="The profile that is moved: a name, or a path.")
    ] = "herts-2019-2022",
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="Which profile of the file, where it holds several."),
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", help="Fresh seeds over which the result is reported.")
    ] = 20,
    fitting_seeds: Annotated[
        int, typer.Option("--fitting-seeds", help="Counties behind each average while fitting.")
    ] = 64,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write the nearest profile where targets are not met.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Move a profile's settings until made-up counties meet the published figures in TARGETS.

    Prints what was achieved over fresh seeds beside what was wanted, and writes a profile
    that `homeward synth --profile` takes. Targets that contradict one another, or that this
    model cannot meet together, are named (HW-S004, exit code 14) and nothing is written,
    unless --anyway asks for the nearest.
    """
    with guarded(json):
        from homeward.jobs import fit as job

        fitted = job(
            targets,
            out,
            base=base,
            profile=profile,
            seeds=seeds,
            fitting_seeds=fitting_seeds,
            anyway=anyway,
            progress=listener(quiet or json, None),
        )
        show_fit(fitted, out, json)


@synth_app.command()
def truth(
    profile: Annotated[
        str, typer.Argument(help="Name of a profile, or the path of one.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder to write PROFILE.json into.")] = Path(
        "."
    ),
    runs: Annotated[int, typer.Option("--runs", help="Pairs of counties behind each value.")] = 40,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Processes; else as many as cores.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out the true total effect of everything planted, by paired runs with it off.

    A planted multiplier is not the total effect: an episode prevented brings no others
    about. Each value comes with its Monte Carlo error over the seeds.
    """
    with guarded(json):
        from homeward.jobs import truth as job

        written = job(
            profile, out, runs=runs, workers=workers, progress=listener(quiet or json, None)
        )
        show_truth(written, json)
