"""Partners' files for the tests: made once from shared counties, read back as written."""

from __future__ import annotations

import csv
from datetime import datetime
from functools import cache

from homeward.synth.identities import Identities, identify
from homeward.synth.partners import partner_files
from homeward.synth.sheets import Sheet, Supplied
from tests.unit.synth.counties import DEFAULT, county, details

CHARITY, MEETINGS = "charity/return_interviews.csv", "council/strategy_meetings.csv"
SUPPORT, TRIGGERS = "council/support.csv", "council/trigger_plans.csv"
FORMS, HOMES = "homes/philomena_forms.csv", "homes/homes.csv"

FORMS_OF_TIME = ("%d/%m/%Y %H:%M", "%d/%m/%Y")


@cache
def identities(name: str = DEFAULT) -> Identities:
    return identify(county(name), {})


@cache
def supplied(name: str = DEFAULT, **rates: float) -> Supplied:
    """Partners' files with only these faults."""
    return partner_files(county(name), details(name), identities(name), rates)


def sheet(path: str, name: str = DEFAULT, **rates: float) -> Sheet:
    return next(file for file in supplied(name, **rates).files if file.name == path)


def rows(path: str, name: str = DEFAULT, **rates: float) -> list[dict[str, str]]:
    """Rows of one file, by header."""
    columns = sheet(path, name, **rates).columns
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def written(path: str, folder, name: str = DEFAULT, **rates: float) -> list[list[str]]:
    """Every line of one file as written to disk and read again."""
    file = sheet(path, name, **rates)
    with file.write(folder).open(encoding=file.encoding, newline="") as lines:
        return list(csv.reader(lines))


def minute(text: str) -> datetime:
    """A time or date as these partners write it."""
    for form in FORMS_OF_TIME:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise AssertionError("not a time in this file's habit")
