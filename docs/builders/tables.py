"""The page of tables, from their declarations in `records`."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from homeward.records.schema import Column, Form, Personal, Table
from homeward.records.tables import TABLES

TARGET = "docs/reference/tables.md"

HEAD = """# Tables

Homeward's own tables. A supplier's file is mapped onto one of them by the plan
(`study.toml`); `homeward plan` proposes the mapping and a person decides it. Column names
are compared without case, accents or punctuation.

- **needed**: a row whose cell is blank or unreadable is set aside. `reads` means that a
  blank cell is accepted and an unreadable one sets the row aside, because the column
  decides whether the row counts at all. Elsewhere only the cell is set aside and the row
  is used.
- **kept as**: `open` columns are stored as they are read, `pseudonym` columns as a keyed
  pseudonym, and `withheld` columns are used while reading and kept nowhere but
  in quarantine, and in the [identity store](plan.md#identity) if the plan asks for it.
- **duplicates**: rows that share their key and agree as far as both are filled are one record
  supplied twice; the fullest is used. Rows that share their key and disagree are all set aside
  (`HW-R031`). Tables without a key have duplicates only where rows are alike in every mapped cell.
- A **time** is UK local on paper, with or without a time of day, and is stored as a UTC
  instant, the local time, the local date and a flag; see
  [decision 0002](../decisions/0002-dates-and-times.md).
"""


def _form(column: Column) -> str:
    if column.words:
        many = "words" if column.form is Form.WORDS else "word"
        anchor = column.words.__name__.lower()
        return f"{many} of [{column.words.__name__}](../../GLOSSARY.md#{anchor})"
    if column.low is not None and column.high is not None:
        return f"{column.form.value}, {column.low:g} to {column.high:g}"
    if column.low is not None:
        return f"{column.form.value}, {column.low:g} or more"
    return column.form.value


def _needed(column: Column) -> str:
    return "yes" if column.required else "reads" if column.decides else ""


def _kept(column: Column) -> str:
    return "" if column.personal is Personal.OPEN else column.personal.value


def _row(name: str, column: Column) -> tuple[str, ...]:
    also = ", ".join(column.also[:4]) + (", …" if len(column.also) > 4 else "")
    return f"`{name}`", _form(column), column.meaning, _needed(column), _kept(column), also


def _section(declared: Table) -> str:
    header = ("column", "form", "meaning", "needed", "kept as", "also written")
    lines = [f"## {declared.name}", "", f"One row per {declared.one_row_per}."]
    lines.append(f"Usually held by: {declared.supplied_by.label}.")
    if declared.key:
        key = ", ".join(f"`{name}`" for name in declared.key)
        lines.append(f"Rows are told apart by {key}; see the note on duplicates above.")
    lines += ["", table(header, (_row(n, c) for n, c in declared.columns.items()))]
    if declared.rules:
        lines += ["Rules, at the resolution recorded:", ""]
        lines += [
            f"- {rule.meaning} (`{rule.code}`{'' if rule.whole else ', of the cell alone'})"
            for rule in declared.rules
        ]
        lines.append("")
    return "\n".join(lines)


def build() -> str:
    """The page's text."""
    links = ", ".join(f"[{name}](#{name})" for name in TABLES)
    return NOTICE + HEAD + f"\n{links}\n\n" + "\n".join(_section(t) for t in TABLES.values())
