"""A findings file released, or reported, on its own, without the study that made it."""

from __future__ import annotations

from pathlib import Path

from homeward.engine.publish import publish
from homeward.findings import Bundle
from homeward.jobs.audit import recorded
from homeward.jobs.books import books_of
from homeward.jobs.desk import BUNDLE, OUTGOING, Desk
from homeward.jobs.held import Held
from homeward.jobs.outgoing import require_released
from homeward.jobs.results import STATE, anchor_of, state_if_any, state_with
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.register import Entry, Scope
from homeward.report import write_report
from homeward.study.plan import parse_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Where a report goes.
REPORTED = f"{OUTGOING}/report"


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


def report_alone(
    out: Path, released: Bundle, bundle: Path, held: Held, work: Path
) -> tuple[Path, ...]:
    """The report of a bundle in hand, put in the outgoing of a folder that is held.

    Parameters
    ----------
    out, held
        The folder, and what opens it.
    released, bundle
        The bundle, and the file that it was read from.
    work
        An empty folder.

    Raises
    ------
    HomewardError
        HW-D004 to HW-D006 if the folder released others, and never this; HW-K002 if its
        register is sealed and the folder was not opened.
    """
    made = write_report(released, work / "made")
    parts = {REPORTED: work / "made"}
    if not held.project:  # nothing was done here before: there is nothing to hold it against
        publish(out, parts)
    else:
        desk = desk_alone(out, released, held)
        with recorded(
            out, AuditEvent.REPORTED, Permission.RUN, key=held.project, synthetic=released.synthetic
        ) as job:
            require_released(bundle, desk.register.entries())
            parts |= job.parts()
            if state_if_any(out, held.vault):
                parts[STATE] = state_with(out, desk.anchor, work / "state", parts, held.vault)
            publish(out, parts)
    return tuple(out / REPORTED / path.name for path in made)
