"""Episodes in order, the children they belong to, and the time between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_

import ibis
from ibis.expr.types import FloatingValue, IntegerValue, Table, Value

from homeward.engine.times import (
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    epoch,
    minute_of_day,
    naive_utc,
    night_on,
)
from homeward.timelines.bounds import Span, span_of, years_of
from homeward.timelines.placement import placement_kind
from homeward.timelines.schema import AT_RISK, CHILDREN, EPISODES
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, Ending, ResolvedFrom, TimeFlag

#: Times that end an episode, best first. The first that is recorded is used.
_ENDS = (ResolvedFrom.FOUND, ResolvedFrom.RETURNED, ResolvedFrom.CANCELLED)

_PARTS = ("at", "local", "on", "flag")

#: Columns that say where a child lives, best first. One is used for all rows.
_SETTINGS = ("residence_type", "missing_from_type")


def setting_source(supplied: frozenset[str]) -> str:
    """Which column `setting` is taken from; "" if no file supplied either.

    One column for the whole study: residence where some file has it, even if a row's
    cell is blank, because a table that mixes "lives at" and "went from" answers
    neither question.
    """
    return next((name for name in _SETTINGS if name in supplied), "")


def episodes_of(
    incidents: Table,
    *,
    window: tuple[date, date],
    as_of: datetime,
    counts_as_missing: Sequence[str],
    supplied: frozenset[str],
    local: frozenset[str] | None = None,
) -> Table:
    """One row per incident that counts, in the columns of `schema.EPISODES`.

    Arguments are those of `build`; `local` is what `placement.local_spellings` found.

    A child's episodes are numbered by the earliest instant that the reported time
    allows (the start of the day for a date alone), then by the incident's pseudonym:
    arbitrary between two reports at one instant, but the same in every run.
    """
    table = _counted(incidents, window, counts_as_missing)
    years = years_of(window[0], as_of)
    closes = int(as_of.astimezone(UTC).timestamp())
    table = _with_bounds(_with_resolution(table), years)
    table = _with_open_after(table, closes)
    return _selected(_with_hours(table, closes), supplied, local)


def children_of(episodes: Table) -> Table:
    """One row per child: how many episodes, and the first and last exact report."""
    return episodes.group_by("child").agg(
        first_reported_at=episodes.reported_at.min(),
        last_reported_at=episodes.reported_at.max(),
        episodes=episodes.count(),
    )[list(CHILDREN)]


def at_risk_of(episodes: Table, as_of: datetime) -> Table:
    """Spells from a resolution to the next report, or to `as_of`.

    Both ends must be known to the minute: a spell that starts or ends on a date alone
    is left out. A report made before or at the last resolution leaves no time at risk,
    so there is no spell. A report after `as_of` has not happened yet: censored.
    """
    closes = ibis.literal(naive_utc(as_of), "timestamp")
    order = ibis.window(group_by="child", order_by="ordinal")
    spells = episodes.select(
        "child",
        after_ordinal=episodes.ordinal,
        entered_at=episodes.resolved_at,
        next_at=episodes.reported_at.lead().over(order),
        last=episodes.ordinal == episodes.episodes_of_child,
    )
    ended = spells.filter(spells.entered_at.notnull(), spells.last | spells.next_at.notnull())
    again = ended.next_at.notnull() & (ended.next_at <= closes)
    timed = ended.mutate(
        left_at=ibis.ifelse(again, ended.next_at, closes), again=ibis.ifelse(again, 1, 0)
    )
    seconds = epoch(timed.left_at) - epoch(timed.entered_at)
    timed = timed.mutate(
        again=timed.again.cast("int64"), days=seconds.cast("float64") / float(SECONDS_PER_DAY)
    )
    return timed.filter(timed.days > 0)[list(AT_RISK)]


def _counted(
    incidents: Table, window: tuple[date, date], counts_as_missing: Sequence[str]
) -> Table:
    kind, on = incidents.report_type, incidents.reported_on
    return incidents.filter(kind.isnull() | kind.isin(list(counts_as_missing)), on.between(*window))


def _with_resolution(table: Table) -> Table:
    """Add `resolved_*`: the first of the ends that has at least a date."""
    has = [(end, table[f"{end.value}_on"].notnull()) for end in _ENDS]
    parts = {
        f"resolved_{part}": ibis.cases(
            *((known, table[f"{end.value}_{part}"]) for end, known in has),
        )
        for part in _PARTS
    }
    source = ibis.cases(*((known, end.value) for end, known in has), else_=ResolvedFrom.NONE.value)
    # An end that was written and could not be read is not "no end": nobody can tell.
    aside = [(table[f"{end.value}_flag"] == TimeFlag.SET_ASIDE.value).fill_null(False)
             for end in _ENDS]  # fmt: skip
    unreadable = reduce(or_, aside) & (source == ResolvedFrom.NONE.value)
    parts["resolved_flag"] = ibis.ifelse(
        unreadable, TimeFlag.SET_ASIDE.value, parts["resolved_flag"]
    )
    return table.mutate(**parts, resolved_from=source, unreadable=unreadable)


def _with_bounds(table: Table, years: range) -> Table:
    """Add the epoch seconds that each time allows: `X_first` and `X_last`."""
    spans = {name: span_of(table, name, years) for name in ("reported", "last_seen", "resolved")}
    return table.mutate(
        **{f"{name}_first": span.earliest for name, span in spans.items()},
        **{f"{name}_last": span.latest for name, span in spans.items()},
    )


def _with_open_after(table: Table, closes: int) -> Table:
    """Blank a resolution that can only lie after the records close; add the ordinals."""
    known = table.resolved_on.notnull() & (table.resolved_first <= closes)
    blank = {
        "resolved_flag": ibis.ifelse(
            table.unreadable, TimeFlag.SET_ASIDE.value, TimeFlag.BLANK.value
        ),
        "resolved_from": ResolvedFrom.NONE.value,
    }
    names = [f"resolved_{part}" for part in (*_PARTS, "from", "first", "last")]
    order = ibis.window(group_by="child", order_by=["reported_first", "incident"])
    return table.mutate(
        **{name: ibis.ifelse(known, table[name], blank.get(name)) for name in names},
        ordinal=ibis.row_number().over(order).cast("int64") + 1,
        episodes_of_child=table.count().over(ibis.window(group_by="child")).cast("int64"),
    )


def _with_hours(table: Table, closes: int) -> Table:
    resolved = Span(table.resolved_first, table.resolved_last)
    no_end = table.resolved_on.isnull()
    # A child who is reported again has been back, or was reported twice over one absence:
    # an end that nobody wrote is then not "still missing to this day".
    unknown = table.unreadable | (no_end & (table.ordinal < table.episodes_of_child))
    is_open = no_end & ~unknown
    timed = table.reported_at.notnull() & table.resolved_at.notnull()
    low, high = _hours(Span(table.reported_first, table.reported_last), resolved, closes)
    seen_low, seen_high = _hours(
        Span(table.last_seen_first, table.last_seen_last), resolved, closes
    )
    made = {
        "hours_low": low,
        "hours_high": high,
        "hours_last_seen_low": seen_low,
        "hours_last_seen_high": seen_high,
    }
    known = {name: ibis.ifelse(unknown, None, hours) for name, hours in made.items()}
    return table.mutate(
        **known,
        ending=ibis.cases(
            (unknown, Ending.UNKNOWN.value),
            (is_open, Ending.OPEN.value),
            (timed, Ending.TIMED.value),
            else_=Ending.BOUNDED.value,
        ),
    )


def _hours(start: Span, end: Span, closes: int) -> tuple[FloatingValue, FloatingValue]:
    """Least and most hours from `start` to `end`; to `closes` and no limit if not ended.

    Below zero is zero: rows that contradict themselves were set aside at intake, so
    only the outer part of a bound can lie there.
    """
    until = end.earliest.fill_null(closes)
    return _as_hours(until - start.latest), _as_hours(end.latest - start.earliest)


def _as_hours(seconds: IntegerValue) -> FloatingValue:
    floored = ibis.ifelse(seconds < 0, 0, seconds)
    return floored.cast("float64") / float(SECONDS_PER_HOUR)


def _selected(table: Table, supplied: frozenset[str], local: frozenset[str] | None) -> Table:
    """The columns of `schema.EPISODES`, in order and of its types."""
    source = setting_source(supplied)
    made: dict[str, Value] = {
        "year": table.reported_on.year().cast("int64"),
        "month": table.reported_on.month().cast("int64"),
        "setting": table[source] if source else ibis.null("string"),
        "place": table.missing_from_place,
        "placement_kind": placement_kind(table, local),
        "row": ibis.row_number().over(ibis.window(order_by=["child", "ordinal"])).cast("int64"),
        "child_no": ibis.dense_rank().over(ibis.window(order_by="child")).cast("int64"),
    }
    for name in ("last_seen", "reported"):
        local = table[f"{name}_local"]
        made[f"{name}_minute"] = minute_of_day(local)
        made[f"{name}_night_on"] = night_on(local, NIGHT_ENDS_AT_HOUR)
    return table.select(**{name: made[name] if name in made else table[name] for name in EPISODES})
