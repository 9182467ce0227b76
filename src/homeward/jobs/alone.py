"""A findings file released on its own, without the study that made it."""

from __future__ import annotations

from pathlib import Path

from homeward.findings import Bundle
from homeward.jobs.books import books_of
from homeward.jobs.desk import BUNDLE, Desk
from homeward.jobs.held import Held
from homeward.jobs.results import anchor_of, state_if_any
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.register import Entry, Scope
from homeward.study.plan import parse_plan
from homeward.vocabulary.errors import HomewardError


def desk_alone(out: Path, bundle: Bundle, held: Held) -> Desk:
    """Where the releases of a folder are compared, by what a bundle says of itself.

    Raises
    ------
    HomewardError
        HW-D006 if a study of another force, or of made-up records where these are not,
        was run in the folder.
    """
    state = state_if_any(out, held.vault)
    if state:
        plan = parse_plan(state["plan"])
        if (plan.force, plan.synthetic) != (bundle.force, bundle.synthetic):
            raise HomewardError("HW-D006", "the folder holds the study of another force")
    key = None
    if not bundle.synthetic:
        key = subkey(held.project, Purpose.REGISTER)
    scope = Scope(bundle.force, bundle.window["from"], bundle.window["to"])
    return Desk(
        out, scope, key=key, anchor=anchor_of(out, held.vault), vault=held.vault,
        books=books_of(out, held.project),
    )  # fmt: skip


def release_alone(desk: Desk, bundle: Bundle, origin: str, folder: Path) -> Entry:
    """Release a bundle into a folder and enter it in the register; raises as `Desk.decide`."""
    decision = desk.decide(bundle, origin)
    desk.make(bundle, decision, origin, folder)
    return desk.draft(bundle, folder / BUNDLE, origin, decision)
