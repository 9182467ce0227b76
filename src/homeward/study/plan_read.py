"""Reads study.toml into a `Plan`, refusing by code what it cannot use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.schema import Column, Form, Table
from homeward.records.tables import TABLES
from homeward.study.plan_definitions import read_definitions
from homeward.study.plan_keys import Keys
from homeward.study.plan_model import (
    COUNTS_AS_MISSING,
    HANDLING,
    PLAN_SCHEMA,
    UNSET,
    Dataset,
    Governance,
    Plan,
    Question,
    Release,
)
from homeward.vocabulary.activity import Regime
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.repeated import Repeated
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.withholding import ReleaseProfile, Review
from homeward.vocabulary.words import Word

_AT = re.compile(r"\(at (line \d+), column \d+\)|\(at (end of document)\)")
#: A parser's own words: up to a name in parentheses or a quotation beyond one character.
_FIXED = re.compile(r"(?:[^\"'(]|'(?:\\?.|\\x..)'(?!\w))*")
_ZONES = ("local", "utc")

#: Before it the clocks of the UK were not changed twice a year.
FIRST_YEAR = 1972


def read_plan(path: Path) -> Plan:
    """The plan in `path`.

    Raises
    ------
    HomewardError
        HW-P001 no such file; HW-P002 not TOML, with the line; HW-P003 an unknown key;
        HW-P007 no incident table; HW-P008 a value that cannot be used; HW-P009 a later
        version of the plan.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise HomewardError("HW-P001", f"{path.name} does not exist") from None
    except UnicodeDecodeError:
        raise HomewardError("HW-P002", f"{path.name} is not UTF-8 text") from None
    return parse_plan(text, path.name)


def parse_plan(text: str, name: str = "study.toml") -> Plan:
    """The plan in a text; `name` is what messages call it. Raises as `read_plan` does."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        where = next(part for part in found.groups() if part) if found else "somewhere"
        raise HomewardError("HW-P002", f"{name}, {where}: {_reason(str(error))}") from None
    _check_schema(document, name)
    return _plan(Keys(document, "", text), text)


def _reason(message: str) -> str:
    """The fixed words of a parser's message: quotations of more than one character go."""
    fixed = _FIXED.match(_AT.sub("", message))
    return (fixed.group().strip(" :") if fixed else "") or "it cannot be read"


def _check_schema(document: Mapping[str, Any], name: str) -> None:
    version = document.get("schema", PLAN_SCHEMA)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise HomewardError("HW-P008", f"`schema`: wanted a whole number from 1 to {PLAN_SCHEMA}")
    if version > PLAN_SCHEMA:
        raise HomewardError(
            "HW-P009", f"{name} is of version {version}; this Homeward reads up to {PLAN_SCHEMA}"
        )


def _plan(keys: Keys, text: str) -> Plan:
    keys.take("schema")
    window = Keys(keys.take("window", {}), "window", text)
    opens, closes = window.day("opens"), window.day("closes")
    if opens != UNSET and opens.year < FIRST_YEAR:
        raise window.bad("opens", f"a day from {FIRST_YEAR} on")
    if opens > closes:
        raise window.bad("closes", "a date not before `opens`")
    as_of = window.instant("as_of")
    window.finish()
    datasets = _tables(keys, "dataset")
    questions = _tables(keys, "question")
    plan = Plan(
        opens=opens, closes=closes, as_of=as_of, force=keys.text("force"),
        synthetic=keys.truth("synthetic", False), seed=keys.number("seed", 1, 0, 2**63 - 1),
        age_below=keys.number("age_below", 18, 1, 121),
        counts_as_missing=_counted(keys), handling=keys.text("handling", HANDLING),
        ignored_files=keys.texts("ignored_files"), analysis=_analysis(keys),
        governance=_governance(keys.take("governance", {}), "", text),
        release=_release(Keys(keys.take("release", {}), "release", text)),
        keep_identity=_keep_identity(keys.take("identity", {}), text),
        definitions=read_definitions(keys.take("definitions", {}), text),
        datasets=tuple(_dataset(d, n, text) for n, d in enumerate(datasets, 1)),
        questions=tuple(_question(q, n, text) for n, q in enumerate(questions, 1)),
    )  # fmt: skip
    keys.finish()
    if not any(dataset.map.table == "incidents" for dataset in plan.datasets):
        raise HomewardError("HW-P007", f"{len(plan.datasets)} datasets, none of incidents")
    return plan


def _tables(keys: Keys, key: str) -> list[Any]:
    value = keys.take(key, [])
    if not isinstance(value, list):
        raise keys.bad(key, f"tables that each begin with [[{key}]]")
    return value


def _release(keys: Keys) -> Release:
    release = Release(
        profile=keys.word("profile", ReleaseProfile, ReleaseProfile.DEFAULT),
        review=keys.word("review", Review, Review.NONE),
    )
    keys.finish()
    return release


def _analysis(keys: Keys) -> dict[str, Any]:
    value = keys.take("analysis", {})
    if not isinstance(value, dict):
        raise keys.bad("analysis", "a table")
    return value


def _counted(keys: Keys) -> tuple[ReportType, ...]:
    values = keys.texts("counts_as_missing", [word.value for word in COUNTS_AS_MISSING])
    known = [word.value for word in ReportType]
    if not values or any(value not in known for value in values):
        raise keys.bad("counts_as_missing", "a list of " + ", ".join(known))
    return tuple(ReportType(value) for value in dict.fromkeys(values))


def _question(found: Any, number: int, text: str) -> Question:
    keys = Keys(found, f"question {number}", text)
    question = Question(
        kind=keys.text("kind"), file=keys.text("file"), column=keys.text("column"),
        text=keys.text("text"), suggestion=keys.text("suggestion"),
        blocking=keys.truth("blocking", False), source=keys.texts("source"),
        spelling=keys.text("spelling"), format=keys.text("format"),
        answer=keys.text("answer"),
    )  # fmt: skip
    keys.finish()
    return question


# ------------------------------------------------------------------ datasets


def _dataset(found: Any, number: int, text: str) -> Dataset:
    where = f"dataset {number}"
    keys = Keys(found, where, text)
    name = keys.text("table")
    if name not in TABLES:
        raise keys.bad("table", "one of " + ", ".join(TABLES))
    table = TABLES[name]
    files = keys.texts("files")
    if not files:
        raise keys.bad("files", "a list of at least one file name")
    if len(set(files)) < len(files):
        raise keys.bad("files", "each file once")
    out = Dataset(
        agency=keys.word("agency", Agency, table.supplied_by),
        governance=_governance(keys.take("governance", {}), where, text),
        map=FileMap(
            table=name, files=files,
            reading=_reading(keys.take("reading", {}), where, text),
            columns=_columns(keys.take("columns", {}), table, where, text),
            words=_words(keys.take("words", {}), table, where, text),
            ignored=keys.texts("ignored"),
            as_at=_as_at(keys.take("as_at", {}), files, where, text),
            repeated=keys.word("repeated", Repeated, Repeated.SET_ASIDE),
        ),
    )  # fmt: skip
    keys.finish()
    return out


def _as_at(found: Any, files: tuple[str, ...], where: str, text: str) -> dict[str, date]:
    """Files of the dataset to the day at whose end each tells how things stood."""
    keys = Keys(found, f"{where}, as_at", text)
    days = {file: keys.day_or_none(file) for file in files}
    keys.finish()
    return {file: day for file, day in days.items() if day is not None}


def _governance(found: Any, where: str, text: str) -> Governance:
    keys = Keys(found, f"{where}, governance" if where else "governance", text)
    out = Governance(
        regime=keys.word("regime", Regime, Regime.NOT_RECORDED), basis=keys.text("basis"),
        purpose=keys.text("purpose"), owner=keys.text("owner"), retention=keys.text("retention"),
        keep_until=keys.day_or_none("keep_until"),
    )  # fmt: skip
    keys.finish()
    return out


def _keep_identity(found: Any, text: str) -> bool:
    keys = Keys(found, "identity", text)
    keep = keys.truth("keep", False)
    keys.finish()
    return keep


def _reading(found: Any, where: str, text: str) -> Reading:
    keys = Keys(found, f"{where}, reading", text)
    out = Reading(
        encoding=keys.text("encoding"), delimiter=keys.text("delimiter"),
        header_row=keys.number("header_row", 1, 1, 1_000_000), sheet=keys.text("sheet"),
    )  # fmt: skip
    if len(out.delimiter) > 1:
        raise keys.bad("delimiter", "one character")
    keys.finish()
    return out


def _columns(found: Any, table: Table, where: str, text: str) -> dict[str, ColumnMap]:
    keys = Keys(found, f"{where}, columns", text)
    out = {}
    for name, column in table.columns.items():
        value = keys.take(name)
        if isinstance(value, str):
            value = {"column": value}
        if value is not None:
            out[name] = _column(value, column, f"{where}, columns.{name}", text)
    keys.finish()
    return out


def _column(found: Any, column: Column, where: str, text: str) -> ColumnMap:
    keys = Keys(found, where, text)
    zone = keys.text("zone", "local")
    if zone not in _ZONES:
        raise keys.bad("zone", '"local" or "utc"')
    out = ColumnMap(
        column=keys.text("column"), time_column=keys.text("time_column"),
        format=keys.text("format"), time_format=keys.text("time_format"),
        separator=keys.text("separator"), zone=zone,
        joined=keys.texts("joined"), always=_always(keys, column),
        flags=_spelt(keys, "flags", column.words, column.form is Form.WORDS),
    )  # fmt: skip
    keys.finish()
    if out.always and out.sources:
        raise keys.bad("always", "it alone: no source is named beside it")
    if not out.column and not out.flags and not out.always:
        raise keys.bad("column", "the header of a source column")
    if out.column and out.flags:
        raise keys.bad("flags", "either `column` or `flags`, not both")
    if out.joined and column.form is not Form.REFERENCE:
        raise keys.bad("joined", "it only for a column of references")
    if out.time_column and column.form is not Form.TIME:
        raise keys.bad("time_column", "it only for a column of times")
    return out


def _always(keys: Keys, column: Column) -> str:
    """One word for every row; only for columns of words."""
    value = keys.text("always")
    known = [word.value for word in column.words or ()]
    if value and value not in known:
        wanted = "one of " + ", ".join(known) if known else "it only for columns of words"
        raise keys.bad("always", wanted)
    return value


def _spelt(keys: Keys, key: str, words: type[Word] | None, allowed: bool) -> dict[str, str]:
    """A table of header or spelling to word. Neither is put into a message."""
    value = keys.take(key, {})
    if not value and isinstance(value, dict):
        return {}
    if not allowed or words is None:
        raise keys.bad(key, "it only for columns of words")
    known = [word.value for word in words]
    if not isinstance(value, dict) or any(v not in known for v in value.values()):
        raise keys.bad(key, "each to stand for one of " + ", ".join(known))
    return dict(value)


def _words(found: Any, table: Table, where: str, text: str) -> dict[str, dict[str, str]]:
    keys = Keys(found, f"{where}, words", text, named=False)
    out = {}
    for name in table.of_form(Form.WORD, Form.WORDS):
        spelt = _spelt(keys, name, table.columns[name].words, True)
        if spelt:
            out[name] = spelt
    keys.finish()
    return out
