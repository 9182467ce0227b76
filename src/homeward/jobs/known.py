"""The list of registers beside a person's key: where releases made with it are registered.

A register is in one output folder, and a new folder of the same force knows nothing of it. What
both have in common is the key: so each folder says, in one sealed file beside the key's file,
which register holds its releases and how far that has come.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from homeward.engine.disk import write_json, writing
from homeward.engine.lock import folder_lock
from homeward.jobs.actor import now_acting
from homeward.privacy.audit import canonical
from homeward.privacy.keys import PersonKey
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.standing import Standing, standing_in
from homeward.vocabulary.errors import HomewardError

#: Seconds that a second job waits for the first to have written the list.
WAIT: Final = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One register with releases of one project that are, or may be, known outside.

    Attributes
    ----------
    project
        Of which project: as `Desk.project`.
    at
        The register's folder.
    standing
        How far it had come.
    """

    project: str
    at: str
    standing: Standing

    @property
    def gone(self) -> bool:
        """Whether nothing of a register lies there any more."""
        return not any(Path(self.at).glob("*.json"))


def known_file() -> Path | None:
    """Where the list is: beside the key's file, else beside the anchor; None without either."""
    acting = now_acting()
    place = acting.key_file or acting.anchor
    return None if place is None or acting.key is None else _list_of(place, acting.key)


def known() -> tuple[Line, ...]:
    """Every line; none where there is no list.

    Raises
    ------
    HomewardError
        HW-D016 if it was changed, or cannot be read.
    """
    file, key = known_file(), now_acting().key
    return () if file is None or key is None else _read(file, key)


def change(lines: Callable[[tuple[Line, ...]], tuple[Line, ...]]) -> None:
    """Write what `lines` makes of the list, if that is another; raises as `known`."""
    file, key = known_file(), now_acting().key
    if file is None or key is None:
        return
    with writing(file.parent), folder_lock(file.parent, wait=WAIT):
        before = _read(file, key)
        after = lines(before)
        if after != before:
            _write(file, key, after)


def keep(line: Line, *, outside: bool) -> None:
    """Have the list say how far a register has come; or no more of it, if nothing is outside."""

    def same(other: Line) -> bool:
        one = (line.project, line.standing.register)
        return one == (other.project, other.standing.register)

    def kept(held: tuple[Line, ...]) -> tuple[Line, ...]:
        others = [other for other in held if not same(other)]
        return tuple(sorted([*others, *([line] if outside else [])], key=_order))

    change(kept)


def carry(key_file: Path, key: PersonKey) -> None:
    """Have the list beside another key's file say all that this one says. Raises as `known`."""
    mine = known()
    if not mine:
        return
    with writing(key_file.parent), folder_lock(key_file.parent, wait=WAIT):
        file = _list_of(key_file, key)
        theirs = _read(file, key)
        _write(file, key, (*theirs, *(line for line in mine if line not in theirs)))


def _order(line: Line) -> tuple[str, str]:
    return line.project, line.standing.register


def _list_of(place: Path, key: PersonKey) -> Path:
    return place.with_name(f"homeward-releases-{key.fingerprint}.json")


def _read(file: Path, key: PersonKey) -> tuple[Line, ...]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        held = list(document["registers"])
        if not hmac.compare_digest(str(document["seal"]), _seal(key, held)):
            raise HomewardError("HW-D016", f"{file.name} was changed, or written under another key")
        return tuple(
            Line(str(line["project"]), str(line["at"]), standing_in(line)) for line in held
        )
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError):
        raise HomewardError("HW-D016", f"{file.name} cannot be read") from None


def _write(file: Path, key: PersonKey, lines: tuple[Line, ...]) -> None:
    held = [{"project": o.project, "at": o.at, **o.standing.document()} for o in lines]
    document = {"homeward_registers": 1, "registers": held, "seal": _seal(key, held)}
    write_json(file, document)
    file.chmod(0o600)


def _seal(key: PersonKey, held: list[Any]) -> str:
    text = canonical({"registers": held})
    return hmac.digest(subkey(key.secret, Purpose.KNOWN), text.encode(), "sha256").hex()
