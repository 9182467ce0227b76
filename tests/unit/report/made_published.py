"""Made-up findings behind the published study's lines, in the shapes that analyses file."""

from __future__ import annotations

from dataclasses import replace

from homeward.findings import AggregateTable, Bundle, Estimate, Finding
from homeward.vocabulary.units import Kind, Unit
from tests.unit.report.made import made_bundle
from tests.unit.report.made_demand import clock, volume
from tests.unit.report.made_forms import odds, thresholds
from tests.unit.report.values import made_ratio, made_share

#: A force whose name holds letters that Welsh has and English has not.
WELSH_FORCE = "Heddlu Gwynt a M\u00f4r \u0175\u0177"


def setting(family: float = 0.4, of: int = 201) -> Finding:
    """Where children missing many times live, the shape of `demand.setting`."""
    rows = tuple(
        made_share("share_of_high_repeaters", share, of, Unit.CHILDREN, setting=name)
        for name, share in (("family_home", family), ("foster", 0.1), ("childrens_home", 0.45))
    )
    return Finding(
        "demand.setting",
        "Of those children {share_of_high_repeaters[setting=family_home]}"
        " ({share_of_high_repeaters[setting=family_home]:interval}) mostly lived in a family home"
        " and {share_of_high_repeaters[setting=childrens_home]} in a children's home. They were"
        " reported ten times or more.",
        rows,
        "Children with ten or more incidents in a year.",
        "docs/reference/definitions.md#setting",
    )


def long_missing(value: float = 2.4, factor: float = 1.4, *, adjusted: bool = True) -> Finding:
    """Long missing and County Lines, the shape of `demand.long_missing`."""
    table, chart = thresholds()
    rows = [odds(value * 1.2, factor, threshold="48h", adjusted=False)]
    if adjusted:
        rows.append(odds(value, factor, threshold="48h", adjusted=True))
    often = "odds_ratio_persistent_county_lines"
    rows += [replace(row, name=often, by={"adjusted": row.by["adjusted"]}) for row in rows]
    return Finding(
        "demand.long_missing",
        "The odds were {odds_ratio_county_lines[threshold=48h,adjusted=false]} times as high.",
        tuple(rows),
        "Logistic regression.",
        "docs/reference/definitions.md#long",
        tables=(table,),
        charts=(chart,),
    )


def placement_area(value: float = 1.02, half: float = 0.1) -> Finding:
    """In and out of area, the shape of `demand.placement_area`."""
    ratio = Estimate(
        "rate_ratio_out_of_area", Kind.RATE_RATIO, Unit.RATIO, value, value - half, value + half,
        count=801, of=3201, interval="Poisson", by={"adjusted": True},
    )  # fmt: skip
    return Finding(
        "demand.placement_area",
        "The rate was {rate_ratio_out_of_area[adjusted=true]} times as high.",
        (
            ratio,
            made_ratio("rate_ratio_out_of_area", 1.3, 801, adjusted=False),
            made_share("share_of_incidents_out_of_area", 0.2, 9183),
        ),
        "Per placement-day.",
        "docs/reference/definitions.md#placement",
    )


def philomena() -> Finding:
    """A ratio with its chart, the shape that `evaluation.philomena` will have."""
    ratio = made_ratio("rate_ratio", 0.72, 801)
    table = AggregateTable("all", "Rate ratio", (), ("rate_ratio",), (ratio,))
    return Finding("evaluation.philomena", "{rate_ratio} times.", (ratio,), tables=(table,))


def volume_by_month() -> Finding:
    """How many, with the rate for each month."""
    by_month = Estimate(
        "incidents_per_month", Kind.MEAN, Unit.INCIDENTS_PER_MONTH, 191.3, 176.0, 208.0,
        count=9183, exposure=48.0, interval="compound Poisson by child",
    )  # fmt: skip
    finding = volume()
    return replace(finding, estimates=(*finding.estimates, by_month))


def clock_by_night() -> Finding:
    """When, with the nights of children's homes."""
    nights = made_ratio("rate_ratio_weekend_22_to_01", 1.31, 2000, setting="childrens_home")
    finding = clock()
    return replace(finding, estimates=(*finding.estimates, nights))


def full_bundle(*, synthetic: bool = True, force: str = "Exampleshire Constabulary") -> Bundle:
    """A released bundle with every finding that this version can examine behind a line."""
    bundle = made_bundle(synthetic=synthetic, force=force)
    kept = [f for f in bundle.findings if f.id != "demand.placement_area"]
    kept[0], kept[2] = volume_by_month(), clock_by_night()
    findings = (*kept[:5], setting(), long_missing(), placement_area(), *kept[5:])
    return Bundle(
        bundle.synthetic, bundle.window, bundle.as_of, bundle.force, findings, True, bundle.release
    )
