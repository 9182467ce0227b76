"""The register: what was released is kept, and a change to it is noticed."""

from __future__ import annotations

import json

import pytest

from homeward.release.register import Entry, JsonStore, MemoryStore, Register, Scope
from homeward.release.standing import Standing, behind, standing_in
from homeward.vocabulary.errors import HomewardError

KEY = b"k" * 32


def entry(sha="a" * 64, **more):
    """An entry with one published cell."""
    cells = {"demand.volume:incidents|count": {"[]": [(405, 403)]}}
    made = {"action": "draft", "by": "homeward", "at": "2026-01-02T03:04:05+00:00", "note": ""}
    held = {"project": "p", "scope": Scope("Nowhere", "2022-01-01", "2022-12-31"), "rules": {}}
    return Entry("", sha256=sha, cells=cells, state="released", history=(made,), **(held | more))


@pytest.fixture(params=["memory", "files"])
def store(request, tmp_path):
    return MemoryStore() if request.param == "memory" else JsonStore(tmp_path / "register")


def test_what_is_added_is_read_again_in_order(store):
    register = Register(store, KEY)
    first, second = register.add(entry()), register.add(entry("b" * 64))
    assert (first.id, second.id, first.made) == ("R0001", "R0002", "2026-01-02")
    read = Register(store, KEY).entries()
    assert [e.sha256[0] for e in read] == ["a", "b"]
    assert read[0].scope == Scope("Nowhere", "2022-01-01", "2022-12-31")


def test_a_change_of_state_keeps_the_chain(store):
    register = Register(store, KEY)
    register.add(entry())
    register.add(entry("b" * 64))
    event = {"action": "withdraw", "by": "A", "at": "2026-01-03T00:00:00+00:00", "note": "x"}
    register.change("R0001", "withdrawn", event)
    assert [e.state for e in register.entries()] == ["withdrawn", "released"]
    assert register.get("R0001").history[-1]["by"] == "A"


def test_an_unknown_release_is_refused(store):
    with pytest.raises(HomewardError, match="HW-D009"):
        Register(store, KEY).get("R0001")


def test_another_key_is_noticed(store):
    Register(store, KEY).add(entry())
    with pytest.raises(HomewardError, match="HW-D004"):
        Register(store, b"x" * 32).entries()


def _edit(folder, name, change):
    path = folder / name
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: _edit(f, "release.R0001.json", lambda d: d.update(state="withdrawn")),
        lambda f: _edit(f, "release.R0002.json", lambda d: d["scope"].update(age_below=16)),
        lambda f: (f / "release.R0001.json").unlink(),
        lambda f: (f / "release.R0003.json").unlink(),
        lambda f: (f / "release_head.last.json").unlink(),
        lambda f: (f / "release.R0002.json").write_text("{"),
        lambda f: (f / "release.R0002.json").write_text("[]"),
        lambda f: (f / "release.R0002.json").rename(f / "release.R0009.json"),
    ],
)
def test_an_edit_a_deletion_and_a_cut_are_noticed(tmp_path, spoil):
    register = Register(JsonStore(tmp_path), KEY)
    for sha in "abc":
        register.add(entry(sha * 64))
    assert len(register.entries()) == 3
    spoil(tmp_path)
    with pytest.raises(HomewardError, match="HW-D004"):
        register.entries()


def test_a_name_that_is_no_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match="letters"):
        JsonStore(tmp_path).put("release", "../out", {})


class Cut(MemoryStore):
    """A store in which somebody pulls the plug before the n-th writing."""

    def __init__(self, before: int) -> None:
        super().__init__()
        self.left = before

    def put(self, kind, name, document):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        super().put(kind, name, document)


@pytest.mark.parametrize("before", [1, 2, 3, 4, 5])
def test_a_kill_while_an_entry_is_made_leaves_a_register_that_goes_on(before):
    store = Cut(before)
    register = Register(store, KEY)
    with pytest.raises(KeyboardInterrupt):
        register.add(entry())
        register.add(entry("b" * 64))
    there = len(register.entries())
    register.settle()
    head = store.get("release_head", "last")
    assert (head or {"entries": 0})["entries"] == there
    assert register.add(entry("c" * 64)).id == f"R{there + 1:04d}"
    assert [e.id for e in register.entries()] == [f"R{n:04d}" for n in range(1, there + 2)]


def test_how_far_a_register_has_come_is_told_from_what_it_was():
    register = Register(MemoryStore(), KEY)
    assert behind(Standing(), Standing()) == ""
    register.add(entry())
    one = register.standing()
    assert standing_in(json.loads(json.dumps(one.document()))) == one and len(one.register) == 16
    register.change("R0001", "released", {"action": "release"})
    register.add(entry("b" * 64))
    two = register.standing()
    assert behind(two, one) == "" and behind(one, two).startswith("it holds 1 of the 2")
    older = Standing(two.register, (one.places[0], two.places[1]))
    assert behind(older, two) == "release R0001 is an older copy of what was entered"
    assert "there is none" in behind(Standing(), one)
    other = Register(MemoryStore(), KEY)
    other.add(entry())
    assert "another lies in its place" in behind(other.standing(), one)
