"""A changed byte of a stored table stops every command that goes on in the folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from homeward.jobs import draw, ingest, link, purge, release, report, run, study
from homeward.jobs.held import read_key_file
from homeward.jobs.keys import keys_adopt, keys_rotate
from homeward.vocabulary.errors import HomewardError
from tests.lib.plain_and_sealed import keyed, make_both

COMMANDS = {
    "ingest": lambda at: ingest(at / "extracts", at / "study.toml", at / "out"),
    "link": lambda at: link(at / "out"),
    "study": lambda at: study(at / "out"),
    "release": lambda at: release(at / "out"),
    "report": lambda at: report(at / "out"),
    "run": lambda at: run(at / "extracts", at / "study.toml", at / "out"),
    "purge": lambda at: purge(at / "out", children=["N0"], why="asked for", dry_run=True),
    "sample": lambda at: draw(at / "out", size=5, name="one"),
}

#: Published and cached tables, each changed once.
TABLES = (
    "store/incidents.parquet", "timelines/episodes.parquet", "cache/ingest-*/store/*.parquet",
    "cache/link-*/children.parquet",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A study of made-up records in the clear, and one that is called real, under a key."""
    return make_both(tmp_path_factory.mktemp("made"))


@pytest.fixture
def copy(made, tmp_path) -> Path:
    """Both, with the key and the anchors beside it."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def change(folder: Path, pattern: str, place: int = 200) -> Path:
    """One bit of one table, from its beginning."""
    path = sorted((folder / "out/protected").glob(pattern))[0]
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """What was published, and the cache."""
    found = (p for part in ("outgoing", "protected") for p in (folder / part).rglob("*"))
    apart = ("ledger.sqlite", "project.key.anchor")
    return {str(p): p.read_bytes() for p in found if p.is_file() and p.name not in apart}


@pytest.mark.parametrize("name", ["sealed", "plain"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_notices_and_changes_nothing(copy, name, command):
    at = copy / name
    tables = TABLES if command != "sample" else TABLES[1:2]
    for pattern in tables:
        path = change(at, pattern)
        before = tree(at / "out")
        with keyed(copy, name), pytest.raises(HomewardError) as refused:
            COMMANDS[command](at)
        assert refused.value.code == ("HW-K005" if name == "sealed" else "HW-E007"), pattern
        assert path.name in refused.value.detail
        assert tree(at / "out") == before
        change(at, pattern)  # back again
    with keyed(copy, name):
        COMMANDS[command](at)


@pytest.mark.parametrize("gone", ["store/format.json", "store/incidents.parquet"])
def test_a_table_or_what_proves_it_that_was_taken_away_is_noticed(copy, gone):
    (copy / "sealed/out/protected" / gone).unlink()
    with keyed(copy, "sealed"), pytest.raises(HomewardError, match="protected/store/") as refused:
        link(copy / "sealed/out")
    assert refused.value.code == "HW-K005"


@pytest.mark.parametrize("part", ["store", "timelines", "cache"])
def test_what_the_refusal_says_to_do_mends_it(copy, part):
    for name in ("sealed", "plain"):
        at = copy / name
        pattern = {"store": TABLES[0], "timelines": TABLES[1], "cache": TABLES[2]}[part]
        before = (at / "out/outgoing/released/findings.json").read_bytes()
        change(at, pattern)
        shutil.rmtree(at / "out/protected" / part)
        with keyed(copy, name):
            COMMANDS["run"](at)
        assert (at / "out/outgoing/released/findings.json").read_bytes() == before


def test_a_changed_table_is_not_encrypted_anew(copy):
    for name, code in (("sealed", "HW-K005"), ("plain", "HW-E007")):
        out, key = copy / name / "out", read_key_file(copy / "key")
        change(copy / name, TABLES[0])
        with keyed(copy, name), pytest.raises(HomewardError) as refused:
            if name == "sealed":
                keys_rotate(out, key=key, new=key, data=True)
            else:
                keys_adopt(out, key=key)
        assert refused.value.code == code
