"""What a certificate says of the release, each way that it can go."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.jobs import acting, ingest, link, purge, release, releases, study
from homeward.jobs.held import open_held, read_key_file
from homeward.jobs.keys import keys_new
from homeward.jobs.purge_search import search
from homeward.privacy.pseudonyms import Pseudonyms
from tests.lib.extract import COLUMNS, HEADER, call_real, write_extract, write_small_plan

BUNDLE = "out/outgoing/released/findings.json"
WHY = "Article 17 request"

#: One child's own reports, of 300 by 97 children: too few for a new release to differ by.
CHILD = "NOM-4007"


def rows(n: int = 300) -> list[tuple[str, ...]]:
    """Made-up reports."""
    return [
        (
            f"REP-{i:05d}", f"NOM-4{i % 97:03d}", f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 20:10",
            f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 20:40",
            f"{1 + i % 28:02d}/{1 + i % 12:02d}/2022 23:55",
            ("Children's Home", "Family Home", "Foster")[i % 3], str(11 + i % 7),
        )
        for i in range(n)
    ]  # fmt: skip


def work(*where) -> None:
    """All but the report, which holds only what was released."""
    ingest(*where)
    for step in (link, study, release):
        step(where[-1])


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A purge beside which the release stands: the folder, the bundle before, what was said."""
    at = tmp_path_factory.mktemp("stood")
    work(write_extract(at / "in", rows()), write_small_plan(at / "study.toml"), at / "out")
    before = (at / BUNDLE).read_bytes()
    command = ["purge", str(at / "out"), "--child", CHILD, "--why", WHY, "--yes", "-q"]
    return at, before, CliRunner().invoke(app, command)


def test_where_too_few_children_changed_the_release_stands_and_the_certificate_says_so(stood):
    at, before, said = stood
    assert said.exit_code == 0, said.output
    assert (at / BUNDLE).read_bytes() == before
    assert [e.state for e in releases(at / "out").entries] == ["released"]
    (certificate,) = (at / "out/protected/certificates").glob("*.txt")
    for text in (certificate.read_text(encoding="utf-8"), said.output):
        told = " ".join(text.split())
        assert "The release was NOT made again (HW-D013): beside R0001" in told
        assert "still include what was purged" in told
        assert "The release was made again" not in told and CHILD not in told
    gone = Pseudonyms(open_held(at / "out", None).project)("child", CHILD)
    assert search(at / "out", [CHILD, gone]).hits == ()


def test_where_it_may_differ_the_release_is_made_again_and_the_certificate_says_so(tmp_path):
    work(
        write_extract(tmp_path / "in", rows()),
        write_small_plan(tmp_path / "p.toml"),
        tmp_path / "out",
    )
    before = (tmp_path / BUNDLE).read_bytes()
    many = [f"NOM-4{n:03d}" for n in range(0, 97, 2)]
    done = purge(tmp_path / "out", children=many, why=WHY)
    assert (tmp_path / BUNDLE).read_bytes() != before
    assert [e.state for e in releases(tmp_path / "out").entries] == ["superseded", "released"]
    text = (tmp_path / "out" / done.certificate).read_text(encoding="utf-8")
    assert "The release was made again." in text and "HW-D013" not in text


def test_the_last_child_leaves_no_release_and_no_identity(tmp_path):
    mine = [(*row, "Ysolde", "Quarrington") for row in rows() if row[1] == CHILD]
    extracts = write_extract(tmp_path / "in", mine, header=(*HEADER, "First", "Last"))
    names = {"forename": "First", "surname": "Last"}
    plan = call_real(write_small_plan(tmp_path / "study.toml", columns=COLUMNS | names))
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("[window]", "[identity]\nkeep = true\n[window]"), "utf-8")
    keys_new(tmp_path / "key")
    with acting("Ann", key=read_key_file(tmp_path / "key"), key_file=tmp_path / "key"):
        work(extracts, plan, tmp_path / "out")
        assert list((tmp_path / "out/protected/identity").iterdir())
        done = purge(tmp_path / "out", children=[CHILD], why=WHY)
    assert done.still_in == ()
    assert not list((tmp_path / "out/protected").rglob("identities.parquet"))
    text = (tmp_path / "out" / done.certificate).read_text(encoding="utf-8")
    assert "No incident is left: the release and the report in outgoing were emptied." in text
