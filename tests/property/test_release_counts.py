"""Rounding and hiding hold for any count, under the defaults and any stricter rules."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from homeward.release.behind import why_hidden
from homeward.release.estimates import release_estimate
from homeward.release.margins import second_cells
from homeward.release.rounding import band, is_published, mask
from homeward.release.rules import DEFAULT
from homeward.release.suppressed import HIDDEN
from tests.unit.release.cases import count, share

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
