"""Which return a file is: the day at whose end it tells how things stood.

A return of a year tells how things stood on 31 March, its last day. Its year is told from
the latest dates in its files and from the year in their names; files belong to one return
whose names differ only in the name of the module. The dataset is as things stood when it was
taken, told from its latest dates. A few dates alone prove nothing: they may be mistyped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Final

_MODULE_WORDS: Final = re.compile(
    r"ssd_(?:cla_)?(?:person|missing|episodes?|placements?)|header|episodes?|missing|reviews?|uasc|oc[23]|ad1|placed_?(for_?)?adoption|prev_?perm|"
    r"sw_?episodes?|dolo|children|cohort",
    re.IGNORECASE,
)
_DAY_ZERO: Final = date(1970, 1, 1)
_MARKS: Final = re.compile(r"[\W_]+")
_SPAN: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\D{0,4}((?:19|20)?\d\d)(?!\d)")
#: Share of its dates that may be mistyped and fall after a return: where nothing else tells
#: its year, and where its name does.
_MISTYPED, _AGAINST_NAME = 0.01, 0.1

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
    files: Iterable[tuple[str, str]], years: Mapping[tuple[str, str], Mapping[int, int]]
) -> dict[tuple[str, str], date]:
    """The last day of the return that each file is, where it can be told.

    Parameters
    ----------
    files
        File and table within it ("" for a CSV file) of every module of the return.
    years
        The same to how many of its dates fall in the year of each return, where it has any.
    """
    sets = sets_of(files)
    told: dict[str, Counter[int]] = {name: Counter() for name in sets}
    for name, mine in sets.items():
        for one in mine:
            told[name].update(years.get(one, {}))
    named = {name: span for name, mine in sets.items() if (span := named_years(mine[0][0]))}
    shift = _shift(named, {name: _latest(told[name], _AGAINST_NAME) for name in named})
    out: dict[tuple[str, str], date] = {}
    for name, mine in sets.items():
        year = _year(told[name], named.get(name), shift)
        out |= {one: last_day(year) for one in mine} if year is not None else {}
    return out


def sets_of(files: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Files, and tables within them, that are one return, by what their names share."""
    found = list(files)
    tables = Counter(file for file, _ in found)
    sets: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file, table in found:
        sets[set_of(file, table if tables[file] > 1 else "")].append((file, table))
    return sets


def latest_sure(days: Sequence[int]) -> int | None:
    """The latest of days (since 1970), without the few latest that may be mistyped.

    Those are one in a hundred, if they fall after every year's end that the others reach.
    """
    ordered = sorted(days)
    if not ordered:
        return None
    year = _latest(Counter(return_year(_DAY_ZERO + timedelta(days=d)) for d in ordered), _MISTYPED)
    assert year is not None
    end = (last_day(year) - _DAY_ZERO).days
    return next(day for day in reversed(ordered) if day <= end)


def _latest(years: Mapping[int, int], mistyped: float) -> int | None:
    """The latest year of a return with more dates in it, and after it, than may be mistyped."""
    beyond, most = 0, mistyped * sum(years.values())
    for year in sorted(years, reverse=True):
        beyond += years[year]
        if beyond > most:
            return year
    return None


def _shift(named: Mapping[str, tuple[int, int]], least: Mapping[str, int | None]) -> int:
    """Years from the one in files' names to that in which their returns end: 0 or 1.

    A year in a name is the one in which the return ends, unless dates say that some return
    ends later than that.
    """
    single = [name for name, (first, last) in named.items() if first == last]
    return int(any(named[name][0] < (least[name] or 0) for name in single))


def _year(years: Mapping[int, int], named: tuple[int, int] | None, shift: int) -> int | None:
    """The year in which a return ends.

    Its latest dates give the least it can be; its name is believed if it says that year or
    the next, since what is open at the end of a year may have begun in the one before.
    """
    least = _latest(years, _MISTYPED)
    if named is None:
        return least
    year = named[1] if named[0] != named[1] else named[0] + shift
    surely = _latest(years, _AGAINST_NAME)
    fits = surely is None or least is None or surely <= year <= least + 1
    return year if fits else least
