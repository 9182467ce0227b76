"""What the gate released and somebody edited is refused, or told; nothing is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.findings.bundle import digest_of
from homeward.jobs import check_release, release, report, run, show_audit, study
from homeward.vocabulary.auditing import AuditEvent, AuditOutcome
from homeward.vocabulary.errors import HomewardError
from tests.lib.plain_and_sealed import keyed, make_both

#: Made-up reports of enough children for numbers to be shown.
ROWS = [
    (
        f"M{i:04d}", f"N{i % 97}", f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 20:10",
        f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 20:40",
        f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 23:55",
        ("Children's Home", "Family Home", "Foster")[i % 3], str(11 + i % 7),
    )
    for i in range(300)
]  # fmt: skip

BUNDLE = "out/outgoing/released/findings.json"
PAGE = "out/outgoing/report/report.html"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A study of made-up records in the clear, and one that is called real, under a key."""
    return make_both(tmp_path_factory.mktemp("made"), ROWS)


@pytest.fixture
def copy(made, tmp_path) -> Path:
    """Both, with the key and the anchors beside it."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def edit(path: Path, to: Path, *, digest: bool = False) -> Path:
    """A bundle with one number changed, and its digest put right by somebody who knows how."""
    document = json.loads(path.read_text(encoding="utf-8"))
    shown = [e for f in document["findings"] for e in f["estimates"] if e["count"]]
    shown[0]["count"] += 6
    document["sha256"] = digest_of(document) if digest else document["sha256"]
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return to


def code_of(call, *args, **options) -> str:
    with pytest.raises(HomewardError) as refused:
        call(*args, **options)
    return refused.value.code


def tree(folder: Path) -> dict[str, bytes]:
    """What was published."""
    return {str(p): p.read_bytes() for p in (folder / "out/outgoing").rglob("*") if p.is_file()}


def test_a_report_of_an_edited_bundle_is_refused_where_nothing_else_is_known(copy, tmp_path):
    for number, change in enumerate(("count", "synthetic", "handling", "no digest")):
        other = edit(copy / "plain" / BUNDLE, tmp_path / f"{number}.json")
        document = json.loads((copy / "plain" / BUNDLE).read_text(encoding="utf-8"))
        if change == "no digest":
            del document["sha256"]
        if change != "count":
            document |= {} if change == "no digest" else {change: not document[change]}
            if change == "handling":
                document[change] = "OFFICIAL"
            other.write_text(json.dumps(document), encoding="utf-8")
        assert code_of(report, tmp_path / f"to{number}", bundle=other) == "HW-D005", change
        assert not (tmp_path / f"to{number}/outgoing").exists()
        alone = tmp_path / f"alone{number}"
        shutil.copytree(copy / "plain/out/outgoing", alone)
        shutil.copyfile(other, alone / "released/findings.json")
        assert code_of(check_release, alone) == "HW-D005"


def test_a_bundle_laid_out_otherwise_is_the_same_bundle(copy, tmp_path):
    document = json.loads((copy / "plain" / BUNDLE).read_text(encoding="utf-8"))
    (tmp_path / "b.json").write_text(
        json.dumps(document, indent=4), encoding="utf-8", newline="\r\n"
    )
    assert len(report(tmp_path / "to", bundle=tmp_path / "b.json")) == 4


@pytest.mark.parametrize("name", ["plain", "sealed"])
def test_an_edit_with_its_digest_put_right_is_told_by_the_register(copy, tmp_path, name):
    at = copy / name
    other = edit(at / BUNDLE, tmp_path / "other.json", digest=True)
    before = tree(at)
    with keyed(copy, name):
        assert code_of(report, at / "out", bundle=other) == "HW-D005"
        assert tree(at) == before
        again = report(at / "out", bundle=Path(shutil.copy(at / BUNDLE, tmp_path / "same.json")))
        assert again[0].name == "report.html" and tree(at) == before
        check_release(at / "out").refuse()
        shutil.copyfile(other, at / BUNDLE)
        assert code_of(check_release, at / "out") == "HW-D005"
        for job in (report, release):
            assert code_of(job, at / "out") == "HW-D005"


@pytest.mark.parametrize("name", ["plain", "sealed"])
def test_a_report_of_a_bundle_in_hand_is_an_event_of_the_folder(copy, tmp_path, name):
    at = copy / name
    with keyed(copy, name):
        before = len(show_audit(at / "out").events)
        report(at / "out", bundle=Path(shutil.copy(at / BUNDLE, tmp_path / "same.json")))
        later = show_audit(at / "out").events[before:]
    assert [e.what for e in later if e.outcome is AuditOutcome.DONE][-2:].count(
        AuditEvent.REPORTED
    ) == 1


def test_a_sealed_register_needs_the_key_to_judge_a_bundle(copy, tmp_path):
    bundle = Path(shutil.copy(copy / "sealed" / BUNDLE, tmp_path / "b.json"))
    assert code_of(report, copy / "sealed/out", bundle=bundle) == "HW-K002"
    assert len(report(tmp_path / "to", bundle=bundle)) == 4


@pytest.mark.parametrize("name", ["plain", "sealed"])
@pytest.mark.parametrize("file", ["report.html", "tables.xlsx", "report.pdf", "report.docx"])
def test_an_edited_file_of_the_report_is_told_and_written_again(copy, name, file):
    at, before = copy / name, tree(copy / name)
    path = at / PAGE.replace("report.html", file)
    path.write_bytes(path.read_bytes().replace(b"</main>", b"<!-- a word --></main>") + b" ")
    with keyed(copy, name):
        found = check_release(at / "out")
        assert found.edited == (f"outgoing/report/{file}",) and not found.told
        assert code_of(found.refuse) == "HW-D017"
        assert any("HW-D017" in line and file in line for line in found.lines())
        assert found.as_json()["edited"] == [f"outgoing/report/{file}"]
        notes = [n for n in release(at / "out").notes if n.startswith("HW-D017")]
        assert len(notes) == 1 and file in notes[0] and "homeward report" in notes[0]
        assert any(n.startswith("HW-D017") for n in report(at / "out").notes)
        assert tree(at) == before
        assert check_release(at / "out").edited == ()
        assert not any(n.startswith("HW-D017") for n in report(at / "out").notes)


def test_the_command_says_so_and_ends_with_the_code(copy):
    page = copy / "plain" / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    said = CliRunner().invoke(app, ["release", "check", str(copy / "plain/out")])
    assert said.exit_code == 21 and "HW-D017" in said.output and "report.html" in said.output


def test_a_step_before_the_report_keeps_what_is_known_of_it(copy):
    at = copy / "plain"
    for job in (study, release):
        job(at / "out")
    page = at / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert check_release(at / "out").edited == ("outgoing/report/report.html",)


@pytest.mark.parametrize("step", ["release", "report"])
def test_an_edited_file_of_the_cache_does_not_get_out(copy, step):
    at, before = copy / "plain", tree(copy / "plain")
    (folder,) = (at / "out/protected/cache").glob(f"{step}-*")
    if step == "report":
        page = folder / "report.html"
        page.write_bytes(page.read_bytes().replace(b"</main>", b"</mein>"))
    else:
        document = (folder / "findings.json").read_text(encoding="utf-8")
        place = document.index('"count": ', document.index('"findings"')) + len('"count": ')
        digit = "1" if document[place] != "1" else "2"
        (folder / "findings.json").write_text(document[:place] + digit + document[place + 1 :])
        assert code_of(report, at / "out") == "HW-D005"
        assert tree(at) == before
    run(at / "extracts", at / "study.toml", at / "out")
    assert tree(at) == before
