"""What a proposal must still say: formats, order of times, gaps, and columns left over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from homeward.records.propose_doubts import Doubt, DoubtKind, ignoring, quoted, setting
from homeward.records.propose_fit import Fit, fit, word_fit
from homeward.records.propose_match import Matched, time_format
from homeward.records.propose_names import (
    about_staff,
    name_scores,
    names_a_person,
    words_of,
)
from homeward.records.propose_orders import proven
from homeward.records.propose_pairs import flag_doubt, likely_flag
from homeward.records.propose_times import Order
from homeward.records.propose_values import Look
from homeward.records.schema import Form
from homeward.vocabulary.person import YesNo

#: Share of rows that may break the order of two times before the pairing is doubted.
_MOST_BROKEN = 0.25

#: Most candidates named for one column, and by how much a hint in a name must lead.
_FEW, _HINT = 4, 0.15

#: Age from which the national guidance no longer speaks of a child.
_ADULT = 18

#: Least hint in a name for numbers to be asked about.
_NUMBER_HINT = 0.2

#: Different values over rows, below which a column holds codes and no references.
_CODES = 0.02

#: A typed date of a workbook, as text.
_TYPED = re.compile(r"[0-9]{4}-[0-9]{2}-([0-9]{2})")

#: Rows needed before "no child appears twice" is worth saying.
_MANY_ROWS = 60


# ------------------------------------------------------------------ formats


def check_times(
    out: Matched, clocks: Mapping[str, Look], file: str, *, disputed: bool = False
) -> None:
    """Say what is unsure about how the filled time columns are read.

    Where the order of day and month is `disputed` between files of one header, a column
    that does not prove its own order is asked about and left unfilled.
    """
    for name, look in list(out.filled.items()):
        if look.time is not None and out.table.columns[name].form in (Form.TIME, Form.DATE):
            if disputed and not proven(look):
                out.unfill(name)
                out.ask(_disputed(name, look, out, file))
            else:
                _check_order_of_day(name, look, out, file)
            if name in out.filled:
                _check_format(name, look, out, file, paired=name in clocks)
    for name, clock in clocks.items():
        if clock.time is not None and clock.time.covered < clock.time.filled:
            out.doubts.append(_unread(name, clock, out, file, "time_format"))


def _check_order_of_day(name: str, look: Look, out: Matched, file: str) -> None:
    order = look.as_time.order
    if order is Order.MIXED or swapped_by_excel(look):
        out.unfill(name)
        out.ask(_mixed(name, look, out, file))
    elif order is Order.EITHER:
        out.doubts.append(_either(name, look, out, file))
    elif order is Order.MONTH_FIRST:
        out.doubts.append(_about(
            DoubtKind.MONTH_FIRST, name, look, out, file,
            "some dates can only be month before day, so all are read that way. Check a few"
            " against the source system; if wrong, change",
        ))  # fmt: skip


def swapped_by_excel(look: Look) -> bool:
    """Typed dates for days to the 12th beside texts for the rest: swapped on opening.

    A spreadsheet set to American dates turns "03/04/2021" into 4 March and leaves
    "25/04/2021" as text. A typed date of a later day was typed as what it says.
    """
    if not look.mixed:
        return False
    texts = [t for t in look.texts if "/" in t and t[:2].isdigit()]
    later = any(int(day[1]) > 12 for day in map(_TYPED.match, look.texts) if day)
    return bool(texts) and not later and all(int(t[:2]) > 12 for t in texts)


def _mixed(name: str, look: Look, out: Matched, file: str) -> Doubt:
    column = out.table.columns[name]
    return Doubt(
        DoubtKind.MIXED_ORDER, file, out.table.name, name, (look.header,),
        f'"{look.header}" looks like `{name}`, but some dates can only be day before month and'
        " others only month before day, as when a spreadsheet has swapped them. No format reads"
        " it safely: export the file again; or, if you know better, write"
        f" {setting(name, look.header)} with its `format`.", look.header, column.required,
    )  # fmt: skip


def _disputed(name: str, look: Look, out: Matched, file: str) -> Doubt:
    """Files of one header disagree on day and month, and this one does not say: ask."""
    column, form = out.table.columns[name], _month_first(look)
    return Doubt(
        DoubtKind.DAY_ORDER, file, out.table.name, name, (look.header,),
        f'"{look.header}" in {file} looks like `{name}`, but hardly any date in it has a day'
        " beyond the 12th, unlike the other files with this header: it may be written month"
        f" before day. If so, write {setting(name, look.header, form)}; if it is day before"
        f' month, the same with `format = "{_swapped(form)}"`. Then look at [window] again.',
        look.header, column.required, form,
    )  # fmt: skip


def _swapped(form: str) -> str:
    """A format with day and month in each other's place."""
    return form.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _month_first(look: Look) -> str:
    form = look.as_time.format
    return form if look.as_time.order is Order.MONTH_FIRST else _swapped(form)


def _either(name: str, look: Look, out: Matched, file: str) -> Doubt:
    other = _swapped(look.as_time.format)
    return _about(
        DoubtKind.DAY_ORDER,
        name,
        look,
        out,
        file,
        "no date in it tells day from month, so day before month was taken, as in the UK. If it"
        f' is month before day, write `format = "{other}"`; else leave',
    )


def _check_format(name: str, look: Look, out: Matched, file: str, *, paired: bool) -> None:
    found = look.as_time
    if found.covered < found.filled:
        out.doubts.append(_unread(name, look, out, file, "format"))
    if found.short_year:
        out.doubts.append(_about(
            DoubtKind.TWO_DIGIT_YEAR, name, look, out, file,
            "its years have two digits: 69 to 99 are read as 1969 to 1999, the rest as 20xx."
            " If that is wrong, change",
        ))  # fmt: skip
    if found.serial:
        out.doubts.append(_about(
            DoubtKind.SERIAL, name, look, out, file,
            "its numbers are read as day numbers of a spreadsheet (1 is 1 January 1900). If"
            " that is wrong, change",
        ))  # fmt: skip
    if found.midnight and not paired and out.table.columns[name].form is Form.TIME:
        out.doubts.append(_about(
            DoubtKind.DATES_ONLY, name, look, out, file,
            "every time of day in it is 00:00, so only the dates are read. If midnight is"
            " meant, change",
        ))  # fmt: skip


def _unread(name: str, look: Look, out: Matched, file: str, key: str) -> Doubt:
    read = look.as_time
    return _about(
        DoubtKind.UNREAD, name, look, out, file,
        f"{read.filled - read.covered:,} of {read.filled:,} filled cells are not read by"
        f" `{read.format}` and would be set aside. Mend the cells, or change", key,
    )  # fmt: skip


def _about(
    kind: DoubtKind, name: str, look: Look, out: Matched, file: str, text: str, key: str = "format"
) -> Doubt:
    """A doubt about how a filled column is read."""
    return Doubt(
        kind, file, out.table.name, name, (look.header,),
        f'"{look.header}" fills `{name}`: {text} `{key}` of `{name}` under [dataset.columns].',
        time_format(look),
    )  # fmt: skip


# ------------------------------------------------------------------ rules across columns


def check_rules(out: Matched, file: str) -> None:
    """Unfill two times that stand in the wrong order in many rows: a header may be wrong."""
    broken: list[tuple[str, str, float]] = []
    for rule in out.table.rules:
        first, second = out.filled.get(rule.first), out.filled.get(rule.second)
        if first is not None and second is not None:
            share = _share_broken(first, second)
            if share > _MOST_BROKEN:
                broken.append((rule.first, rule.second, share))
    for one, other, share in broken:
        for name in (one, other):
            if name in out.filled:
                look = out.unfill(name)
                out.ask(_disordered(name, look, one, other, share, out, file))


def _share_broken(first: Look, second: Look) -> float:
    """Share of rows, of those with both, where `first` is on a later day than `second`."""
    days = [_days(look) for look in (first, second)]
    both = ~np.isnat(days[0]) & ~np.isnat(days[1])
    if both.sum() < 5:
        return 0.0
    return float((days[0][both] > days[1][both]).mean())


def _days(look: Look) -> np.ndarray:
    stamps = look.as_time.stamps.astype("datetime64[D]")
    padded = np.append(stamps, np.datetime64("NaT", "D"))
    return padded[look.codes]


def _disordered(
    name: str, look: Look, first: str, second: str, share: float, out: Matched, file: str
) -> Doubt:
    column, form = out.table.columns[name], time_format(look)
    return Doubt(
        DoubtKind.CONTRADICTED, file, out.table.name, name, (look.header,),
        f'The header "{look.header}" says `{name}`, but in {share:.0%} of rows `{first}` would'
        f" be on a later day than `{second}`. The headers or the order of day and month may be"
        f" wrong: look at the file, then write {setting(name, look.header, form)} or choose"
        " another.",
        look.header, column.required, form,
    )  # fmt: skip


# ------------------------------------------------------------------ gaps and the rest


def check_gaps(looks: Sequence[Look], out: Matched, file: str) -> None:
    """Say which needed columns are missing, and what is odd about those that are there."""
    for name, column in out.table.columns.items():
        if column.required and name not in out.filled and name not in out.asked:
            out.ask(_missing(name, looks, out, file))
    child = out.filled.get("child")
    if child is not None and out.table.name == "incidents" and child.rows >= _MANY_ROWS:
        _check_child(child, out, file)
    age = out.filled.get("age")
    if age is not None and out.table.name == "incidents":
        _check_adults(age, out, file)
    if "distance_km" in out.filled:
        _check_unit(out.filled["distance_km"], file, out)


def _missing(name: str, looks: Sequence[Look], out: Matched, file: str) -> Doubt:
    column = out.table.columns[name]
    likely = [
        look for look in looks
        if look.header not in out.touched and not about_staff(look.header)
        and not names_a_person(look.header) and look.fill >= 0.9
        and fit(look, name, out.table) is Fit.FOR
        and (look.time is not None or look.unique >= _CODES)
    ]  # fmt: skip
    best = _likeliest(likely, name, out)
    perhaps = f' Perhaps "{best.header}", by its values.' if best else _several(likely)
    form = time_format(best or likely[0]) if likely else ""
    return Doubt(
        DoubtKind.MISSING, file, out.table.name, name,
        tuple(look.header for look in ([best] if best else likely[:_FEW])),
        f"No column of the file is clearly `{name}` ({column.meaning}), which every row must"
        f" have.{perhaps} Write {setting(name, best.header if best else '...', form)}.",
        best.header if best else "", True, form,
    )  # fmt: skip


def _likeliest(likely: Sequence[Look], name: str, out: Matched) -> Look | None:
    """The one column that may be meant, by its values or by a hint in its name."""
    if len(likely) == 1:
        return likely[0]
    scored = sorted((name_scores(k.header, out.table)[name], k.place, k) for k in likely)
    if len(scored) > 1 and scored[-1][0] >= scored[-2][0] + _HINT:
        return scored[-1][2]
    return None


def _several(likely: Sequence[Look]) -> str:
    if not likely:
        return ""
    more = " or another" if len(likely) > _FEW else ""
    return f" By their values it may be {quoted([k.header for k in likely[:_FEW]])}{more}."


def _check_child(child: Look, out: Matched, file: str) -> None:
    if child.unique >= 1:
        out.doubts.append(Doubt(
            DoubtKind.NO_REPEATS, file, out.table.name, "child", (child.header,),
            f'"{child.header}" fills `child`, but no child appears twice in {child.rows:,} rows.'
            " If it numbers the reports and not the people, choose another column for `child`"
            " under [dataset.columns].", child.header,
        ))  # fmt: skip


def _check_adults(age: Look, out: Matched, file: str) -> None:
    numbers = age.numbers
    adults = int(age.counts[np.isfinite(numbers) & (numbers >= _ADULT)].sum())
    if adults:
        out.doubts.append(Doubt(
            DoubtKind.ADULTS, file, out.table.name, "age", (age.header,),
            f'{adults:,} of the {age.filled:,} ages in "{age.header}" are {_ADULT} or over:'
            " those rows will be counted and set aside (HW-R042). If another limit is meant,"
            " change `age_below`.",
        ))  # fmt: skip


def _check_unit(distance: Look, file: str, out: Matched) -> None:
    if not {"km", "kilometres"} & set(words_of(distance.header)):
        out.doubts.append(Doubt(
            DoubtKind.UNITS, file, out.table.name, "distance_km", (distance.header,),
            f'"{distance.header}" fills `distance_km`, and its header names no unit. If it is in'
            " miles, take `distance_km` out of [dataset.columns]; if it is in kilometres, leave"
            " it.",
        ))  # fmt: skip


def check_rest(looks: Sequence[Look], out: Matched, file: str) -> None:
    """Ask about columns left over whose values look like something that is wanted."""
    for look in looks:
        if look.header in out.touched or about_staff(look.header) or not look.filled:
            _note_empty(look, out, file)
        elif not names_a_person(look.header):
            _ask_about_rest(look, out, file)


def _note_empty(look: Look, out: Matched, file: str) -> None:
    if look.filled or look.header in out.touched:
        return
    scores = name_scores(look.header, out.table)
    name = max(scores, key=scores.__getitem__)
    if scores[name] >= 0.9 and name not in out.filled:
        out.doubts.append(Doubt(
            DoubtKind.EMPTY, file, out.table.name, name, (look.header,),
            f'"{look.header}" would be `{name}`, but it is empty in this file, so it is left'
            f" out. If a later extract fills it, write {setting(name, look.header)}.", look.header,
        ))  # fmt: skip


def _ask_about_rest(look: Look, out: Matched, file: str) -> None:
    flag = likely_flag(look, out.table)
    if flag is not None:
        out.ask(flag_doubt(look, *flag, out, file))
        return
    if look.time is not None and look.time.dated:
        names = [n for n in out.table.of_form(Form.TIME, Form.DATE) if n not in out.filled]
        kind, holds = DoubtKind.TIMES_UNUSED, "dates"
        names = [n for n in names if fit(look, n, out.table) is not Fit.AGAINST]
    else:
        kind = DoubtKind.WEAK_NAME
        holds, names = _spoken_for(look, out)
    if not names:
        return
    scores = name_scores(look.header, out.table)
    names.sort(key=lambda n: -scores[n])
    could = " or ".join(f"`{name}`" for name in names[:3])
    form = time_format(look)
    text = (
        f'"{look.header}" holds {holds}, but its name does not say which column it is. It is'
        f" left out. If it is {could}{' or another' if len(names) > 3 else ''}, write"
        f" {setting(names[0], look.header, form)}; if not, {ignoring(look.header)}."
    )
    out.ask(Doubt(kind, file, out.table.name, "", (look.header,), text, names[0], False, form))


def _spoken_for(look: Look, out: Matched) -> tuple[str, list[str]]:
    """What a left-over column holds, and the unfilled columns that this speaks for."""
    words = [n for n in out.table.of_form(Form.WORD, Form.WORDS) if _speaks(look, n, out)]
    if words:
        return "words that Homeward knows", words
    scores = name_scores(look.header, out.table)
    numbers = [
        n for n in out.table.of_form(Form.INTEGER, Form.NUMBER)
        if n not in out.filled and scores[n] >= _NUMBER_HINT
        and fit(look, n, out.table) is Fit.FOR
    ]  # fmt: skip
    return "numbers", numbers


def _speaks(look: Look, name: str, out: Matched) -> bool:
    """Whether the values alone say that `look` holds the words of an unfilled column."""
    column = out.table.columns[name]
    if name in out.filled or column.words is None or column.words is YesNo:
        return False
    found = word_fit(look, column)
    return found.known >= 0.8 and found.kinds >= 2 and not look.yes_no
