"""What no file of the repository may hold, and what installing it needs."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source import ROOT, kept_files, name_of, project

#: Hosts and settings of package registries, written so that this line names none.
REGISTRY = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.org|(?<!emit-)index-ur[l]\b|://\S*/simpl[e]/"
)
#: Home folders of any machine, written in the same way.
HOME_FOLDER = re.compile(r"/hom[e]/\w+/|/User[s]/\w+/|/roo[t]/|[A-Z]:\\User[s]")
LOCKED = re.compile(r"^([\w.\-]+)==([^\s;\\]+)", re.MULTILINE)
PERMISSIVE = re.compile(r"\b(MIT|BSD|0BSD|Apache|ISC|PSF)\b")
COPYLEFT = re.compile(r"\b[AL]?GPL|General Public License|Mozilla|\bMPL")
BINARY = {".png", ".pdf", ".ttf", ".otf", ".woff2", ".parquet", ".xlsx", ".xls", ".docx"}


def _text_files() -> list[tuple[str, str]]:
    return [
        (name_of(p), p.read_text(encoding="utf-8", errors="replace"))
        for p in kept_files()
        if p.suffix not in BINARY
    ]


def test_no_package_registry_is_named():
    assert [name for name, text in _text_files() if REGISTRY.search(text)] == []


def test_no_path_of_a_machine_is_named():
    here = [str(ROOT) + "/"] + ([f"{Path.home()}/"] if len(Path.home().parts) > 1 else [])
    named = [
        name
        for name, text in _text_files()
        if HOME_FOLDER.search(text) or any(path in text for path in here)
    ]
    assert named == []


def _locked(name: str) -> dict[str, Version]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {canonicalize_name(n): Version(v) for n, v in LOCKED.findall(text)}


def _declared() -> list[Requirement]:
    return [Requirement(line) for line in project()["project"]["dependencies"]]


def test_every_dependency_is_locked_at_a_version_that_is_allowed():
    locked = _locked("base.txt")
    for wanted in _declared():
        version = locked[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), f"{wanted} but {version} is locked"


def test_what_is_locked_by_hand_is_declared():
    lines = (ROOT / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
    asked = {canonicalize_name(Requirement(line).name) for line in lines if line.strip()}
    assert asked - {canonicalize_name(w.name) for w in _declared()} == {"flit-core"}


def test_the_development_lock_holds_the_base_lock():
    base, dev = _locked("base.txt"), _locked("dev.txt")
    assert {name: v for name, v in base.items() if dev.get(name) != v} == {}


def test_every_locked_file_has_a_hash():
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == [], lock.name


def _licence(name: str) -> str:
    """What an installed package says of its licence, in one line; "" if not installed."""
    try:
        said = metadata(name)
    except PackageNotFoundError:  # locked for another platform
        return ""
    classifiers = [c for c in said.get_all("Classifier", []) if c.startswith("License")]
    parts = [said.get("License-Expression"), (said.get("License") or "").split("\n")[0]]
    return " ".join(filter(None, [*parts, *classifiers]))


def test_what_is_installed_by_default_is_under_permissive_licences():
    licences = {name: said for name in _locked("base.txt") if (said := _licence(name))}
    assert len(licences) > 30
    assert {n: said for n, said in licences.items() if COPYLEFT.search(said)} == {}
    assert {n: said for n, said in licences.items() if not PERMISSIVE.search(said)} == {}


def test_continuous_integration_checks_and_tests():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    steps = [line.split()[1] for line in script.splitlines() if line.startswith("make ")]
    assert steps == ["system-packages", "check", "test"]
    assert "set -euo pipefail" in script


def test_make_help_lists_every_target_a_person_may_want():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert {"demo", "test", "check", "docs", "bench", "system-packages", "clean", "help"} <= listed


def test_package_metadata_can_be_read():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert declared["scripts"]["homeward"] == "homeward.cli:main"
    assert declared["requires-python"] == ">=3.11"
    assert (ROOT / declared["readme"]).is_file() and (ROOT / "LICENSE").is_file()
