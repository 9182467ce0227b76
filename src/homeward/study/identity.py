"""Whether a study keeps names and birth dates: asked of the plan, refused without a key."""

from __future__ import annotations

from homeward.records.schema import Personal
from homeward.records.tables import TABLES
from homeward.study.plan_model import Plan
from homeward.vocabulary.errors import HomewardError

#: The folder of the identity store, under `protected` and in the step that fills it.
IDENTITY = "identity"


def require_identity_key(plan: Plan, *, keyed: bool) -> None:
    """Refuse to keep names and birth dates without a key, made up or not.

    Raises
    ------
    HomewardError
        HW-K011.
    """
    if plan.keep_identity and not keyed:
        raise HomewardError("HW-K011", "`keep` under [identity] is true, and there is no key")


def identity_columns(plan: Plan) -> tuple[str, ...]:
    """Columns of names and birth dates that the plan maps, as "table.column", each once."""
    return tuple(
        dict.fromkeys(
            f"{map.table}.{name}"
            for map in plan.maps
            for name in map.columns
            if TABLES[map.table].columns[name].personal is Personal.WITHHELD
        )
    )


def identity_notes(plan: Plan) -> list[str]:
    """What a person should know of a plan that keeps identities; nothing else."""
    if not plan.keep_identity:
        return []
    held = identity_columns(plan)
    if not held:
        return ["[identity] keeps nothing: no dataset maps a name or a birth date."]
    return [f"Kept apart and encrypted in protected/identity: {', '.join(held)}."]
