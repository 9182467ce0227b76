"""Cases about single values: arithmetic, nulls, words, dates and times, row by row."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from homeward.engine.times import after, epoch, hours_between, minute_of_day, night_on
from tests.engines.awkward import PLAIN
from tests.engines.case import Case, Gap

NOON = datetime(2024, 3, 31, 12)
LEAP_DAY = date(2024, 2, 29)


def _row(name: str, ask: Callable, by_hand: Callable, needs: str = "", **options: Any) -> Case:
    """A value per row; null where any column in `needs` is, else worked out by hand."""

    def asked(t, _):
        return t.select("id", value=ask(t)).order_by("id")

    def answer(row):
        missing = any(getattr(row, column) is None for column in needs.split())
        return None if missing else by_hand(row)

    return Case(name, asked, [(row.id, answer(row)) for row in PLAIN], **options)


def _half_away(x: float) -> int:
    return int(math.copysign(math.floor(abs(x) + 0.5), x))


def _seconds(at: datetime) -> int:
    return (at.replace(microsecond=0) - datetime(1970, 1, 1)) // timedelta(seconds=1)


def _known(values: list) -> list:
    return [v for v in values if v is not None]


ARITHMETIC = [
    _row("a null plus one is null", lambda t: t.n + 1, lambda r: r.n + 1, "n"),
    _row("a null times a number is null", lambda t: t.n * t.x, lambda r: r.n * r.x, "n x"),
    _row("whole numbers divide to a fraction", lambda t: t.n / 2, lambda r: r.n / 2, "n"),
    _row("division by nullif zero is null", lambda t: t.n / t.m.nullif(0),
         lambda r: r.n / r.m if r.m else None, "n m"),
    _row("a share of an empty total is null", lambda t: t.x / (t.m * 0).nullif(0),
         lambda r: None),
    _row("plain division by zero", lambda t: t.x / t.m.cast("float64"),
         lambda r: r.x / r.m if r.m else None, "x m",
         gaps={"duckdb": Gap.DIFFERS, "spark": Gap.REFUSES}),
    _row("floor division goes down", lambda t: t.n // 2, lambda r: r.n // 2, "n"),
    _row("a remainder takes the sign of what is divided", lambda t: t.n % 3,
         lambda r: int(math.fmod(r.n, 3)), "n"),
    _row("absolute value", lambda t: t.n.abs(), lambda r: abs(r.n), "n"),
    _row("minus", lambda t: -t.n, lambda r: -r.n, "n"),
    _row("sign", lambda t: t.n.sign(), lambda r: (r.n > 0) - (r.n < 0), "n"),
    _row("floor of a fraction", lambda t: t.x.floor(), lambda r: math.floor(r.x), "x"),
    _row("ceiling of a fraction", lambda t: t.x.ceil(), lambda r: math.ceil(r.x), "x"),
    _row("a half rounds away from zero", lambda t: t.x.round(), lambda r: _half_away(r.x), "x"),
    _row("a fraction cast to a whole number is cut", lambda t: t.x.cast("int64"),
         lambda r: int(r.x), "x", gaps={"duckdb": Gap.DIFFERS}),
    _row("a whole number cast to a fraction", lambda t: t.n.cast("float64"),
         lambda r: float(r.n), "n"),
    _row("a truth cast to a whole number", lambda t: t.b.cast("int64"), lambda r: int(r.b), "b"),
    _row("logarithm and back", lambda t: (t.x.abs() + 1).log().exp(), lambda r: abs(r.x) + 1, "x",
         within=1e-12),
    _row("square root", lambda t: t.x.abs().sqrt(), lambda r: math.sqrt(abs(r.x)), "x"),
    _row("power", lambda t: t.n ** 2, lambda r: float(r.n**2), "n"),
    _row("clipping at zero", lambda t: ibis.ifelse(t.n < 0, 0, t.n), lambda r: max(r.n, 0), "n"),
]  # fmt: skip

NULLS = [
    _row("the greatest skips nulls", lambda t: ibis.greatest(t.n, t.m),
         lambda r: max(_known([r.n, r.m]), default=None)),
    _row("the least skips nulls", lambda t: ibis.least(t.n, t.m),
         lambda r: min(_known([r.n, r.m]), default=None)),
    _row("the first that is known", lambda t: ibis.coalesce(t.n, t.m, -1),
         lambda r: next(iter(_known([r.n, r.m])), -1)),
    _row("filling nulls", lambda t: t.s.fill_null("?"), lambda r: "?" if r.s is None else r.s),
    _row("nullif", lambda t: t.s.nullif(""), lambda r: r.s or None),
    _row("is null", lambda t: t.n.isnull(), lambda r: r.n is None),
    _row("a comparison with null is null", lambda t: t.n > 0, lambda r: r.n > 0, "n"),
    _row("null or true is true", lambda t: t.b | (t.id > 0), lambda r: True),
    _row("null and false is false", lambda t: t.b & (t.id < 0), lambda r: False),
    _row("null or false is null", lambda t: t.b | (t.id < 0), lambda r: r.b, "b"),
    _row("not null is null", lambda t: ~t.b, lambda r: not r.b, "b"),
    _row("a null condition takes the other branch", lambda t: ibis.ifelse(t.n > 0, "yes", "no"),
         lambda r: "yes" if r.n is not None and r.n > 0 else "no"),
    _row("the first case that holds", lambda t: ibis.cases((t.n > 5, "high"), (t.n > 0, "some")),
         lambda r: "high" if r.n > 5 else "some" if r.n > 0 else None, "n"),
    _row("a null is in no list, nor out of it", lambda t: t.g.isin(["a", ""]),
         lambda r: r.g in ("a", ""), "g"),
    _row("not in a list", lambda t: t.g.notin(["a", ""]), lambda r: r.g not in ("a", ""), "g"),
    _row("between includes both ends", lambda t: t.n.between(-7, 0), lambda r: -7 <= r.n <= 0, "n"),
    _row("two nulls are identical", lambda t: t.n.identical_to(t.m), lambda r: r.n == r.m),
    _row("no fraction is NaN", lambda t: t.x.isnan(), lambda r: False, "x"),
]  # fmt: skip

WORDS = [
    _row("case and accents tell words apart", lambda t: t.s == "zoë", lambda r: r.s == "zoë", "s"),
    _row("spaces at the end tell words apart", lambda t: t.s.rstrip() == t.s,
         lambda r: r.s.rstrip() == r.s, "s"),
    _row("lower case", lambda t: t.s.lower(), lambda r: r.s.lower(), "s"),
    _row("upper case", lambda t: t.s.upper(), lambda r: r.s.upper(), "s"),
    _row("stripping", lambda t: t.s.strip(), lambda r: r.s.strip(), "s"),
    _row("length in characters, not bytes", lambda t: t.s.length(), lambda r: len(r.s), "s"),
    _row("the first characters", lambda t: t.s.substr(0, 3), lambda r: r.s[:3], "s"),
    _row("contains, with no wildcards", lambda t: t.s.contains("%"), lambda r: "%" in r.s, "s"),
    _row("starts with", lambda t: t.s.startswith("zo"), lambda r: r.s.startswith("zo"), "s"),
    _row("replacing", lambda t: t.s.replace("o", "0"), lambda r: r.s.replace("o", "0"), "s"),
    _row("joining with null is null", lambda t: t.s + "-" + t.g, lambda r: f"{r.s}-{r.g}", "s g"),
    _row("a whole number as text", lambda t: t.n.cast("string"), lambda r: str(r.n), "n"),
    _row("text as a whole number", lambda t: t.id.cast("string").cast("int64"), lambda r: r.id),
]  # fmt: skip

DATES = [
    _row("year", lambda t: t.on.year(), lambda r: r.on.year, "on"),
    _row("month", lambda t: t.on.month(), lambda r: r.on.month, "on"),
    _row("day", lambda t: t.on.day(), lambda r: r.on.day, "on"),
    _row("Monday is day 0", lambda t: t.on.day_of_week.index(), lambda r: r.on.weekday(), "on"),
    _row("a day later, over leap days and year ends", lambda t: t.on + ibis.interval(days=1),
         lambda r: r.on + timedelta(days=1), "on"),
    _row("days between dates", lambda t: (epoch(t.on.cast("timestamp"))
         - epoch(ibis.literal(date(2024, 2, 28)).cast("timestamp"))) // 86400,
         lambda r: (r.on - date(2024, 2, 28)).days, "on"),
    _row("first of the month", lambda t: t.on.truncate("M"), lambda r: r.on.replace(day=1), "on"),
    _row("Monday of the week", lambda t: t.on.truncate("W"),
         lambda r: r.on - timedelta(days=r.on.weekday()), "on"),
    _row("a date against a literal", lambda t: t.on >= LEAP_DAY, lambda r: r.on >= LEAP_DAY, "on"),
    _row("dates between, ends included", lambda t: t.on.between(LEAP_DAY, date(2024, 12, 31)),
         lambda r: LEAP_DAY <= r.on <= date(2024, 12, 31), "on"),
    _row("a date as its first instant", lambda t: t.on.cast("timestamp"),
         lambda r: datetime(r.on.year, r.on.month, r.on.day), "on"),
]  # fmt: skip

TIMES = [
    _row("whole seconds since 1970, cut", lambda t: epoch(t.at), lambda r: _seconds(r.at), "at"),
    _row("seconds back to an instant", lambda t: epoch(t.at).as_timestamp("s").cast("timestamp"),
         lambda r: r.at.replace(microsecond=0), "at"),
    _row("hours between instants over a clock change",
         lambda t: hours_between(t.at, ibis.literal(NOON, "timestamp")),
         lambda r: (_seconds(NOON) - _seconds(r.at)) / 3600, "at"),
    _row("elapsed time later", lambda t: after(t.at, timedelta(hours=28, seconds=1)),
         lambda r: r.at + timedelta(hours=28, seconds=1), "at"),
    _row("elapsed time earlier", lambda t: after(t.at, -timedelta(days=1)),
         lambda r: r.at - timedelta(days=1), "at"),
    _row("minute of the day", lambda t: minute_of_day(t.at),
         lambda r: r.at.hour * 60 + r.at.minute, "at"),
    _row("the evening a time belongs to", lambda t: night_on(t.at, 6),
         lambda r: (r.at - timedelta(hours=6)).date(), "at"),
    _row("hour", lambda t: t.at.hour(), lambda r: r.at.hour, "at"),
    _row("second, once fractions are cut", lambda t: t.at.truncate("s").second(),
         lambda r: r.at.second, "at"),
    _row("second of a time with fractions", lambda t: t.at.second(),
         lambda r: r.at.second, "at", gaps={"spark": Gap.REFUSES}),
    _row("date of an instant", lambda t: t.at.date(), lambda r: r.at.date(), "at"),
    _row("the hour it is in", lambda t: t.at.truncate("h"),
         lambda r: r.at.replace(minute=0, second=0, microsecond=0), "at"),
    _row("the month it is in", lambda t: t.at.truncate("M"),
         lambda r: datetime(r.at.year, r.at.month, 1), "at"),
    _row("an instant against a literal", lambda t: t.at < ibis.literal(NOON, "timestamp"),
         lambda r: r.at < NOON, "at"),
]  # fmt: skip

LISTS = [
    _row("length of a list, empty and null apart", lambda t: t.words.length(),
         lambda r: len(r.words), "words"),
    _row("a list contains a word", lambda t: t.words.contains("x").fill_null(False),
         lambda r: "x" in (r.words or [])),
    _row("a whole list", lambda t: t.words, lambda r: r.words),
]  # fmt: skip

CASES = [*ARITHMETIC, *NULLS, *WORDS, *DATES, *TIMES, *LISTS]
