"""Whether the response differs between groups of children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from homeward.demand.counting import Counter, Flag, Tally
from homeward.demand.equality_compare import (
    Comparison,
    compare,
    ratio_estimate,
    survives,
    worst_cases,
)
from homeward.demand.equality_groups import (
    CHARACTERISTICS,
    Groups,
    characteristics_held,
    groups_of,
)
from homeward.demand.equality_interviews import RETURN, Interviewed, interviews_of
from homeward.demand.equality_measures import LIMIT, Measure, measures, too_coarse
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
from homeward.demand.wording import (
    BY_CHILD,
    STUDENT,
    definition,
    not_given,
    refuse,
    standing_caveats,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import Finding, Published
from homeward.timelines.histories import Timelines

ANCHOR = "groups-of-children"
FINDING = "demand.equality"
#: Clear differences of one characteristic that the statement names.
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
    " resembling each other, by Student's t at the effective number of children. "
    + STUDENT
    + " P values are Holm's over every comparison of one"
    " characteristic: the chance of calling any of them a difference when there is none is held"
    " at 5 in 100. A difference is called clear of chance if its p value is 0.05 or less and"
    " rounding for release could not undo it; otherwise the records cannot tell. The lowest and"
    " highest shares of a group put every incident with no recorded group where it would move"
    " the share most. Found by police, on patrol or by enquiry, is of incidents whose way of coming"
    " back is recorded; to be arrested is another way of coming back. A return interview was"
    " offered if the file says that it was offered, answered or held. Where interviews that name"
    " neither an incident nor a child of the records, or incidents that an interview without one"
    " may have followed, are more than 5 in 100 of the incidents judged, the share is given as"
    " lowest and highest only, and groups are not compared: lowest counts the interviews that are"
    " tied, highest all those others too. An incident with no recorded end is left out; the"
    " return of a child found dead is no part of"
    " it. " + BY_CHILD
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
    " they are reported, and any of these may lie behind a difference. That the records cannot"
    " tell does not show that there is no difference. Groups stand in the order of the vocabulary,"
    " never in order of size."
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


def _statement(every: Sequence[Found], interviews: Mapping[str, Interviewed]) -> str:
    gaps = ", ".join(
        f"{named(f.groups.name)} for {{share_not_recorded[characteristic={f.groups.name}]}}"
        for f in every
    )
    sentences = [f"Not recorded: {gaps} of incidents."]
    sentences += [_clear(found) for found in every]
    sentences += [_between(name, i) for name, i in interviews.items() if i.too_many]
    return " ".join(sentences)


def _between(name: str, held: Interviewed) -> str:
    """The lowest and highest share of incidents with an interview."""
    return (
        f"Between {{{name}_lowest}} and {{{name}_highest}} of incidents were {held.words}: too many"
        " interviews name no incident to tell more, or to compare groups."
    )


def _clear(found: Found) -> str:
    """What is clear of chance for one characteristic, and how much is not."""
    name = named(found.groups.name)
    known = [c for c in found.comparisons if c.ratio is not None]
    if not known:
        return f"By {name} nothing can be compared."
    clear = [c for c in known if c.clear]
    if not clear:
        return (
            f"By {name} the records cannot tell whether groups differ: no difference is beyond"
            " what chance or rounding could do."
        )
    told = "; ".join(_told(c) for c in clear[:MOST_NAMED])
    more = len(clear) - MOST_NAMED
    rest = f"; and {_number(more)} more" if more > 0 else ""
    others = len(known) - len(clear)
    end = f"; of the other {_number(others)} comparisons the records cannot tell" if others else ""
    if others == 1:
        end = "; of the one other comparison the records cannot tell"
    return f"By {name}, clear of chance: {told}{rest}{end}."


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
    timelines: Timelines, every: Sequence[Found], whole: Mapping[str, Tally],
    interviews: Mapping[str, Interviewed],
) -> tuple[str, ...]:  # fmt: skip
    out = [*standing_caveats(timelines), _CRUDE, _SAID]
    if "interviews" not in timelines.held:
        out.append(_NO_INTERVIEWS)
    elif not whole[RETURN].of and not interviews[RETURN].too_many:
        out.append(_NO_LINK)
    else:
        out.append(_INTERVIEWS)
    held = characteristics_held(timelines)
    own = [named(name) for name in held if name in timelines.from_children]
    if own:
        out.append(
            f"What is said of {' and '.join(own)} is from the file of children, since no record of"
            " an incident says it: it is as that file has it, and the same for every incident of"
            " a child. A child whom the file does not hold, or of whom it says two things, is"
            " not recorded."
        )
    absent = [named(name) for name in CHARACTERISTICS if name not in held]
    if absent:
        out.append(
            f"No file held {' or '.join(absent)}, so the records cannot tell whether the response"
            " differs by it. Map the column in study.toml, if there is one."
        )
    lost = [held.words for held in interviews.values() if held.too_many]
    if lost:
        out.append(not_given("HW-N028", f"the share {' and '.join(lost)}, of all and by group"))
    if too_coarse(timelines.sheet, LIMIT):
        out.append(not_given("HW-N027", "the share resolved within 24 hours, of all and by group"))
    return (*out, *(sentence for found in every if (sentence := _gaps(found))))


def _gaps(found: Found) -> str:
    """How far what is not recorded could change the answer, for one characteristic."""
    if not found.bounds or found.groups.largest is None:
        return ""
    name = named(found.groups.name)
    left = {share: survives(bounds, found.groups.largest) for share, bounds in found.bounds.items()}
    if not any(left.values()):
        return (
            f"Incidents with {name} not recorded are so many that, in the worst case, they alone"
            f" could make or undo every difference by {name} in being {_bounded(left)}."
        )
    kept = [
        f"{label(c.characteristic, c.group)} ({c.measure.words})"
        for c in found.comparisons
        if c.clear and c.group in left.get(c.measure.share, ())
    ]
    if kept:
        return f"Wherever incidents with {name} not recorded belong, these differences remain: " + (
            "; ".join(kept) + "."
        )
    return (
        f"How far incidents with {name} not recorded could move each share is shown by its lowest"
        " and highest value."
    )


def _bounded(shares: Iterable[str]) -> str:
    words = {BOUNDED[0]: "found within 24 hours", BOUNDED[1]: "graded high"}
    return " or ".join(words[name] for name in shares)


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


def _between_bounds(interviews: Mapping[str, Interviewed], counter: Counter) -> list[Estimate]:
    """Lowest and highest shares of interviews that cannot be told more closely."""
    lost = {name: held for name, held in interviews.items() if held.too_many}
    return [e for name, held in lost.items() for e in held.bounds(name, counter)]


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
    interviews = interviews_of(timelines)
    every_measure, curves = measures(timelines, interviews), Curves(sheet)
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
        _statement(every, interviews),
        (*_estimates(every, silent, asked, whole), *_between_bounds(interviews, Counter(sheet))),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, every, whole, interviews),
        (PUBLISHED,) if "ethnicity" in held else (),
        tables(silent, every, asked),
        charts(timelines, every),
    )
