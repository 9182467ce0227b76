"""The map of rooms in `README.md`, from the import contract and each room's first line."""

from __future__ import annotations

import ast
import tomllib

from docs.builders.pages import ROOT, part

TARGET = "README.md"


def floors() -> list[list[str]]:
    """Rooms by floor, highest first, from the contract of kind `layers`."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = declared["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if c["type"] == "layers"]
    return [[room.strip() for room in floor.split("|")] for floor in layers]


def first_line(room: str) -> str:
    """What a room says it is: the first line of its docstring, and whether it is empty yet."""
    text = (ROOT / "src" / "homeward" / room / "__init__.py").read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(text)) or ""
    empty = "Gives: nothing yet" in " ".join(said.split())
    return said.split("\n")[0].rstrip(".") + (" (not built yet)" if empty else "")


def build() -> str:
    """The page's text: the map redrawn, the rest as it is."""
    lines = []
    for number, rooms in enumerate(reversed(floors())):
        drawn = [f"{number:>5}  {room:<11} {first_line(room)}" for room in rooms]
        lines += ["\n".join([drawn[0], *(f"{'':>5}{line[5:]}" for line in drawn[1:])])]
    body = "\n".join(["floor  room        what it is", *reversed(lines)])
    return part(TARGET, "rooms", f"```text\n{body}\n```")
