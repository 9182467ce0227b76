"""Stored tables held against their hashes before a command goes on, whether it reads them or not.

A step that was done before is not done again, so its tables are not read, and those under
`protected` are copies of the cache's: without a look at them a changed byte would be passed
over, and published beside a result that it does not belong to. The hash of each file stands in
`format.json` of its store, which is sealed where there is a key. Without one (made-up records
alone) it is plain: proof against an accident, not against somebody who edits both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from homeward.engine.store import FORMAT_FILE, prove_tables
from homeward.jobs.held import Held
from homeward.vocabulary.errors import HomewardError

#: Where stores are, relative to `protected`.
STORES: Final = (
    "store", "timelines", "identity", "cache/ingest-*/store", "cache/ingest-*/identity",
    "cache/link-*",
)  # fmt: skip


def prove_stores(out: Path, held: Held) -> None:
    """Refuse to go on in a folder of which a stored table is not as it was written.

    Parameters
    ----------
    out
        The output folder, locked, with half-published jobs rolled forward.
    held
        What opens it.

    Raises
    ------
    HomewardError
        HW-K005 of an encrypted table, HW-E007 of a plain one, HW-K003 or HW-E003 of a store
        that does not open; each names the file, relative to the folder.
    """
    protected = out / "protected"
    for folder in _stores(protected):
        vault = held.vault_of(folder / FORMAT_FILE, protected)
        try:
            prove_tables(folder, vault)
        except HomewardError as refusal:
            code, here = refusal.code, folder.relative_to(out).as_posix()
            if code == "HW-J003":  # its tables are there, and what proves them is not
                code = "HW-K005" if vault.sealed else "HW-E007"
                refusal = HomewardError(code, FORMAT_FILE)
            told = HomewardError(code, f"{here}/{refusal.detail}")
        else:
            continue
        raise told


def _stores(protected: Path) -> Iterator[Path]:
    """Folders with tables, or with what proves them; one that a purge emptied is none."""
    for pattern in STORES:
        for folder in sorted(protected.glob(pattern)):
            if (folder / FORMAT_FILE).is_file() or any(folder.glob("*.parquet")):
                yield folder
