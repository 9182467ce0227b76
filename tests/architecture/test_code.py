"""Budgets and habits of the code itself: size, imports, docstrings, assertions."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median, quantiles

from tests.architecture.source import (
    FUNCTIONS,
    PACKAGE,
    body_lines,
    code_files,
    functions,
    name_of,
    room_of,
    rooms,
    tree,
)

LONGEST_FILE = 400
MEDIAN_FUNCTION, NINETIETH_FUNCTION = 12, 40

#: Rooms where a heavy library may be imported only when it is needed.
LAZY_ROOMS = {"engine", "cli"}

#: Libraries too heavy for the top of the command line's door.
HEAVY = {"altair", "duckdb", "ibis", "numpy", "openpyxl", "pandas", "pyarrow", "scipy", "sqlglot"}

#: Marks of work left for later; written so that this line is not one.
UNFINISHED = re.compile(r"\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b")

#: A call whose name starts or ends so is an assertion written elsewhere.
ASSERTING = ("assert_", "check_", "expect", "refuses", "spec", "raises", "warns")


def test_no_code_file_is_longer_than_the_budget():
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in code_files()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short():
    sizes = sorted(
        (body_lines(f), f"{name_of(p)}:{f.lineno} {f.name}")
        for p in code_files("src")
        for f in functions(p)
    )
    lines = [size for size, _ in sizes]
    assert median(lines) <= MEDIAN_FUNCTION, sizes[-10:]
    assert quantiles(lines, n=10)[-1] <= NINETIETH_FUNCTION, sizes[-10:]


def test_imports_stand_at_the_top():
    hidden = [
        f"{name_of(p)}:{node.lineno}"
        for p in code_files("src")
        if room_of(p) not in LAZY_ROOMS
        for f in functions(p)
        for node in ast.walk(f)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []


def test_nothing_is_left_unfinished():
    left = [
        f"{name_of(p)}: {mark}"
        for p in code_files()
        for mark in UNFINISHED.findall(p.read_text(encoding="utf-8"))
    ]
    assert left == []


def _public(path: Path) -> list[tuple[str, ast.AST]]:
    """A module, its public classes and functions, and their public methods."""
    found: list[tuple[str, ast.AST]] = [(name_of(path), tree(path))]
    holders = [("", tree(path))]
    for prefix, holder in holders:
        for node in ast.iter_child_nodes(holder):
            if not isinstance(node, (ast.ClassDef, *FUNCTIONS)) or node.name.startswith("_"):
                continue
            found.append((f"{name_of(path)}:{node.lineno} {prefix}{node.name}", node))
            if isinstance(node, ast.ClassDef):
                holders.append((node.name + ".", node))
    return found


def test_everything_public_says_what_it_is():
    silent = [
        name
        for path in code_files("src", "benchmarks", "docs")
        for name, node in _public(path)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _asserts(function: ast.AST, helpers: set[str]) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or _called(node).strip("_").startswith(ASSERTING)
        or _called(node) in helpers
        for node in ast.walk(function)
    )


def _silent_tests(path: Path) -> list[str]:
    """Tests of a file that assert nothing, themselves or through a helper beside them."""
    helpers: set[str] = set()
    for _ in range(3):  # helpers of helpers
        helpers |= {f.name for f in functions(path) if _asserts(f, helpers)}
    return [
        f"{name_of(path)}:{f.lineno} {f.name}"
        for f in functions(path)
        if f.name.startswith("test_") and not _asserts(f, helpers)
    ]


def test_every_test_asserts():
    files = [p for p in code_files("tests") if p.name.startswith("test_")]
    assert files
    assert [silent for p in files for silent in _silent_tests(p)] == []


def test_a_test_that_asserts_nothing_would_be_seen(tmp_path, monkeypatch):
    planted = tmp_path / "test_planted.py"
    planted.write_text("def test_nothing():\n    print(1)\n")
    monkeypatch.setattr("tests.architecture.test_code.name_of", lambda p: p.name)
    assert _silent_tests(planted) == ["test_planted.py:1 test_nothing"]


def _opening(room: str) -> str:
    said = ast.get_docstring(tree(PACKAGE / room / "__init__.py")) or ""
    return " ".join(said.split())


def test_every_room_says_floor_reads_and_gives():
    lacking = {
        room: [w for w in ("Floor: ", "Reads: ", "Gives: ") if w not in _opening(room)]
        for room in rooms()
    }
    assert {room: words for room, words in lacking.items() if words} == {}


def _exported(room: str) -> list[str]:
    """Names in the room's `__all__`."""
    for node in tree(PACKAGE / room / "__init__.py").body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if getattr(target, "id", "") == "__all__":
            return ast.literal_eval(node.value)
    raise AssertionError(f"{room} lists no public names in __all__")


def test_every_room_lists_its_public_names():
    for room in rooms():
        names = _exported(room)
        assert len(names) == len(set(names)), room


def _imported(node: ast.AST) -> set[str]:
    """Top-level packages that a statement imports; empty for any other statement."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def test_the_command_line_imports_nothing_heavy_at_its_top():
    heavy = [
        f"{name_of(p)}:{node.lineno}"
        for p in code_files("src")
        if room_of(p) == "cli"
        for node in tree(p).body
        if _imported(node) & HEAVY
    ]
    assert heavy == []


def test_analyses_ask_an_engine_in_turn():
    """Findings are made two at a time, on one connection: see `engine.pulling`."""
    asking = [
        f"{name_of(path)}:{node.lineno}"
        for path in code_files("src")
        if room_of(path) in {"demand", "process", "recurrence", "evaluation"}
        for node in ast.walk(tree(path))
        if _called(node) in {"to_pyarrow", "to_pyarrow_batches", "to_pandas", "execute"}
    ]
    assert asking == []
