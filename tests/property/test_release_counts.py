"""Rounding and hiding hold for any count, under the defaults and any stricter rules."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.release import release, verify
from homeward.release.behind import why_hidden
from homeward.release.estimates import release_estimate
from homeward.release.margins import second_cells
from homeward.release.rounding import band, is_published, mask
from homeward.release.rules import DEFAULT
from homeward.release.suppressed import HIDDEN
from tests.unit.release.cases import bundle, count, share, table

counts = st.integers(0, 20_000)
rules = st.builds(
    lambda redact, six, possible: DEFAULT.stricter(
        redact_up_to=redact, round_to=six, fewest_possible=possible
    ),
    st.integers(7, 40),
    st.integers(6, 50),
    st.integers(4, 7),
)


@given(counts, rules)
def test_a_published_count_is_near_its_own_and_no_count_looks_hidden(n, rules):
    published = mask(n, rules)
    if published is HIDDEN:
        assert 1 <= n <= rules.hidden_up_to
        return
    low, high = band(published, rules)
    assert low <= n <= high
    assert published == 0 or published > rules.redact_up_to
    assert is_published(published, rules)


@given(st.lists(counts, min_size=2, max_size=30), rules)
def test_rounding_never_turns_an_order_round(many, rules):
    published = [m for n in sorted(many) if (m := mask(n, rules)) is not HIDDEN]
    assert all(a <= b for a, b in pairwise(published))


@given(counts, rules)
def test_rounding_twice_is_rounding_once(n, rules):
    once = mask(n, rules)
    if once is not HIDDEN:
        assert mask(once, rules) == once


@given(counts, counts, st.integers(0, 300), st.integers(0, 300))
def test_a_share_shows_what_follows_from_its_rounded_counts_and_no_more(a, b, kids, more):
    n, of = sorted((a, b + 1))
    children = min(kids, n) if n else 0
    e = share(n, of, max(children, min(n, 1)), min(of, children + more + 1))
    released = release_estimate(e, DEFAULT)
    if released.value is None:
        assert (released.count, released.children, released.low) == (None, None, None)
        return
    assert released.value == released.count / released.of
    assert 0 <= released.low <= released.value <= released.high <= 1
    assert min(released.children or 9, released.children_of) >= 9
    assert (released.value == 1) <= (n == of)
    assert (released.value == 0) == (n == 0)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8))
def test_totals_leave_every_hidden_cell_four_values(cells):
    """The attack by intervals, made again here from published numbers alone."""
    total = sum(cells)
    filed = [count(n, n, setting=str(i)) for i, n in enumerate(cells)]
    filed.append(count(total, total))
    second = second_cells(filed, DEFAULT)
    shown = [release_estimate(e, DEFAULT, second).value for e in filed]
    if shown[-1] is None:
        return
    low, high = band(shown[-1], DEFAULT)
    known = [band(v, DEFAULT) for v in shown[:-1] if v is not None]
    hidden = [n for n, v in zip(cells, shown, strict=False) if v is None]
    least, most = low - sum(h for _, h in known), high - sum(lo for lo, _ in known)
    small = [n for n in hidden if n <= 7]
    if len(hidden) == 1 and small:
        possible = range(max(1, least), min(7, most) + 1)
        assert len(possible) >= 4
        assert small[0] in possible


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(1, 6))
def test_every_small_cell_is_hidden_whatever_its_neighbours(cells, kids):
    filed = [count(n, min(n, kids), setting=str(i)) for i, n in enumerate(cells)]
    second = second_cells([*filed, count(sum(cells))], DEFAULT)
    assert all(why_hidden(e, DEFAULT, second) is not None for e in filed)
    assert all(release_estimate(e, DEFAULT, second).value is None for e in filed)


# ---------------------------------------------------------------- a table with its margins

#: Numbers of a sparse table: nearly all none, one or a few.
sparse = st.sampled_from([0, 0, 0, 0, 1, 1, 1, 2, 3, 7, 8, 20, 40])


@st.composite
def grids(draw):
    """Incidents by row and column, some rows of them quite small."""
    across = draw(st.integers(2, 8))
    row = st.lists(sparse, min_size=across, max_size=across)
    ones = st.lists(st.sampled_from([0, 1]), min_size=across, max_size=across)
    return draw(st.lists(st.one_of(row, ones), min_size=2, max_size=4))


def with_margins(grid):
    """Every number of a grid by (row, column), None standing for all."""
    sized = {(r, c): n for r, row in enumerate(grid) for c, n in enumerate(row)}
    for r, row in enumerate(grid):
        sized[r, None] = sum(row)
    for c, column in enumerate(zip(*grid, strict=True)):
        sized[None, c] = sum(column)
    return sized | {(None, None): sum(map(sum, grid))}


def as_bundle(sized):
    """A bundle of a table of them, every incident of another child."""
    named = [
        count(n, n, **{k: v for k, v in (("row", r), ("column", c)) if v is not None})
        for (r, c), n in sized.items()
    ]
    return bundle(tables=(table(*named, dimensions=("row", "column")),))


def sums_of(sized):
    """Each total with its parts."""
    rows, columns = ({at[i] for at in sized} - {None} for i in (0, 1))
    for r in rows | {None}:
        yield (r, None), [(r, c) for c in columns]
    for c in columns | {None}:
        yield (None, c), [(r, c) for r in rows]


def what_a_reader_knows(sized, shown):
    """The range of every number, from what is published and the rules alone.

    A hidden number is one or more, since a zero would be shown, unless it would be
    hidden with a hidden total; and the sums hold.
    """
    sums = list(sums_of(sized))
    with_total = {p for total, parts in sums if shown[total] is None for p in parts}
    known = {
        at: (0 if at in with_total else 1, inf) if n is None else band(n, DEFAULT)
        for at, n in shown.items()
    }
    for _ in range(8):
        for total, parts in sums:
            for at in (*parts, total):
                others = [p for p in parts if p != at]
                low, high = (sum(known[p][i] for p in others) for i in (0, 1))
                if at != total:
                    low, high = known[total][0] - high, known[total][1] - low
                known[at] = max(known[at][0], low), min(known[at][1], high)
    return known


@settings(max_examples=40)
@given(grids())
def test_no_margin_of_a_released_table_gives_a_small_count_away(grid):
    """The attack by intervals on a whole table with every margin."""
    sized = with_margins(grid)
    released = release(as_bundle(sized))
    assert verify(released) is None
    (finding,) = released.findings
    (kept,) = finding.tables
    shown = dict(zip(sized, (e.value for e in kept.estimates), strict=True))
    known = what_a_reader_knows(sized, shown)
    for at, n in sized.items():
        low, high = known[at]
        assert low <= n <= high
        if 1 <= n <= 7:
            assert shown[at] is None
            assert min(7, high) - max(1, low) + 1 >= 4
