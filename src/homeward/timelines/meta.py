"""What the tables do not say of themselves, and opening them again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from homeward.engine.connection import Engine
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.store import read_tables
from homeward.timelines.definitions import DEFAULT, Change, Definitions
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.partners import SOURCES
from homeward.vocabulary import HomewardError
from homeward.vocabulary.change import ChangeKind

#: Beside the Parquet files.
META_FILE = "timelines.json"


@dataclass(frozen=True, slots=True)
class Meta:
    """Everything in `Timelines` that is not a table; see there for the meanings."""

    opens: date
    closes: date
    as_of: datetime
    supplied: frozenset[str]
    setting_from: str
    intake: IntakeSummary
    force: str
    synthetic: bool
    held: frozenset[str] = frozenset()
    definitions: Definitions = DEFAULT
    from_children: frozenset[str] = frozenset()


def write_meta(folder: Path, meta: Meta, vault: Vault = PLAIN) -> None:
    """Write `timelines.json` to `folder`. Counts and names of columns only.

    Raises
    ------
    ValueError
        If `as_of` has no time zone.
    """
    if meta.as_of.tzinfo is None:
        raise ValueError("as_of needs a time zone")
    intake = asdict(meta.intake) | {
        "reasons": [[code, column, n] for (code, column), n in sorted(meta.intake.reasons.items())],
        "not_counted": dict(sorted(meta.intake.not_counted.items())),
    }
    content = {
        "opens": meta.opens.isoformat(),
        "closes": meta.closes.isoformat(),
        "as_of": meta.as_of.astimezone(UTC).isoformat(),
        "supplied": sorted(meta.supplied),
        "setting_from": meta.setting_from,
        "intake": intake,
        "force": meta.force,
        "synthetic": meta.synthetic,
        "held": sorted(meta.held),
        "definitions": asdict(meta.definitions),
        "from_children": sorted(meta.from_children),
    }
    text = json.dumps(content, indent=2, default=_plainly) + "\n"
    vault.write_text(folder / META_FILE, text)


def read_meta(folder: Path, vault: Vault = PLAIN) -> Meta:
    """Read `timelines.json` from `folder`.

    Raises
    ------
    HomewardError
        HW-J003 if it is not there; HW-E003 if it is not of this version.
    """
    try:
        found = json.loads(vault.read_text(folder / META_FILE))
        return _meta(found)
    except FileNotFoundError:
        raise HomewardError("HW-J003", folder.name) from None
    except (ValueError, KeyError, TypeError):
        raise HomewardError("HW-E003", f"{META_FILE} cannot be read") from None


def open_timelines(engine: Engine, folder: Path, meta: Meta | None = None) -> Timelines:
    """The tables that `materialise` wrote, with `meta` or else what `write_meta` wrote.

    Raises
    ------
    HomewardError
        HW-J003 if either is not there; HW-E003 if either is of another version.
    """
    known = read_meta(folder, engine.vault) if meta is None else meta
    tables = read_tables(engine, folder)
    return Timelines(
        episodes=tables["episodes"],
        children=tables["children"],
        at_risk=tables["at_risk"],
        places=tables["places"],
        partners={name: tables[name] for name in SOURCES},
        **{name: getattr(known, name) for name in Meta.__dataclass_fields__},
    )


def _meta(found: Mapping[str, Any]) -> Meta:
    intake = dict(found["intake"])
    intake["reasons"] = {(code, column): n for code, column, n in intake["reasons"]}
    return Meta(
        opens=date.fromisoformat(found["opens"]),
        closes=date.fromisoformat(found["closes"]),
        as_of=datetime.fromisoformat(found["as_of"]),
        supplied=frozenset(found["supplied"]),
        setting_from=found["setting_from"],
        intake=IntakeSummary(**intake),
        force=found["force"],
        synthetic=found["synthetic"],
        held=frozenset(found["held"]),
        definitions=_definitions(found["definitions"]),
        from_children=frozenset(found.get("from_children", ())),
    )


def _plainly(value: Any) -> str:
    """A date as ISO text.

    Raises
    ------
    TypeError
        For anything else: nothing else is written.
    """
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"timelines.json holds no {type(value).__name__}")


def _definitions(found: Mapping[str, Any]) -> Definitions:
    changes = tuple(
        Change(
            date.fromisoformat(c["on"]),
            c["what"],
            ChangeKind(c["kind"]),
            None if c["until"] is None else date.fromisoformat(c["until"]),
        )
        for c in found["changes"]
    )
    rest = {key: value for key, value in found.items() if key != "changes"}
    rest["local_authorities"] = tuple(rest["local_authorities"])
    return Definitions(changes=changes, **rest)
