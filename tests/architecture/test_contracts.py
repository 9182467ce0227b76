"""The import contracts hold, and each of them would notice a breach."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from zlib import crc32

import pytest
from importlinter.api import use_cases
from importlinter.application.user_options import UserOptions

from tests.architecture.source import ROOT, contracts, project, rooms

#: One breach or more of every contract: (contract, importing module, what it imports).
BREACHES = [
    ("floors", "vocabulary", "homeward.findings"),
    ("floors", "records", "homeward.timelines"),
    ("floors", "demand", "homeward.recurrence"),
    ("floors", "timelines", "homeward.demand"),
    ("floors", "privacy", "homeward.engine"),
    ("floors", "study", "homeward.jobs"),
    ("floors", "release", "homeward.study"),
    ("waist", "report", "homeward.demand"),
    ("waist", "release", "homeward.engine"),
    ("supplied", "jobs", "homeward.records"),
    ("supplied", "demand", "homeward.records"),
    ("identity", "study", "homeward.records.identities"),
    ("identity", "synth", "homeward.records.identities"),
    ("identity-reach", "timelines", "homeward.records.identities"),
    ("identity-reach", "demand", "homeward.records.identities"),
    ("links", "recurrence", "homeward.linkage"),
    ("front-door", "timelines", "homeward.synth"),
    ("front-door", "cli", "homeward.synth"),
    ("drivers", "demand", "duckdb"),
    ("drivers", "records", "pyspark.sql"),
    ("queries", "workbench", "homeward.engine"),
    ("queries", "cli", "homeward.timelines"),
    ("no-frames", "release", "pandas"),
    ("no-frames", "findings", "pyarrow"),
    ("arrays", "estimators", "homeward.vocabulary"),
]

#: Modules, other than rooms, that a contract names.
NAMED = ("records/identities.py", "records/intake.py", "study/intake.py", "study/purging.py")


def _options(package: str) -> UserOptions:
    """The contracts of pyproject.toml, with `package` in place of homeward."""

    def renamed(value: object) -> object:
        if isinstance(value, str):
            return value.replace("homeward.", package + ".") if value != "homeward" else package
        if isinstance(value, list):
            return [renamed(item) for item in value]
        return value

    declared = deepcopy(use_cases.read_user_options(str(ROOT / "pyproject.toml")))
    for contract in declared.contracts_options:
        for key in contract.keys() - {"id", "name", "type"}:
            contract[key] = renamed(contract[key])
    session = declared.session_options | {"root_packages": [package]}
    return UserOptions(session_options=session, contracts_options=declared.contracts_options)


def _broken(options: UserOptions) -> set[str]:
    """Ids of the contracts that do not hold."""
    use_cases._register_contract_types(options)
    report = use_cases.create_report(options, cache_dir=None)
    assert not report.could_not_run, report.invalid_contract_options
    ids = {c["name"]: c["id"] for c in contracts()}
    return {
        ids[contract.name]
        for contract, check in report.get_contracts_and_checks()
        if not check.kept
    }


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
    """A package with every room and nothing in them, importable under a name of its own."""
    package = f"stub_{crc32(request.node.name.encode())}"
    for room in rooms():
        folder = tmp_path / package / room
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("")
        (folder / "thing.py").write_text("")
    (tmp_path / package / "__init__.py").write_text("")
    for module in NAMED:
        (tmp_path / package / module).write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path / package


def _plant(stub: Path, room: str, imported: str) -> None:
    line = "import " + imported.replace("homeward.", stub.name + ".") + "\n"
    (stub / room / "thing.py").write_text(line)


def test_every_contract_holds():
    options = use_cases.read_user_options(str(ROOT / "pyproject.toml"))
    use_cases._register_contract_types(options)
    report = use_cases.create_report(options, cache_dir=None)
    assert not report.could_not_run, report.invalid_contract_options
    broken = [c.name for c, check in report.get_contracts_and_checks() if not check.kept]
    assert broken == [], "run `make check` to see the imports"


def test_empty_rooms_break_nothing(stub: Path):
    assert _broken(_options(stub.name)) == set()


@pytest.mark.parametrize(("contract", "room", "imported"), BREACHES)
def test_a_planted_breach_is_caught(stub: Path, contract: str, room: str, imported: str):
    _plant(stub, room, imported)
    assert contract in _broken(_options(stub.name))


def test_an_indirect_road_to_a_record_is_caught(stub: Path):
    """Report reads findings, and findings, wrongly, reads records."""
    _plant(stub, "report", "homeward.findings.thing")
    _plant(stub, "findings", "homeward.records")
    assert "waist" in _broken(_options(stub.name))


def test_an_indirect_road_to_a_name_is_caught(stub: Path):
    """Evaluation reads estimators, and estimators, wrongly, the identity store."""
    _plant(stub, "evaluation", "homeward.estimators.thing")
    _plant(stub, "estimators", "homeward.records.identities")
    assert "identity-reach" in _broken(_options(stub.name))


def test_a_circle_inside_a_room_is_caught(stub: Path):
    (stub / "demand" / "thing.py").write_text(f"import {stub.name}.demand.other\n")
    (stub / "demand" / "other.py").write_text(f"import {stub.name}.demand.thing\n")
    assert _broken(_options(stub.name)) == {"no-cycles"}


def test_a_room_not_on_the_map_is_caught(stub: Path):
    (stub / "drawer").mkdir()
    (stub / "drawer" / "__init__.py").write_text("")
    assert "floors" in _broken(_options(stub.name))


def test_the_engine_may_use_its_drivers(stub: Path):
    _plant(stub, "engine", "duckdb")
    assert _broken(_options(stub.name)) == set()


def test_every_contract_has_a_planted_breach():
    planted = {contract for contract, _, _ in BREACHES} | {"no-cycles"}
    assert planted == {c["id"] for c in contracts()}


def test_the_map_has_twenty_rooms():
    assert len(rooms()) == len(set(rooms())) == 20
    assert project()["tool"]["importlinter"]["root_package"] == "homeward"
