"""Writes docs/reference/definitions.md from the spec tests, which are the definitions.

Every spec module says a `title` and a `text`; every test in it is a case. The tests
are called with a note-taker in place of the fixture, so the page holds exactly what is
checked. Run `python docs/builders/definitions.py` to write the page.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "tests" / "spec"
#: The page this builder writes, relative to the root.
TARGET = Path("docs/reference/definitions.md")
#: Chapters in the order of the rooms; any other comes after, by name.
ROOMS = ("records", "linkage", "timelines", "demand", "process", "recurrence", "evaluation")

HEAD = """# Definitions

Written from the spec tests in `tests/spec` by `docs/builders/definitions.py`; do not edit
by hand. Every case below is run by `make test`: the records above the word *gives*
are put in, and the numbers below it must come out. Children's names are made up. Times are
UK local. `count` is how many met the definition, `of` how many could be judged, `left_out`
how many could not; `children` and `children_of` are the different children behind them.
"""


def _load(path: Path) -> ModuleType:
    name = "definitions_" + "_".join(path.relative_to(SPECS).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {path.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _order(module: ModuleType, path: Path) -> tuple[int, str, int, str]:
    room = path.parent.name
    place = ROOMS.index(room) if room in ROOMS else len(ROOMS)
    return place, room, getattr(module, "order", 0), path.name


def _cases(module: ModuleType) -> list[object]:
    tests = [
        test
        for name, test in vars(module).items()
        if name.startswith("test_") and list(inspect.signature(test).parameters) == ["spec"]
    ]
    return sorted(tests, key=lambda test: inspect.getsourcelines(test)[1])


def _heading(test: object) -> str:
    words = test.__name__.removeprefix("test_").replace("_", " ")  # type: ignore[attr-defined]
    return words[0].upper() + words[1:]


def _section(module: ModuleType, take_notes: type) -> list[str]:
    lines = [f"## {module.title}", "", inspect.cleandoc(module.text), ""]
    for test in _cases(module):
        notes = take_notes()
        test(notes)  # type: ignore[operator]
        lines += [f"### {_heading(test)}", "", inspect.getdoc(test) or "", "", *notes.lines]
    return lines


def build() -> str:
    """The whole page, ending in one newline."""
    for folder in (ROOT, ROOT / "src"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    take_notes = _load(SPECS / "note_taker.py").NoteTaker
    modules = [(_load(path), path) for path in sorted(SPECS.glob("*/test_*.py"))]
    lines = [HEAD]
    for module, _ in sorted(modules, key=lambda pair: _order(*pair)):
        if hasattr(module, "title"):
            lines += _section(module, take_notes)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    page = ROOT / TARGET
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(build(), encoding="utf-8", newline="\n")
