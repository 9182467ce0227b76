"""The state of an output folder: what its last published job left for the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from homeward.engine.sealed import PLAIN, Vault
from homeward.vocabulary.errors import HomewardError

#: Where it is, and where the steps that it stands on are kept.
STATE: Final = "protected/state"
CACHE: Final = "protected/cache"


def read_state(out: Path, vault: Vault = PLAIN) -> dict[str, Any]:
    """The state of the last published job.

    Raises
    ------
    HomewardError
        HW-J003 if there is none.
    """
    path = out / STATE / "state.json"
    if not path.is_file():
        raise HomewardError("HW-J003", "the folder holds no finished step")
    document: dict[str, Any] = json.loads(vault.read_text(path))
    return document
