"""One number, with everything a reader needs to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: What a group key may hold. Never a child or an incident reference.
GroupValue = str | int | bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A named number for one group, with its interval, denominator and who was left out.

    Attributes
    ----------
    name
        Lasting name, as scripts read it (`share_found_within_24h`).
    kind
        How it was made, and so how it may be released. See `vocabulary.units.Kind`.
    unit
        What `count` and `of` count; or the unit of `value` where it has one (hours).
    value, low, high
        The number and its 95% interval, in `unit` (shares in [0, 1]). None where there
        is none. An interval is given whole or not at all.
    count, of
        Units that met the definition and units that could have. Whole numbers. For a
        COUNT, `count` equals `value` and `of` is None.
    children, children_of
        Different children behind `count` and behind `of`: one child can be a whole
        cell, so disclosure rules look at these too.
    exposure
        For a RATE_RATIO, the share (0, 1) of all exposure that lies in the group; for
        a MEAN or rate, the exposure divided by (months, nights). Else None.
    reference
        For a RATE_RATIO: "whole" compares the group's rate with the rate over all
        exposure, (count / of) / exposure; "rest" compares it with everything outside
        the group, (count / exposure) / ((of - count) / (1 - exposure)).
    left_out
        Units that could not be judged. Always reported, never dropped.
    interval
        Name of the interval's method, or "" where there is none.
    design_effect
        For a SHARE with unequal numbers per child: the variance inflation used in the
        interval, so that release can make it again from rounded counts. At least 1.
    by
        The group: `{"setting": "childrens_home", "year": 2022}`; empty for all.
    state
        Why there is no value: hidden, not recorded or refused. None when shown.
    """

    name: str
    kind: Kind
    unit: Unit
    value: float | int | None
    low: float | None = None
    high: float | None = None
    count: int | None = None
    of: int | None = None
    children: int | None = None
    children_of: int | None = None
    exposure: float | None = None
    reference: str | None = None
    left_out: int | None = 0
    interval: str = ""
    design_effect: float | None = None
    by: Mapping[str, GroupValue] = field(default_factory=dict)
    state: State | None = None

    def __post_init__(self) -> None:
        """Refuse an estimate that contradicts itself.

        Raises
        ------
        ValueError
            If half an interval is given, if a value is missing without a state, if a
            count exceeds its denominator, or if the interval does not hold the value.
        """
        if (self.low is None) != (self.high is None):
            raise ValueError(f"{self.name}: half an interval")
        if self.value is None and self.state is None:
            raise ValueError(f"{self.name}: no value and no state saying why")
        if self.value is not None and self.state is not None:
            raise ValueError(f"{self.name}: a value and a state that says there is none")
        count, of = self.count, self.of
        share = self.kind is Kind.SHARE and count is not None and of is not None
        if share and not 0 <= count <= of:  # type: ignore[operator]
            raise ValueError(f"{self.name}: {count} of {of}")
        if self.low is not None and self.high is not None and self.value is not None:
            slack = 1e-9 * max(1.0, abs(float(self.value)))
            if not self.low - slack <= self.value <= self.high + slack:
                raise ValueError(f"{self.name}: the interval does not hold the value")

    @property
    def key(self) -> tuple[str, tuple[tuple[str, GroupValue], ...]]:
        """Name and group, for looking an estimate up. Unique within a finding."""
        return self.name, tuple(sorted(self.by.items()))


def refused(name: str, kind: Kind, unit: Unit, **by: GroupValue) -> Estimate:
    """An estimate the records cannot bear; the finding's caveat or refusal says why."""
    return Estimate(name, kind, unit, None, left_out=None, by=by, state=State.REFUSED)
