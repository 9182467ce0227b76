"""The repository as text and as syntax trees: what the architecture tests look at."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "homeward"
FAULT_CODE = re.compile(r"HW-[A-Z]\d{3}")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

#: Folders that hold code we keep, beside src.
CODE_FOLDERS = ("src", "tests", "docs", "benchmarks")


@cache
def project() -> dict:
    """`pyproject.toml`, parsed."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contracts() -> list[dict]:
    """The import contracts, as declared."""
    return project()["tool"]["importlinter"]["contracts"]


def floors() -> list[list[str]]:
    """Rooms by floor, highest floor first, from the layers contract."""
    (layers,) = [c["layers"] for c in contracts() if c["type"] == "layers"]
    return [[room.strip() for room in floor.split("|")] for floor in layers]


def rooms() -> list[str]:
    """Every room, highest first."""
    return [room for floor in floors() for room in floor]


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file of the repository: tracked, or new and not ignored.

    Without git (an unpacked archive) every file outside hidden and generated folders.
    """
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        names = asked.stdout.decode().split("\0")
        return tuple(p for n in names if n and (p := ROOT / n).is_file())
    return tuple(
        p
        for p in ROOT.rglob("*")
        if p.is_file()
        and not any(part.startswith(".venv") for part in p.parts)
        and not {"__pycache__", "out", ".git"} & set(p.relative_to(ROOT).parts)
    )


def code_files(*folders: str) -> list[Path]:
    """Python files under these folders of the repository (all code folders if none)."""
    wanted = tuple(ROOT / f for f in folders or CODE_FOLDERS)
    return sorted(
        p for p in kept_files() if p.suffix == ".py" and any(w in p.parents for w in wanted)
    )


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, FUNCTIONS))


def name_of(path: Path) -> str:
    """Path inside the repository, for messages."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The room that a file of the package belongs to; "" for the package's own file."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py") if len(parts) > 1 else ""


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
