"""The pages say what the code says: generated parts are fresh, words and links are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from docs.builders.commands import commands
from docs.builders.pages import builders, stale
from docs.builders.vocabulary import enums
from homeward.cli.main import app
from homeward.vocabulary import CATALOGUE
from tests.architecture.source import ROOT, code_files, kept_files, rooms

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
#: "`tests/…/test_x.py::test_y`" in a page names a test that must be there.
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
#: Files that a page may point at before they are there, each with the reason.
PROMISED: dict[str, str] = {}
PAGES = sorted(p for p in kept_files() if p.suffix == ".md")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("builder", builders(), ids=lambda b: b.__name__.rsplit(".", 1)[-1])
def test_generated_pages_are_fresh(builder):
    assert not stale(builder), f"{builder.TARGET} is stale; do: make docs"


def test_every_builder_is_run():
    folder = ROOT / "docs" / "builders"
    with_target = {p.stem for p in folder.glob("*.py") if "\nTARGET" in p.read_text()}
    assert {b.__name__.rsplit(".", 1)[-1] for b in builders()} == with_target


def test_the_glossary_names_every_room_and_every_vocabulary():
    glossary = _read("GLOSSARY.md")
    assert [room for room in rooms() if f"`{room}`" not in glossary] == []
    assert [e.__name__ for e in enums() if f"`{e.__name__}`" not in glossary] == []


def test_the_findings_page_names_every_finding():
    page = _read("docs/reference/findings.md")
    assert [id for id in CATALOGUE if f"`{id}`" not in page] == []


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")).strip().replace(" ", "-")


def _anchors(file: Path) -> set[str]:
    if file.suffix != ".md" or not file.is_file():
        return set()
    return {_anchor(heading) for heading in HEADING.findall(file.read_text(encoding="utf-8"))}


def _broken_links(page: Path) -> list[str]:
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        if file.as_posix().removeprefix(f"{ROOT}/") in PROMISED:
            continue
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            broken.append(target)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert _broken_links(page) == []


def test_definitions_named_in_the_source_are_there():
    page = ROOT / "docs" / "reference" / "definitions.md"
    text = "".join(p.read_text(encoding="utf-8") for p in code_files("src"))
    anchors = set(re.findall(r"definitions\.md#([\w-]+)", text))
    assert anchors
    assert anchors - _anchors(page) == set()


def test_nothing_promised_is_there_already():
    assert [name for name in PROMISED if (ROOT / name).exists()] == []
    assert all(PROMISED.values())


def test_every_page_can_be_reached_from_the_index():
    seen, ahead = set(), [ROOT / "docs" / "index.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        names = (t.partition("#")[0] for t in LINK.findall(page.read_text(encoding="utf-8")))
        ahead += [(page.parent / n).resolve() for n in names if n.endswith(".md")]
    docs = {p for p in PAGES if (ROOT / "docs") in p.parents}
    assert {p.relative_to(ROOT).as_posix() for p in docs - seen} == set()


def test_no_page_is_empty():
    assert [p.name for p in PAGES if len(p.read_text(encoding="utf-8").split()) < 40] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_tests_named_in_a_page_are_there(page):
    for file, test in NAMED_TEST.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / file).is_file(), file
        assert not test or f"def {test}(" in _read(file), f"{file}::{test}"


def test_every_promise_names_its_test():
    page = _read("docs/explanation/what-must-never-break.md")
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    promises = [line for line in lines if line != "| promise | held by |"]
    assert len(promises) > 40
    assert [line for line in promises if not NAMED_TEST.search(line)] == []


def test_every_decision_is_listed_and_says_what_holds_it():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    numbers = []
    for page in sorted(folder.glob("0*.md")):
        assert f"({page.name})" in index, page.name
        assert "## Held by" in page.read_text(encoding="utf-8"), page.name
        numbers.append(page.name[:4])
    assert len(numbers) == len(set(numbers))


def test_the_readme_begins_with_the_two_commands():
    blocks = re.findall(r"```\w*\n(.*?)```", _read("README.md"), re.DOTALL)
    commands = [line.split("#")[0].strip() for line in blocks[0].strip().splitlines()]
    assert commands == ["make demo", "make test"]


def test_the_readme_says_that_the_numbers_are_synthetic():
    assert "synthetic" in _read("README.md").lower()


def test_help_lists_the_commands_that_are_documented():
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"})
    documented = re.findall(
        r"^## homeward (\w+(?: \w+)?)$", _read("docs/reference/commands.md"), re.MULTILINE
    )
    assert shown.exit_code == 0
    assert set(documented) == set(commands())
    first = {name.split()[0] for name in documented}
    assert [name for name in first if not re.search(rf"^ +{name} ", shown.output, re.M)] == []
