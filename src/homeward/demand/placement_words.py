"""The sentences of `demand.placement_area`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from homeward.demand.placement_rates import (
    BOOTSTRAP,
    LEAST_COVERED,
    LOCAL,
    NAME,
    NEGATIVE_BINOMIAL,
    OTHER,
)
from homeward.demand.placement_spells import KINDS
from homeward.demand.placement_split import Split
from homeward.demand.unfit import why_not
from homeward.demand.wording import BY_CHILD, reports_caveat, standing_caveats, window
from homeward.estimators import Unfit
from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import Chart, Published
from homeward.findings.statement import by_side
from homeward.timelines.histories import Timelines
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import Setting

METHOD = (
    "A placed child is a local child placed here, a local child placed in another area, or"
    " another authority's child placed here. The three are never merged: the share out of area"
    " is given with its two parts beside it. An incident whose record does not say whether the"
    " child is placed is left out and counted; one that is out of area, of an authority not"
    " written, is a kind of its own; where half or more of those out of area are, the two parts"
    " are refused. A child may be of more than one kind in the window. Incidents"
    " per child are of children reported at least once. A rate per placement-day divides incidents"
    " that began in a spell of the child and the kind by all days of such spells, children never"
    " reported included; it is made only where spells cover nine in ten of the children with"
    " incidents, and of their incidents on the day, for both kinds. A child is in one placement at"
    " a time: a spell ends at the latest the day before the next begins. The ratio is of other"
    " authorities' children placed here to local children placed here; the adjusted one holds kind"
    " of place and year, where there is more than one, equal by Poisson regression with days as"
    " offset, and again by negative binomial regression, which gives the few with very many"
    " incidents less say. Intervals of"
    " ratios are cluster-robust by child with Student's t at the effective number of children, and"
    " once by child bootstrap. Incidents per bed-year divide incidents at listed children's homes"
    " by registered beds times the years that each home was open. " + BY_CHILD
)
PUBLISHED = (
    Published(
        0.41,
        "Independent Inquiry into Child Sexual Abuse, Organised networks, 2022: 41% of missing"
        " incidents of children in children's homes in 2017/18 were of children placed out of area",
        "share_of_incidents_out_of_area",
        {"setting": Setting.CHILDRENS_HOME.value},
    ),
)

#: Covariates as a reader is told of them.
_HELD = {"setting": "kind of place", "year": "year"}
_ELSEWHERE = PlacementKind.LOCAL_ELSEWHERE.value
_STUDY = (
    "The published study (Hertfordshire Constabulary and The Open University, 2023) says of"
    ' placement out of county that it "did not appear as significant as expected", with no figure'
    " to set beside these."
)
_ONLY_REPORTED = (
    "Incidents per child are among children reported at least once, so they say nothing of how"
    " many placed children are never reported: a kind of which few are reported, often, looks the"
    " same as one of which many are."
)
_OTHER_FORCES = (
    "Local children placed elsewhere are mostly reported to the police of the area they are placed"
    " in, so most of their incidents are not in these records: no rate is made for them."
)
_BEDS = (
    "Incidents per registered bed are the second best. Both kinds of children are set over the same"
    " beds, because how many beds each kind fills is not known: the two numbers add up, and one"
    " divided by the other is not a ratio of rates. Incidents of children's homes that are not"
    " listed, or whose beds are not known, are left out and counted."
)
_SHORT: Mapping[str, str] = {
    "none": "No file of placement spells was supplied.",
    "untold": "Which of the children placed here are other authorities' cannot be told from the"
    " police records, so no spell can be matched to a kind.",
    "empty": "The spells supplied cover none of the incidents of the two kinds on the day they"
    " began: their references, or who is responsible for the child and where it is placed, do not"
    " meet the police records.",
    "short": "The spells supplied cover fewer than"
    f" {'nine in ten' if LEAST_COVERED == 0.9 else 'enough'} of the children with incidents, or of"
    " their incidents, of at least one kind: the shares covered are given above.",
    "reports": "Every child of one kind for whom there is a spell was also reported missing, so the"
    " spells seem to have been gathered from the reports, and children never reported are not among"
    " them.",
}  # fmt: skip


#: What statements print, by kind of placement.
_SHARE = {kind: f"{{share_of_incidents[placement_kind={kind}]}}" for kind in KINDS}
_EACH = {kind: f"{{incidents_per_child[placement_kind={kind}]}}" for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates per placement-day, as far as they could be made.

    Attributes
    ----------
    covered
        "none" without spells; "untold" where police records do not say of which kind a
        child is; "empty", "short" or "reports" where spells fall short of both kinds;
        "full" where they do not.
    estimates
        What could be made; the ratio is refused unless `covered` is "full".
    unfit
        Ways in which the ratio could not be made all the same, by reason.
    held
        Covariates that the adjusted ratio holds equal.
    """

    covered: str
    estimates: Sequence[Estimate]
    unfit: Mapping[Unfit, Sequence[Mapping[str, GroupValue]]] = field(default_factory=dict)
    held: Sequence[str] = ()


def statement(estimates: Sequence[Estimate], found: Rates, split: Split) -> str:
    """What the finding says, by what its intervals bear out."""
    out = (
        "Of incidents of placed children, {share_of_incidents_out_of_area} were of children placed"
        " outside their own authority's area ({share_of_incidents_out_of_area:interval})"
    )
    return f"{out}{_parts(split)} {_rate_sentence(estimates, found)}"


def _parts(split: Split) -> str:
    """The two kinds of out of area; or that they cannot be told apart, and why."""
    if split.refused:
        return (
            ". How many of those are other authorities' children placed here, and how many local"
            f" children placed elsewhere, cannot be told: {split.why}."
        )
    first, second = (
        f"{_SHARE[OTHER]} other authorities' children placed here",
        f"{_SHARE[_ELSEWHERE]} local children placed elsewhere",
    )
    said = f": {first} and {second}"
    if split.partly:
        said = f": {first}, {second} and the rest not known to be either"
    return (
        f"{said}. Children reported at least once were reported"
        f" {_EACH[OTHER]} times each if placed here by another authority"
        f" and {_EACH[LOCAL]} if local and placed here."
    )


def _rate_sentence(estimates: Sequence[Estimate], found: Rates) -> str:
    ratio = best_ratio(estimates)
    if ratio is None:
        return (
            "Whether children placed out of area go missing at a higher rate cannot be told from"
            " these records: that needs days of placement of the same children."
        )
    by = f"[adjusted={str(ratio.by['adjusted']).lower()}]"
    numbers = f"{{{NAME}{by}}} ({{{NAME}{by}:interval}})"
    held = " and ".join(_HELD[name] for name in found.held if ratio.by["adjusted"])
    held = f", with {held} held equal" if held else ""
    start = (
        "For each day of placement, other authorities' children placed here were reported {} often"
        " than local children placed here: rate ratio "
    )
    end = f"{numbers}{held}. That is what goes together, not what causes what."
    return by_side(
        NAME + by,
        start.format("more") + end,
        start.format("less") + end,
        "For each day of placement, these records cannot tell whether other authorities' children"
        " placed here were reported more often than local children placed here: rate ratio"
        f" {numbers}{held}.",
    )


def best_ratio(estimates: Sequence[Estimate]) -> Estimate | None:
    """The adjusted rate ratio, else the crude one; None if neither has a value."""
    for held in (True, False):
        for e in estimates:
            if e.name == NAME and dict(e.by) == {"adjusted": held} and e.value is not None:
                return e
    return None


def caveats(timelines: Timelines, found: Rates, split: Split, beds: bool) -> tuple[str, ...]:
    """What a reader must know before using the numbers."""
    out = [*standing_caveats(timelines), reports_caveat(), _ONLY_REPORTED, _OTHER_FORCES]
    if found.covered == "full":
        out.append(
            "Rates are of days of placement. The child's own history is not held equal: who is"
            " placed away, and why, is not in these records."
        )
        out += why_not({unfit: [_way(by) for by in ways] for unfit, ways in found.unfit.items()})
    else:
        fault = FAULTS["HW-N019"]
        out.append(f"HW-N019: {fault.title}. {_SHORT[found.covered]} {fault.do}")
    out.append(_BEDS if beds else _NO_BEDS)
    if split.refused:
        out.append(
            "The kinds of placement out of area are refused, not nought: of most of those"
            f" incidents the records do not say which kind it is, since {split.why}."
        )
    if "placing_authority" not in timelines.supplied:
        out.append(
            "No file says which authority placed the children, so a child placed out of area could"
            " be a local child elsewhere or another authority's child here: map"
            " `placing_authority` in study.toml."
        )
    return (*out, _STUDY)


_NO_BEDS = (
    "No file lists children's homes with their registered beds, so incidents per bed are not given:"
    " add the list of homes and map `capacity`."
)


def _way(by: Mapping[str, GroupValue]) -> str:
    words = ["rate ratio", "adjusted" if by["adjusted"] else "not adjusted"]
    words += ["child bootstrap"] if BOOTSTRAP.items() <= by.items() else []
    words += ["negative binomial"] if NEGATIVE_BINOMIAL.items() <= by.items() else []
    return ", ".join(words)


def chart(timelines: Timelines, split: Split) -> tuple[Chart, ...]:
    """Incidents of placed children by kind of placement; none where kinds cannot be told."""
    if split.refused:
        return ()
    return (
        Chart(
            "by_kind", "bar", "by_kind", "placement_kind", "share_of_incidents",
            f"{_SHARE[OTHER]} of placed children's incidents are of other"
            " authorities' children placed here",
            f"Share of incidents of placed children, {timelines.force}, {window(timelines)}",
            "A bar for each kind of placement, showing its share of the incidents of placed"
            f" children: {_SHARE[LOCAL]} local children placed here,"
            f" {_SHARE[OTHER]} other authorities' children placed here and"
            f" {_SHARE[_ELSEWHERE]} local children placed elsewhere.",
        ),
    )  # fmt: skip
