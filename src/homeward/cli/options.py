"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Extracts = Annotated[Path, typer.Argument(help="Folder of extracts.", show_default=False)]
Out = Annotated[
    Path, typer.Option("--out", help="Output folder: new, empty, or an earlier result.")
]
PlanFile = Annotated[Path, typer.Option("--plan", help="The study.toml to follow.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document of counts.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Overrides the plan's seed.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 if any row is set aside.")]
Log = Annotated[Path | None, typer.Option("--log", help="Append JSON lines: counts, never values.")]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", help="The file of your key; else HOMEWARD_KEY_FILE names it."),
]
