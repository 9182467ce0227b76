"""A register of releases that is lost for good: gone on without, once somebody answers for it."""

from __future__ import annotations

from pathlib import Path

from homeward.jobs.books import books_of, is_made_up
from homeward.jobs.desk import Desk, register_folder, stored
from homeward.jobs.held import open_held
from homeward.jobs.noted import Noted
from homeward.jobs.pipeline import scope_of
from homeward.jobs.results import county_of, forget_released, state_if_any
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.register import Register
from homeward.study.plan import parse_plan


def accept_register(out: Path) -> list[str]:
    """Take the register of a folder as it is for all that is known of it.

    Parameters
    ----------
    out
        The output folder, locked, by somebody who may; what they did is in the trail already.

    Returns
    -------
    list of str
        What nothing is compared with any more, in sentences; empty where nothing was lost.

    Raises
    ------
    HomewardError
        HW-D004 if what lies there cannot be read: it is to be moved away first.
    """
    held = open_held(out, None)
    state = state_if_any(out, held.vault)
    key = None if is_made_up(out) else subkey(held.project, Purpose.REGISTER)
    at = register_folder(out)
    register = Register(stored(at, key), key)
    project = ""
    if state:
        project = Desk(out, scope_of(parse_plan(state["plan"]), county_of(out, held.vault))).project
    books = books_of(out, held.project)
    told = Noted(books, register, at, project, made_up=key is None).accept()
    if state.get("released") and state["released"] not in {e.sha256 for e in register.entries()}:
        forget_released(out, held.vault)
        told.append("what was last put in outgoing is in no register")
    return [f"Register of releases: {sentence}." for sentence in told]
