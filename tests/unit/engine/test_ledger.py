"""The ledger: what is in it stays, opens only where it belongs, and no kill halves it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from homeward.engine.ledger import Ledger
from homeward.vocabulary import HomewardError
from tests.crash.hindered import BOUND_BY_PERMISSIONS, hindered, no_file_larger_than
from tests.unit.engine.child import start

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture(params=[KEY, None], ids=["sealed", "open"])
def ledger(request, tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "protected" / "ledger.sqlite", request.param, wait=0.2)


def _code(run, *arguments) -> str:
    with pytest.raises(HomewardError) as told:
        run(*arguments)
    return told.value.code


def _write(ledger: Ledger) -> None:
    with ledger.transaction() as t:
        t.put("grant", "Ann Otter", {"role": "analyst"})
        t.put("grant", "Bo Heron", {"role": "auditor"})
        assert t.append({"what": "granted"}) == 1


def _read(ledger: Ledger) -> dict:
    with ledger.reading() as t:
        return t.all("grant")


def test_documents_and_events_are_read_back_in_order(ledger):
    _write(ledger)
    with ledger.transaction() as t:
        assert t.append({"what": "read"}) == 2
        assert t.remove("grant", "Bo Heron") and not t.remove("grant", "nobody")
    with ledger.reading() as t:
        assert t.get("grant", "Ann Otter") == {"role": "analyst"}
        assert t.get("grant", "Bo Heron") is None
        assert list(t.all("grant")) == ["Ann Otter"] and t.kinds() == ["grant"]
        assert list(t.events()) == [(1, {"what": "granted"}), (2, {"what": "read"})]
        assert list(t.events(after=1)) == [(2, {"what": "read"})]
        assert t.event(1) == {"what": "granted"} and t.event(3) is None


def test_nothing_of_a_transaction_that_fails_is_kept(ledger):
    _write(ledger)
    with pytest.raises(RuntimeError), ledger.transaction() as t:
        t.put("grant", "Cy Vole", {"role": "owner"})
        t.append({"what": "granted"})
        raise RuntimeError("midway")
    assert list(_read(ledger)) == ["Ann Otter", "Bo Heron"]


def test_a_document_cannot_be_changed_without_an_event(ledger):
    _write(ledger)
    for change in (lambda t: t.put("grant", "x", {}), lambda t: t.remove("grant", "Bo Heron")):
        with pytest.raises(ValueError, match="no event"), ledger.transaction() as t:
            change(t)
    assert list(_read(ledger)) == ["Ann Otter", "Bo Heron"]


def test_nothing_legible_in_a_sealed_file_and_its_owner_alone_reads_it(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite", KEY)
    _write(ledger)
    held = ledger.path.read_bytes()
    assert not [w for w in (b"Otter", b"analyst", b"granted", b"auditor") if w in held]
    assert os.name == "nt" or ledger.path.stat().st_mode & 0o777 == 0o600
    assert "Otter" not in repr(ledger) and KEY.decode() not in repr(ledger)


def test_the_wrong_key_no_key_and_a_key_too_many_are_refused(tmp_path):
    sealed, plain = Ledger(tmp_path / "s.sqlite", KEY), Ledger(tmp_path / "p.sqlite", None)
    _write(sealed)
    _write(plain)
    for path, key in ((sealed.path, OTHER), (sealed.path, None), (plain.path, KEY)):
        before = path.read_bytes()
        assert _code(_read, Ledger(path, key)) == "HW-A003"
        assert _code(_write, Ledger(path, key)) == "HW-A003"
        assert path.read_bytes() == before


def test_what_is_moved_or_changed_in_a_sealed_file_does_not_open(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite", KEY)
    _write(ledger)
    with ledger.transaction() as t:
        t.append({"what": "second"})
    with sqlite3.connect(ledger.path) as sql:
        one, two = (r[0] for r in sql.execute("SELECT body FROM events ORDER BY sequence"))
        sql.execute("UPDATE events SET body = ? WHERE sequence = 1", (two,))
        sql.execute("UPDATE events SET body = ? WHERE sequence = 2", (one,))
        sql.execute("UPDATE documents SET body = (SELECT max(body) FROM documents)")
    sql.close()
    with ledger.reading() as t:
        assert list(t.events()) == [(1, None), (2, None)]
    assert _code(_read, ledger) == "HW-A002"


def test_a_row_of_another_ledger_under_the_same_key_does_not_open(tmp_path):
    here, there = Ledger(tmp_path / "a.sqlite", KEY), Ledger(tmp_path / "b.sqlite", KEY)
    _write(here)
    _write(there)
    with sqlite3.connect(there.path) as sql:
        foreign = sql.execute("SELECT body FROM events").fetchone()[0]
    sql.close()
    with sqlite3.connect(here.path) as sql:
        sql.execute("UPDATE events SET body = ?", (foreign,))
    sql.close()
    with here.reading() as t:
        assert list(t.events()) == [(1, None)] and here.mark() != there.mark()


def test_a_file_that_is_no_ledger_or_is_gone_is_refused_and_left(tmp_path):
    path = tmp_path / "ledger.sqlite"
    assert _code(_read, Ledger(path, KEY)) == "HW-A004"
    path.write_bytes(b"Reference,Name\n1,nobody\n" * 200)
    before = path.read_bytes()
    assert _code(_read, Ledger(path, KEY)) == _code(_write, Ledger(path, KEY)) == "HW-A002"
    assert path.read_bytes() == before and not Ledger(path, KEY).sound()


def test_damaged_pages_are_refused(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite", KEY)
    with ledger.transaction() as t:
        for number in range(300):
            t.put("grant", str(number), {"n": number})
        t.append({"what": "many"})
    assert ledger.sound()
    held = bytearray(ledger.path.read_bytes())
    held[4096:] = os.urandom(len(held) - 4096)
    ledger.path.write_bytes(held)
    assert not ledger.sound()
    assert _code(_read, ledger) == "HW-A002"


def test_a_later_layout_is_refused(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite", KEY)
    _write(ledger)
    with sqlite3.connect(ledger.path) as sql:
        sql.execute("UPDATE about SET value = ? WHERE name = 'format'", (b"2",))
    sql.close()
    assert _code(_read, ledger) == "HW-E003"


_TRY = """
import sys
from pathlib import Path
from homeward.engine.ledger import Ledger
from homeward.vocabulary import HomewardError
ledger = Ledger(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]) or None, wait=0.2)
with ledger.reading() as t:
    print(len(t.all("grant")))
try:
    with ledger.transaction() as t:
        t.append({"what": "granted"})
except HomewardError as refused:
    print(refused.code)
"""


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
def test_a_folder_that_may_not_be_written_is_read_and_never_written(ledger):
    _write(ledger)
    ledger.path.chmod(0o400)
    ledger.path.parent.chmod(0o500)
    key = (ledger._key or b"").hex()
    try:
        done = subprocess.run(
            hindered(BOUND_BY_PERMISSIONS, [sys.executable, "-c", _TRY, str(ledger.path), key]),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    finally:
        ledger.path.parent.chmod(0o700)
    assert done.stdout.split() == ["2", "HW-E002"]
    assert len(_read(ledger)) == 2


def test_a_full_disk_is_told_as_such_and_nothing_is_lost(ledger, monkeypatch):
    _write(ledger)
    usual = ledger._connect

    def full(mode):
        connection = usual(mode)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")  # SQLITE_FULL, as from a full disk
        return connection

    monkeypatch.setattr(ledger, "_connect", full)

    def much():
        with ledger.transaction() as t:
            t.put("grant", "long", {"text": "x" * 50_000})
            t.append({"what": "long"})

    assert _code(much) == "HW-E006"
    monkeypatch.undo()
    assert len(_read(ledger)) == 2


_LONG = """
import sys
from pathlib import Path
from homeward.engine.ledger import Ledger
from homeward.vocabulary import HomewardError
try:
    with Ledger(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]) or None).transaction() as t:
        t.put("grant", "long", {"text": "x" * 500_000})
        t.append({"what": "long"})
except HomewardError as refused:
    print(refused.code)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of Unix")
@pytest.mark.parametrize("share", [0, 100_000])
def test_a_file_that_may_not_grow_is_told_as_a_full_disk_and_nothing_is_lost(ledger, share):
    _write(ledger)
    limit = no_file_larger_than(ledger.path.stat().st_size + share)
    key = (ledger._key or b"").hex()
    done = subprocess.run(
        hindered(limit, [sys.executable, "-c", _LONG, str(ledger.path), key]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["HW-E006"]
    assert len(_read(ledger)) == 2


_HOLD = """
import sys
from pathlib import Path
from homeward.engine.ledger import Ledger
with Ledger(Path(sys.argv[1]), None).transaction() as t:
    t.append({"what": "held"})
    print("held", flush=True)
    sys.stdin.read() if len(sys.argv) > 2 else __import__("time").sleep(60)
"""

_FILL = """
import sys
from pathlib import Path
from homeward.engine.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), b"k" * 32)
number = 0
while True:
    with ledger.transaction() as t:
        number = t.append({"what": "count"})
        t.put("count", "last", {"number": number})
    print(number, flush=True)
"""


def test_a_second_process_is_refused_by_code_and_a_kill_lets_go(tmp_path):
    path = tmp_path / "ledger.sqlite"
    holder = start(_HOLD, path)
    assert holder.stdout.readline().strip() == "held"
    try:
        with pytest.raises(HomewardError) as told, Ledger(path, None, wait=0.2).transaction():
            pass
        assert told.value.code == "HW-A001"
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with Ledger(path, None).transaction() as t:
        assert t.append({"what": "after"}) == 1, "what was not committed is gone"


def test_a_kill_at_any_moment_keeps_what_was_committed_and_halves_nothing(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite", KEY)
    for turn in range(4):
        writer = start(_FILL, ledger.path)
        told = writer.stdout.readline()
        time.sleep(0.013 * turn)
        writer.kill()
        told = [told, *writer.stdout.readlines()][-1]
        writer.wait()
        writer.stdout.close()
        with ledger.reading() as t:
            length = t.length()
            assert t.get("count", "last") == {"number": length}
            assert [n for n, e in t.events() if e] == list(range(1, length + 1))
        assert length >= int(told) if told.endswith("\n") else True
        assert ledger.sound()


def test_rewriting_under_another_key_is_all_or_nothing(ledger):
    _write(ledger)
    path, before = ledger.path, _read(ledger)

    def fails(sequence, event):
        raise RuntimeError("midway")

    with pytest.raises(RuntimeError):
        ledger.rewrite(OTHER, fails)
    assert _read(ledger) == before
    if ledger._key is None:
        return
    ledger.rewrite(OTHER, lambda sequence, event: event | {"again": sequence})
    assert _code(_read, Ledger(path, KEY)) == "HW-A003"
    with Ledger(path, OTHER).reading() as t:
        assert t.all("grant") == before and list(t.events()) == [
            (1, {"what": "granted", "again": 1})
        ]
    assert _read(ledger) == before
