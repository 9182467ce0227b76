"""Whether the response differs between groups of children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from homeward.demand.counting import Counter, Flag, Tally
from homeward.demand.equality_compare import (
    Comparison,
    compare,
    ratio_estimate,
    survives,
    worst_cases,
)
from homeward.demand.equality_groups import Groups, characteristics_held, groups_of
from homeward.demand.equality_measures import Measure, measures
from homeward.demand.equality_tables import (
    Curves,
    Found,
    charts,
    label,
    median_flag,
    named,
    not_recorded,
    shares,
    silent_flags,
    tables,
    tallied,
    timed_flag,
)
from homeward.demand.estimates import share
from homeward.demand.wording import BY_CHILD, definition, refuse, standing_caveats
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Finding, Published
from homeward.timelines.histories import Timelines

ANCHOR = "groups-of-children"
FINDING = "demand.equality"
#: Settled differences of one characteristic that the statement names.
MOST_NAMED = 3
#: Shares whose bounds are worked out.
BOUNDED = ("share_found_within_24h", "share_first_graded_high")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

METHOD = (
    "A group is what the record of the incident says of the child; a blank is not recorded,"
    " never a no, and refused and not asked are groups of their own. A group with no incident is"
    " not shown. Groups that say something about the child are compared with the largest of"
    " them, because it is known best and not because it is a norm. A ratio is a group's share"
    " over the largest group's; where most incidents are found within 24 hours the share missing"
    " for longer is compared. Its interval is on the log scale, robust to incidents of one child"
    " resembling each other, by Student's t. P values are Holm's over every comparison of one"
    " characteristic: the chance of calling any of them a difference when there is none is held"
    " at 5 in 100. A difference is called settled if its p value is 0.05 or less and rounding for"
    " release could not undo it. The lowest and highest shares put every incident with no"
    " recorded group where it would move the share most. Found by police is of incidents whose"
    " way of coming back is recorded. A return interview was offered if the file says that it"
    " was offered, answered or held. " + BY_CHILD
)
PUBLISHED = Published(
    0.31,
    "National Crime Agency, England and Wales, 2019/20, all ages: ethnicity unknown for 31%"
    " (quoted by another body)",
    "share_not_recorded",
    {"characteristic": "ethnicity"},
)

_CRUDE = (
    "Differences are not adjusted: groups differ in age, in where they live and in how often"
    " they are reported, and any of these may lie behind a difference. A difference that is not"
    " settled is not shown to be absent. Groups stand in the order of the vocabulary, never in"
    " order of size."
)
_SAID = (
    "Characteristics are as recorded, often by an officer and not by the child, and may differ"
    " between one child's incidents."
)
_NO_INTERVIEWS = (
    "No file of interviews was supplied, so nobody can tell whether they were offered alike: map"
    " the responsible authority's return interviews and the police prevention interviews as"
    " `interviews` in study.toml, with the incident that each followed."
)
_NO_LINK = (
    "Interviews are held, but too few name the incident they followed to be judged by group: map"
    " `incident` of the interviews in study.toml."
)
_INTERVIEWS = (
    "Whether an interview was offered is judged only where its file would hold it: not for"
    " children of other authorities, nor where an interview that names no incident may be the"
    " one."
)


def _find(
    groups: Groups, counter: Counter, curves: Curves,
    asked: Sequence[Measure], flags: Mapping[str, Flag],
) -> Found:  # fmt: skip
    volumes, tallies = tallied(counter, groups, flags)
    medians = {value: curves.of(groups.column.equals(value)) for value in groups.present}
    bounds = {}
    if len(groups.answered) > 1 and len(groups.answered) < len(groups.present):
        bounds = {m.share: worst_cases(groups, m.flag) for m in asked if m.share in BOUNDED}
    return Found(
        groups, volumes, tallies, {v: c for v, c in medians.items() if c is not None},
        compare(groups, asked, tallies), bounds,
    )  # fmt: skip


# ---------------------------------------------------------------- words


def _statement(every: Sequence[Found]) -> str:
    gaps = ", ".join(
        f"{named(f.groups.name)} for {{share_not_recorded[characteristic={f.groups.name}]}}"
        for f in every
    )
    sentences = [f"Not recorded: {gaps} of incidents."]
    sentences += [_settled(found) for found in every]
    return " ".join(sentences)


def _settled(found: Found) -> str:
    """What is settled for one characteristic, and how much is not."""
    name = named(found.groups.name)
    known = [c for c in found.comparisons if c.ratio is not None]
    if not known:
        return f"By {name} nothing can be compared."
    settled = [c for c in known if c.settled]
    if not settled:
        return (
            f"By {name} no difference is settled: none of the comparisons is beyond what chance"
            " or rounding could do."
        )
    told = "; ".join(_told(c) for c in settled[:MOST_NAMED])
    more = len(settled) - MOST_NAMED
    rest = f"; and {_number(more)} more" if more > 0 else ""
    open_ones = len(known) - len(settled)
    end = "nothing is left open" if not open_ones else f"{_number(open_ones)} are not settled"
    return f"By {name} settled: {told}{rest}; {end}."


def _told(c: Comparison) -> str:
    field = f"{c.measure.ratio}[{c.characteristic}={c.group}]"
    mine, other = label(c.characteristic, c.group), label(c.characteristic, c.reference)
    often = "more" if c.more else "less"
    return (
        f"{mine} {often} often {c.measure.words} than {other} (ratio {{{field}}},"
        f" {{{field}:interval}})"
    )


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def _caveats(
    timelines: Timelines, every: Sequence[Found], whole: Mapping[str, Tally]
) -> tuple[str, ...]:
    out = [*standing_caveats(timelines), _CRUDE, _SAID]
    if "interviews" not in timelines.held:
        out.append(_NO_INTERVIEWS)
    elif not whole["share_offered_return_interview"].of:
        out.append(_NO_LINK)
    else:
        out.append(_INTERVIEWS)
    return (*out, *(sentence for found in every if (sentence := _gaps(found))))


def _gaps(found: Found) -> str:
    """How far what is not recorded could change the answer, for one characteristic."""
    if not found.bounds or found.groups.largest is None:
        return ""
    name = named(found.groups.name)
    left = {share: survives(bounds, found.groups.largest) for share, bounds in found.bounds.items()}
    if not any(left.values()):
        return (
            f"Incidents with no {name} are so many that, in the worst case, they alone could make"
            f" or undo every difference by {name} in being found within 24 hours or graded high."
        )
    kept = [
        f"{label(c.characteristic, c.group)} ({c.measure.words})"
        for c in found.comparisons
        if c.settled and c.group in left.get(c.measure.share, ())
    ]
    if kept:
        return f"Wherever incidents with no {name} belong, these differences remain: " + (
            "; ".join(kept) + "."
        )
    return (
        f"How far incidents with no {name} could move each share is shown by its lowest and highest"
        " value."
    )


# ---------------------------------------------------------------- the finding


def _estimates(
    every: Sequence[Found], silent: Mapping[str, Mapping[str, Tally]],
    asked: Sequence[Measure], whole: Mapping[str, Tally],
) -> list[Estimate]:  # fmt: skip
    out = not_recorded(silent)
    out += [share(name, whole[name], {}) for name in whole if name not in ("median", "timed")]
    for found in every:
        out += shares(found, asked)
        out += [ratio_estimate(c) for c in found.comparisons]
    return out


def equality(timelines: Timelines, seed: int) -> Finding:
    """File `demand.equality`: the response by sex, ethnicity, disability and care status.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident at all, with HW-N023 where no file
        holds any of the characteristics.

    Source
    ------
    Definition: docs/reference/definitions.md#groups-of-children.
    """
    sheet = timelines.sheet
    if not sheet.rows:
        return refuse(FINDING, "HW-N003", ANCHOR)
    held = characteristics_held(timelines)
    if not held:
        return refuse(FINDING, "HW-N023", ANCHOR)
    every_measure, curves = measures(timelines), Curves(sheet)
    flags = {m.share: m.flag for m in every_measure}
    flags |= {"median": median_flag(sheet, curves), "timed": timed_flag(sheet)}
    whole = Counter(sheet).tallies([()], flags)[()]
    asked = [m for m in every_measure if whole[m.share].of]
    groups: dict[str, Groups] = {name: groups_of(timelines, name) for name in held}
    counter = Counter(sheet, {name: g.column for name, g in groups.items()})
    every = [_find(g, counter, curves, asked, flags) for g in groups.values()]
    silent = {name: counter.tallies([()], silent_flags(g))[()] for name, g in groups.items()}
    return Finding(
        FINDING,
        _statement(every),
        tuple(_estimates(every, silent, asked, whole)),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, every, whole),
        (PUBLISHED,) if "ethnicity" in held else (),
        tables(silent, every, asked),
        charts(timelines, every),
    )
