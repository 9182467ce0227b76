"""What children of one place being alike adds to how uncertain the numbers of a setting are."""

from __future__ import annotations

import numpy as np

from homeward.demand.counting import Group, dimension, group
from homeward.estimators import added_by_groups
from homeward.timelines.sheet import Sheet


def alike_in_places(sheet: Sheet, *, by_year: bool = False) -> dict[Group, float]:
    """Variance to add, on the log scale, to incidents per child and per month of a setting.

    A home that fills with children in a bad spell moves the number of its whole setting,
    and more than as many children apart would.

    Parameters
    ----------
    sheet
        The episodes.
    by_year
        Of each year and setting, in place of each setting.

    Returns
    -------
    dict
        By group; 0 where no place is named, where one is, or where children of one place
        are no more alike than any.
    """
    setting, place = dimension(sheet, "setting"), sheet.word("place")
    year = dimension(sheet, "year")
    kinds = len(setting.labels)
    inside = (year.codes >= 0) if by_year else np.ones(sheet.rows, bool)
    code = setting.codes + (year.codes * kinds if by_year else 0)
    groups = kinds * (len(year.labels) if by_year else 1)
    added = added_by_groups(
        code[inside].astype(np.int64), sheet.child[inside],
        place.codes[inside].astype(np.int64), groups,
    )  # fmt: skip
    return {_group(setting.labels, year.labels, number, by_year): float(more)
            for number, more in enumerate(added)}  # fmt: skip


def _group(settings: tuple[str, ...], years: tuple[int, ...], number: int, by_year: bool) -> Group:
    setting = settings[number % len(settings)]
    if not by_year:
        return group(setting=setting)
    return group(year=years[number // len(settings)], setting=setting)
