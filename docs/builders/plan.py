"""The page of the plan, from the plan's own model and one plan written out."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from docs.builders.pages import NOTICE, attributes, table
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.study.governance import CHOICES
from homeward.study.plan import Dataset, Plan, plan_document
from homeward.study.plan_model import Governance, Question, Release
from homeward.timelines.definitions import Change, Definitions
from homeward.vocabulary.change import ChangeKind
from homeward.vocabulary.setting import Setting

TARGET = "docs/reference/plan.md"

HEAD = """# The plan

`study.toml` says what a study reads, how, for which window and under which definitions.
`homeward plan` proposes it, a person reads and mends it, `homeward run` follows it, and the
manifest repeats it. It holds names of files, columns and words, and no cell of anybody's record.

A key that is not listed here is refused (`HW-P003`) with the nearest one that is; a value that
cannot be used is refused (`HW-P008`) with what was wanted. A file in the folder that the plan does
not speak of is refused too (`HW-P010`), and so is a sheet of a workbook with the same header as a
sheet that is used (`HW-P012`): nothing is left out unseen. A sheet that is not wanted is listed
under `ignored_files` as `"file.xlsx#Sheet name"`.

Three marks stand in a proposed plan:

- `#! NEEDED` before a column that must be decided before a run;
- `# ?` before a proposal to check;
- `[[question]]` at the end: the same doubts, to be taken out as they are decided. They change no
  result. One about a change since an earlier extract has a place for its `answer`, without which
  the plan is refused (`HW-P024`).

## One plan

```toml
"""

#: Shown as the worked example; the extract it maps does not exist.
EXAMPLE = Plan(
    opens=date(2022, 1, 1),
    closes=date(2022, 12, 31),
    force="Exampleshire (synthetic)",
    synthetic=True,
    datasets=(
        Dataset(
            map=FileMap(
                table="incidents",
                files=("missing_2022.csv",),
                reading=Reading("utf-8-sig", ",", 1),
                columns={
                    "incident": ColumnMap(column="MisPer Ref"),
                    "child": ColumnMap(column="Nominal ID"),
                    "reported": ColumnMap(
                        column="Date Reported",
                        time_column="Time Reported",
                        format="%d/%m/%Y",
                        time_format="%H:%M",
                    ),
                    "found": ColumnMap(column="Date/Time Found", format="%d/%m/%Y %H:%M"),
                    "residence_type": ColumnMap(column="Residence Type"),
                    "exploitation": ColumnMap(column="Flags", separator=";"),
                },
                words={"residence_type": {"the lodge": Setting.CHILDRENS_HOME.value}},
                ignored=("Officer Notes",),
            )
        ),
    ),
)

#: Keys that stand in a table of their own, or are that table.
_ELSEWHERE = {
    "opens", "closes", "as_of", "datasets", "questions", "map", "governance", "release",
    "keep_identity",
}  # fmt: skip
_IN_DATASET = {"reading", "columns", "words"}

ANALYSIS = """## [analysis]

Kept for settings of analyses that this version does not have: it reads none of them, and writes
them back as they are.
"""

CHANGE = """## [[definitions.change]]

Marked on everything drawn over time, and looked at as a level shift in `demand.volume`. The
pandemic restrictions of 23 March 2020 to 19 July 2021 are always among them. `kind` is one of
"""

WORDS = """## [dataset.words.COLUMN]

Each line teaches one spelling of a column of words: `"the lodge" = "childrens_home"`. The
permitted values are in the [glossary](../../GLOSSARY.md#words); spellings are compared without
case, accents or punctuation. What the vocabulary knows already need not be taught.
"""

GOVERNANCE = """## [governance] and [dataset.governance]

What `[governance]` says holds for every dataset; a dataset under `[dataset.governance]` says
only what differs. Real records are refused while any of these is not answered (`HW-P020`) and
after the last day on which they may be held (`HW-P021`). A filler such as `tbc` is no answer. A
plan with `synthetic = true` needs none. A proposed plan explains the choices, and makes none:

```
"""

IDENTITY = """## [identity]

`keep = true` keeps names and birth dates, of the columns that a dataset maps to `name`,
`forename`, `surname` and `born_on`, under `protected/identity`: encrypted with a key of its own,
for telling which records of two agencies are one child, and out of reach of everything analysed
or released. It is `false` if left out. Without a key it is refused (`HW-K011`), made-up records
included. Set back to `false`, the next run deletes what was kept.
"""

COLUMNS = """## [dataset.columns]

Each line names one of Homeward's columns (see [the tables](tables.md)) and what fills it: the
header of one column, as text, or a table with these keys.
"""


def _section(
    title: str, kind: type, without: frozenset[str] | set[str] = frozenset(), text: str = ""
) -> str:
    """One table of the plan: its keys in the order of the model, each explained."""
    meanings = attributes(kind)
    keys = [f.name for f in fields(kind) if f.name not in without]
    rows = ((f"`{key}`", meanings[key].replace("; None is", "; left out, it is")) for key in keys)
    head = text or f"## {title}\n"
    return f"{head}\n" + table(("key", "meaning"), rows)


def build() -> str:
    """The page's text."""
    within = {f.name for f in fields(Plan)} - {"opens", "closes", "as_of"}
    dataset = _section("[[dataset]]", FileMap, _IN_DATASET)
    dataset += f"| `agency` | {attributes(Dataset)['agency']} |\n"
    parts = [
        _section("At the top", Plan, _ELSEWHERE | {"analysis", "definitions"}),
        _section("[window]", Plan, within),
        dataset,
        _section("[dataset.reading]", Reading),
        _section("[governance]", Governance, text=GOVERNANCE + CHOICES + "\n```\n"),
        _section("[release]", Release),
        IDENTITY,
        _section("[dataset.columns]", ColumnMap, text=COLUMNS),
        WORDS,
        _section("[definitions]", Definitions, {"changes"}),
        _section("", Change, text=CHANGE + ", ".join(f"`{k}`" for k in ChangeKind) + ".\n"),
        ANALYSIS,
        _section("[[question]]", Question),
    ]
    return NOTICE + HEAD + plan_document(EXAMPLE) + "```\n\n" + "\n".join(parts)
