"""Estimates and tables of figures made again with their gaps filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

from homeward.demand.quality_gaps import FACTOR, Filled
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable
from homeward.vocabulary.recording import GapVerdict
from homeward.vocabulary.units import Kind
from homeward.vocabulary.verdicts import State

_HOW = {
    "plausible": (
        f"range of fillings, odds among the unrecorded {1 / FACTOR:g} to {FACTOR:g} times the"
        " rest's"
    ),
    "logical": "range of fillings, the gap all one way to all the other",
}
#: Rows of the chart.
DRAWN = 8
#: The table that the chart draws.
WIDEST = "gaps_widest"


def estimates_of(filled: Sequence[Filled]) -> list[Estimate]:
    """Each figure as recorded, and from the lowest to the highest that its gap allows."""
    out: list[Estimate] = []
    for f in filled:
        out.append(replace(f.as_recorded, by=f.group))
        for name, ends in (("plausible", f.plausible), ("logical", f.logical)):
            out.append(_range(f, name, ends))
    return out


def _range(f: Filled, name: str, ends: tuple[float, float] | None) -> Estimate:
    """A figure with the lowest and highest that a filling of its gap gives."""
    e = f.as_recorded
    is_share = e.kind is Kind.SHARE
    called = f"{'share' if is_share else 'ratio'}_if_gap_{name}"
    kind = Kind.BOUND if is_share else Kind.RATE_RATIO
    if e.value is None or ends is None or not isfinite(ends[1]):
        return Estimate(
            called, kind, e.unit, None, left_out=f.missing, by=f.group, state=State.REFUSED
        )
    if f.verdict is GapVerdict.NO_GAP:
        return replace(
            e,
            name=called,
            kind=kind,
            low=None,
            high=None,
            interval="",
            design_effect=None,
            by=f.group,
        )
    if is_share:
        return Estimate(
            called, kind, e.unit, e.value, *ends, of=e.of, children_of=e.children_of,
            left_out=f.missing, by=f.group, interval=_HOW[name],
        )  # fmt: skip
    return replace(e, name=called, low=ends[0], high=ends[1], interval=_HOW[name], by=f.group)


def tables_of(filled: Sequence[Filled], estimates: Sequence[Estimate]) -> list[AggregateTable]:
    """Shares, ratios, and the shares that a gap moves most."""
    tables = []
    for kind, what in (("share", "Shares"), ("ratio", "Ratios")):
        names = tuple(
            f"{kind}_{end}" for end in ("as_recorded", "if_gap_plausible", "if_gap_logical")
        )
        cells = tuple(e for e in estimates if e.name in names)
        if cells:
            tables.append(
                AggregateTable(
                    f"gaps_of_{kind}s", f"{what} as recorded, and with each gap filled both ways",
                    ("measure", "gap", "sentence"), names, cells,
                )
            )  # fmt: skip
    widest = sorted(
        (f for f in filled if f.missing and f.width > 0 and f.as_recorded.kind is Kind.SHARE),
        key=lambda f: -f.width,
    )[:DRAWN]
    if widest:
        cells = tuple(
            replace(_range(f, "plausible", f.plausible), by={"measure": f.name}) for f in widest
        )
        tables.append(
            AggregateTable(
                WIDEST, "Shares that a gap moves most, and the values it allows",
                ("measure",), ("share_if_gap_plausible",), cells,
            )
        )  # fmt: skip
    return tables
