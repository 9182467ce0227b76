"""What importing costs, and what a finding may hold, seen by running it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import typing
from importlib.metadata import version

import pytest

import homeward
import homeward.findings
from homeward.findings import AggregateTable, Bundle, Chart, Estimate, Finding, Published
from tests.architecture.source import ROOT

RESULT_TYPES = (AggregateTable, Bundle, Chart, Estimate, Finding, Published)
ROW_LIBRARIES = {"ibis", "numpy", "pandas", "polars", "pyarrow"}
#: Names that would point at one child, report, home or row.
IDENTIFIERS = {"child", "incident", "place", "name_parts", "source_file", "source_row"}


def _new_modules(code: str) -> set[str]:
    """Modules that `code` brings into a fresh interpreter."""
    script = (
        f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT / "src",
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.split())


def test_importing_homeward_imports_nothing():
    assert _new_modules("import homeward") == {"homeward"}


def test_the_command_line_starts_without_the_engine():
    new = {name.split(".")[0] for name in _new_modules("import homeward.cli")}
    assert new & {"altair", "duckdb", "ibis", "numpy", "pandas", "pyarrow", "scipy"} == set()


def test_findings_can_be_read_without_the_engine():
    new = {name.split(".")[0] for name in _new_modules("import homeward.findings")}
    assert new & {"duckdb", "ibis", "numpy", "pandas", "pyarrow", "scipy"} == set()


def _types_within(hint: object) -> set[type]:
    """Every plain type that a type hint mentions."""
    inner = typing.get_args(hint)
    if not inner:
        return {hint} if isinstance(hint, type) else set()
    return set().union(*(_types_within(part) for part in inner))


@pytest.mark.parametrize("result", RESULT_TYPES, ids=lambda t: t.__name__)
def test_a_finding_holds_no_table_and_no_identifier(result: type):
    hints = typing.get_type_hints(result)
    for field in dataclasses.fields(result):
        libraries = {t.__module__.split(".")[0] for t in _types_within(hints[field.name])}
        assert not libraries & ROW_LIBRARIES, field.name
        assert field.name not in IDENTIFIERS


@pytest.mark.parametrize("result", RESULT_TYPES, ids=lambda t: t.__name__)
def test_a_finding_cannot_be_changed_after_it_is_made(result: type):
    assert result.__dataclass_params__.frozen
    assert hasattr(result, "__slots__")


def test_every_result_type_of_the_room_is_examined():
    public = (getattr(homeward.findings, name) for name in homeward.findings.__all__)
    assert {t for t in public if dataclasses.is_dataclass(t)} == set(RESULT_TYPES)


def test_the_version_is_said_once():
    assert version("homeward") == homeward.__version__
    assert f"## {homeward.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
