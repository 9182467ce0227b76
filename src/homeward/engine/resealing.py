"""Encrypting anew: a tree of files and tables under one vault, written again under another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeward.engine.disk import write_json
from homeward.engine.guard import call
from homeward.engine.sealed import Vault, is_sealed
from homeward.engine.sealed_tables import bare, copy_encrypted, digest, new_store_key, scan
from homeward.engine.source import files_in
from homeward.engine.steps import MARKER, file_facts
from homeward.engine.store import FORMAT_FILE, prove_tables, read_document

_PARQUET = ".parquet"

#: A file to what opens or seals it.
Opening = Callable[[Path], Vault]


def reseal(
    source: Path, target: Path, old: Opening, new: Opening, left_plain: Callable[[Path], bool]
) -> int:
    """Write everything under `source` as `target`, sealed anew; how many files were sealed.

    Markers of finished steps are made to fit the new bytes and keep their keys: a step that
    was finished stays finished.

    Parameters
    ----------
    source, target
        A folder that is there, and one that is not yet; or a file of each.
    old, new
        What opens each file, and what seals it, by its path under `source`.
    left_plain
        Whether a plain file stays plain, by its path.

    Raises
    ------
    HomewardError
        HW-K005 or HW-K003 if a file does not open; HW-E006 if the disk is full.
    """
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        return _file(source, target, old(source), new(source), left_plain)
    target.mkdir(parents=True)
    many = 0
    stores = {path.parent for path in files_in(source) if path.name == FORMAT_FILE}
    stores = {store for store in stores if not left_plain(store / FORMAT_FILE)}
    for path in files_in(source):
        here = target / path.relative_to(source)
        here.parent.mkdir(parents=True, exist_ok=True)
        if path.parent in stores and (path.name == FORMAT_FILE or path.suffix == _PARQUET):
            continue
        if path.name != MARKER:
            many += _file(path, here, old(path), new(path), left_plain)
    for store in sorted(stores):
        named = store / FORMAT_FILE
        many += _store(store, target / store.relative_to(source), old(named), new(named))
    for path in files_in(source):
        if path.name == MARKER:
            _marker(path, target / path.relative_to(source))
    return many


def _file(
    path: Path, here: Path, old: Vault, new: Vault, left_plain: Callable[[Path], bool]
) -> int:
    if not is_sealed(path) and left_plain(path):
        shutil.copy2(path, here)
        return 0
    with new.writer(here) as out:
        for part in old.parts(path):
            out.write(part)
    return 1


def _store(store: Path, here: Path, old: Vault, new: Vault) -> int:
    """One store: its tables under a new key of their own, then its sealed `format.json`."""
    prove_tables(store, old)
    document = read_document(store, old)
    before, after = bytes.fromhex(document.get("key", "")) or None, new_store_key()
    hashes: dict[str, str] = {}
    with bare(here.parent) as connection:
        for name in document["tables"]:
            path = store / f"{name}{_PARQUET}"
            call(_table, connection, path, here / path.name, before, after)
            hashes[name] = digest(here / path.name)
    told = document | {"key": after.hex(), "sha256": hashes}
    new.write_text(here / FORMAT_FILE, json.dumps(told, indent=2))
    return 1 + len(hashes)


def _table(connection: Any, path: Path, here: Path, before: bytes | None, after: bytes) -> None:
    copy_encrypted(connection, scan(connection, path, before), here, after)


def _marker(path: Path, here: Path) -> None:
    """The marker of a step, fitted to the bytes that its files have now."""
    held = json.loads(path.read_text(encoding="utf-8"))
    held["files"] = {name: file_facts(here.parent / name) for name in held["files"]}
    write_json(here, held)
