"""The sentences of `demand.long_missing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from homeward.demand.long_missing_flags import Recorded
from homeward.demand.long_missing_ratios import TooCoarse
from homeward.demand.long_missing_spells import THRESHOLDS
from homeward.demand.unfit import why_not
from homeward.demand.wording import (
    BY_CHILD,
    STUDENT,
    not_given,
    reports_caveat,
    standing_caveats,
    window,
)
from homeward.estimators import Unfit
from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import Chart, Finding, Published
from homeward.findings.statement import by_side
from homeward.timelines.definitions import Definitions
from homeward.timelines.histories import Timelines
from homeward.vocabulary.faults import FAULTS

METHOD = (
    "An incident is long when the least time that the records allow from report to end is over"
    " 48 hours (or 7 days), and is not when the most is within it; else it is left out and"
    " counted. Which are left out hangs on how long they lasted, so where they are more than 2"
    " in 100, or could move a share or a ratio out of its own interval, it is not given; of all"
    " incidents the lowest and highest share are. Flagged before: a flag of the kind, on any of"
    " the child's incidents, is dated before the day the child was last seen (else reported). A"
    " flag of that same day, or with no date, or a record that does not say, is left out and"
    " counted; so is every incident of a file in which fewer than half of the incidents with no"
    " flag say that there is none. A flag set later is no flag before. Ever flagged, the second"
    " answer, counts flags whenever they were set (a blank counts as none if another of the"
    " child's records says none): a long episode may have been what brought the flag, and a"
    " child with many has many chances of one. Odds"
    " ratios compare those flagged before with all others; adjusted ones hold age band (under"
    " 12, 12 and 13, 14 and 15, 16 and over), sex, setting and year of report equal, as far as"
    " the records hold them and a model can bear them, by logistic regression. What is not"
    " recorded is kept as a category; categories with fewer than ten long or ten other incidents"
    " are made one, from the rarest up, and while that one is still under ten the next rarest is"
    " joined to it. They are not"
    " adjusted for the grading, which is set knowing of the flag, nor for earlier episodes or"
    " placement away, which exploitation can bring about. Their intervals are cluster-robust by"
    " child, with Student's t at the effective number of children; between children, with fewer"
    " than ten in a cell, exact. "
    + STUDENT
    + " A ratio is refused with fewer than ten incidents in a cell, ten"
    " children on a side, or five long incidents for each parameter. For children, flagged before"
    " means before their first incident in the records, and age, setting and year are those of"
    " that incident. " + BY_CHILD
)
_NCA = "National Crime Agency, England and Wales, children"
PUBLISHED = (
    Published(
        0.03, f"{_NCA}, 2016/17: 3% missing for over 7 days (quoted in Missing Tracks, 2020)",
        "share_missing_over_7d",
    ),
    Published(
        0.02, f"{_NCA}, 2015/16: 2% missing for over 7 days (quoted by another body)",
        "share_missing_over_7d",
    ),
)  # fmt: skip

_ASSOCIATION = (
    "An odds ratio here says what goes together, never what causes what. A flag is set by people"
    " who noticed, and they may notice a child because of long or many episodes; children whose"
    " exploitation nobody has noticed count as not flagged."
)
_STUDY = (
    "The published study (Hertfordshire Constabulary and The Open University, 2023) reports a"
    " link between long and persistent missing and county lines, and gives no figure to set"
    " beside these."
)
_SPANS = (
    "Persistent missing needs time to show: a child first reported near the end of the window,"
    " or whose earlier episodes lie before it, may be persistent and not be seen to be."
)
_KIND = {
    "county_lines": "county lines",
    "gang": "gang involvement",
    "any_exploitation": "any exploitation",
}
#: By name and group of an adjusted ratio, the covariates that its model holds equal.
Held = dict[tuple[str, tuple[tuple[str, GroupValue], ...]], tuple[str, ...]]
#: The limits as a reader sees them.
LIMITS = {"48h": "over 48 hours", "7d": "over 7 days"}
#: Two shares are set beside a ratio only if they rest on this many children: of fewer they
#: may be hidden.
_CLEAR_CHILDREN = 12


def persistence(definitions: Definitions) -> str:
    """The definition of persistent missing in force."""
    return (
        f" A child is persistently missing with {definitions.persistent_long} or more episodes"
        f" over {definitions.persistent_long_hours} hours, or {definitions.persistent_incidents}"
        f" or more of any length, reported within any {definitions.persistent_days}-day spell;"
        " one who would be, if incidents of unknown length were long, is left out and counted."
    )


def _best(estimates: Sequence[Estimate], name: str, **by: str) -> Estimate | None:
    """The adjusted estimate, else the crude one; None if neither has a value."""
    for held in (True, False):
        for e in estimates:
            if e.name == name and dict(e.by) == {**by, "adjusted": held} and e.value is not None:
                return e
    return None


def _field(e: Estimate, part: str = "") -> str:
    return f"{{{_named(e)}{part}}}"


def _named(e: Estimate) -> str:
    """Its name with its group, as a statement writes them."""
    return f"{e.name}[" + ",".join(f"{key}={_said(value)}" for key, value in e.by.items()) + "]"


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def statement(estimates: Sequence[Estimate], held: Held) -> str:
    """What the finding says, by what its intervals bear out."""
    known = {e.name for e in estimates if not e.by and e.value is not None}
    said = [_long(known), _persistent(known), *_lines(estimates, held)]
    return " ".join(filter(None, said))


def _long(known: set[str]) -> str:
    parts = [_how_many(f"share_missing_over_{name}", known) for name in THRESHOLDS]
    if not all(parts):
        return "How many incidents were long cannot be told: the notes say what would be needed."
    two_days, week = parts
    given = "share_missing_over_48h" in known
    interval = " ({share_missing_over_48h:interval})" if given else ","
    coarse = ": times are too coarse to tell more" if "between" in f"{two_days}{week}" else ""
    return (
        f"{two_days[0].upper()}{two_days[1:]} of incidents lasted over 48 hours{interval} and"
        f" {week} over 7 days{coarse}."
    )


def _how_many(name: str, known: set[str]) -> str:
    """A share, or its lowest and highest; "" where neither is there."""
    if name in known:
        return f"{{{name}}}"
    if f"{name}_lowest" not in known:
        return ""
    return f"between {{{name}_lowest}} and {{{name}_highest}}"


def _persistent(known: set[str]) -> str:
    many = _how_many("share_of_children_persistent", known)
    if not many:
        return "How many children were persistently missing cannot be told."
    theirs = _how_many("share_of_incidents_by_persistent_children", known)
    their = f", with {theirs} of incidents" if theirs else ""
    return f"{many[0].upper()}{many[1:]} of children were persistently missing{their}."


def _lines(estimates: Sequence[Estimate], held: Held) -> list[str]:
    found = _best(estimates, "odds_ratio_county_lines", threshold="48h")
    if found is None:
        return [
            "Whether long missing goes with county lines cannot be told from these records: the"
            " notes say what would be needed."
        ]
    equal = _held_equal(held.get(found.key, ()))
    numbers = f"{_field(found)} ({_field(found, ':interval')})"
    who = "after the child had been flagged for county lines"
    plain = _plain(estimates)
    odds = f"the odds were {numbers} times as high{equal}."
    both = f"{odds} That is what goes together, not what causes what."
    return [
        by_side(
            _named(found),
            f"Incidents {who} were more often over 48 hours than others{plain}: {both}",
            f"Incidents {who} were less often over 48 hours than others{plain}: {both}",
            f"These records cannot tell whether incidents {who} were more often over 48 hours"
            f" than others: odds ratio {numbers}{equal}.",
        )
    ]


def _held_equal(names: Sequence[str]) -> str:
    """Only what the model holds: ", with age and year held equal"; "" where nothing is."""
    return f", with {_listed(names)} held equal" if names else ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _plain(estimates: Sequence[Estimate]) -> str:
    """The two shares that the ratio is of, where both are there and large enough to show."""
    name, pair = "share_missing_over_48h", []
    for flagged in (True, False):
        by = {"exploitation": "county_lines", "flagged": flagged}
        pair += [e for e in estimates if e.name == name and dict(e.by) == by]
    if len(pair) < 2 or any(e.value is None or (e.children or 0) < _CLEAR_CHILDREN for e in pair):
        return ""
    return f" ({_field(pair[0])} against {_field(pair[1])})"


def caveats(
    timelines: Timelines, row: Recorded, unfit: Mapping[Unfit | TooCoarse, Sequence[Estimate]],
    held: Held, estimates: Sequence[Estimate],
) -> tuple[str, ...]:  # fmt: skip
    """What a reader must know before using the numbers."""
    out = [*standing_caveats(timelines), reports_caveat(), *_too_coarse(estimates, unfit)]
    if "exploitation" not in timelines.supplied:
        out.append(_coded("HW-N016", "nothing is said of exploitation"))
    else:
        out += [_ASSOCIATION + _all_held(held), *_flags(timelines, row), *why_not(_refused(unfit))]
    days = (timelines.closes - timelines.opens).days + 1
    out.append(_SPANS)
    if days < timelines.definitions.persistent_days:
        out.append(
            "The window is shorter than the spell in which persistent missing is judged, so"
            " persistent missing is understated."
        )
    return (*out, _STUDY)


_SHARES = {
    "share_missing_over_48h": "the share of incidents over 48 hours",
    "share_missing_over_7d": "the share of incidents over 7 days",
    "share_of_children_persistent": "the share of children persistently missing",
    "share_of_children_persistent_by_length": "the share of them by long incidents",
    "share_of_incidents_by_persistent_children": "the share of incidents that are theirs",
}


def _too_coarse(
    estimates: Sequence[Estimate], unfit: Mapping[Unfit | TooCoarse, Sequence[Estimate]]
) -> list[str]:
    """What is not given because times are too coarse; none where all is."""
    bounded = {e.name.removesuffix("_lowest") for e in estimates if e.name.endswith("_lowest")}
    what = [words for name, words in _SHARES.items() if name in bounded]
    what += ["such shares by flag"] if bounded and any(e.by for e in estimates) else []
    ratios = {why: made for why, made in unfit.items() if isinstance(why, TooCoarse)}
    names = dict.fromkeys(_comparison(e) for made in ratios.values() for e in made)
    what += [f"odds ratios of {'; '.join(names)}"] if names else []
    return [not_given("HW-N027", "; ".join(what))] if what else []


def beside(estimates: Sequence[Estimate]) -> tuple[Published, ...]:
    """Published shares beside those that are given."""
    given = {e.name for e in estimates if not e.by and e.value is not None}
    return tuple(p for p in PUBLISHED if p.estimate in given)


def _all_held(held: Held) -> str:
    """What any of the models holds equal, in the order in which it is asked for."""
    names = list(dict.fromkeys(name for names in held.values() for name in names))
    if not names:
        return " Nothing else is held equal."
    return f" All that is held equal, in adjusted ratios, is {_listed(names)}."


def _coded(code: str, so: str) -> str:
    fault = FAULTS[code]
    return f"{code}: {fault.title}, so {so}. {fault.do}"


_SILENT = (
    "Fewer than half of the incidents with no flag say that there is none, so a child without one"
    " cannot be told from a child of whom nobody asked."
)


def _flags(timelines: Timelines, row: Recorded) -> list[str]:
    """What is amiss with the flags themselves."""
    out = []
    if "exploitation_flagged" not in timelines.supplied:
        out.append(_coded("HW-N017", "flagged before cannot be told from flagged since"))
    elif not row.audible.any():
        out.append(f"HW-N017: {_SILENT} {FAULTS['HW-N017'].do}")
    elif not row.audible.all():
        out.append(
            "In some files fewer than half of the incidents with no flag say that there is none,"
            " and a blank may be none or not asked, so that only flagged children could be seen in"
            " them. Incidents of those files are left out of what is said of flags, and counted."
        )
    if "exploitation_certainty" in timelines.supplied:
        out.append("Suspected and confirmed flags count alike.")
    return out


def _refused(unfit: Mapping[Unfit | TooCoarse, Sequence[Estimate]]) -> dict[Unfit, list[str]]:
    """By reason, comparisons not made; a word on adjusting only where one of two was made."""
    out: dict[Unfit, list[str]] = {}
    for reason, estimates in unfit.items():
        if isinstance(reason, TooCoarse):
            continue
        names = [_comparison(e) for e in estimates]
        out[reason] = [
            name if names.count(name) > 1 else f"{name}, {_adjusted(e)}"
            for name, e in zip(names, estimates, strict=True)
        ]
    return out


def _adjusted(e: Estimate) -> str:
    return "adjusted" if e.by["adjusted"] else "not adjusted"


def _comparison(e: Estimate) -> str:
    """A comparison as a reader sees it: "gang involvement, over 7 days"."""
    name = e.name.removeprefix("odds_ratio_")
    what = "persistent missing"
    if "threshold" in e.by:
        what = LIMITS[str(e.by["threshold"])]
    parts = [_KIND[name.removeprefix("persistent_")], what]
    parts += ["ever flagged"] if "flagged" in e.by else []
    return ", ".join(parts + (["a blank as none"] if "blank" in e.by else []))


def chart(timelines: Timelines, finding: Finding) -> tuple[Chart, ...]:
    """The odds ratios of long incidents as a forest; none where there is nothing to draw."""
    tables = [t for t in finding.tables if t.name == f"odds_ratios_{next(iter(THRESHOLDS))}"]
    if not tables or all(e.value is None for e in tables[0].estimates):
        return ()
    found = _best(finding.estimates, "odds_ratio_county_lines", threshold="48h")
    cannot = "Whether incidents are more often long after a county lines flag cannot be told"
    headline = cannot
    if found:
        odds = f"{_field(found)} times the odds"
        headline = by_side(
            _named(found),
            f"Incidents are more often long after a county lines flag: {odds}",
            f"Incidents are less often long after a county lines flag: {odds}",
            cannot,
        )
    return (
        Chart(
            "odds_ratios", "forest", tables[0].name, "exploitation", "odds_ratio", headline,
            f"Odds of being missing over 48 hours, flagged before against not flagged,"
            f" {timelines.force}, {window(timelines)}",
            "A dot with its interval for each kind of exploitation flag, adjusted and not: the odds"
            " that an incident lasted over 48 hours if the child had been flagged before, against"
            f" the odds if not. 1 means no difference.{_of_all(finding)}",
            "adjusted",
            reference=1.0,
        ),
    )  # fmt: skip


def _of_all(finding: Finding) -> str:
    """The share of all incidents, where it is given."""
    given = finding.estimate("share_missing_over_48h").value is not None
    return " {share_missing_over_48h} of all incidents lasted over 48 hours." if given else ""
