"""The page of commands, from the command line itself."""

from __future__ import annotations

import inspect
from typing import Any

import typer.main

from docs.builders.pages import NOTICE, table
from homeward.cli.main import app

TARGET = "docs/reference/commands.md"

HEAD = """# Commands

Progress goes to standard error and results to standard output; `--json` prints one JSON
document. No command prints a cell of anybody's record. Each command is also a Python
function of the same name and arguments in `homeward.jobs`. Exit codes are listed with the
[faults](faults.md#exit-codes).

Options of the program itself stand before the command: `--as NAME` says who you are, for the
audit trail and your roles, and `--anchor FILE` where the head of the audit trail is kept.

The environment is read by the command line alone: `HOMEWARD_KEY_FILE` names the file of
your key, `HOMEWARD_KEY` is the key itself, `HOMEWARD_ACTOR` stands for `--as` (else it is the
user of the system), and `HOMEWARD_TRACEBACK=1` says where an unexpected fault arose: files,
lines and kinds of fault, neither messages nor locals.
"""


def commands() -> dict[str, Any]:
    """Every visible command by name, in the order `homeward --help` lists them."""
    group: Any = typer.main.get_command(app)
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if not command.hidden:
            found[name] = command
            below = getattr(command, "commands", {})
            found |= {f"{name} {inner}": each for inner, each in below.items()}
    return found


def _option(parameter: Any) -> tuple[str, str, str]:
    argument = parameter.param_type_name == "argument"
    flags = [(parameter.name or "").upper()] if argument else [*parameter.opts]
    default = parameter.default
    if parameter.required or callable(default) or default in (None, False, ()):
        shown = "needed" if parameter.required else ""
    else:
        shown = f"`{default}`" if str(default) else ""
    return ", ".join(f"`{flag}`" for flag in flags), parameter.help or "", shown


def _usage(name: str, command: Any) -> str:
    arguments = (p.name.upper() for p in command.params if p.param_type_name == "argument")
    return " ".join(["homeward", name, "[OPTIONS]", *arguments])


def _section(name: str, command: Any) -> str:
    rows = [_option(parameter) for parameter in command.params if parameter.name != "help"]
    body = (
        f"## homeward {name}\n\n```text\n{_usage(name, command)}\n```\n\n"
        f"{inspect.cleandoc(command.help or '')}\n"
    )
    return body + ("\n" + table(("option", "what it does", "default"), rows) if rows else "")


def build() -> str:
    """The page's text."""
    return NOTICE + HEAD + "\n" + "\n".join(_section(n, c) for n, c in commands().items())
