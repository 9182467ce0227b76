"""Reviewed release: asked for, looked at by somebody else, approved, called back, listed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeward.engine.publish import publish
from homeward.findings.bundle import from_json
from homeward.jobs.actor import UNNAMED, holding
from homeward.jobs.audit import looked, recorded
from homeward.jobs.books import books_of
from homeward.jobs.desk import AWAITING, BUNDLE, OUTGOING, REGISTER, Desk, now, sha256_of
from homeward.jobs.held import open_held
from homeward.jobs.pipeline import scope_of
from homeward.jobs.results import STATE, anchor_of, county_of, read_state, state_with
from homeward.jobs.tasks import OUT
from homeward.jobs.working import working_in
from homeward.privacy.permissions import Actor
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.register import Entry
from homeward.release.review import ANALYST, REVIEWER, Action, Person, State, Who, event
from homeward.release.rules import rules_of
from homeward.study.plan import parse_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission
from homeward.vocabulary.withholding import Review

#: What is published with a job, so that it is known to have been done.
Parts = Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases of a register, as `homeward release list` prints them."""

    entries: tuple[Entry, ...]
    synthetic: bool

    def as_json(self) -> dict[str, Any]:
        """For `--json`: no exact number, only what was done by whom."""
        return {
            "synthetic": self.synthetic,
            "releases": [
                {
                    "release": e.id, "state": e.state, "made": e.made, "sha256": e.sha256,
                    "opens": e.scope.opens, "closes": e.scope.closes,
                    "profile": e.rules.get("profile"), "history": [dict(h) for h in e.history],
                }
                for e in self.entries
            ],
        }  # fmt: skip

    def lines(self) -> list[str]:
        """For people: a line for each, the last thing done to it under it."""
        out = ["SYNTHETIC: every number in these releases is made up."] if self.synthetic else []
        for e in self.entries:
            out.append(
                f"{e.id}  {e.state:<10}  made {e.made}  {e.scope.opens} to {e.scope.closes}"
                f"  {e.rules.get('profile')}"
            )
            last = e.history[-1]
            note = f": {last['note']}" if last["note"] else ""
            out.append(f"       {last['action']} by {last['by']} on {last['at'][:10]}{note}")
        return out if self.entries else [*out, "Nothing was released from here, and nothing waits."]


def releases(out: Path = OUT) -> Releases:
    """Every release in the register of `out`, oldest first.

    Raises
    ------
    HomewardError
        HW-J003 if nothing was run there; HW-D004 if the register was changed; HW-A006 for
        those who may not.
    """
    out = Path(out)
    read_state(out, open_held(out, None).vault)
    with working_in(out):
        desk, synthetic = _desk(out)
        looked(out, AuditEvent.RELEASES_VIEWED, Permission.VIEW_RELEASES, about=[REGISTER])
        return Releases(desk.register.entries(), synthetic)


def request(
    release: str,
    out: Path = OUT,
    *,
    by: str = "",
    note: str = "",
) -> Releases:
    """Ask for the release in `protected/awaiting` to be looked at by somebody else.

    Parameters
    ----------
    release
        Its name in the register, such as R0002.
    by
        Who asks; else whoever acts (`jobs.actor.acting`).
    note
        What the reviewer should know. No child may be named in it.

    Raises
    ------
    HomewardError
        HW-D005 if what waits is not what was made; HW-D006, HW-D007, HW-D008, HW-D009;
        HW-A006 for those who may not.
    """

    def act(desk: Desk, entry: Entry, who: Who, parts: Parts) -> None:
        _change(desk, entry, Action.REQUEST, who, note, files=_waiting(desk, entry))

    return _do(release, out, by, Permission.REQUEST_RELEASE, Action.REQUEST, act)


def send_back(
    release: str,
    out: Path = OUT,
    *,
    by: str = "",
    note: str = "",
) -> Releases:
    """Send a requested release back with a note. Parameters and refusals as `request`."""

    def act(desk: Desk, entry: Entry, who: Who, parts: Parts) -> None:
        _change(desk, entry, Action.RETURN, who, note)

    return _do(release, out, by, Permission.APPROVE_RELEASE, Action.RETURN, act)


def approve(
    release: str,
    out: Path = OUT,
    *,
    by: str = "",
    note: str = "",
) -> Releases:
    """Approve a requested release: it goes from `protected/awaiting` to `outgoing`.

    It is compared with the register once more, since something else may have been
    released meanwhile. Parameters and refusals as `request`; HW-D001 to HW-D003 too.
    """

    def act(desk: Desk, entry: Entry, who: Who, parts: Parts) -> None:
        event(State(entry.state), Action.APPROVE, who, now(), note, entry.history)
        asked = [h for h in entry.history if h["action"] == Action.REQUEST.value]
        if _waiting(desk, entry) != asked[-1].get("files", ""):
            raise HomewardError("HW-D005", f"the files in {AWAITING} are not those asked for")
        if not (desk.out / AWAITING / "report").is_dir():
            raise HomewardError("HW-J003", "`report` has not been run here")
        _compare_again(desk, entry)
        _change(desk, entry, Action.APPROVE, who, note)
        _let_out(desk, entry, parts)

    return _do(release, out, by, Permission.APPROVE_RELEASE, Action.APPROVE, act)


def withdraw(
    release: str,
    out: Path = OUT,
    *,
    by: str = "",
    note: str = "",
) -> Releases:
    """Call a release back, or say that it never left: it is no longer compared with.

    What it put in `outgoing` is taken away. Only somebody who knows that nobody has it may
    say so; the note says how they know. Parameters and refusals as `request`.
    """

    def act(desk: Desk, entry: Entry, who: Who, parts: Parts) -> None:
        event(State(entry.state), Action.WITHDRAW, who, now(), note, entry.history)
        bundle = desk.out / OUTGOING / "released" / BUNDLE
        if bundle.is_file() and sha256_of(bundle) == entry.sha256:
            _publish_empty(desk.out, parts, (f"{OUTGOING}/released", f"{OUTGOING}/report"))
        _change(desk, entry, Action.WITHDRAW, who, note)

    return _do(release, out, by, Permission.APPROVE_RELEASE, Action.WITHDRAW, act)


# ---------------------------------------------------------------- what they share


def _desk(out: Path) -> tuple[Desk, bool]:
    """The desk of a folder in which a study was run."""
    held = open_held(out, None)
    plan = parse_plan(read_state(out, held.vault)["plan"])
    key = None if plan.synthetic else subkey(held.project, Purpose.REGISTER)
    rules = rules_of(plan.release.profile.value)
    reviewed = plan.release.review is Review.REQUIRED
    scope = scope_of(plan, county_of(out, held.vault))
    anchor = anchor_of(out, held.vault)
    desk = Desk(
        out, scope, rules, reviewed, key, anchor=anchor, vault=held.vault,
        books=books_of(out, held.project),
    )  # fmt: skip
    return desk, plan.synthetic


def _do(
    release: str,
    out: Path,
    by: str,
    may: Permission,
    action: Action,
    act: Callable[[Desk, Entry, Who, Parts], None],
) -> Releases:
    """One action of somebody who may, recorded at both ends."""
    out = Path(out)
    with holding(None, name=by), working_in(out):
        desk, synthetic = _desk(out)
        entry = desk.register.get(release)
        if entry.project != desk.project:
            raise HomewardError("HW-D006", f"{entry.id} is another project's, in a shared register")
        with recorded(out, AuditEvent.RELEASE_REVIEWED, may, synthetic=synthetic) as job:
            job.about = [f"{entry.id}: {action.value}"]
            act(desk, entry, _who(job.actor), job.parts())
        return Releases((desk.register.get(release),), synthetic)


def _who(actor: Actor) -> Who:
    """Who acts, with their roles: with made-up records everybody has every role."""
    name = "" if actor.name == UNNAMED else actor.name
    roles = {ANALYST, REVIEWER} if actor.made_up else {role.value for role in actor.roles}
    return Person(name, frozenset(roles))


def _change(desk: Desk, entry: Entry, action: Action, who: Who, note: str, files: str = "") -> None:
    state, line = event(State(entry.state), action, who, now(), note, entry.history)
    desk.register.change(entry.id, state.value, line | ({"files": files} if files else {}))


def _waiting(desk: Desk, entry: Entry) -> str:
    """A hash of every file that waits, once the bundle among them is seen to be the one made.

    Raises
    ------
    HomewardError
        HW-D005 if it is not, HW-J003 if there is none.
    """
    folder = desk.out / AWAITING
    bundle = folder / "released" / BUNDLE
    if not bundle.is_file():
        raise HomewardError("HW-J003", f"nothing is in {AWAITING}")
    if sha256_of(bundle) != entry.sha256:
        raise HomewardError("HW-D005", f"{AWAITING}/released/{BUNDLE} is not {entry.id} as made")
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = (f"{p.relative_to(folder).as_posix()} {sha256_of(p)}\n" for p in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _compare_again(desk: Desk, entry: Entry) -> None:
    """Compare what is approved with what was released since it was made."""
    unreleased = from_json(desk.vault.read_text(desk.out / "protected/results" / BUNDLE))
    decision = desk.decide(unreleased, str(entry.rules.get("origin")))
    later = [e.id for e in desk.register.entries() if e.id > entry.id and e.state == State.RELEASED]
    if decision.stands is not None or later:
        beside = decision.stands.id if decision.stands else ", ".join(later)
        raise HomewardError(
            "HW-D001", f"{beside} was released since; make the release again beside it"
        )


def _let_out(desk: Desk, entry: Entry, parts: Parts) -> None:
    """Put what was approved in outgoing, with the state that says so, all or none."""
    waiting = desk.out / AWAITING
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "empty").mkdir()
        leaving = {f"{OUTGOING}/{name}": waiting / name for name in ("released", "report")}
        state = state_with(desk.out, entry.sha256, work / "state", leaving, desk.vault)
        publish(desk.out, {**parts, **leaving, AWAITING: work / "empty", STATE: state})
    desk.published(desk.register.get(entry.id))


def _publish_empty(out: Path, parts: Parts, targets: Iterable[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        publish(out, {**parts, **dict.fromkeys(targets, Path(name))})
    for target in targets:
        (out / target).rmdir()


__all__ = ["Releases", "approve", "releases", "request", "send_back", "withdraw"]
