"""Which return a file is: the day at whose end it tells how things stood.

A return of a year tells how things stood on 31 March, its last day. Its year is told from
the latest date in its files and from the year in their names; files belong to one return
whose names differ only in the name of the module.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final

_MODULE_WORDS: Final = re.compile(
    r"header|episodes?|missing|reviews?|uasc|oc[23]|ad1|placed_?(for_?)?adoption|prev_?perm|"
    r"sw_?episodes?|dolo|children|cohort",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(r"[\W_]+")
_SPAN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\D{0,4}((?:19|20)?\d\d)(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def return_year(day: date) -> int:
    """The year in which the return ends that a day falls in.

    >>> return_year(date(2022, 3, 31)), return_year(date(2022, 4, 1))
    (2022, 2023)
    """
    return day.year + (day >= date(day.year, 4, 1))


def last_day(year: int) -> date:
    """The last day of a year's return."""
    return date(year, 3, 31)


def set_of(file: str, table: str = "") -> str:
    """What files of one return share: folder and name, without the module's name.

    A file that holds several tables (`table` names one of them) is a return by itself.
    """
    path = PurePosixPath(file)
    stem = file if table else _MODULE_WORDS.sub("", path.stem)
    return f"{path.parent}/{_MARKS.sub(' ', stem).strip().lower()}"


def named_years(file: str) -> tuple[int, int] | None:
    """The years that the name of a file or its folder gives: first and last, or one twice.

    >>> named_years("ssda903_2021-22_header.csv"), named_years("header_2022.csv")
    ((2021, 2022), (2022, 2022))
    """
    path = PurePosixPath(file)
    for name in (path.stem, *reversed(path.parent.parts)):
        for first, last in _SPAN.findall(name):
            year = int(first)
            if int(last) in (year + 1, (year + 1) % 100):
                return year, year + 1
        found = sorted({int(year) for year in _YEAR.findall(name)})
        if len(found) == 1:
            return found[0], found[0]
    return None


def as_at_of_returns(
    files: Iterable[tuple[str, str]], latest: Mapping[tuple[str, str], Sequence[date]]
) -> dict[tuple[str, str], date]:
    """The last day of the return that each file is, where it can be told.

    Parameters
    ----------
    files
        File and table within it ("" for a CSV file) of every module of the return.
    latest
        The same to the latest dates of its columns, where it has any.
    """
    sets: dict[str, list[tuple[str, str]]] = defaultdict(list)
    found = list(files)
    tables = Counter(file for file, _ in found)
    for file, table in found:
        sets[set_of(file, table if tables[file] > 1 else "")].append((file, table))
    told = {
        name: [day for one in mine for day in latest.get(one, ())] for name, mine in sets.items()
    }
    least = {name: return_year(max(days)) for name, days in told.items() if days}
    named = {name: span for name, mine in sets.items() if (span := named_years(mine[0][0]))}
    shift = _shift(named, least)
    out: dict[tuple[str, str], date] = {}
    for name, mine in sets.items():
        year = _year(least.get(name), named.get(name), shift)
        out |= {one: last_day(year) for one in mine} if year is not None else {}
    return out


def _shift(named: Mapping[str, tuple[int, int]], least: Mapping[str, int]) -> int:
    """Years from the one in files' names to that in which their returns end: 0 or 1.

    A year in a name is the one in which the return ends, unless dates say that some return
    ends later than that.
    """
    single = [name for name, (first, last) in named.items() if first == last]
    return int(any(named[name][0] < least.get(name, 0) for name in single))


def _year(least: int | None, named: tuple[int, int] | None, shift: int) -> int | None:
    """The year in which a return ends.

    Its latest date gives the least it can be; its name is believed if it says that year or
    the next, since what is open at the end of a year may have begun in the one before.
    """
    if named is None:
        return least
    year = named[1] if named[0] != named[1] else named[0] + shift
    return year if least is None or least <= year <= least + 1 else least
