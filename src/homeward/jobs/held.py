"""What opens an output folder: its keys, unwrapped by the person's, and the vault of its files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from homeward.engine.disk import write_json
from homeward.engine.sealed import PLAIN, Vault, is_sealed
from homeward.jobs.actor import now_acting
from homeward.privacy.keys import (
    KEYS_FILE,
    Keys,
    PersonKey,
    new_keys,
    opened,
    parse_keys_file,
    parse_person_key,
    wrapped,
)
from homeward.privacy.pseudonyms import project_key
from homeward.privacy.subkeys import Purpose
from homeward.study.identity import IDENTITY
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS

#: Where a folder without keys of its own keeps what its pseudonyms come from.
KEY_FILE = "protected/project.key"

#: Files of which one is there, and sealed, in every encrypted folder with a finished step.
_TELLTALE = ("state/state.json", "outline.json", "mends/history.json")


@dataclass(frozen=True, slots=True)
class Held:
    """An output folder, open.

    Attributes
    ----------
    project
        What its pseudonyms come from.
    vault
        Seals and opens its files; plain where the folder has no keys.
    identity
        Seals and opens names and birth dates, with a key of its own; None without keys.
    keys
        Its keys, None where it has none: made-up records only.
    """

    project: bytes = field(repr=False)
    vault: Vault = PLAIN
    keys: Keys | None = field(default=None, repr=False)
    identity: Vault | None = None

    def vault_of(self, path: Path, protected: Path) -> Vault:
        """What seals and opens one file under `protected`."""
        first, *rest = path.relative_to(protected).parts
        cached = first == "cache" and rest[1:2] == [IDENTITY]
        apart = cached or first == IDENTITY
        if first == "register" and self.keys is not None:
            return Vault(self.keys.sub(Purpose.REGISTER))
        return self.identity if apart and self.identity is not None else self.vault


def read_key_file(path: Path) -> PersonKey:
    """The person's key that a file holds.

    Raises
    ------
    HomewardError
        HW-K004 if it is not there, cannot be read, or holds no key.
    """
    try:
        text = path.read_bytes()[:1024].decode("utf-8")
    except FileNotFoundError:
        raise HomewardError("HW-K004", f"{path.name} is not there") from None
    except (OSError, UnicodeDecodeError):
        raise HomewardError("HW-K004", f"{path.name} cannot be read") from None
    return parse_person_key(text, path.name)


def key_file_warning(path: Path) -> list[str]:
    """A sentence if others than its owner can read a key file; nothing on Windows."""
    if os.name == "nt" or not path.is_file():
        return []
    if not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    fault = FAULTS["HW-K010"]
    return [f"{fault.code}: {fault.title} ({path.name}). {fault.do}"]


def require_key(synthetic: bool, person: PersonKey | None) -> None:
    """Refuse records of real children without a key, before anything of them is read.

    Raises
    ------
    HomewardError
        HW-K001.
    """
    if not synthetic and person is None:
        raise HomewardError("HW-K001", "`synthetic` is not true in the plan, and no key was given")


def hold(out: Path, person: PersonKey | None, *, synthetic: bool) -> Held:
    """Open an output folder for a run, giving a new one keys of its own if a key is given.

    Parameters
    ----------
    out
        The folder, checked and locked.
    person
        The person's key; None is that of whoever acts, who may have none.
    synthetic
        Whether its records are made up.

    Raises
    ------
    HomewardError
        HW-K001 for real records without a key; HW-K008 for a folder made without one; and as
        `open_held`.
    """
    person = now_acting().key if person is None else person
    if has_keys(out) or is_encrypted(out):
        return open_held(out, person)
    require_key(synthetic, person)
    if person is None:
        return Held(project_key(out / KEY_FILE))
    if is_plain(out):
        raise HomewardError("HW-K008", out.name)
    keys = new_keys(person)
    write_keys(out, keys, person)
    return held_of(keys)


def open_held(out: Path, person: PersonKey | None) -> Held:
    """Open an output folder as it is, by default with the key of whoever acts; nothing is made.

    Raises
    ------
    HomewardError
        HW-K002 if it is encrypted and no key is given; HW-K003 for a wrong key; HW-K006 if
        its wrapped keys are gone or damaged.
    """
    if not has_keys(out):
        if is_encrypted(out):
            raise HomewardError("HW-K006", f"{KEYS_FILE} is not there")
        plain = out / KEY_FILE
        return Held(project_key(plain) if plain.is_file() else b"")
    document = read_keys(out)
    person = now_acting().key if person is None else person
    if person is None:
        raise HomewardError("HW-K002", f"it asks for the key {document['fingerprint']}")
    held = held_of(opened(document, person))
    # Left by an adoption that was cut short after all was in place.
    (out / KEY_FILE).unlink(missing_ok=True)
    return held


def held_of(keys: Keys) -> Held:
    """What opens a folder that has these keys."""
    store, identity = Vault(keys.sub(Purpose.STORE)), Vault(keys.sub(Purpose.IDENTITY))
    return Held(keys.project, store, keys, identity)


def require_encrypted(held: Held, *, synthetic: bool, out: Path) -> None:
    """Refuse to go on with real records in a folder that an earlier version left plain.

    Raises
    ------
    HomewardError
        HW-K008.
    """
    if not synthetic and not held.vault.sealed:
        raise HomewardError("HW-K008", out.name)


def has_keys(out: Path) -> bool:
    """Whether a folder has keys of its own."""
    return (out / KEYS_FILE).exists()


def is_encrypted(out: Path) -> bool:
    """Whether anything in a folder is sealed."""
    protected = out / "protected"
    steps = protected.glob("cache/*/account.json")
    return any(is_sealed(path) for path in (*(protected / n for n in _TELLTALE), *steps))


def is_plain(out: Path) -> bool:
    """Whether a folder holds work that was done without a key."""
    protected = out / "protected"
    return (out / KEY_FILE).is_file() or any((protected / name).is_file() for name in _TELLTALE)


def read_keys(out: Path) -> dict[str, object]:
    """The document of `protected/keys.json`.

    Raises
    ------
    HomewardError
        HW-K006 if it cannot be read.
    """
    try:
        text = (out / KEYS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise HomewardError("HW-K006", f"{KEYS_FILE} is not there") from None
    except (OSError, UnicodeDecodeError):
        raise HomewardError("HW-K006", f"{KEYS_FILE} cannot be read") from None
    return parse_keys_file(text)


def write_keys(out: Path, keys: Keys, person: PersonKey) -> None:
    """Write `protected/keys.json`: the one before, or this one whole; for its owner only.

    Raises
    ------
    HomewardError
        HW-K006 if what was written does not open again (never seen; it would lose everything).
    OSError
        If it cannot be written.
    """
    path = out / KEYS_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    document = wrapped(keys, person)
    if opened(document, person) != keys:
        raise HomewardError("HW-K006", "what would be written does not open")
    write_json(path, document)
    path.chmod(0o600)
