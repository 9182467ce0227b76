"""Releases of a whole study: compared, reviewed by two people, stated in every format."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from homeward.jobs import (
    approve,
    check_release,
    release,
    releases,
    request,
    run,
    send_back,
    withdraw,
)
from homeward.release.attack_pdf import read_paper
from homeward.release.attack_read import read_document, read_page, read_workbook
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import write_extract, write_small_plan

BUNDLE = "outgoing/released/findings.json"


def rows(n: int) -> list[tuple[str, ...]]:
    """Made-up reports of 97 children."""
    return [
        (
            f"M{i:04d}", f"N{i % 97}", f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 20:10",
            f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 20:40",
            f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 23:55",
            ("Children's Home", "Family Home", "Foster")[i % 3], str(11 + i % 7),
        )
        for i in range(n)
    ]  # fmt: skip


def study(folder: Path, settings: str = "", n: int = 300, window: str = "2022-12-31") -> Path:
    """Write extracts and a plan; the plan."""
    write_extract(folder / "extracts", rows(n))
    plan = write_small_plan(folder / "study.toml", window=("2022-01-01", window))
    if settings:
        text = plan.read_text(encoding="utf-8")
        plan.write_text(f"{text}\n[release]\n{settings}\n", encoding="utf-8")
    return plan


def go(folder: Path, out: str = "out", **more):
    return run(folder / "extracts", folder / "study.toml", folder / out, **more)


def state(folder: Path) -> list[str]:
    return [e.state for e in releases(folder / "out").entries]


@pytest.fixture(scope="module")
def waiting(tmp_path_factory) -> Path:
    """A study under the Department's profile whose release waits for review."""
    folder = tmp_path_factory.mktemp("waiting")
    study(folder, 'profile = "dfe_looked_after"\nreview = "required"')
    outcome = go(folder)
    assert outcome.report.startswith("protected/awaiting/")
    assert any("release request R0001" in note for note in outcome.notes)
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Path:
    """A study that was released."""
    folder = tmp_path_factory.mktemp("done")
    study(folder)
    go(folder)
    return folder


@pytest.fixture
def copy(tmp_path):
    """Makes a copy of a study to spoil."""

    def made(folder: Path) -> Path:
        shutil.copytree(folder, tmp_path / "copy")
        return tmp_path / "copy"

    return made


def refused(code: str, what, *args, **kwargs) -> str:
    with pytest.raises(HomewardError) as found:
        what(*args, **kwargs)
    assert found.value.code == code
    return found.value.detail


def test_nothing_leaves_until_somebody_else_has_approved_it(waiting, copy):
    out = copy(waiting) / "out"
    assert not (out / "outgoing").exists()
    refused("HW-D007", approve, "R0001", out, by="Ben")
    refused("HW-D009", request, "R0009", out, by="Anna")
    refused("HW-D008", request, "R0001", out)
    request("R0001", out, by="Anna", note="for the board")
    refused("HW-D007", send_back, "R0001", out, by="Ben")
    send_back("R0001", out, by="Ben", note="say why")
    request("R0001", out, by="Anna", note="it is said in the summary")
    refused("HW-D008", approve, "R0001", out, by="anna ")
    assert not (out / "outgoing").exists()
    assert approve("R0001", out, by="Ben").entries[0].state == "released"
    assert (out / BUNDLE).is_file() and (out / "outgoing/report/report.pdf").is_file()
    assert not any((out / "protected/awaiting").iterdir())
    actions = [h["action"] for h in releases(out).entries[0].history]
    assert actions == ["draft", "request", "return", "request", "approve", "release"]
    # The same again is the same release, and goes where it went.
    assert go(out.parent).report.startswith("outgoing/") and state(out.parent) == ["released"]


@pytest.mark.parametrize("spoiled", ["released/findings.json", "report/report.html"])
def test_what_was_changed_by_hand_while_it_waited_is_refused(waiting, copy, spoiled):
    out = copy(waiting) / "out"
    request("R0001", out, by="Anna")
    path = out / "protected/awaiting" / spoiled
    path.write_bytes(path.read_bytes() + b" ")
    refused("HW-D005", approve, "R0001", out, by="Ben")
    assert not (out / "outgoing").exists()


def test_the_profile_is_stated_in_every_format(waiting):
    folder = waiting / "out/protected/awaiting/report"
    readers = {
        "report.html": read_page, "report.pdf": read_paper, "report.docx": read_document,
        "tables.xlsx": read_workbook,
    }  # fmt: skip
    for name, reader in readers.items():
        said = " ".join(piece.text for piece in reader(folder / name).pieces)
        said = " ".join(said.split())
        assert "Department for Education, children looked after" in said, name
        assert "nearest 10" in said, name


def test_both_releases_stand_the_attack(waiting, done):
    for folder in (waiting, done):
        found = check_release(folder / "out")
        assert (found.pinned, found.told) == ((), ())
        assert found.numbers > 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<main ", '<main title="3 children" '),
        ("<main ", '<main data-n="3" '),
        ("</main>", "</main><!-- 3 -->"),
        ("</style>", "/* 3 */</style>"),
    ],
)
def test_a_small_number_put_behind_the_page_is_noticed(done, copy, old, new):
    folder = copy(done)
    page = folder / "out/outgoing/report/report.html"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = check_release(folder / "out")
    assert [t.file for t in found.told] == ["report.html"]
    refused("HW-D011", found.refuse)


@pytest.mark.parametrize("name", ["report.docx", "tables.xlsx"])
def test_a_small_number_put_in_a_property_is_noticed(done, copy, name):
    folder = copy(done)
    path = folder / "out/outgoing/report" / name
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    core = parts["docProps/core.xml"].replace(b"missing children, ", b"missing children, 3, ")
    with zipfile.ZipFile(path, "w") as package:
        for part, data in (parts | {"docProps/core.xml": core}).items():
            package.writestr(part, data)
    assert [(t.file, t.where) for t in check_release(folder / "out").told] == [
        (name, "docProps/core.xml")
    ]


def test_the_page_and_the_document_are_put_beside_each_other(done):
    report = done / "out/outgoing/report"
    grids = [read(report / n).grids for read, n in (
        (read_page, "report.html"), (read_document, "report.docx"))]  # fmt: skip
    page, document = ({(g.number, g.title): len(g.rows) for g in some} for some in grids)
    assert page and page == document


def test_a_row_mended_leaves_what_was_released(done, copy):
    folder = copy(done)
    before = (folder / "out" / BUNDLE).read_bytes()
    study(folder, n=299)
    outcome = go(folder)
    assert any(note.startswith("HW-D013") and "R0001" in note for note in outcome.notes)
    assert (folder / "out" / BUNDLE).read_bytes() == before and state(folder) == ["released"]
    withdraw("R0001", folder / "out", by="Ben", note="it was never sent")
    assert not (folder / "out/outgoing/released").exists()
    go(folder)
    assert state(folder) == ["withdrawn", "released"]
    assert (folder / "out" / BUNDLE).read_bytes() != before


def test_a_window_a_day_apart_is_refused_and_nothing_changes(done, copy):
    folder = copy(done)
    before = (folder / "out" / BUNDLE).read_bytes()
    study(folder, window="2022-12-30")
    assert "R0001" in refused("HW-D001", go, folder)
    assert (folder / "out" / BUNDLE).read_bytes() == before


def test_folders_that_share_a_register_are_compared(tmp_path):
    study(tmp_path)
    go(tmp_path, register=tmp_path / "shared")
    study(tmp_path, window="2022-12-30")
    assert "R0001" in refused("HW-D001", go, tmp_path, "other", register=tmp_path / "shared")
    refused("HW-D004", release, tmp_path / "out", register=tmp_path / "elsewhere")


def test_a_register_deleted_and_a_bundle_edited_are_noticed(done, copy):
    folder = copy(done)
    bundle = folder / "out" / BUNDLE
    sound = bundle.read_bytes()
    bundle.write_bytes(sound + b" ")
    refused("HW-D005", release, folder / "out")
    bundle.write_bytes(sound)
    shutil.rmtree(folder / "out/protected/register")
    refused("HW-D004", release, folder / "out")
    refused("HW-D004", releases, folder / "out")
    refused("HW-D004", check_release, folder / "out")


def test_findings_of_another_force_are_refused(done, copy):
    folder = copy(done)
    findings = folder / "out/protected/results/findings.json"
    document = json.loads(findings.read_text(encoding="utf-8"))
    elsewhere = document | {"force": "Elsewhere"}
    (folder / "edited.json").write_text(json.dumps(elsewhere))
    refused("HW-D005", release, folder / "out", findings=folder / "edited.json")
    del elsewhere["sha256"]  # findings that somebody else wrote have none
    (folder / "other.json").write_text(json.dumps(elsewhere))
    refused("HW-D006", release, folder / "out", findings=folder / "other.json")
    made = release(folder / "alone", findings=folder / "other.json")
    assert json.loads(made.read_text(encoding="utf-8"))["released"] is True
