"""Long and persistent missing, against county lines, gang and other exploitation flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from homeward.demand.counting import Counter, Flag, Tally, Yes
from homeward.demand.duration_coarse import beyond_flags, bounds_of, told
from homeward.demand.estimates import count, share, share_of_units
from homeward.demand.long_missing_flags import (
    BLANK,
    KINDS,
    SILENT_FILE,
    Basis,
    Flags,
    Recorded,
    flags_of,
    recorded,
)
from homeward.demand.long_missing_ratios import Asked, TooCoarse, held_equal, ratios_of, sides
from homeward.demand.long_missing_spells import THRESHOLDS, beyond, persistent, unplaced
from homeward.demand.long_missing_words import (
    LIMITS,
    METHOD,
    Held,
    beside,
    caveats,
    chart,
    persistence,
    statement,
)
from homeward.demand.wording import definition, refuse
from homeward.estimators import Background, Unfit
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Finding
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.times import ResolvedFrom
from homeward.vocabulary.units import Unit

ANCHOR = "long-and-persistent-missing"
#: Where more than this part of the incidents is left out because the record is blank, the
#: ratios are filed a second time with a blank taken as none.
MANY_BLANK = 0.05

#: What `resolved_from` says of incidents that have ended.
_ENDS = tuple(word.value for word in ResolvedFrom if word is not ResolvedFrom.NONE)


class _Study:
    """What is worked out once and asked many times."""

    def __init__(self, timelines: Timelines) -> None:
        self.sheet: Sheet = timelines.sheet
        self.counter = Counter(self.sheet)
        self.spans = {name: beyond(self.sheet, hours) for name, hours in THRESHOLDS.items()}
        self.unplaced = {name: unplaced(self.sheet, hours) for name, hours in THRESHOLDS.items()}
        self.children = persistent(self.sheet, timelines.definitions)
        self.first = np.flatnonzero(self.sheet.number("ordinal") == 1)
        self.unfit: dict[Unfit | TooCoarse, list[Estimate]] = {}
        self.held: Held = {}

    def ratios(self, asked: Asked, others: Background) -> list[Estimate]:
        """Crude and adjusted; kept are why one cannot be made, and what a model held equal."""
        made = ratios_of(asked, others)
        for estimate, why in made:
            if isinstance(why, Unfit | TooCoarse):
                self.unfit.setdefault(why, []).append(estimate)
            else:
                self.held[estimate.key] = why
        return [estimate for estimate, _ in made]


def _shares(study: _Study) -> list[Estimate]:
    """Of all incidents; where times are too coarse for a share, its lowest and highest."""
    flags = {name: Flag(long, known) for name, (long, known) in study.spans.items()}
    found = study.counter.tallies([()], flags)[()]
    low, high = (study.sheet.number(name) for name in ("hours_low", "hours_high"))
    out = []
    for name, hours in THRESHOLDS.items():
        named, loose = f"share_missing_over_{name}", int(study.unplaced[name].sum())
        out += _or_bounds(
            study, share(named, found[name], {}), loose, beyond_flags(low, high, hours)
        )
    return out


def _or_bounds(
    study: _Study, made: Estimate, loose: int, ends: Mapping[str, Flag]
) -> list[Estimate]:
    """A share as it is; or refused, and then the lowest and highest that it can be."""
    given = told(made, loose)
    if given is made:
        return [made]
    return [given, *bounds_of(given.name, study.counter.tallies([()], ends)[()], {})]


def _persistent(study: _Study) -> list[Estimate]:
    of_child, n = study.children, study.sheet.children
    loose = of_child.unplaced & ~of_child.yes
    parts = {
        "": (of_child.yes, of_child.judged, loose),
        "_by_number": (of_child.by_number, np.ones(n, bool), np.zeros(n, bool)),
        "_by_length": (of_child.by_length, of_child.judged_by_length, of_child.unplaced),
    }
    out = []
    for ending, (yes, judged, unsure) in parts.items():
        out += _share_of_children(f"share_of_children_persistent{ending}", yes, judged, unsure)
    child = study.sheet.child
    flag = Flag(of_child.yes[child], of_child.judged[child])
    found = study.counter.tallies([()], {"theirs": flag})[()]["theirs"]
    ends = {"lowest": Flag(flag.yes), "highest": Flag((of_child.yes | ~of_child.judged)[child])}
    theirs = share("share_of_incidents_by_persistent_children", found, {})
    return [*out, *_or_bounds(study, theirs, int(loose[child].sum()), ends)]


def _share_of_children(name: str, yes: Yes, judged: Yes, unsure: Yes) -> list[Estimate]:
    """A share of children; or refused, and then the lowest and highest that it can be."""
    n, count_of, out_of = len(yes), int(yes.sum()), int(judged.sum())
    made = share_of_units(name, count_of, out_of, {}, left_out=n - out_of)
    given = told(made, int(unsure.sum()))
    if given is made:
        return [made]
    ends = {"lowest": count_of, "highest": int((yes | ~judged).sum())}
    tallies = {
        end: Tally(many, n, 0, many, n, n - many, many, many, n, n) for end, many in ends.items()
    }
    return [given, *(replace(e, unit=Unit.CHILDREN) for e in bounds_of(name, tallies, {}))]


def _by_flag(study: _Study, kind: str, basis: Basis) -> list[Estimate]:
    """Shares beyond each limit, with the flag and without it."""
    out = []
    for name, (long, known) in study.spans.items():
        found = sides(study.counter, basis, long, known)
        loose = study.unplaced[name] & basis.judged
        for tally, yes in zip(found, (True, False), strict=True):
            by = {"exploitation": kind, "flagged": yes}
            here = int((loose & (basis.flagged == yes)).sum())
            out.append(told(share(f"share_missing_over_{name}", tally, by), here))
    return out


def _children_by_flag(study: _Study, kind: str, basis: Basis) -> list[Estimate]:
    """Shares of children who are persistently missing, with the flag and without it."""
    out, of_child = [], study.children
    for yes in (True, False):
        mine = basis.judged & (basis.flagged == yes)
        judged = mine & of_child.judged
        number, left = int((judged & of_child.yes).sum()), int((mine & ~of_child.judged).sum())
        by = {"exploitation": kind, "flagged": yes}
        made = share_of_units(
            "share_of_children_persistent", number, int(judged.sum()), by, left_out=left
        )
        out.append(told(made, int((mine & of_child.unplaced & ~of_child.yes).sum())))
    return out


def _incidents(study: _Study, kind: str, flags: Flags, others: Background) -> list[Estimate]:
    """Odds ratios of long incidents: flagged before; ever; and with a blank as none."""
    bases: list[tuple[Basis, dict[str, str]]] = [(flags.before, {}), (flags.ever, _EVER)]
    if _blank(flags) > MANY_BLANK * study.sheet.rows:
        bases.append((flags.blank_as_none, _AS_NONE))
    out = []
    for basis, by in bases:
        for name, (long, known) in study.spans.items():
            group = {"threshold": name, **by}
            asked = Asked(
                f"odds_ratio_{kind}", group, long, known, basis, study.sheet.child,
                study.unplaced[name],
            )  # fmt: skip
            out += study.ratios(asked, others)
    return out


_EVER = {"flagged": "ever"}
_AS_NONE = {"blank": Exploitation.NONE.value}


def _blank(flags: Flags) -> int:
    return int(flags.why[SILENT_FILE].sum() + flags.why[BLANK].sum())


def _of_children(study: _Study, kind: str, flags: Flags, others: Background) -> list[Estimate]:
    """Odds ratios of persistent missing: flagged before the first incident; and ever."""
    of_child, n = study.children, study.sheet.children
    mine = others.taken(study.first)
    ever = Basis(
        flags.ever.flagged[study.first],
        np.bincount(study.sheet.child[flags.ever.judged], minlength=n) > 0,
    )
    out = []
    for basis, by in ((_at_first(study, flags.before), {}), (ever, _EVER)):
        asked = Asked(
            f"odds_ratio_persistent_{kind}", by, of_child.yes, of_child.judged, basis,
            np.arange(n), of_child.unplaced & ~of_child.yes, Unit.CHILDREN,
        )  # fmt: skip
        out += study.ratios(asked, mine)
    return out


def _at_first(study: _Study, basis: Basis) -> Basis:
    """The basis as it stands at each child's first incident."""
    return Basis(basis.flagged[study.first], basis.judged[study.first])


def _left_out(study: _Study, kind: str, flags: Flags) -> list[Estimate]:
    """How many incidents are left out of the headline, by reason."""
    found = study.counter.tallies([()], {why: Flag(yes) for why, yes in flags.why.items()})[()]
    return [
        count(
            "incidents_left_out",
            tally.count,
            {"exploitation": kind, "reason": why},
            children=tally.children,
        )
        for why, tally in found.items()
    ]


def _tables(estimates: list[Estimate]) -> tuple[AggregateTable, ...]:
    """Tables of what is filed; a refused ratio keeps its place."""
    by_flag = ("share_missing_over_48h", "share_missing_over_7d", "share_of_children_persistent")
    return (
        *(_ratios(estimates, name) for name in THRESHOLDS),
        AggregateTable(
            "by_flag", "Long incidents and persistent children, by whether flagged before",
            ("exploitation", "flagged"), by_flag,
            tuple(e for e in estimates if set(e.by) == {"exploitation", "flagged"}),
        ),
        AggregateTable(
            "left_out", "Incidents left out because it cannot be told what was flagged before",
            ("exploitation", "reason"), ("incidents_left_out",),
            tuple(e for e in estimates if e.name == "incidents_left_out"),
        ),
    )  # fmt: skip


def _ratios(estimates: list[Estimate], threshold: str) -> AggregateTable:
    rows = [
        replace(e, name="odds_ratio", by={"exploitation": kind, "adjusted": e.by["adjusted"]})
        for kind in KINDS
        for e in estimates
        if e.name == f"odds_ratio_{kind}" and set(e.by) == {"threshold", "adjusted"}
        if e.by["threshold"] == threshold
    ]
    return AggregateTable(
        f"odds_ratios_{threshold}",
        f"Odds of being missing for {LIMITS[threshold]}, flagged before against not",
        ("exploitation", "adjusted"), ("odds_ratio",), tuple(rows),
    )  # fmt: skip


def _with_flags(study: _Study, row: Recorded) -> list[Estimate]:
    others = held_equal(study.sheet)
    out: list[Estimate] = []
    for kind in KINDS:
        flags = flags_of(study.sheet, kind, row)
        out += _incidents(study, kind, flags, others)
        out += _of_children(study, kind, flags, others)
        out += _by_flag(study, kind, flags.before)
        out += _children_by_flag(study, kind, _at_first(study, flags.before))
        out += _left_out(study, kind, flags)
    return out


def long_missing(timelines: Timelines, seed: int) -> Finding:
    """File `demand.long_missing`: long and persistent missing, and exploitation flags.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident and HW-N001 where none has an end.
        Without exploitation flags (HW-N016), or where the records cannot tell flagged from
        not flagged (HW-N017), lengths and persistence alone.

    Source
    ------
    Definition: docs/reference/definitions.md#long-and-persistent-missing.
    """
    if timelines.sheet.rows == 0:
        return refuse("demand.long_missing", "HW-N003", ANCHOR)
    if not timelines.sheet.word("resolved_from").among(_ENDS).any():
        return refuse("demand.long_missing", "HW-N001", ANCHOR)
    study = _Study(timelines)
    estimates = _shares(study) + _persistent(study)
    row = recorded(study.sheet)
    tables: tuple[AggregateTable, ...] = ()
    if "exploitation" in timelines.supplied:
        estimates += _with_flags(study, row)
        tables = _tables(estimates)
    finding = Finding(
        "demand.long_missing",
        statement(estimates, study.held),
        tuple(estimates),
        METHOD + persistence(timelines.definitions),
        definition(ANCHOR),
        caveats(timelines, row, study.unfit, study.held, estimates),
        beside(estimates),
        tables,
    )
    return replace(finding, charts=chart(timelines, finding))
