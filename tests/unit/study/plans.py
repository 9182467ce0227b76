"""A small plan that every test of plans starts from."""

from __future__ import annotations

from datetime import date

from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.study.plan import Dataset, Governance, Plan
from homeward.vocabulary.activity import Regime

#: What a data-protection officer of nowhere might answer.
GOVERNED = Governance(
    Regime.GENERAL, "Article 6(1)(e), public task; Schedule 1 paragraph 18", "A made-up study",
    "Head of safeguarding", "Schedule line 12: two years", date(2099, 12, 31),
)  # fmt: skip

PLAIN = Plan(
    opens=date(2021, 1, 1),
    closes=date(2022, 12, 31),
    force="Made-up Constabulary",
    governance=GOVERNED,
    datasets=(
        Dataset(
            FileMap(
                "incidents",
                ("missing.csv",),
                Reading("utf-8", ",", 1, ""),
                {
                    "incident": ColumnMap("Ref"),
                    "child": ColumnMap("Person"),
                    "reported": ColumnMap("Date", "Time", format="%d/%m/%Y", time_format="%H:%M"),
                    "exploitation": ColumnMap(flags={"CSE Y/N": "sexual"}),
                },
                {"risk_first": {"Standard plus": "medium"}},
                ("Notes",),
            )
        ),
    ),
)
HEADER = "Ref,Person,Date,Time,CSE Y/N,Notes\n"
