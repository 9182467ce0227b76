"""What a result depends on besides its inputs: Homeward's source, and what it stands on."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: Packages whose version may change a number, a word or a drawing.
PACKAGES = (
    "duckdb", "ibis-framework", "jinja2", "numpy", "pandas", "pyarrow", "python-calamine",
    "scipy", "typst", "tzdata", "vl-convert-python",
)  # fmt: skip


@cache
def foundations() -> dict[str, str]:
    """Versions of Python and of `PACKAGES`; "absent" for one that is not installed."""
    return {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES}


@cache
def source_hash() -> str:
    """Hash of every file of the installed package: a changed line is a changed result.

    Modules, words, templates and profiles alike; only compiled files are left out.
    About 10 ms once per process.
    """
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in files_in(root):
        if path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def files_in(folder: Path) -> list[Path]:
    """Every file under `folder`, in one order everywhere."""
    return sorted((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.as_posix())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
