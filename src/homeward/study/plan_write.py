"""Writes study.toml: a plan that a person can read, with what is unsure beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from homeward.engine.disk import write_whole, writing
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose import Doubt
from homeward.records.propose_doubts import CHANGES
from homeward.records.schema import Table
from homeward.records.tables import TABLES
from homeward.study.governance import CHOICES, EXEMPT, NEEDED
from homeward.study.plan_definitions import definitions_table
from homeward.study.plan_model import UNSET, Dataset, Governance, Plan, Question, Release
from homeward.study.plan_toml import (
    comment,
    line,
    listed,
    one_line,
    toml_key,
    toml_text,
    toml_value,
)
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.repeated import Repeated

_READING = ("encoding", "delimiter", "header_row", "sheet")
_QUESTION = (
    "kind", "file", "column", "source", "spelling", "text", "suggestion", "format", "blocking",
    "answer",
)  # fmt: skip

_HEAD = """\
Homeward study plan: what is read, how, and for which window.
Read it, mend it, and run: homeward run EXTRACTS --plan study.toml --out DIR
Lines that begin with # are comments. What Homeward is unsure of stands beside the
thing it concerns, after "?", and again at the end under [[question]]."""

_WINDOW = """\
First and last local day of the study, both included. Proposed: the first and last day
on which a report was made, as the files stand; whole months are not forced. Where an
authority's returns stand for the reports, the last day is that of the last return."""

_NO_WINDOW = "No reported time was settled, so no window could be proposed: set both."

_AS_OF = "as_of = 2023-01-01T00:00:00Z  # when the records close; else the end of `closes`"

_REPEATED = """\
Rows that share a reference and disagree: "set_aside" until a person decides, or
"later_file" where a later extract puts an earlier one right. Files count in this order."""

_IDENTITY = """\
Names and birth dates are read and dropped. With `keep = true`, those of the columns that a
dataset maps are kept apart under protected/identity, encrypted, for telling which records of
two agencies are one child: only ever under a key, and out of reach of everything analysed."""

_APART = """\
If this dataset is held otherwise than [governance] says, write [dataset.governance] here,
with the keys that differ."""

_DEFINITIONS = """\
What this force defines for itself. Every key may be left out; the values shown are those
in force. local_authorities: the authorities of this area, as the extracts write them;
empty means those in whose area the listed homes stand. A change of recording or of the
response is marked on everything drawn over time, with
[[definitions.change]] on = 2021-04-26, what = "Schools are notified", kind = "recording"."""


_AS_AT = """\
The day at whose end each file tells how things stood. Where two tell of the same child or
spell, the later is used, and of one day the one listed last; the manifest counts the rows
that gave way, and quarantine keeps those that were different."""


def definitions_lines(plan: Plan) -> list[str]:
    """The `[definitions]` of a plan, defaults included, so that they can be seen."""
    table, changes = definitions_table(plan.definitions)
    lines = ["", "", *comment(_DEFINITIONS), "[definitions]"]
    lines += [line(key, value) for key, value in table.items()]
    for change in changes:
        lines += ["", "[[definitions.change]]"]
        lines += [line(key, value) for key, value in change.items()]
    return lines


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
    lines = [*comment(_HEAD), "", *_top(plan), "", *_window(plan), "", "", *_governance(plan)]
    lines += ["", *comment(_IDENTITY), "[identity]", line("keep", plan.keep_identity)]
    for number, dataset in enumerate(plan.datasets, 1):
        lines += ["", "", *_dataset(dataset, number, questions)]
    lines += definitions_lines(plan)
    if plan.release != Release():
        lines += ["", "", "[release]", line("profile", plan.release.profile.value)]
        lines += [line("review", plan.release.review.value)]
    if plan.analysis:
        lines += ["", "", "# Settings of analyses of other versions.", "[analysis]"]
        lines += [line(key, value) for key, value in plan.analysis.items()]
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
        line("schema", plan.schema),
        line("force", plan.force),
        "# true only for made-up extracts: every output then says so.",
        line("synthetic", plan.synthetic),
        line("handling", plan.handling),
        line("seed", plan.seed),
        "# People of this age or over are counted and set aside.",
        line("age_below", plan.age_below),
        "# Report types that count as missing.",
        line("counts_as_missing", [word.value for word in plan.counts_as_missing]),
        '# Files in the folder that are left out on purpose; one sheet as "file.xlsx#Sheet name".',
        *listed("ignored_files", plan.ignored_files),
    ]


def _window(plan: Plan) -> list[str]:
    unset = UNSET in (plan.opens, plan.closes)
    as_of = f"# {_AS_OF}" if plan.as_of is None else line("as_of", plan.as_of)
    return [
        *comment(_WINDOW), *(comment(_NO_WINDOW, "#! NEEDED") if unset else ()), "[window]",
        line("opens", plan.opens), line("closes", plan.closes), as_of,
    ]  # fmt: skip


def _governance(plan: Plan) -> list[str]:
    said = comment(EXEMPT if plan.synthetic else CHOICES)
    return [*said, "[governance]", *_answers(plan.governance)]


def _answers(governance: Governance) -> list[str]:
    """Every key of a governance table; the date as a comment while there is none."""
    lines = [line(key, getattr(governance, key)) for key in NEEDED if key != "keep_until"]
    last = governance.keep_until
    return [*lines, "# keep_until = 2027-03-31" if last is None else line("keep_until", last)]


def _dataset(dataset: Dataset, number: int, questions: Sequence[Question]) -> list[str]:
    map = dataset.map
    table = TABLES[map.table]
    mine = [q for q in questions if q.file in map.files]
    lines = comment(f"Dataset {number}: {map.table}, one row per {table.one_row_per}.")
    for question in mine:
        if not question.column:
            lines += _asked(question)
    lines += ["[[dataset]]", line("table", map.table), *listed("files", map.files)]
    lines += [line("agency", dataset.agency.value)]
    lines += [
        "# Source columns that are not used: left out on purpose, or known to none of the tables.",
        *listed("ignored", map.ignored),
    ]
    lines += _told_again(map)
    lines += ["", *_reading(map.reading)]
    if dataset.governance == Governance():
        lines += ["", *comment(_APART)]
    else:
        lines += ["", "[dataset.governance]", *_answers(dataset.governance)]
    lines += ["", *_columns(map.columns, table, mine)]
    return lines + _words(map.words, table, [q for q in mine if q.spelling])


def _told_again(map: FileMap) -> list[str]:
    """What becomes of rows that disagree, and as at which day each file stands, if it is said."""
    lines = []
    if TABLES[map.table].key:
        lines = [*comment(_REPEATED), line("repeated", map.repeated.value)]
    elif map.repeated is not Repeated.SET_ASIDE:
        lines = [line("repeated", map.repeated.value)]
    if map.as_at:
        lines += [
            *comment(_AS_AT),
            line("as_at", map.as_at),
        ]
    return lines


def _asked(question: Question) -> list[str]:
    return comment(question.text, "#! NEEDED" if question.blocking else "# ?")


def _reading(reading: Reading) -> list[str]:
    return [
        "# How the files open, as found.", "[dataset.reading]",
        *(line(key, getattr(reading, key)) for key in _READING),
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
            lines.append(f"# {name} = {one_line(_column(offer))}")
    return lines


def _column(column: ColumnMap) -> str:
    keys = (
        "column",
        "time_column",
        "format",
        "time_format",
        "separator",
        "flags",
        "joined",
        "always",
    )
    said = {key: getattr(column, key) for key in keys if getattr(column, key)}
    if column.zone != "local":
        said["zone"] = column.zone
    return toml_text(column.column) if set(said) == {"column"} else toml_value(said)


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
        lines += ["", *comment(f"Spellings of {name}. Each is one of: {permitted}.")]
        lines.append(f"[dataset.words.{name}]")
        lines += [line(spelling, value) for spelling, value in decided.items()]
        for question in open_:
            if question.spelling not in decided:
                lines += _to_decide(question)
    return lines


def _to_decide(question: Question) -> list[str]:
    """One spelling to decide, as a comment; with what is known of it where nothing is near."""
    said = [] if question.suggestion else comment(question.text, "# ?")
    key = one_line(toml_key(question.spelling))
    return [*said, f"# {key} = {toml_text(question.suggestion)}"]


def _always(question: Question) -> tuple[str, ...]:
    """Keys that are written though they are blank: a change has a place for its answer."""
    changed = question.blocking and question.kind in CHANGES
    return ("file", "text", "answer") if changed else ("file", "text")


def _questions(questions: Sequence[Question]) -> list[str]:
    lines: list[str] = []
    if questions:
        lines = ["", "", *comment(
            "What was unsure when this plan was proposed. Nothing here changes a result: take"
            " a question out once it is decided. The plan cannot be run while a column that"
            " a blocking question asks for is missing, or while a question about a change"
            " since an earlier extract has no `answer`."
        )]  # fmt: skip
    for question in questions:
        lines += ["[[question]]"]
        lines += [
            line(key, getattr(question, key))
            for key in _QUESTION
            if getattr(question, key) or key in _always(question)
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
        HW-P011 if the file exists and may not be replaced; HW-E006 if the disk is
        full, HW-E002 if it cannot be written.
    """
    if path.exists() and not overwrite:
        raise HomewardError("HW-P011", f"{path.name} is there already")
    text = plan_document(plan, doubts)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
