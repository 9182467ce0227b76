"""Making, checking, exchanging and keeping the keys of an output folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from homeward.engine.disk import sync, write_json
from homeward.engine.publish import publish
from homeward.engine.resealing import reseal
from homeward.engine.sealed import is_sealed
from homeward.engine.store import FORMAT_FILE, prove_tables
from homeward.jobs.actor import holding
from homeward.jobs.audit import Job, looked, recorded
from homeward.jobs.books import carry_anchor
from homeward.jobs.held import (
    KEY_FILE,
    Held,
    has_keys,
    held_of,
    key_file_warning,
    open_held,
    read_key_file,
    read_keys,
    write_keys,
)
from homeward.jobs.known import carry
from homeward.jobs.progress import Event, Progress, announce
from homeward.jobs.ring import key_in_ring, put_in_ring
from homeward.jobs.tasks import OUT
from homeward.jobs.working import RESEALING, working_in
from homeward.privacy.keys import (
    KEYS_FILE,
    PersonKey,
    exchanged,
    new_keys,
    new_person_key,
    parse_person_key,
    wrapped,
)
from homeward.privacy.pseudonyms import KEY_BYTES
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: Steps of the cache, and folders, that hold only what is made up or has passed the gate.
_PLAIN_STEPS = ("release-", "report-", "synth-", "plan-")
_PLAIN_FOLDERS = ("synthetic", "proposal", "certificates", "awaiting")

#: Kept as they are when everything is encrypted anew: the ledger and the register
#: are sealed with keys that stay, the other files hold nothing of a record.
_APART = ("keys.json", "project.key", "ledger.sqlite", "job.json", "register")


@dataclass(frozen=True, slots=True)
class KeysTold:
    """What was done with keys, and what a person should know. Never a key.

    Attributes
    ----------
    done
        What was done, as one sentence.
    fingerprint
        Of the key that opens from now on.
    generation
        How often keys of the folder were exchanged, from 1; 0 where there is no folder.
    sealed
        Files that were encrypted.
    notes
        What to know and do.
    """

    done: str
    fingerprint: str
    generation: int = 0
    sealed: int = 0
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        files = [f"{self.sealed:,} files were encrypted."] if self.sealed else []
        return [self.done, f"Fingerprint: {self.fingerprint}", *files, *self.notes]


def find_key(
    out: Path | None, key_file: Path | None = None, text: str = "", named: Path | None = None
) -> PersonKey | None:
    """The person's key: of a file named, of the environment, or of the keyring; None without.

    Parameters
    ----------
    out
        The output folder it is for, if there is one yet.
    key_file, named
        The file named on the command line, and the one named in the environment.
    text
        The key itself, from the environment.

    Raises
    ------
    HomewardError
        HW-K004 if what is given is no key; HW-K006 if the folder's keys cannot be read.
    """
    for path in (key_file, named):
        if path is not None:
            return read_key_file(path)
    if text:
        return parse_person_key(text, "HOMEWARD_KEY")
    if out is None or not has_keys(out):
        return None
    return key_in_ring(str(read_keys(out)["folder"]))


def keys_new(out: Path) -> KeysTold:
    """Make a key and keep it in a new file that only its owner can read.

    Raises
    ------
    HomewardError
        HW-K007 if the file is there; HW-E002 if it cannot be written.
    """
    person = new_person_key()
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(person.text + "\n")
        sync(out)
    except FileExistsError:
        raise HomewardError("HW-K007", out.name) from None
    except OSError as fault:
        raise HomewardError("HW-E002", f"{out.name}: {fault.strerror}") from None
    return KeysTold(
        f"A new key is in {out}.",
        person.fingerprint,
        notes=(
            "Whoever loses it loses everything that it encrypts: nobody can open it again.",
            "Copy it to a second safe place now, apart from the output folder.",
        ),
    )


def keys_check(
    out: Path = OUT, *, key: PersonKey | None = None, key_file: Path | None = None
) -> KeysTold:
    """Say which key a folder asks for, and whether the one given opens it and all it holds.

    Raises
    ------
    HomewardError
        HW-K... as `open_held`, with the fingerprint asked for; HW-K005 for the first file
        that is not as it was written; HW-J003 if the folder has no keys; HW-A006 for those
        who may not.
    """
    with working_in(out):
        held = open_held(out, key)
        if held.keys is None or key is None:
            raise HomewardError("HW-J003", "the folder has no keys: nothing in it is encrypted")
        with holding(key, key_file):
            looked(out, AuditEvent.KEYS_CHECKED, Permission.CHECK_KEYS, about=[KEYS_FILE])
        sealed = [p for p in sorted((out / "protected").rglob("*")) if is_sealed(p)]
        for path in sealed:
            vault = held.vault_of(path, out / "protected")
            for _ in vault.parts(path):
                continue
            if path.name == FORMAT_FILE:
                prove_tables(path.parent, vault)
    told = f"The key opens {out.name}: {len(sealed):,} sealed files read to their end."
    notes = [] if key_file is None else key_file_warning(key_file)
    return KeysTold(told, key.fingerprint, held.keys.generation, 0, tuple(notes))


def keys_store(out: Path = OUT, *, key: PersonKey | None = None) -> KeysTold:
    """Keep the key of a folder in the keyring of this computer, once it has opened it.

    Raises
    ------
    HomewardError
        HW-K... as `open_held`; HW-K009 if there is no keyring; HW-J003 as `keys_check`.
    """
    with working_in(out):
        held = open_held(out, key)
        if held.keys is None or key is None:
            raise HomewardError("HW-J003", "the folder has no keys: nothing in it is encrypted")
        with holding(key):
            looked(out, AuditEvent.KEYS_CHECKED, Permission.CHECK_KEYS, about=["keyring"])
        put_in_ring(held.keys.folder, key)
    note = "Keep the key file too, in a safe place: a keyring is lost with its computer."
    done = "The keyring of this computer holds the key."
    return KeysTold(done, key.fingerprint, held.keys.generation, 0, (note,))


def _nothing(step: str) -> None:
    """What happens between steps, unless a test makes it a crash."""


def keys_rotate(
    out: Path = OUT,
    *,
    key: PersonKey | None,
    new: PersonKey,
    data: bool = False,
    new_key_file: Path | None = None,
    progress: Progress | None = None,
    steps: Callable[[str], None] = _nothing,
) -> KeysTold:
    """Exchange the key of a folder; with `data`, also encrypt everything anew.

    The exchange is one replacing of one file: killed at any moment, either the old key opens
    the folder or the new one does. Pseudonyms stay the same.

    Parameters
    ----------
    out
        The output folder.
    key, new
        The key that opens it, and the one that is to.
    data
        Also draw a new data key and encrypt everything held with it: put in place together
        with the keys, all or nothing.
    new_key_file
        The file of the new key, if it is in one: the anchor of the audit trail is copied beside
        it, where commands with that key look for it.
    progress
        Listener to `jobs.progress.Event`.
    steps
        Called with a name between any two changes on disk.

    Raises
    ------
    HomewardError
        HW-K... as `open_held`; HW-J003 if the folder has no keys; HW-E006 on a full disk.
    """
    announce(progress, Event("keys", "started", "rotate"))
    with working_in(out):
        held = open_held(out, key)
        if held.keys is None:
            raise HomewardError("HW-J003", "the folder has no keys: nothing in it is encrypted")
        keys, sealed = exchanged(held.keys), 0
        with holding(key), _recorded(out, held.project) as job:
            if data:
                keys = keys.with_new_data_key()
                sealed = _reseal(out, held, held_of(keys), wrapped(keys, new), progress, steps)
            else:
                steps("opened")
                write_keys(out, keys, new)
            job.counts |= {"generation": keys.generation, "files": sealed}
        told = carry_anchor(out, job.books.anchor, new, new_key_file)
        if new_key_file is not None:
            with holding(key):
                carry(new_key_file, new)
    announce(progress, Event("keys", "done"))
    note = "Copies made earlier (backups) still open with the key before: treat it as a secret."
    notes = (note, *told)
    return KeysTold("The key was exchanged.", new.fingerprint, keys.generation, sealed, notes)


def keys_adopt(
    out: Path = OUT,
    *,
    key: PersonKey | None,
    project_key_file: Path | None = None,
    progress: Progress | None = None,
    steps: Callable[[str], None] = _nothing,
) -> KeysTold:
    """Encrypt a folder that was made without a key, and give it keys of its own.

    Its pseudonyms stay what they were. The project key that lay in the folder is taken into the
    wrapped keys and removed.

    Parameters
    ----------
    out
        The output folder.
    key
        The person's key.
    project_key_file
        Where the project key is, if an earlier version was told to keep it elsewhere.
    progress, steps
        As `keys_rotate`.

    Raises
    ------
    HomewardError
        HW-K001 without a key; HW-K007 if the folder has keys; HW-K004 if its project key is
        not to be had.
    """
    announce(progress, Event("keys", "started", "adopt"))
    with working_in(out):
        if has_keys(out):
            raise HomewardError("HW-K007", f"{KEYS_FILE}: the folder has keys of its own")
        if key is None:
            raise HomewardError("HW-K001", "no key was given to encrypt the folder with")
        root = read_key_file(project_key_file or out / KEY_FILE).secret
        assert len(root) == KEY_BYTES
        keys = new_keys(key, root)
        with _recorded(out, root) as job:
            sealed = _reseal(out, Held(root), held_of(keys), wrapped(keys, key), progress, steps)
            job.counts |= {"generation": keys.generation, "files": sealed}
        (out / KEY_FILE).unlink(missing_ok=True)
        steps("key removed")
    announce(progress, Event("keys", "done"))
    notes = (
        "The plain files were deleted, not wiped: on an unencrypted disk they may be recovered.",
        "Copies made earlier (backups) are still plain.",
    )
    return KeysTold("The folder is encrypted.", key.fingerprint, keys.generation, sealed, notes)


def _recorded(out: Path, project: bytes) -> AbstractContextManager[Job]:
    """The audit trail's part in a change of keys: what the trail is keyed by stays the same."""
    return recorded(
        out, AuditEvent.KEYS_CHANGED, Permission.ROTATE_KEYS, key=project, evidence=KEYS_FILE
    )


def _reseal(
    out: Path,
    old: Held,
    new: Held,
    document: dict[str, Any],
    progress: Progress | None,
    steps: Callable[[str], None],
) -> int:
    """Everything under `protected` written anew and put in place with its wrapped keys."""
    protected, many = out / "protected", 0
    work = Path(tempfile.mkdtemp(prefix=RESEALING, dir=out))
    try:
        parts = {KEYS_FILE: work / "keys.json"}
        for path in sorted(protected.iterdir()):
            if path.name.startswith(_APART):
                continue
            announce(progress, Event("keys", "working", path.name))
            many += reseal(
                path, work / path.name, partial(old.vault_of, protected=protected),
                partial(new.vault_of, protected=protected), _stays_plain(protected),
            )  # fmt: skip
            parts[f"protected/{path.name}"] = work / path.name
            steps(f"resealed {path.name}")
        write_json(work / "keys.json", document)
        (work / "keys.json").chmod(0o600)
        publish(out, parts, steps)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    protected.chmod(0o700)
    return many


def _stays_plain(protected: Path) -> Callable[[Path], bool]:
    """Whether a file that is plain may stay so: docs/decisions/0013 says why, file by file."""

    def plain(path: Path) -> bool:
        first, *rest = path.relative_to(protected).parts
        if first in _PLAIN_FOLDERS:
            return True
        if first == "cache":
            return rest[0].startswith(_PLAIN_STEPS)
        return first == "sample" and path.name.startswith("sheet") and "refer" not in path.name

    return plain
