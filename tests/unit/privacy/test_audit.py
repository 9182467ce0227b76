"""The audit trail notices every tampering, and nothing is put without its event."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from homeward.engine.ledger import Ledger
from homeward.privacy.audit import Event, Trail
from homeward.privacy.audit_check import Anchor, anchor_in, verify
from homeward.vocabulary.auditing import AuditEvent, AuditFlag, AuditOutcome
from tests.unit.privacy.held import Memory

KEY, OTHER = b"a" * 32, b"b" * 32
NOON = datetime(2024, 3, 31, 12, tzinfo=UTC)


def _trail(events: int = 6) -> tuple[Memory, Trail]:
    held, trail = Memory(), Trail(KEY)
    for number in range(events):
        event = Event("Ann Otter", AuditEvent.CHILD_READ, about=(f"child{number}",))
        trail.record(held, event, NOON + timedelta(minutes=number))
    return held, trail


def _anchor(held: Memory, trail: Trail) -> Anchor:
    return Anchor("mark", trail.head(held), NOON.isoformat())


def test_a_trail_that_nobody_touched_is_whole():
    held, trail = _trail()
    found = verify(held, KEY, mark="mark", anchor=_anchor(held, trail), head=str(trail.head(held)))
    assert found.whole and found.events == 6 and found.notes == ()


def _edited(held):
    held.rows[3] = held.rows[3] | {"body": held.rows[3]["body"].replace("child2", "child9")}


def _deleted(held):
    del held.rows[3]


def _inserted(held):
    held.rows = {n + (n > 3): e for n, e in held.rows.items()} | {4: dict(held.rows[2])}


def _reordered(held):
    held.rows[2], held.rows[4] = held.rows[4], held.rows[2]


def _cut(held):
    del held.rows[6], held.rows[5]


def _emptied(held):
    held.rows.clear()


def _unreadable(held):
    held.rows[3] = None


def _misshapen(held):
    held.rows[3] = {"body": "[1]", "code": held.rows[3]["code"]}


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (_edited, "Event 3 is not what was written"),
        (_deleted, "Event 3 is gone"),
        (_inserted, "Event 4 is not what was written"),
        (_reordered, "Event 2 is not what was written"),
        (_cut, "ends at event 4, but the anchor knows event 6"),
        (_emptied, "ends at event 0, but the anchor knows event 6"),
        (_unreadable, "Event 3 is not what was written"),
        (_misshapen, "Event 3 is not what was written"),
    ],
)
def test_every_tampering_is_noticed(tamper, said):
    held, trail = _trail()
    anchor = _anchor(held, trail)
    tamper(held)
    found = verify(held, KEY, mark="mark", anchor=anchor)
    assert not found.whole and said in " ".join(found.faults)


def test_a_cut_is_noticed_by_a_head_that_was_only_noted_on_paper():
    held, trail = _trail()
    noted = str(trail.head(held))
    _cut(held)
    assert verify(held, KEY).whole, "no anchor, no telling"
    assert any("No anchor" in note for note in verify(held, KEY).notes)
    assert "the head that was noted knows event 6" in verify(held, KEY, head=noted).faults[0]
    assert not verify(held, KEY, head="seventeen").whole


def test_an_older_copy_another_ledger_and_a_trail_written_anew_are_noticed():
    held, trail = _trail()
    older = dict(held.rows)
    trail.record(held, Event("Bo", AuditEvent.PURGED))
    anchor = _anchor(held, trail)
    held.rows = older
    assert "an older copy" in verify(held, KEY, mark="mark", anchor=anchor).faults[0]
    assert "another ledger" in verify(held, KEY, mark="other", anchor=anchor).faults[0]
    anew = Memory()
    for _ in range(9):
        Trail(KEY).record(anew, Event("Bo", AuditEvent.RUN))
    assert "written anew" in verify(anew, KEY, mark="mark", anchor=anchor).faults[0]


def test_the_wrong_key_opens_nothing():
    held, trail = _trail()
    assert len(verify(held, OTHER).faults) == 6
    assert anchor_in(_anchor(held, trail).document(KEY), OTHER) is None


def test_an_anchor_behind_the_trail_is_met_on_the_way_and_said():
    held, trail = _trail()
    anchor = _anchor(held, trail)
    trail.record(held, Event("Bo", AuditEvent.RUN), NOON + timedelta(hours=1))
    found = verify(held, KEY, mark="mark", anchor=anchor)
    assert found.whole and "1 events behind" in found.notes[0]


@pytest.mark.parametrize("wrong", [None, [], {}, {"ledger": 1}, "anchor"])
def test_a_file_that_is_no_anchor_is_none(wrong):
    assert anchor_in(wrong, KEY) is None


def test_an_anchor_is_read_back_and_any_change_of_it_seen():
    held, trail = _trail()
    document = json.loads(json.dumps(_anchor(held, trail).document(KEY)))
    assert anchor_in(document, KEY) == _anchor(held, trail)
    for name in ("ledger", "sequence", "code", "at"):
        assert anchor_in(document | {name: 5}, KEY) is None


def test_a_clock_set_back_is_kept_and_flagged_in_the_event_and_in_the_verdict():
    held, trail = _trail(2)
    trail.record(held, Event("Ann", AuditEvent.RUN), NOON - timedelta(days=1))
    assert [e.flags for e in trail.read(held)][2] == (AuditFlag.CLOCK_SET_BACK,)
    found = verify(held, KEY)
    assert found.whole and any("event 3" in note for note in found.notes)


def test_a_document_is_put_with_its_event_or_not_at_all():
    held, trail = Memory(), Trail(KEY)
    with pytest.raises(RuntimeError), trail.entry(held, Event("Ann", AuditEvent.ROLE_GRANTED)):
        raise RuntimeError
    assert held.length() == 0
    with trail.entry(held, Event("Ann", AuditEvent.ROLE_GRANTED)) as entry:
        entry.put("grant", "Bo", {"role": "analyst"})
        assert entry.get("grant", "Bo") == {"role": "analyst"} and "Bo" in entry.all("grant")
    assert entry.head == trail.head(held) and verify(held, KEY).whole
    assert not hasattr(trail, "put") and not hasattr(trail, "remove")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda held: held.documents.clear(), "is gone"),
        (lambda held: held.put("grant", "Bo", {"role": "owner"}), "is another"),
        (lambda held: held.put("grant", "Cy", {"role": "owner"}), "was put in"),
    ],
)
def test_a_document_changed_behind_the_trail_is_noticed(tamper, said):
    held, trail = Memory(), Trail(KEY)
    with trail.entry(held, Event("Ann", AuditEvent.ROLE_GRANTED)) as entry:
        entry.put("grant", "Bo", {"role": "analyst"})
        entry.put("grant", "Di", {"role": "analyst"})
    with trail.entry(held, Event("Ann", AuditEvent.ROLE_REVOKED)) as entry:
        assert entry.remove("grant", "Di") and not entry.remove("grant", "nobody")
    assert verify(held, KEY).whole
    tamper(held)
    assert any(said in fault for fault in verify(held, KEY).faults)


def test_a_job_without_an_end_is_said():
    held, trail = Memory(), Trail(KEY)
    trail.record(held, Event("Ann", AuditEvent.RUN, AuditOutcome.BEGUN, job="one"))
    assert any("did not end" in note for note in verify(held, KEY).notes)
    trail.record(held, Event("Ann", AuditEvent.RUN, job="one"))
    assert not any("did not end" in note for note in verify(held, KEY).notes)


def test_an_event_is_read_back_as_it_was_written():
    held, trail = Memory(), Trail(KEY)
    event = Event(
        "Ann", AuditEvent.PURGED, AuditOutcome.BEGUN, ("x",), "law", {"incidents": 3}, "job",
        {"file": "f"},
    )  # fmt: skip
    trail.record(held, event, NOON)
    (found,) = trail.read(held)
    assert found.at.startswith("2024-03-31T12:00") and found.sequence == 1
    assert [getattr(found, n) for n in ("who", "what", "about", "counts", "extra")] == [
        "Ann", AuditEvent.PURGED, ("x",), {"incidents": 3}, {"file": "f"},
    ]  # fmt: skip


def test_a_hundred_thousand_events_are_verified_in_two_seconds(tmp_path):
    ledger, trail = Ledger(tmp_path / "ledger.sqlite", b"k" * 32), Trail(KEY)
    with ledger.transaction() as held:
        for number in range(100_000):
            event = Event("Ann Otter", AuditEvent.CHILD_READ, about=(f"{number:020x}",))
            trail.record(held, event, NOON)
    began = time.process_time()
    with ledger.reading() as held:
        found = verify(held, KEY)
    took = time.process_time() - began
    assert found.whole and found.events == 100_000
    assert took < 2.0, f"{took:.2f} s of processor time"
