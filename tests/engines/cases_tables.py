"""Cases about many rows: totals, groups, order, windows, joins and lists unrolled."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from statistics import mean, median, stdev

import ibis
from ibis import _

from homeward.engine.times import epoch
from tests.engines.awkward import OTHERS, PLAIN
from tests.engines.case import Case, Gap

GROUPS: dict = defaultdict(list)
for _plain in PLAIN:
    GROUPS[_plain.g].append(_plain)

_BY_G = [g for g in GROUPS if g is not None]
#: Groups as they sort: by code point, null last.
KEYS = [*sorted(_BY_G), None]

OTHER_ROWS = OTHERS.to_pylist()


def _of(rows, column):
    return [v for r in rows if (v := getattr(r, column)) is not None]


def _grouped(name, ask, by_hand, **options):
    """A value per group, in order of the group, null last."""

    def asked(t, _others):
        return t.group_by("g").agg(value=ask(t)).order_by(ibis.asc("g", nulls_first=False))

    return Case(name, asked, [(g, by_hand(GROUPS[g])) for g in KEYS], **options)


def _seconds(at):
    return int((at - datetime(1970, 1, 1)).total_seconds())


def _nothing(t):
    return t.filter(t.id < 0)


TOTALS = [
    Case("rows of nothing", lambda t, o: _nothing(t).count(), 0),
    Case("the sum of nothing is null", lambda t, o: _nothing(t).n.sum(), None),
    Case("the mean of nothing is null", lambda t, o: _nothing(t).n.mean(), None),
    Case("the greatest of nothing is null", lambda t, o: _nothing(t).on.max(), None),
    Case("rows and known values", lambda t, o: t.agg(a=t.count(), b=t.n.count()),
         [(len(PLAIN), len(_of(PLAIN, "n")))]),
    Case("distinct values, null not one of them",
         lambda t, o: t.agg(a=t.n.nunique(), b=t.g.nunique()),
         [(len(set(_of(PLAIN, "n"))), len(_BY_G))]),
    Case("a share is the mean of a truth", lambda t, o: t.b.mean(), mean(_of(PLAIN, "b"))),
    Case("how many are true", lambda t, o: t.b.sum(), sum(_of(PLAIN, "b"))),
    Case("a count under a condition", lambda t, o: t.count(where=t.n > 0),
         sum(n > 0 for n in _of(PLAIN, "n"))),
    Case("a sum under a condition that may be null", lambda t, o: t.id.sum(where=t.b),
         sum(r.id for r in PLAIN if r.b)),
    Case("first and last date", lambda t, o: t.agg(a=t.on.min(), b=t.on.max()),
         [(min(_of(PLAIN, "on")), max(_of(PLAIN, "on")))]),
    Case("first and last instant", lambda t, o: t.agg(a=t.at.min(), b=t.at.max()),
         [(min(_of(PLAIN, "at")), max(_of(PLAIN, "at")))]),
    Case("first and last word by code point", lambda t, o: t.agg(a=t.s.min(), b=t.s.max()),
         [(min(_of(PLAIN, "s")), max(_of(PLAIN, "s")))]),
    Case("sample standard deviation", lambda t, o: t.n.std(), stdev(_of(PLAIN, "n")), within=1e-12),
    Case("a count under a condition, of nothing", lambda t, o: _nothing(t).agg(
         a=_.count(where=_.n > 0)), [(0,)],
         gaps={"spark": Gap.DIFFERS}),
    Case("a count under a condition, of nothing, filled",
         lambda t, o: _nothing(t).agg(a=_.count(where=_.n > 0).fill_null(0)), [(0,)]),
    Case("median with interpolation", lambda t, o: t.x.quantile(0.5), median(_of(PLAIN, "x")),
         within=1e-12),
    Case("median of instants is half way", lambda t, o: t.at.quantile(0.5),
         datetime(2024, 3, 31, 0, 59, 59, 500_000), gaps={"duckdb": Gap.DIFFERS}),
    Case("median of instants by their seconds", lambda t, o: epoch(t.at).quantile(0.5),
         float(median(_seconds(at) for at in _of(PLAIN, "at")))),
]  # fmt: skip

BY_GROUP = [
    _grouped("null is a group of its own", lambda t: t.count(), len),
    _grouped("whole sums stay whole", lambda t: t.n.sum(),
             lambda r: sum(_of(r, "n")) if _of(r, "n") else None),
    _grouped("the mean of whole numbers is a fraction", lambda t: t.n.mean(),
             lambda r: mean(map(float, _of(r, "n"))) if _of(r, "n") else None),
    _grouped("distinct in a group", lambda t: t.n.nunique(), lambda r: len(set(_of(r, "n")))),
    _grouped("median in a group", lambda t: t.x.quantile(0.5),
             lambda r: median(_of(r, "x")) if _of(r, "x") else None, within=1e-12),
    _grouped("whether any holds", lambda t: t.b.any(),
             lambda r: any(_of(r, "b")) if _of(r, "b") else None),
    _grouped("whether all hold", lambda t: t.b.all(),
             lambda r: all(_of(r, "b")) if _of(r, "b") else None),
    _grouped("a spread of one value is null", lambda t: t.x.std(),
             lambda r: stdev(_of(r, "x")) if len(_of(r, "x")) > 1 else None, within=1e-12),
    # Ibis counts under a condition on Spark by a sum, and a sum of nothing is null.
    _grouped("a count under a condition, in a group", lambda t: t.count(where=t.x > 0),
             lambda r: sum(x > 0 for x in _of(r, "x")), gaps={"spark": Gap.DIFFERS}),
    _grouped("a count under a condition, in a group, filled",
             lambda t: t.count(where=t.x > 0).fill_null(0),
             lambda r: sum(x > 0 for x in _of(r, "x"))),
    Case("two keys", lambda t, o: t.group_by(["g", "b"]).agg(k=t.count()).order_by(["g", "b"]),
         [(g, b, k) for g in KEYS for b in (False, True, None)
          if (k := sum(r.b is b for r in GROUPS[g]))]),
]  # fmt: skip

ORDER = [
    Case("nulls come last, upwards", lambda t, o: t.order_by(["n", "id"])[["id"]],
         [(r.id,) for r in sorted(PLAIN, key=lambda r: (r.n is None, r.n or 0, r.id))]),
    Case("nulls come last, downwards", lambda t, o: t.order_by([ibis.desc("n"), "id"])[["id"]],
         [(r.id,) for r in sorted(PLAIN, key=lambda r: (r.n is None, -(r.n or 0), r.id))]),
    Case("nulls come first if asked",
         lambda t, o: t.order_by([ibis.asc("n", nulls_first=True), "id"])[["id"]],
         [(r.id,) for r in sorted(PLAIN, key=lambda r: (r.n is not None, r.n or 0, r.id))]),
    Case("words sort by code point", lambda t, o: t.order_by(["s", "id"])[["id"]],
         [(r.id,) for r in sorted(PLAIN, key=lambda r: (r.s is None, r.s or "", r.id))]),
    Case("the first few of an order", lambda t, o: t.order_by(ibis.desc("id")).limit(3)[["id"]],
         [(10,), (9,), (8,)]),
    Case("a filter drops what is null", lambda t, o: t.filter(t.n > 0).order_by("id")[["id"]],
         [(r.id,) for r in PLAIN if r.n is not None and r.n > 0]),
    Case("so does its opposite", lambda t, o: t.filter(~(t.n > 0)).order_by("id")[["id"]],
         [(r.id,) for r in PLAIN if r.n is not None and not r.n > 0]),
    Case("distinct rows, two nulls alike", lambda t, o: t[["n"]].distinct().order_by("n"),
         [(n,) for n in sorted(set(_of(PLAIN, "n")))] + [(None,)]),
]  # fmt: skip


def _windowed(name, ask, by_hand, **options):
    """A value per row from its group in order of `n` (nulls last), then id."""

    def asked(t, _others):
        order = ibis.window(group_by="g", order_by=["n", "id"])
        return t.select("id", value=ask(t, order)).order_by("id")

    answers = {}
    for rows in GROUPS.values():
        ordered = sorted(rows, key=lambda r: (r.n is None, r.n or 0, r.id))
        answers |= {r.id: by_hand(ordered, place) for place, r in enumerate(ordered)}
    return Case(name, asked, sorted(answers.items()), **options)


WINDOWS = [
    _windowed("row number, ties broken by id", lambda t, w: ibis.row_number().over(w),
              lambda rows, i: i),
    _windowed("the row before, ties broken by id", lambda t, w: t.id.lag().over(w),
              lambda rows, i: rows[i - 1].id if i else None),
    _windowed("the row after, ties broken by id", lambda t, w: t.id.lead().over(w),
              lambda rows, i: rows[i + 1].id if i + 1 < len(rows) else None),
    _windowed("a null before is null", lambda t, w: t.x.lag().over(w),
              lambda rows, i: rows[i - 1].x if i else None),
    Case("running total", lambda t, o: t.select("id", v=t.id.sum().over(
         ibis.window(group_by="g", order_by="id", preceding=None, following=0))).order_by("id"),
         [(r.id, sum(q.id for q in GROUPS[r.g] if q.id <= r.id)) for r in PLAIN]),
    Case("greatest so far", lambda t, o: t.select("id", v=t.m.max().over(
         ibis.window(order_by="id", preceding=None, following=0))).order_by("id"),
         [(r.id, max(_of(PLAIN[: r.id], "m"), default=None)) for r in PLAIN]),
    Case("rank from nought, ties alike", lambda t, o: t.filter(t.n.notnull()).mutate(
         v=ibis.rank().over(ibis.window(order_by="n"))).order_by("id")[["id", "v"]],
         [(r.id, sum(n < r.n for n in _of(PLAIN, "n"))) for r in PLAIN if r.n is not None]),
    Case("dense rank from nought", lambda t, o: t.filter(t.n.notnull()).mutate(
         v=ibis.dense_rank().over(ibis.window(order_by="n"))).order_by("id")[["id", "v"]],
         [(r.id, sum(n < r.n for n in set(_of(PLAIN, "n")))) for r in PLAIN if r.n is not None]),
    Case("size of the group beside each row", lambda t, o: t.select(
         "id", v=t.count().over(ibis.window(group_by="g"))).order_by("id"),
         [(r.id, len(GROUPS[r.g])) for r in PLAIN]),
    Case("share of the group's total", lambda t, o: t.select(
         "id", v=t.id / t.id.sum().over(ibis.window(group_by="g"))).order_by("id"),
         [(r.id, r.id / sum(q.id for q in GROUPS[r.g])) for r in PLAIN]),
]  # fmt: skip


def _pairs(t, u):
    return t.join(u, [t.g == u.g, t.id < u.id]).count()


def _matches(row):
    return [o["k"] for o in OTHER_ROWS if o["g"] is not None and o["g"] == row.g]


JOINS = [
    Case("a join multiplies rows and null matches nothing",
         lambda t, o: t.join(o, "g").order_by(["id", "k"])[["id", "k"]],
         [(r.id, k) for r in PLAIN for k in _matches(r)]),
    Case("a left join keeps every row",
         lambda t, o: t.left_join(o, "g").order_by(["id", "k"])[["id", "k"]],
         [(r.id, k) for r in PLAIN for k in (_matches(r) or [None])]),
    Case("rows with a match", lambda t, o: t.semi_join(o, "g").order_by("id")[["id"]],
         [(r.id,) for r in PLAIN if _matches(r)]),
    Case("rows without one", lambda t, o: t.anti_join(o, "g").order_by("id")[["id"]],
         [(r.id,) for r in PLAIN if not _matches(r)]),
    Case("pairs of rows of one group", lambda t, o: _pairs(t, t.view()),
         sum(len(rows) * (len(rows) - 1) // 2 for g, rows in GROUPS.items() if g is not None)),
    Case("a union keeps duplicates", lambda t, o: t[["g"]].union(o[["g"]]).count(),
         len(PLAIN) + len(OTHER_ROWS)),
    Case("a distinct union does not", lambda t, o: t[["g"]].union(o[["g"]], distinct=True)
         .order_by("g"), [(g,) for g in sorted({*_BY_G, "c"})] + [(None,)]),
]  # fmt: skip

UNROLLED = [
    Case("a list unrolled: nothing for empty or null, a row for a null word",
         lambda t, o: t.select("id", w=t.words.unnest()).order_by(["id", "w"]),
         [(r.id, w) for r in PLAIN for w in sorted(r.words or [], key=lambda w: (w is None, w))]),
    Case("a word counts once for a row",
         lambda t, o: t.select("id", w=t.words.unnest()).distinct().group_by("w")
         .agg(k=_.count()).order_by("w"),
         [(w, sum(w in (r.words or []) for r in PLAIN)) for w in ["", "x", "y", "z", "é", None]]),
]  # fmt: skip

CASES = [*TOTALS, *BY_GROUP, *ORDER, *WINDOWS, *JOINS, *UNROLLED]
