"""The plan (study.toml): read, check, propose and write it, and its text for hashing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from homeward.records.mapping import FileMap
from homeward.records.propose import SYNTHETIC_MARK, DoubtKind, Proposal, Undecided
from homeward.records.tables import TABLES
from homeward.study.plan_check import check_plan
from homeward.study.plan_model import (
    COUNTS_AS_MISSING,
    HANDLING,
    PLAN_SCHEMA,
    UNSET,
    Dataset,
    Governance,
    Plan,
    Question,
)
from homeward.study.plan_read import parse_plan, read_plan
from homeward.study.plan_write import plan_document, question_of, write_plan
from homeward.vocabulary.agency import Agency

__all__ = [
    "COUNTS_AS_MISSING",
    "HANDLING",
    "PLAN_SCHEMA",
    "Dataset",
    "Governance",
    "Plan",
    "Question",
    "check_plan",
    "from_proposal",
    "parse_plan",
    "plan_document",
    "plan_text",
    "read_plan",
    "spelling_question",
    "write_plan",
]


def from_proposal(
    proposal: Proposal, *, force: str = "", synthetic: bool = False, folder: Path | None = None
) -> Plan:
    """The plan that a proposal makes: what is proposed is filled, what is asked is not.

    Parameters
    ----------
    proposal
        From `records.propose.propose`.
    force
        Whose records; what the mark of made-up extracts names, if not given.
    synthetic
        Whether they are made up. The mark in the folder makes it so in any case.
    folder
        Where the extracts are, if the mark is to be looked for once more.
    """
    opens, closes = proposal.window or (UNSET, UNSET)
    marked = proposal.synthetic or (folder is not None and (folder / SYNTHETIC_MARK).is_file())
    return Plan(
        opens=opens,
        closes=closes,
        force=force or proposal.force,
        synthetic=synthetic or marked,
        datasets=tuple(map(_dataset, proposal.maps)),
        ignored_files=proposal.unmapped,
        questions=tuple(
            dict.fromkeys(
                (
                    *map(question_of, proposal.doubts),
                    *map(spelling_question, proposal.undecided_words),
                )
            )
        ),
    )


def _dataset(filemap: FileMap) -> Dataset:
    """A dataset of the agency that holds such records; a return is a local authority's."""
    returned = Agency.LOCAL_AUTHORITY if filemap.as_at else None
    return Dataset(map=filemap, agency=returned or TABLES[filemap.table].supplied_by)


def spelling_question(word: Undecided) -> Question:
    """A spelling to be decided, as a question."""
    return Question(
        kind=DoubtKind.UNKNOWN_WORDS.value, file=word.file, column=f"{word.table}.{word.column}",
        source=(word.source,), spelling=word.spelling, suggestion=word.suggestion,
        text=f"This spelling stands in {word.rows:,} rows and is not in the vocabulary."
        f"{_said(word)} Write it under [dataset.words.{word.column}] with the word it means.",
    )  # fmt: skip


def _said(word: Undecided) -> str:
    """What a list of codes that came with the extract says of a spelling."""
    return f' The list of codes says "{word.said}".' if word.said else ""


def plan_text(plan: Plan) -> str:
    """The plan as one canonical text, for hashing.

    Questions are left out: they change no result. The order of files and datasets
    stays, since rows are numbered by it; the order of keys does not matter.
    """
    whole = asdict(plan)
    del whole["questions"]
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, default=_plainly)


def _plainly(value: Any) -> str:
    """Dates and times as ISO text.

    Raises
    ------
    TypeError
        For anything else: a plan holds nothing else.
    """
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a plan holds no {type(value).__name__}")
