"""Writes study.toml: a plan that a person can read, with what is unsure beside it."""

from __future__ import annotations

import json
import math
import os
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from homeward.records.mapping import ColumnMap, Reading
from homeward.records.propose import Doubt
from homeward.records.schema import Table
from homeward.records.tables import TABLES
from homeward.study.plan_definitions import definitions_table
from homeward.study.plan_model import UNSET, Dataset, Plan, Question
from homeward.vocabulary.activity import Regime
from homeward.vocabulary.errors import HomewardError

_READING = ("encoding", "delimiter", "header_row", "sheet")
_QUESTION = (
    "kind", "file", "column", "source", "spelling", "text", "suggestion", "format", "blocking",
)  # fmt: skip
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")

_HEAD = """\
Homeward study plan: what is read, how, and for which window.
Read it, mend it, and run: homeward run EXTRACTS --plan study.toml --out DIR
Lines that begin with # are comments. What Homeward is unsure of stands beside the
thing it concerns, after "?", and again at the end under [[question]]."""

_WINDOW = """\
First and last local day of the study, both included. Proposed: the first and last day
on which a report was made, as the files stand; whole months are not forced."""

_NO_WINDOW = "No reported time was settled, so no window could be proposed: set both."

_AS_OF = "as_of = 2023-01-01T00:00:00Z  # when the records close; else the end of `closes`"

_GOVERNANCE = """\
Under what law, for what and for how long this dataset is held. Carried into the
manifest. regime is one of: """


# ------------------------------------------------------------------ TOML values


def _text(value: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _number(value: int | float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return repr(value)


def toml_value(value: Any) -> str:
    """Any plain value as TOML on one line.

    Raises
    ------
    HomewardError
        HW-P008 for a value that TOML cannot hold.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else (
            value.isoformat()
        )  # fmt: skip
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {toml_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(v) for v in value) + "]"
    raise HomewardError("HW-P008", f"wanted a plain value, not {type(value).__name__}")


def _line(key: str, value: Any) -> str:
    return f"{_key(key)} = {toml_value(value)}"


_DEFINITIONS = """\
What this force defines for itself. Every key may be left out; the values shown are those
in force. local_authorities: the authorities of this area, as the extracts write them;
empty means those in whose area the listed homes stand. A change of recording or of the
response is marked on everything drawn over time, with
[[definitions.change]] on = 2021-04-26, what = "Schools are notified", kind = "recording"."""


def definitions_lines(plan: Plan) -> list[str]:
    """The `[definitions]` of a plan, defaults included, so that they can be seen."""
    table, changes = definitions_table(plan.definitions)
    lines = ["", "", *_comment(_DEFINITIONS), "[definitions]"]
    lines += [_line(key, value) for key, value in table.items()]
    for change in changes:
        lines += ["", "[[definitions.change]]"]
        lines += [_line(key, value) for key, value in change.items()]
    return lines


def _list(key: str, values: Sequence[str]) -> list[str]:
    """A list of texts, one to a line where it is long."""
    if sum(map(len, values)) < 60:
        return [_line(key, list(values))]
    return [f"{_key(key)} = [", *(f"    {_text(value)}," for value in values), "]"]


def _comment(text: str, mark: str = "#") -> list[str]:
    """Lines of comment, wrapped; a doubt's first line begins with "?"."""
    lines: list[str] = []
    for paragraph in _one_line(text).split("\n"):
        lines += textwrap.wrap(
            paragraph, 90, initial_indent=f"{mark} " if not lines else "# ",
            subsequent_indent="# ", break_long_words=False, break_on_hyphens=False,
        ) or ["#"]  # fmt: skip
    return lines


def _one_line(text: str) -> str:
    """Text that cannot leave its comment: no control character but the line's end."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]", " ", text)


# ------------------------------------------------------------------ the document


def plan_document(plan: Plan, doubts: Iterable[Doubt] = ()) -> str:
    """The whole of study.toml.

    Parameters
    ----------
    plan
        The plan; its questions are written at the end.
    doubts
        What to write as comments beside the things concerned; those that the plan's
        questions do not hold are added to them.
    """
    questions = tuple(dict.fromkeys((*plan.questions, *map(question_of, doubts))))
    lines = [*_comment(_HEAD), "", *_top(plan), "", *_window(plan)]
    for number, dataset in enumerate(plan.datasets, 1):
        lines += ["", "", *_dataset(dataset, number, questions)]
    lines += definitions_lines(plan)
    if plan.analysis:
        lines += ["", "", "# Settings of analyses of other versions.", "[analysis]"]
        lines += [_line(key, value) for key, value in plan.analysis.items()]
    lines += _questions(questions)
    return "\n".join(lines) + "\n"


def question_of(doubt: Doubt) -> Question:
    """A doubt as the plan keeps it."""
    where = f"{doubt.table}.{doubt.column}" if doubt.column else ""
    return Question(
        kind=doubt.kind.value, file=doubt.file, column=where, text=doubt.text,
        suggestion=doubt.suggestion, blocking=doubt.blocking, source=tuple(doubt.source),
        format=doubt.format,
    )  # fmt: skip


def _top(plan: Plan) -> list[str]:
    return [
        _line("schema", plan.schema),
        _line("force", plan.force),
        "# true only for made-up extracts: every output then says so.",
        _line("synthetic", plan.synthetic),
        _line("handling", plan.handling),
        _line("seed", plan.seed),
        "# People of this age or over are counted and set aside.",
        _line("age_below", plan.age_below),
        "# Report types that count as missing.",
        _line("counts_as_missing", [word.value for word in plan.counts_as_missing]),
        '# Files in the folder that are left out on purpose; one sheet as "file.xlsx#Sheet name".',
        *_list("ignored_files", plan.ignored_files),
    ]


def _window(plan: Plan) -> list[str]:
    unset = UNSET in (plan.opens, plan.closes)
    as_of = f"# {_AS_OF}" if plan.as_of is None else _line("as_of", plan.as_of)
    return [
        *_comment(_WINDOW), *(_comment(_NO_WINDOW, "#! NEEDED") if unset else ()), "[window]",
        _line("opens", plan.opens), _line("closes", plan.closes), as_of,
    ]  # fmt: skip


def _dataset(dataset: Dataset, number: int, questions: Sequence[Question]) -> list[str]:
    map = dataset.map
    table = TABLES[map.table]
    mine = [q for q in questions if q.file in map.files]
    lines = _comment(f"Dataset {number}: {map.table}, one row per {table.one_row_per}.")
    for question in mine:
        if not question.column:
            lines += _asked(question)
    lines += ["[[dataset]]", _line("table", map.table), *_list("files", map.files)]
    lines += [_line("agency", dataset.agency.value)]
    lines += ["# Source columns left out on purpose.", *_list("ignored", map.ignored)]
    lines += ["", *_reading(map.reading)]
    lines += ["", *_comment(_GOVERNANCE + ", ".join(w.value for w in Regime) + ".")]
    lines += ["[dataset.governance]"]
    lines += [
        _line(key, getattr(dataset.governance, key))
        for key in ("regime", "basis", "purpose", "owner", "retention")
    ]
    lines += ["", *_columns(map.columns, table, mine)]
    return lines + _words(map.words, table, [q for q in mine if q.spelling])


def _asked(question: Question) -> list[str]:
    return _comment(question.text, "#! NEEDED" if question.blocking else "# ?")


def _reading(reading: Reading) -> list[str]:
    return [
        "# How the files open, as found.", "[dataset.reading]",
        *(_line(key, getattr(reading, key)) for key in _READING),
    ]  # fmt: skip


def _columns(
    columns: Mapping[str, ColumnMap], table: Table, questions: Sequence[Question]
) -> list[str]:
    """Homeward's columns with what fills them; those that are asked about have no line."""
    lines = [
        "# Homeward's column = the file's column. A time has its `format`, as for strptime;",
        '# several formats are joined with " | ".',
        "[dataset.columns]",
    ]
    for name in table.columns:
        asked = [q for q in questions if q.column == f"{table.name}.{name}" and not q.spelling]
        for question in asked:
            lines += _asked(question)
        if name in columns:
            lines.append(f"{name} = {_column(columns[name])}")
        elif asked:
            offer = ColumnMap(asked[0].suggestion or "...", format=asked[0].format)
            lines.append(f"# {name} = {_one_line(_column(offer))}")
    return lines


def _column(column: ColumnMap) -> str:
    keys = ("column", "time_column", "format", "time_format", "separator", "flags")
    said = {key: getattr(column, key) for key in keys if getattr(column, key)}
    if column.zone != "local":
        said["zone"] = column.zone
    return _text(column.column) if set(said) == {"column"} else toml_value(said)


def _words(
    words: Mapping[str, Mapping[str, str]], table: Table, undecided: Sequence[Question]
) -> list[str]:
    """Decided spellings, and those to decide, commented out."""
    lines: list[str] = []
    for name in table.columns:
        open_ = [q for q in undecided if q.column == f"{table.name}.{name}"]
        decided = words.get(name, {})
        if not open_ and not decided:
            continue
        known = table.columns[name].words
        permitted = ", ".join(w.value for w in known) if known else ""
        lines += ["", *_comment(f"Spellings of {name}. Each is one of: {permitted}.")]
        lines.append(f"[dataset.words.{name}]")
        lines += [_line(spelling, value) for spelling, value in decided.items()]
        lines += [
            f"# {_one_line(_key(q.spelling))} = {_text(q.suggestion)}"
            for q in open_
            if q.spelling not in decided
        ]
    return lines


def _questions(questions: Sequence[Question]) -> list[str]:
    lines: list[str] = []
    if questions:
        lines = ["", "", *_comment(
            "What was unsure when this plan was proposed. Nothing here changes a result: take"
            " a question out once it is decided. The plan cannot be run while a column that"
            " a blocking question asks for is missing."
        )]  # fmt: skip
    for question in questions:
        lines += ["[[question]]"]
        lines += [
            _line(key, getattr(question, key))
            for key in _QUESTION
            if getattr(question, key) or key in ("file", "text")
        ]
        lines.append("")
    return lines[:-1] if questions else lines


# ------------------------------------------------------------------ the file


def write_plan(
    plan: Plan,
    path: Path,
    doubts: Iterable[Doubt] = (),
    *,
    overwrite: bool = False,
) -> None:
    """Write `plan` to `path`, whole or not at all.

    Parameters
    ----------
    plan, doubts
        As `plan_document`.
    path
        Where; its folder is made if need be.
    overwrite
        Whether a file that is there may be replaced.

    Raises
    ------
    HomewardError
        HW-P011 if the file exists and may not be replaced; HW-E002 if it cannot be
        written.
    """
    if path.exists() and not overwrite:
        raise HomewardError("HW-P011", f"{path.name} is there already")
    text = plan_document(plan, doubts)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise HomewardError("HW-E002", f"{path.name} could not be written") from None
