"""What is said of whole files: which are used, left out, made up or opened oddly."""

from __future__ import annotations

from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.records.schema import Table


def some_made_up(first: str, some: int, every: int) -> Doubt:
    """Of a folder in which only some files say that they are made up."""
    return Doubt(
        DoubtKind.OPENED, first, "", "", (),
        f"{some} of {every} files say that they are made up, {first} first. The whole study is"
        " taken for synthetic. If the others are records, take the made-up ones away.",
    )  # fmt: skip


def no_rows(file: str, *, left: bool) -> Doubt:
    """Of a file that holds headings and nothing below them, and is left out or mapped."""
    where = " It is left out: it stands under `ignored_files` in study.toml." if left else ""
    return Doubt(
        DoubtKind.EMPTY, file, "", "", (),
        f"{file} holds no rows: there is a line of headings and nothing below it.{where} If it"
        " should hold some, export it again.",
    )  # fmt: skip


def no_table(file: str, sheet: str, used: bool) -> Doubt:
    """What is said of a file, or of one sheet of a file whose other sheets are used."""
    if used:
        return Doubt(
            DoubtKind.SHEETS, file, "", "", (),
            f'Sheet "{sheet}" of {file} looks like none of the declared tables and is not'
            " read. If it is needed, add a [[dataset]] with that `sheet` to study.toml; if not,"
            f' list "{file}#{sheet}" under `ignored_files`.',
        )  # fmt: skip
    return Doubt(
        DoubtKind.UNMAPPED, file, "", "", (),
        f"{file} looks like none of the declared tables and is left out: it stands under"
        " `ignored_files` in study.toml. If it is needed, add a [[dataset]] for it and take it"
        " out of that list.",
    )  # fmt: skip


def two_tables(file: str, first: Table, second: Table) -> Doubt:
    """Of a file that fits two tables as well."""
    return Doubt(
        DoubtKind.TABLE, file, "", "", (),
        f"{file} could be `{first.name}` (one row per {first.one_row_per}) or `{second.name}`"
        f" (one row per {second.one_row_per}) and is left out: it stands under `ignored_files`"
        " in study.toml. Add a [[dataset]] with the right `table`, or leave it there.",
        first.name,
    )  # fmt: skip


def opened(file: str, note: str) -> Doubt:
    """Of how a file was opened."""
    return Doubt(
        DoubtKind.OPENED, file, "", "", (),
        f"{file}: {note}. If that is wrong, change [dataset.reading] in study.toml.",
    )  # fmt: skip
