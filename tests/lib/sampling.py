"""Small made-up samples for tests: timelines to draw from, draws, and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from homeward.study.sampling.columns import Units, units_of
from homeward.study.sampling.draw import Draw, draw_sample
from homeward.study.sampling.rule import Rule, check_rule
from homeward.study.sampling.store import About
from homeward.timelines.histories import Timelines
from homeward.timelines.sample import UNANSWERED, Margin, Sample, Stratum
from homeward.vocabulary.sampling import ASKED, DERIVED, SampleUnit
from homeward.vocabulary.setting import Setting
from tests.lib.made import made_timelines

SETTINGS = (Setting.FAMILY_HOME.value, Setting.CHILDRENS_HOME.value, Setting.FOSTER.value)
START = datetime(2024, 1, 2, 20)
OPENS, CLOSES = date(2024, 1, 1), date(2024, 12, 31)


def county(n: int = 200, children: int = 60, **same: object) -> Timelines:
    """Timelines of `n` incidents of so many children; settings in three unequal parts."""
    rows = []
    for i in range(n):
        reported = START + timedelta(hours=36 * i)
        row = {
            "incident": f"pseudonym-{i:04d}",
            "child": f"c{(i * i // 7) % children:03d}",
            "reported": reported,
            "found": reported + timedelta(hours=(3, 30)[i % 4 == 0]),
            "setting": SETTINGS[0 if i % 10 < 6 else 1 if i % 10 < 9 else 2],
            "age": 11 + i % 7,
            "source_file": 1,
            "source_row": i + 2,
        }
        rows.append(row | same)
    return made_timelines(rows, opens=OPENS, closes=CLOSES)


def units(timelines: Timelines, rule: Rule) -> Units:
    """What a rule draws from."""
    return units_of(timelines, rule.unit, rule.columns)


def drawn(timelines: Timelines | None = None, **rule: object) -> Draw:
    """A draw from the made-up county by a rule of these settings."""
    the_rule = check_rule(Rule(**({"size": 40, "by": ("setting",)} | rule)))  # type: ignore[arg-type]
    return draw_sample(units(timelines or county(), the_rule), the_rule)


ABOUT = About("Made-up Constabulary", "OFFICIAL-SENSITIVE", True, OPENS, CLOSES)


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Rows as they stand, quoted where they must be."""
    quoted = [",".join(f'"{c}"' if "," in c or '"' in c else c for c in row) for row in rows]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    return path


def filled(draw: Draw, path: Path, answers: Mapping[str, Mapping[str, str]]) -> Path:
    """A sheet as text: sample number to heading to what is written there."""
    headings = ["Sample number", *dict.fromkeys(h for said in answers.values() for h in said)]
    rows = [[n, *(said.get(h, "") for h in headings[1:])] for n, said in answers.items()]
    return write_csv(path, [headings, *rows])


def sampled(rows: Sequence[Mapping[str, object]], *, changed: bool = False) -> Timelines:
    """Timelines whose sample was taken back: a row for each incident there is.

    Parameters
    ----------
    rows
        `child`, `setting` (its stratum), `drawn` ("yes" or blank), and for those drawn any
        question to its answer, several joined with "; "; blank is not answered.
    changed
        Whether the records changed after the draw.
    """
    base = made_timelines(
        [{"child": row["child"], "reported": START, "setting": row["setting"]} for row in rows],
        opens=OPENS, closes=CLOSES,
    )  # fmt: skip
    drawn_rows = [row for row in rows if row.get("drawn") == "yes"]
    if not drawn_rows:
        return base
    settings = list(dict.fromkeys(str(row["setting"]) for row in rows))
    whole = {s: [row for row in rows if row["setting"] == s] for s in settings}
    strata = tuple(
        Stratum(
            {"setting": s}, len(mine), len({row["child"] for row in mine}),
            sum(row in drawn_rows for row in mine),
        )
        for s, mine in whole.items()
    )  # fmt: skip
    names = sorted({row["child"] for row in drawn_rows}, key=str)
    asked = [key for key in rows[0] if key not in ("child", "setting", "drawn")]
    sample = Sample(
        SampleUnit.INCIDENT, strata,
        tuple(Margin("setting", s.by["setting"], s.population, s.children) for s in strata),
        len(rows), len({row["child"] for row in rows}),
        np.array([settings.index(str(row["setting"])) for row in drawn_rows]),
        np.array([names.index(row["child"]) for row in drawn_rows]),
        {"setting": tuple(str(row["setting"]) for row in drawn_rows)},
        {name: _said(name, [str(row.get(name) or "") for row in drawn_rows]) for name in asked},
        changed=changed,
    )  # fmt: skip
    return replace(base, sample=sample)


def _said(name: str, cells: Sequence[str]) -> dict[str, np.ndarray]:
    """Word to the units that answered it, and "" to those that answered nothing."""
    words = DERIVED.get(name) or ASKED[name].words
    assert words is not None
    split = [{word.strip() for word in cell.split(";") if word.strip()} for cell in cells]
    found = {word.value: np.array([word.value in said for said in split]) for word in words}
    return found | {UNANSWERED: np.array([not said for said in split])}
