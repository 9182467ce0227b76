"""Parquet files written block by block under another name, and put in place at the end.

Nothing that is not whole ever bears the name of a result: files grow in a hidden folder
that no reader of extracts looks into, and are renamed when every block is in. The truth
goes last, so a folder without `truth.json` is not a finished county.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from homeward.engine.disk import sync, writing
from homeward.vocabulary.errors import HomewardError

#: Folder in which files grow; what an interrupted run leaves there, the next one removes.
UNFINISHED = ".unfinished"


class ParquetFiles:
    """Parquet files of one folder, each grown by row groups.

    Bytes depend on the tables and their order alone.

    Parameters
    ----------
    folder
        Where the files grow.
    said
        Key and value of what every file says about itself in its metadata.
    """

    def __init__(self, folder: Path, said: Mapping[str, str]) -> None:
        self._folder = folder
        self._said = dict(said)
        self._open: dict[str, pq.ParquetWriter] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, table: pa.Table) -> None:
        """Add a table's rows to the file of this name, a path with "/" inside the folder.

        Raises
        ------
        OSError
            If the disk cannot take them.
        """
        if name not in self._open:
            self._open[name] = self._begun(name, table.schema)
            self.rows[name] = 0
        self._open[name].write_table(table, row_group_size=max(1, table.num_rows))
        self.rows[name] += table.num_rows

    def _begun(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = pq.ParquetWriter(path, schema, compression="zstd", store_schema=False)
        writer.add_key_value_metadata(self._said)
        return writer

    def __enter__(self) -> ParquetFiles:
        """The files, to be closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every file; one that fails to close does not keep the others open.

        Raises
        ------
        OSError
            If a file could not be finished, unless something else went wrong before.
        """
        failed: list[OSError] = []
        for writer in self._open.values():
            try:
                writer.close()
            except OSError as fault:
                failed.append(fault)
        if failed and error is None:
            raise failed[0]


@contextmanager
def growing(out: Path) -> Iterator[Path]:
    """A hidden folder in `out` to write in; gone afterwards, whatever happens.

    Raises
    ------
    HomewardError
        HW-E006 if the disk is full while writing in it, HW-E002 for other faults of it.
    """
    folder = out / UNFINISHED
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, out: Path, names: Sequence[str], last: str) -> list[Path]:
    """Rename finished files from `folder` into `out`: those named in order, then `last`.

    An earlier `last` is taken away first, so at no moment does it vouch for a mixture;
    an earlier file that there is none of now is taken away too.

    Returns
    -------
    list
        Paths of those named that there are.

    Raises
    ------
    OSError
        If a file cannot be renamed.
    """
    made = [name for name in names if (folder / name).is_file()]
    for name in (*made, last):
        sync(folder / name)
    for name in (last, *(name for name in names if name not in made)):
        (out / name).unlink(missing_ok=True)
    for name in (*made, last):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).replace(out / name)
    return [out / name for name in made]


def check_room(out: Path, names: Sequence[str]) -> None:
    """Refuse a folder that holds anything but an earlier result of the same kind.

    Raises
    ------
    HomewardError
        HW-E004.
    """
    own = {Path(name) for name in names}
    own |= {parent for name in names for parent in Path(name).parents}
    held = {path.relative_to(out) for path in out.rglob("*")} if out.is_dir() else set()
    others = {path for path in held - own if path.parts[0] != UNFINISHED}
    if others:
        raise HomewardError("HW-E004", f"{len(others)} other files or folders in {out.name}")
