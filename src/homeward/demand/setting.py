"""Settings of the children most often missing, and rates by setting."""

from __future__ import annotations

import numpy as np

from homeward.demand.counting import Counter, Flag, Tally
from homeward.demand.estimates import count, incidents_per_child, share, share_of_units
from homeward.demand.repeats import MANY
from homeward.demand.setting_homes import TOP, Homes
from homeward.demand.setting_rates import COVERED, rates_of
from homeward.demand.wording import (
    BY_CHILD,
    definition,
    refuse,
    reports_caveat,
    standing_caveats,
    window,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding
from homeward.timelines.histories import Timelines
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.units import Unit

ANCHOR = "where-children-live"
#: Settings in which a child lives in a household: with parents, kin or foster carers.
FAMILIES = (Setting.FAMILY_HOME.value, Setting.KINSHIP.value, Setting.FOSTER.value)
_CARE, _BLANK = Setting.CHILDRENS_HOME.value, Setting.NOT_RECORDED.value
HIGH, IN_FAMILIES = "share_of_high_repeaters", "share_of_high_repeaters_with_families"
OFTEN, THEIRS = "share_of_children_with_10_or_more", "share_of_incidents_by_high_repeaters"
MEASURES = (
    "children_with_10_or_more", HIGH, "share_of_high_repeaters_incidents",
    "share_of_top_10_percent",
)  # fmt: skip
SIDES = (OFTEN, THEIRS, "incidents_per_child")

METHOD = (
    "A child's setting is that of most of the child's incidents in the window; of settings with"
    " equally many, that of the latest incident. So each child is counted once here, with all of"
    " the child's incidents, while other findings count a child in every setting that has an"
    f" incident. High repeaters are children with {MANY} incidents or more in the window; the top"
    f" {TOP}% are a tenth of all children, rounded up, and those who tie with the last of them."
    " With families means in a family home, with kin or with foster carers. Shares of children"
    " take children as independent (Wilson). Incidents for each child are over children with at"
    " least one; the interval comes from the spread between children (normal on the log scale)."
    " Rates go by the setting of the incident. A rate for each year placed counts only incidents"
    " that began within a placement of that kind in this area, over every day of such placements,"
    " so that both sides are of the same children, and is given only where those are"
    f" {COVERED:.0%} or more of the setting's incidents and the placements are not all of children"
    " who were reported. A rate for each registered bed counts incidents that began at a"
    " children's home whose beds are known, over its beds and the time it was open. A rate for"
    " each thousand children counts incidents of the years and ages that published counts are"
    " of. Rates take children, not incidents, as arriving independently (compound Poisson). "
    + BY_CHILD
)


def _of_children(homes: Homes, setting: str) -> list[Estimate]:
    inside, by = homes.inside(setting), {"setting": setting}
    often, most = int((inside & homes.many).sum()), int((inside & homes.top).sum())
    return [
        count("children_with_10_or_more", often, by, unit=Unit.CHILDREN, children=often),
        share_of_units(HIGH, often, int(homes.many.sum()), by),
        share_of_units("share_of_top_10_percent", most, int(homes.top.sum()), by),
        share_of_units(OFTEN, often, int(inside.sum()), by),
        incidents_per_child(homes.volume(setting), by),
    ]


def _of_incidents(homes: Homes) -> list[Estimate]:
    """Shares of incidents: of each setting's, and of the high repeaters'."""
    sheet, many = homes.sheet, homes.many[homes.sheet.child]
    counter = Counter(sheet, {"setting": homes.of_incident})
    found = counter.tallies([(), ("setting",)], {"many": Flag(many)})
    theirs = {s: Flag(homes.of_incident.equals(s)) for s in homes.settings}
    split = Counter(sheet, where=many).tallies([()], theirs)[()]
    out = [share(THEIRS, found[()]["many"], {})]
    for setting in homes.settings:
        by = {"setting": setting}
        tally = found.get((("setting", setting),), {}).get("many", _NOTHING)
        out += [
            share(THEIRS, tally, by),
            share("share_of_high_repeaters_incidents", split[setting], by),
        ]
    return out


_NOTHING = Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def _of_all(homes: Homes) -> list[Estimate]:
    many = int(homes.many.sum())
    families = int((np.any([homes.inside(s) for s in FAMILIES], axis=0) & homes.many).sum())
    return [
        count("children_with_10_or_more", many, {}, unit=Unit.CHILDREN, children=many),
        share_of_units(IN_FAMILIES, families, many, {}),
        share_of_units(
            "share_of_children_in_more_than_one_setting", homes.moved, homes.sheet.children, {}
        ),
    ]


def _lived(timelines: Timelines) -> str:
    went_from = timelines.setting_from == "missing_from_type"
    return "mostly went missing from" if went_from else "mostly lived in"


def _where(timelines: Timelines) -> str:
    """As `_lived`, at the end of "by where they"."""
    return _lived(timelines).removesuffix(" in")


def _statement(timelines: Timelines, homes: Homes) -> str:
    if not homes.many.any():
        return f"No child was reported missing {MANY} times or more in the window."
    at, family = f"[setting={_CARE}]", f"[setting={FAMILIES[0]}]"
    words = (
        f"Of the {{children_with_10_or_more}} children reported missing {MANY} times or more,"
        f" {{{HIGH}{family}}} ({{{HIGH}{family}:interval}}) {_lived(timelines)} a family home,"
        f" {{{IN_FAMILIES}}} counting the homes of kin and foster carers too"
        f" ({{{IN_FAMILIES}:interval}}), and {{{HIGH}{at}}} ({{{HIGH}{at}:interval}})"
        f" {_lived(timelines).split()[-1]} a children's home. They had {{{THEIRS}}} of all"
        " incidents."
    )
    if (homes.inside(_BLANK) & homes.many).any():
        words += f" Where {{{HIGH}[setting={_BLANK}]}} of them {_where(timelines)} is not recorded."
    if all(homes.inside(s).any() for s in (FAMILIES[0], _CARE)):
        words += (
            f" Among children of family homes {{{OFTEN}[setting={FAMILIES[0]}]}} were reported so"
            f" often; among those of children's homes, {{{OFTEN}{at}}}."
        )
    return words


def _tables(timelines: Timelines, estimates: list[Estimate]) -> tuple[AggregateTable, ...]:
    def picked(names: tuple[str, ...]) -> tuple[Estimate, ...]:
        return tuple(e for e in estimates if e.name in names and e.by)

    return (
        AggregateTable(
            "high_repeaters_by_setting",
            f"Children reported missing {MANY} times or more, and the {TOP}% of children missing"
            f" most often, by where they {_where(timelines)}",
            ("setting",), MEASURES, picked(MEASURES),
        ),
        AggregateTable(
            "settings", "How often the children of each setting are reported missing",
            ("setting",), SIDES, picked(SIDES),
        ),
    )  # fmt: skip


def _chart(timelines: Timelines) -> Chart:
    at = f"{{{HIGH}[setting={_CARE}]}}"
    return Chart(
        "high_repeaters_by_setting", "bar", "high_repeaters_by_setting", "setting", HIGH,
        f"{at} of the children missing {MANY} times or more {_lived(timelines)} a children's home,"
        f" and {{{IN_FAMILIES}}} a family home or the home of kin or foster carers",
        f"Share of the children reported missing {MANY} times or more, by where they"
        f" {_where(timelines)}, {timelines.force}, {window(timelines)}",
        f"A bar for each kind of place: its share of the children reported missing {MANY} times"
        f" or more. Children's homes have {at}.",
    )  # fmt: skip


def setting(timelines: Timelines, seed: int) -> Finding:
    """File `demand.setting`: where the children missing many times live, and rates.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident, with HW-N004 where nothing says
        where children live.

    Source
    ------
    Definition: docs/reference/definitions.md#where-children-live.
    """
    if timelines.sheet.rows == 0:
        return refuse("demand.setting", "HW-N003", ANCHOR)
    homes = Homes(timelines.sheet)
    if not timelines.setting_from or homes.inside(_BLANK).all():
        return refuse("demand.setting", "HW-N004", ANCHOR)
    estimates = _of_all(homes) + [e for s in homes.settings for e in _of_children(homes, s)]
    estimates += _of_incidents(homes)
    rates = rates_of(timelines, homes.settings)
    return Finding(
        "demand.setting",
        _statement(timelines, homes),
        (*estimates, *rates.estimates),
        METHOD,
        definition(ANCHOR),
        (
            *standing_caveats(timelines),
            reports_caveat(),
            f"How many of the children missing many times {_lived(timelines)} a kind of place, and"
            " how many of that place's children are missing many times, are two questions with two"
            " answers.",
            "Only children with a report are seen: a share of a setting's children is of those"
            " reported missing, not of all the children of that kind of place.",
            *rates.caveats,
        ),
        (),
        _tables(timelines, estimates),
        (_chart(timelines),) if homes.many.any() else (),
    )
