"""What is said of a return that is out of the ordinary, in the words a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from homeward.records.propose_doubts import Doubt, DoubtKind, quoted
from homeward.records.propose_values import Look
from homeward.records.returns_dates import Written

#: Share of birth dates on one day of the month at which they look rounded, and fewest dates.
_ROUNDED: Final = 0.5
_FEWEST: Final = 20

#: Days of the month that rounded dates are put on.
_PUT_ON: Final = (1, 15)


def not_a_return(file: str) -> Doubt:
    """Of an XML file that is no children looked after return, or one without a row."""
    return Doubt(
        DoubtKind.UNMAPPED, file, "", "", (),
        f"{file} is XML, and no children looked after return with a row in it: the root element"
        " of one has SSDA903 in its name. It is left out: it stands under `ignored_files` in"
        " study.toml.",
    )  # fmt: skip


def fills_nothing(file: str, family: str, module: str) -> Doubt:
    """Of a module that no declared table holds."""
    return Doubt(
        DoubtKind.UNMAPPED, file, "", "", (),
        f"{file} is {module} of {family}. No declared table holds it, so it is left out: it"
        " stands under `ignored_files` in study.toml.",
    )  # fmt: skip


def given_twice(file: str) -> Doubt:
    """Of the dataset's placements, where the return's episodes are there as well."""
    return Doubt(
        DoubtKind.UNMAPPED, file, "", "", (),
        f"{file} holds the placements that the Episodes files of SSDA903 hold too, joined where"
        " the child stayed. The Episodes are used, since they have legal status, and this file"
        " is left out: it stands under `ignored_files` in study.toml. To use it, add a"
        " [[dataset]] of `placements` for it and take the Episodes out of theirs.",
    )  # fmt: skip


def beyond(file: str, module: str, headers: Sequence[str]) -> Doubt:
    """Of columns that the module does not have."""
    return Doubt(
        DoubtKind.OPENED, file, "", "", tuple(headers),
        f"{file} is taken for {module}, which has no {quoted(headers)}: left out, under"
        " `ignored` in study.toml.",
    )  # fmt: skip


def written_otherwise(file: str, headers: tuple[str, ...], how: Written) -> list[Doubt]:
    """Of dates with the month first, or in both orders."""
    if how.month_first:
        return [Doubt(
            DoubtKind.MONTH_FIRST, file, "", "", headers,
            f"{file}: the dates of {quoted(headers)} are written month before day, which the"
            " return does not do, and are so read. If that is wrong, change their `format`.",
        )]  # fmt: skip
    if how.mixed:
        return [Doubt(
            DoubtKind.MIXED_ORDER, file, "", "", headers,
            f"{file}: some dates of {quoted(headers)} have the day first, as the return writes"
            " them, others the month. They are read day first; those that cannot be are set"
            " aside, and others may be wrong. Export the file again as text.",
        )]  # fmt: skip
    return []


def rounded_births(file: str, look: Look) -> list[Doubt]:
    """Of birth dates that have been put on one day of the month."""
    if look.time is None:
        return []
    known = ~np.isnat(look.time.stamps)
    days = look.time.stamps[known].astype("datetime64[D]")
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    weights = look.counts[known]
    total = int(weights.sum())
    for day in _PUT_ON:
        on_it = int(weights[of_month == day].sum())
        if total >= _FEWEST and on_it >= _ROUNDED * total:
            return [_rounded(file, look.header, day, on_it / total)]
    return []


def _rounded(file: str, header: str, day: int, share: float) -> Doubt:
    return Doubt(
        DoubtKind.ROUNDED, file, "children", "born_on", (header,),
        f'{share:.0%} of the dates in "{header}" of {file} are day {day} of a month: they look'
        " rounded, to keep children from being known. Ages worked out from them may be a year"
        " out near a birthday, and matching by date of birth will miss or mix up children.",
    )  # fmt: skip


def no_year(file: str, module: str) -> Doubt:
    """Of one of several files whose year cannot be told."""
    return Doubt(
        DoubtKind.OPENED, file, "", "", (),
        f"{file} is {module} of a return whose year could not be told from its dates, its name"
        " or the files beside it: its rows neither stand for those of other years nor give way"
        " to them. Write its last day, such as 2022-03-31, under [dataset.as_at].",
    )  # fmt: skip


def after_its_day(file: str, module: str, day: date) -> Doubt:
    """Of dates later than a return can know."""
    return Doubt(
        DoubtKind.OPENED, file, "", "", (),
        f"{file} is taken for {module} as things stood on {day.isoformat()}, and a few of its"
        " dates are later: they are probably mistyped, and are read as they stand. If the day is"
        " wrong, change it under [dataset.as_at].",
    )  # fmt: skip


def of_one_day(files: Sequence[str], module: str, day: date) -> Doubt:
    """Of several files of one module and day."""
    return Doubt(
        DoubtKind.OPENED, files[0], "", "", (),
        f"{_and(files)} are each {module} of a return to {day.isoformat()}. Where they tell of the"
        f" same child or spell, {files[-1]} is used, which is listed last. If another is the right"
        " one, leave the wrong one out, or write other days under [dataset.as_at].",
    )  # fmt: skip


def noughts_lost(file: str, like: str, share: float) -> Doubt:
    """Of references without the noughts that another file has in front."""
    return Doubt(
        DoubtKind.CLASH, file, "", "", (),
        f"{share:.0%} of the references of children in {file} are those of {like} without the"
        " noughts in front, which a spreadsheet takes away. One child would be counted as two."
        " Export the file again as text; if they are other children, say so in `answer`.",
        "", True,
    )  # fmt: skip


def other_children(file: str, like: str, share: float) -> Doubt:
    """Of references that have other birth dates in another file."""
    return Doubt(
        DoubtKind.CLASH, file, "", "", (),
        f"{share:.0%} of the references that stand in {file} and in a file before it, such as"
        f" {like}, have another date of birth here: they look like other children, as in the"
        " returns of two authorities, or where references were given again. They would be taken"
        " for one child each, and the earlier rows would give way. Study each authority by itself,"
        " or make the references differ; if they are the same children, say so in `answer`.",
        "", True,
    )  # fmt: skip


def _and(files: Sequence[str]) -> str:
    """Files in a sentence; no more than three by name."""
    shown = list(files[:3]) + ([f"{len(files) - 3} more"] if len(files) > 3 else [])
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def as_incidents(file: str, dates_only: bool) -> Doubt:
    """Of missing spells taken for the incidents."""
    plain_dates = (
        " It holds dates and no times of day, so findings about hours are refused."
        if dates_only else ""
    )  # fmt: skip
    return Doubt(
        DoubtKind.RETURNED, file, "incidents", "", (),
        f"No file of a police force is there, so the authority's own missing spells are the"
        f" incidents, {file} first: of looked-after children only, from the day on which each"
        f" was last seen, which stands for the report too.{plain_dates} If a force's extract is"
        " added, run `homeward plan` again.",
    )  # fmt: skip
