"""A purged child is gone from every byte of everything derived, and stays away."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from homeward.cli.main import app
from homeward.engine.connection import open_engine
from homeward.engine.lock import folder_lock
from homeward.engine.publish import publish
from homeward.engine.store import read_tables
from homeward.jobs import (
    acting,
    draw,
    grant_role,
    ingest,
    link,
    list_roles,
    mend,
    purge,
    release,
    run,
    show_audit,
    study,
    verify_audit,
)  # fmt: skip
from homeward.jobs.audit import TOMBSTONE
from homeward.jobs.books import books_of, held_key
from homeward.jobs.held import open_held, read_key_file
from homeward.jobs.keys import keys_new
from homeward.jobs.purge_search import search
from homeward.privacy.pseudonyms import Pseudonyms
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import COLUMNS, HEADER, ROWS, call_real, write_extract, write_small_plan

CHILD, OTHER = "NOM-4001", "NOM-40015"
WHY = "Article 17 request"


def rows() -> list[list[str]]:
    """The small extract under distinctive references, with rows that are set aside."""
    names = {"N0": OTHER, "N3": CHILD}
    out = [[r[0].replace("M", "REP-7"), names.get(r[1], f"NOM-50{r[1]}"), *r[2:]] for r in ROWS]
    out[1][1] = out[7][1] = CHILD
    for n in range(4):  # unreadable times: set aside, two of them the child's
        out.append(
            [f"REP-9{n:02d}", CHILD if n % 2 else OTHER, "x", "not a time", "", "Foster", "14"]
        )
    out.append(["REP-950", OTHER, "x", f"see {CHILD}.", "", "Foster", "14"])
    return out


def work(extracts: Path, plan: Path, out: Path):
    """All but the report, which holds only what was released."""
    done = ingest(extracts, plan, out)
    for step in (link, study, release):
        step(out)
    return done


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A folder in which everything that holds a child was made."""
    shutil.copytree(made, tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The same, made once."""
    tmp_path = tmp_path_factory.mktemp("made")
    extracts, out = write_extract(tmp_path / "in", rows()), tmp_path / "out"
    plan = write_small_plan(tmp_path / "study.toml")
    work(extracts, plan, out)
    draw(out, size=20, name="depth", extracts=extracts, with_reference=True)
    sheet = out / "protected/sample/depth/sheet.csv"
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for line in lines:
        line[:] = ["yes" if i == 1 and line[0][4:5] == "-" else c for i, c in enumerate(line)]
    (tmp_path / "back.csv").write_text("\n".join(",".join(x) for x in lines), encoding="utf-8")
    quarantine = out / "protected/quarantine/001_rows.csv"
    mended = quarantine.read_text(encoding="utf-8").replace("not a time", "01/02/2022 10:00")
    (tmp_path / "001_rows.csv").write_text(mended, encoding="utf-8", newline="")
    mend([tmp_path / "001_rows.csv"], extracts, out, by="Ann", why="mended")
    work(extracts, plan, out)
    return tmp_path


def needles(out: Path) -> list[str]:
    pseudonym = Pseudonyms(held_key(out))
    mine = [r[0] for r in rows() if r[1] == CHILD]
    return [
        CHILD, pseudonym("child", CHILD), *mine, *(pseudonym("incident", one) for one in mine),
    ]  # fmt: skip


def children(out: Path) -> set[str]:
    return set(pq.read_table(out / "protected/store/incidents.parquet")["child"].to_pylist())


def test_a_purged_child_is_in_no_byte_of_anything_and_a_later_run_leaves_it_out(folder: Path):
    out = folder / "out"
    sought = needles(out)
    before = search(out, sought)
    held = {Path(hit).parts[1] for hit in before.hits}
    assert {"store", "quarantine", "timelines", "sample", "cache"} <= held, before.hits
    kept = children(out)
    done = purge(out, children=[CHILD], why=WHY)
    assert done.counts.children == 1 and done.counts.rows["incidents"] >= 2
    assert done.counts.mends and done.counts.sampled and done.still_in == ()
    assert search(out, sought).hits == ()
    assert children(out) == kept - {sought[1]}
    again = work(folder / "in", folder / "study.toml", out)
    assert (
        again.purged and again.read == again.used + again.duplicate + again.set_aside + again.purged
    )
    assert search(out, sought).hits == () and children(out) == kept - {sought[1]}
    assert verify_audit(out).whole


def test_the_certificate_says_all_and_names_nobody(folder: Path):
    out = folder / "out"
    sought = needles(out)
    with acting("Ann Otter"):
        done = purge(out, children=[sought[1]], why=WHY)
    text = (out / done.certificate).read_text(encoding="utf-8")
    assert all(word in text for word in (WHY, "Ann Otter", "SYNTHETIC", "missing.csv", "incidents"))
    assert "nothing found" in text and "Anchors of the audit trail lie outside it" in text
    assert sum(told in text for told in ("release was made again", "release was NOT made")) == 1
    assert not [one for one in sought if one in text]
    document = json.loads((out / done.certificate).with_suffix(".json").read_text())
    assert document["searched"] > 20 and document["searched_bytes"] > 10_000
    (told,) = [e for e in show_audit(out, child=CHILD).events if e.what == "purged" and e.counts]
    assert told.purpose == WHY and told.counts["children"] == 1 and told.who == "Ann Otter"


def test_a_reason_that_tells_of_the_child_in_another_way_is_refused_before_anything(folder: Path):
    out = folder / "out"
    _, pseudonym, *mine = needles(out)
    incidents = mine[: len(mine) // 2]
    before = tree(out)
    for child, why in (
        (pseudonym, f"asked for by the mother of {CHILD}"),
        (pseudonym, f"erasure ({CHILD.lower()}'s mother)"),
        (CHILD, f"Article 17, our {pseudonym}."),
        (CHILD, f"Article 17, report {incidents[0]}"),
        (pseudonym, f"see {incidents[-1]}, art. 17"),
    ):
        with pytest.raises(HomewardError) as told:
            purge(out, children=[child], why=why)
        assert told.value.code == "HW-A014", why
        assert not [one for one in needles(out) if one in str(told.value)]
        assert tree(out) == before
    with pytest.raises(HomewardError) as told:
        purge(
            out, children=[pseudonym], why=f"Not {OTHER}, nor its reports", confirm=lambda c: False
        )
    assert told.value.code == "HW-A012"


def test_every_file_is_in_step_after_a_purge(folder: Path):
    out = folder / "out"
    before = json.loads((out / "protected/results/manifest.json").read_text())["inputs"][0]
    done = purge(out, children=[CHILD], why=WHY)
    after = json.loads((out / "protected/results/manifest.json").read_text())["inputs"][0]
    assert after["read"] == before["read"] and after["purged"] > 0
    assert after["used"] == before["used"] - done.counts.rows["incidents"]
    assert after["read"] == sum(after[k] for k in ("used", "duplicate", "set_aside", "purged"))
    units = json.loads((out / "protected/sample/depth/units.json").read_text())["units"]
    sample = json.loads((out / "protected/sample/depth/sample.json").read_text())
    assert len(units) == 20 - done.counts.sampled == sample["drawn"]
    assert sum(s["drawn"] for s in sample["strata"]) == len(units)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"children": ["NOM-nobody"], "why": WHY}, "HW-A011"),
        ({"children": [CHILD, "NOM-nobody"], "why": WHY}, "HW-A011"),
        ({"children": [CHILD], "why": " "}, "HW-A014"),
        ({"why": WHY}, "HW-A014"),
        ({"children": [CHILD], "expired": True, "why": WHY}, "HW-A014"),
        ({"expired": True, "why": WHY}, "HW-A011"),
        ({"children": [CHILD], "why": WHY, "confirm": lambda counts: False}, "HW-A012"),
        ({"listed": Path("no such list"), "why": WHY}, "HW-A014"),
        ({"children": [CHILD], "why": f"asked by {CHILD.lower()}'s mother"}, "HW-A014"),
        ({"children": ["40"], "why": "request no. 40"}, "HW-A014"),
    ],
)
def test_what_cannot_be_purged_changes_nothing(folder: Path, asked, code):
    out = folder / "out"
    before = tree(out)
    with pytest.raises(HomewardError) as told:
        purge(out, **asked)
    assert told.value.code == code and CHILD not in str(told.value)
    assert "nobody" not in str(told.value)
    assert tree(out) == before


def tree(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def test_a_dry_run_counts_and_changes_nothing_and_a_second_purge_says_so(folder: Path):
    out = folder / "out"
    before = tree(out)
    seen = purge(out, children=[CHILD], why=WHY, dry_run=True)
    assert not seen.made and tree(out) == before
    done = purge(out, children=[CHILD], why=WHY)
    assert done.counts == seen.counts
    with pytest.raises(HomewardError) as told:
        purge(out, children=[CHILD], why=WHY)
    assert told.value.code == "HW-A011" and "purged before" in str(told.value)


@pytest.mark.parametrize("moment", ["staged", "committed", "swapped protected/store", "done"])
def test_a_kill_at_any_moment_leaves_all_or_nothing(folder: Path, monkeypatch, moment):
    out = folder / "out"
    sought = needles(out)

    class Killed(BaseException):
        """Nothing that runs afterwards catches it."""

    def stop(at: str) -> None:
        if at == moment:
            raise Killed

    monkeypatch.setattr("homeward.jobs.results.publish", lambda o, parts: publish(o, parts, stop))
    monkeypatch.setattr("homeward.jobs.audit._end", lambda *a: None)
    monkeypatch.setattr("homeward.jobs.purging.drop_steps", lambda *a: None)
    with pytest.raises(Killed):
        purge(out, children=[CHILD], why=WHY)
    monkeypatch.undo()
    if moment == "staged":
        assert sought[1] in children(out)
    ingest(folder / "in", folder / "study.toml", out)
    events = show_audit(out).events
    (end,) = [e for e in events if e.what == "purged" and e.outcome != "begun"]
    if moment == "staged":
        assert end.outcome == "cut_short" and sought[1] in children(out)
    else:
        assert end.outcome == "done" and [f.value for f in end.flags] == ["told_later"]
        assert search(out, sought).hits == ()
    assert verify_audit(out).whole


def test_a_child_with_the_last_incident_leaves_an_empty_folder(tmp_path: Path):
    mine = [r for r in rows() if r[1] == CHILD]
    extracts = write_extract(tmp_path / "in", mine)
    run(extracts, write_small_plan(tmp_path / "study.toml"), tmp_path / "out")
    sought = needles(tmp_path / "out")
    done = purge(tmp_path / "out", children=[CHILD], why=WHY)
    assert done.still_in == () and search(tmp_path / "out", sought).hits == ()
    assert not list((tmp_path / "out/outgoing").rglob("*.html"))


def test_datasets_past_their_last_day_go_whole(tmp_path: Path, monkeypatch):
    extracts = write_extract(tmp_path / "in", rows()[:30])
    write_extract(extracts, rows()[30:], name="later.csv")
    plan = call_real(write_small_plan(tmp_path / "study.toml"))
    own = '[[dataset]]\ntable = "incidents"\nfiles = ["later.csv"]\nagency = "police"\n'
    text = plan.read_text(encoding="utf-8")
    columns = text.split("[dataset.columns]")[1]
    governed = "[dataset.governance]\nkeep_until = 2026-01-01\n"
    plan.write_text(f"{text}\n{own}[dataset.columns]{columns}\n{governed}", encoding="utf-8")
    monkeypatch.setattr("homeward.study.governance.today_in_the_uk", lambda: day("2025-12-01"))
    keys_new(tmp_path / "key")
    with acting("Ann", key=read_key_file(tmp_path / "key"), key_file=tmp_path / "key"):
        run(extracts, plan, tmp_path / "out")
        monkeypatch.undo()
        grant_role(tmp_path / "out", "Ann", "steward")
        done = purge(tmp_path / "out", expired=True, why="retention schedule")
        vault = open_held(tmp_path / "out", None).vault
    assert done.counts.files == ("later.csv",) and done.still_in == ()
    with open_engine(vault=vault) as engine:
        store = read_tables(engine, tmp_path / "out/protected/store")
        left = store["incidents"].to_pyarrow()
    assert set(left["source_file"].to_pylist()) == {1}
    state = vault.read_text(tmp_path / "out/protected/state/state.json")
    assert "missing.csv" in state and "later.csv" not in state


def test_a_child_is_purged_from_an_encrypted_folder_too(tmp_path: Path):
    named = [[*row, f"Somebody {n % 7}"] for n, row in enumerate(rows())]
    extracts = write_extract(tmp_path / "in", named, header=[*HEADER, "Name"])
    plan, out = tmp_path / "study.toml", tmp_path / "out"
    write_small_plan(plan, columns=COLUMNS | {"name": "Name"})
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("[window]", "[identity]\nkeep = true\n[window]"), "utf-8")
    keys_new(tmp_path / "key")
    with acting("Ann", key=read_key_file(tmp_path / "key"), key_file=tmp_path / "key"):
        work(extracts, plan, out)
        draw(out, size=20, name="depth", extracts=extracts, with_reference=True)
        keys, sought = open_held(out, None), needles(out)
        held = {Path(hit).parts[1] for hit in search(out, sought, keys).hits}
        assert {"store", "quarantine", "timelines", "sample", "cache", "identity"} <= held
        clear = [p for p in out.rglob("*") if p.is_file() and CHILD.encode() in p.read_bytes()]
        assert clear == []
        done = purge(out, children=[CHILD], why=WHY)
        assert done.still_in == () and done.counts.rows["incidents"] >= 2
        assert search(out, sought, keys).hits == ()
        again = work(extracts, plan, out)
        assert again.purged and search(out, sought, keys).hits == ()
        assert verify_audit(out).whole


def day(text: str):
    return date.fromisoformat(text)


def test_a_role_for_a_purged_child_goes_and_never_widens(folder: Path):
    out = folder / "out"
    child, other = needles(out)[1], Pseudonyms(held_key(out))("child", OTHER)
    grant_role(out, "Bo", "coordinator", children=[child])
    grant_role(out, "Cy", "coordinator", children=[child, other])
    assert purge(out, children=[CHILD], why=WHY).counts.grants == 2
    assert [(g.who, g.children) for g in list_roles(out).grants] == [("Cy", (other,))]


def test_purging_while_another_run_holds_the_folder_is_refused(folder: Path):
    with folder_lock(folder / "out"), pytest.raises(HomewardError) as told:
        purge(folder / "out", children=[CHILD], why=WHY)
    assert told.value.code == "HW-E001"


def test_what_is_found_afterwards_is_said_and_ends_with_a_code(folder: Path):
    out = folder / "out"
    (out / "protected" / "a note.txt").write_text(f"about {CHILD}", encoding="utf-8")
    with pytest.raises(HomewardError) as told:
        purge(out, children=[CHILD], why=WHY)
    assert told.value.code == "HW-A013" and "a note.txt" in str(told.value)
    (certificate,) = (out / "protected/certificates").glob("*.txt")
    assert "found in protected/a note.txt" in certificate.read_text(encoding="utf-8")


def test_the_command_asks_and_takes_no_for_an_answer(folder: Path):
    out, listed = folder / "out", folder / "list.txt"
    listed.write_text(f"{CHILD}\n\n{CHILD}\n", encoding="utf-8")
    command = ["--as", "Ann Otter", "purge", str(out), "--from", str(listed), "--why", WHY, "-q"]
    for typed in ("n\n", ""):
        no = CliRunner().invoke(app, command, input=typed)
        assert no.exit_code == 33 and "HW-A012" in no.output and CHILD not in no.output
    yes = CliRunner().invoke(app, [*command, "--yes"])
    assert yes.exit_code == 0 and "CERTIFICATE OF A PURGE" in yes.output
    assert CHILD not in yes.output
    with books_of(out).ledger.reading() as held:
        assert len(held.all(TOMBSTONE)) == 1
