"""`homeward release check`: attack what would leave, all of it together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from homeward.findings.bundle import Bundle, read_bundle
from homeward.jobs.actor import holding, now_acting
from homeward.jobs.audit import looked
from homeward.jobs.books import books_of
from homeward.jobs.desk import AWAITING, BUNDLE, OUTGOING, register_folder, sha256_of, stored
from homeward.jobs.held import has_keys, is_encrypted, is_plain, open_held, read_key_file
from homeward.jobs.noted import Noted
from homeward.jobs.outgoing import edited, require_released
from homeward.jobs.results import anchor_of, state_if_any
from homeward.jobs.working import working_in
from homeward.privacy.keys import new_keys
from homeward.privacy.subkeys import Purpose, subkey
from homeward.release.attack_pdf import read_paper
from homeward.release.attack_read import Read, read_document, read_page, read_workbook
from homeward.release.attack_release import Attacked, attack
from homeward.release.register import Entry, Register
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

#: What reads each kind of file.
READERS: dict[str, Callable[[Path], Read]] = {
    ".html": read_page,
    ".pdf": read_paper,
    ".xlsx": read_workbook,
    ".docx": read_document,
}


def check_release(
    folder: Path, *, register: Path | None = None, key_file: Path | None = None
) -> Attacked:
    """Attack a release: its bundle, every file beside it, and earlier releases together.

    Parameters
    ----------
    folder
        An output folder (what is outgoing is attacked, else what waits), or any folder
        that holds a released `findings.json`, itself or in `released`.
    register
        A register of earlier releases; by default the output folder's own.
    key_file
        The file of the person's key, for a register of real records.

    Returns
    -------
    Attacked
        Its `refuse` raises HW-D010 or HW-D011 if anything gave way, HW-D017 if a file that
        Homeward put in `outgoing` was edited since.

    Raises
    ------
    HomewardError
        HW-J003 if there is no bundle; HW-L001 or HW-L003 if it is none that was released;
        HW-D005 if it is not as it was made; HW-D012 if a file cannot be read; HW-D004 if the
        register was changed; HW-K002 if the folder is encrypted and no key is given; HW-A006 for
        those who may not look at the findings of an output folder.
    """
    folder = Path(folder)
    here = next((f for f in (folder / OUTGOING, folder / AWAITING) if _bundle(f)), folder)
    found = _bundle(here)
    if found is None:
        raise HomewardError("HW-J003", f"no released {BUNDLE} in {folder.name}")
    bundle = read_bundle(found)
    if not bundle.released:
        raise HomewardError("HW-L003", found.name)
    with holding(None if key_file is None else read_key_file(key_file), key_file):
        _told(folder, here.relative_to(folder).as_posix())
        return _attacked(folder, here, found, bundle, register)


def _told(folder: Path, what: str) -> None:
    """In an output folder: have it recorded, and refused to whoever may not."""
    if _is_held(folder):
        with working_in(folder):
            looked(folder, AuditEvent.RELEASE_CHECKED, Permission.READ_FINDINGS, about=[what])


def _is_held(folder: Path) -> bool:
    """Whether a folder is one in which jobs were done, and not a copy of what left it."""
    return has_keys(folder) or is_encrypted(folder) or is_plain(folder)


def _attacked(
    folder: Path, here: Path, found: Path, bundle: Bundle, register: Path | None
) -> Attacked:
    held = open_held(folder, now_acting().key) if here != folder else None
    changed = () if held is None else edited(folder, state_if_any(folder, held.vault))
    files = sorted(p for p in here.rglob("*") if p.suffix in READERS and p.is_file())
    reads = {p.relative_to(here).as_posix(): READERS[p.suffix](p) for p in files}
    entries = _entries(folder, here, register, bundle.synthetic)
    mine = sha256_of(found)
    if held is not None and register is None:
        require_released(found, entries, anchor_of(folder, held.vault))
    found_out = attack(bundle, reads, [e for e in entries if e.sha256 != mine])
    return replace(found_out, edited=changed)


def _bundle(folder: Path) -> Path | None:
    places = (folder / "released" / BUNDLE, folder / BUNDLE)
    return next((p for p in places if p.is_file()), None)


def _entries(folder: Path, here: Path, register: Path | None, synthetic: bool) -> tuple[Entry, ...]:
    """Earlier releases, where there is a register to read."""
    place = register or (register_folder(folder) if here != folder else None)
    if place is None:
        return ()
    if register is not None and not place.is_dir():
        raise HomewardError("HW-D004", f"no register in {place.name}")
    key = None
    if not synthetic:
        key = subkey(_project(folder), Purpose.REGISTER)
    plain = Register(stored(place, key), key)
    if not _is_held(folder) or place != register_folder(folder):
        return plain.entries()
    noted = Noted(books_of(folder), plain, place, "", made_up=synthetic)
    return Register(stored(place, key), key, noted).entries()


def _project(folder: Path) -> bytes:
    """What the register's key comes from: the folder's keys, or those a new folder would have."""
    person = now_acting().key
    if has_keys(folder):
        return open_held(folder, person).project
    if person is None:
        raise HomewardError("HW-D004", "its key is not at hand; name it with --key-file")
    return new_keys(person).project
