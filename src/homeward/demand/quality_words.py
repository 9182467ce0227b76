"""Sentences of the quality finding: steps, volume, gaps, and clocks that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from homeward.demand.quality_gap_children import ROWS_LOST
from homeward.demand.quality_gaps import FACTOR, Filled
from homeward.demand.quality_looks import Months
from homeward.demand.quality_steps import FALSE_ALARMS, NEAR, TELLING, Told, around
from homeward.demand.quality_volume import Volume, beside
from homeward.demand.wording import BY_CHILD
from homeward.timelines.definitions import Change
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.vocabulary.reading import MANY_UNREAD
from homeward.vocabulary.recording import GapVerdict, StepVerdict, VolumeVerdict
from homeward.vocabulary.units import Unit

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

#: What stepped, by verdict, with the columns to follow.
_SAYS = {
    StepVerdict.RECORDING_CHANGED: (
        "recording of {} changed and the answers did not: a change in recording"
    ),
    StepVerdict.RECORDING_ONLY: (
        "recording of {} changed (too few answers to tell whether they changed too)"
    ),
    StepVerdict.CANNOT_TELL_APART: (
        "recording of {} and the answers both changed, and cannot be told apart"
    ),
    StepVerdict.VALUES_CHANGED: (
        "the answers on {} changed while as many were recorded: what happened changed, or how it"
        " is put down"
    ),
    StepVerdict.VALUES_ONLY: (
        "the answers on {} changed (too little to tell whether recording did)"
    ),
    StepVerdict.VALUES_WITH_RECORDING: (
        "the answers on {} changed as recording of other columns did, and may be recording too"
    ),
}

METHOD = (
    "A cell counts as recorded when it holds something other than a word for not recorded;"
    " columns that no file supplied are shown as not recorded. Shares are of incidents counted"
    " as missing. A possible duplicate is an incident of a child reported at the same instant"
    " as another incident of that child. A report while still missing is one made before the"
    " child's previous incident ended, or while it has no end. The lowest and highest share"
    " within 24 hours put every incident that could not be judged on one side, then on the"
    " other; one that has been open for over 24 hours can be judged: it was not. Rows read are"
    " rows used, duplicate and set aside, and they add up. Rows lost are those set aside for a"
    " fault, and not because the plan leaves them out (outside the window, not a child, a total or"
    f" a note). Where they are more than {MANY_UNREAD:.0%} of rows used and lost, no published"
    " finding is answered on the first page, which opens with how many."
    " Steps: for every column, the share of each month's incidents that record it is searched"
    " for the month at which it differs most"
    " before and after, and so is, among those that record it, the share of its most frequent"
    " value (of a number, those above the middle; of a time, those from 18:00 to 06:00; of an end,"
    " those within 24 hours). The chance of such a step allows for every month having been looked"
    " at, for incidents of one child resembling each other, for months that scatter and resemble"
    f" the month before, and for every column (Holm): one is found in at most {FALSE_ALARMS:.0%}"
    " of records that have none, so long as months resemble each other no more than moderately."
    f" Where one share stepped, the other is tested in that month alone; it is said not to have"
    f" changed only if a step of {100 * TELLING:.0f} points would have shown four times in five."
    " A clear step is found in the month in which it is, or beside it, nine times in ten, so the"
    " months between which it lies are given; a slight one may lie further off."
    " Where no step, however large, would have shown in a share that moves, its column is said to"
    " hold too little to tell."
    " Steps in reports are looked for in the same way with the season held equal. Gaps: each figure"
    " is made again with its gap filled all one way and all the other (logical), and with the odds"
    f" among those not recorded {1 / FACTOR:g} and {FACTOR:g} times the odds among those recorded"
    " of the same setting and year (plausible; Manski's partial identification, with a factor of"
    f" {FACTOR:g} as a choice of this study). The share of the top 10% of children, over the whole"
    " window, is made again with the rows set aside for a fault: plausibly, theirs by those odds;"
    " at the least, none of them theirs; at the most, all of them, but for one incident each of as"
    " many new children as make the top larger. Persistent missing is made again with incidents"
    " of unknown length drawn as long by those odds (49 draws, their mean), or none, or all, long."
    " A sentence turns if its share crosses one half, its ratio 1, or the share of the top 10% what"
    " chance alone would give, with an interval as wide as the printed one. " + BY_CHILD
)


def month_words(label: str) -> str:
    """A month written 2021-01 as "January 2021"."""
    return f"{_MONTHS[int(label[5:7]) - 1]} {label[:4]}"


def about(months: Months, place: int) -> str:
    """When a step is: "about July 2021 (between June and August 2021)"."""
    first, last = around(months, place)
    start = month_words(first)
    if first[:4] == last[:4]:
        start = start.split()[0]
    return f"about {month_words(months.labels[place])} (between {start} and {month_words(last)})"


def roughly(months: Months, place: int) -> str:
    """The same for a sentence: "about July 2021"; tables give the months between."""
    return f"about {month_words(months.labels[place])}"


def listed(words: Sequence[str]) -> str:
    """Words with commas and a last "and"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def steps_sentence(told: Sequence[Told], months: Months, volume: Volume) -> str:
    """What stepped and in which month; or that nothing was found, which is not no change."""
    looked = [t for t in told if t.verdict is not StepVerdict.TOO_LITTLE]
    if not looked and not any(untold(t) for t in told):
        return (
            " Too few months or children to look for a change in recording: a year of months is"
            " needed, with twenty children on either side."
        )
    if not looked:
        return _not_told(told) + _volume(volume, months)
    found = [t for t in told if t.found]
    if not found:
        return (
            f" No step was found in what is recorded, or in how much, in any of {len(looked)}"
            " columns looked at; smaller steps than those in the table would have been missed."
            + _not_told(told)
            + _volume(volume, months)
        )
    places = sorted({t.place for t in found})
    said = "".join(_of_month(p, found, months) for p in places)
    return said + _volume(volume, months)


def untold(t: Told) -> bool:
    """Whether a step of a column was looked for, and none, however large, would have shown."""
    sides = (t.recording, t.values)
    return t.verdict is StepVerdict.TOO_LITTLE and any(s.step is not None for s in sides)


def _not_told(told: Sequence[Told]) -> str:
    """How many columns could not be looked at; nothing where every one was."""
    many = sum(t.verdict is StepVerdict.TOO_LITTLE for t in told)
    if not many:
        return ""
    columns = "1 column" if many == 1 else f"{many} columns"
    return f" {columns} could not be looked at: there is too little to tell of a step."


def _of_month(place: int, found: Iterable[Told], months: Months) -> str:
    parts: list[str] = []
    for verdict, says in _SAYS.items():
        words = [t.words for t in found if t.place == place and t.verdict is verdict]
        if words:
            parts.append(says.format(listed(words)))
    return f" From {roughly(months, place)} {'; '.join(parts)}."


def _volume(volume: Volume, months: Months) -> str:
    if volume.step is None or not volume.found:
        return ""
    rose = "rose" if volume.step.change > 0 else "fell"
    when = roughly(months, volume.step.place)
    with_them, without = beside(volume, True), beside(volume, False)
    if volume.verdict is VolumeVerdict.WITH_OTHERS:
        also = f"; {listed(without)} were not seen to change" if without else ""
        return f" Reports {rose} from {when}, when {listed(with_them)} changed too{also}."
    alone = f": {listed(without)} were not seen to change" if without else ""
    return f" Reports {rose} from {when}{alone}."


def mercy(filled: Sequence[Filled]) -> Filled | None:
    """The figure most at the mercy of a gap; None where no figure rests on one."""
    open_ = [f for f in filled if f.missing and f.plausible is not None and f.width > 0]
    turned = [f for f in open_ if f.verdict is GapVerdict.TURNS_AT_PLAUSIBLE]
    return max(turned or open_, key=lambda f: f.width, default=None)


def gaps_sentence(filled: Sequence[Filled]) -> str:
    """The figure most at the mercy of a gap, as a template; or that none rests on one."""
    judged = [f for f in filled if f.verdict is not GapVerdict.CANNOT_JUDGE]
    if not judged:
        return ""
    worst = mercy(judged)
    if worst is None:
        return " None of the figures looked at rests on a gap."
    kind = "share" if worst.as_recorded.name.startswith("share") else "ratio"
    at = "[" + ",".join(f"{key}={value}" for key, value in worst.group.items()) + "]"
    return (
        f" The figure that a gap could move most is the {_named(worst)}:"
        f" {{{kind}_as_recorded{at}}} as recorded, {{{kind}_if_gap_plausible{at}:interval}} for"
        f" plausible fillings of the {{{kind}_as_recorded{at}:left_out}} {_missing(worst)}"
        f"{_turns(worst)}."
    )


def _named(filled: Filled) -> str:
    """A figure in the middle of a sentence."""
    if filled.as_recorded.name.startswith("share"):
        return f"share {filled.words}"
    what, _, who = filled.words.rpartition(", ")
    return f"ratio of shares {what} ({who})"


def _missing(filled: Filled) -> str:
    """What there are so many of that the gap is made of."""
    if filled.gap == ROWS_LOST:
        return "rows set aside"
    children = filled.as_recorded.unit is Unit.CHILDREN
    return f"{'children' if children else 'incidents'} that the records leave open"


def _turns(filled: Filled) -> str:
    """What becomes of what is said of the figure, as its reader needs it."""
    e = filled.as_recorded
    if filled.verdict is GapVerdict.WIDER_THAN_CHANCE:
        return ", which is more than chance leaves open"
    if filled.verdict is not GapVerdict.TURNS_AT_PLAUSIBLE:
        return "; what is said of it holds"
    if e.name.startswith("share"):
        limit = "what chance alone would give" if filled.gap == ROWS_LOST else "one half"
        return f", so that on which side of {limit} it lies is not certain"
    # The same words whether the exact interval holds 1 or not: the released one may be hidden or
    # wider, and would then be told on.
    return ", so that whether there is a difference is not certain"


#: Figures that are not made again, and why.
NOT_FILLED = (
    "Not made again are the Gini indices, the shares of single years and of places, and the odds"
    " ratios of exploitation flags. A row that was set aside has no certain year or place, and of"
    " which child it is decides an index so much that its bounds would say next to nothing. The"
    " odds ratios rest on two gaps at once, the flag's and the end's, which may hang together in"
    " any way; what each does to its own share is given. Children held under two references, or"
    " two under one, are no gap that can be counted: they are not allowed for."
)


def step_caveats(
    timelines: Timelines, told: Sequence[Told], months: Months, volume: Volume
) -> list[str]:
    """What must be said of steps: never a cause, drifts, declared changes, short records."""
    out = []
    if any(t.found for t in told):
        out.append(
            "A step says about when, to a month either way or more, and not why: what was recorded"
            " of what happened can change because the form, the system or the people changed, and"
            " so can what happened. The table of steps gives the months between which each lies."
        )
    many = sum(t.verdict is StepVerdict.TOO_LITTLE for t in told)
    little = [t.words for t in told if untold(t)]
    if many > len(little) and any(t.found for t in told):
        columns = "1 column" if many == 1 else f"{many} columns"
        out.append(f"Of {columns} there is too little to tell of a step.")
    if little:
        out.append(
            f"Whether {listed(little)} changed cannot be told: too few children, or one child with"
            " much of what there is, would hide a step of any size."
        )
    drifts = [t.words for t in told if t.found and t.drifts]
    if drifts:
        out.append(
            f"A straight line tells as much as a step of {listed(drifts)}: it may have changed"
            " little by little."
        )
    places = {t.place for t in told if t.found}
    if volume.found and volume.step is not None:
        places |= {volume.step.place}
        out += _volume_caveats(volume, told)
    elif volume.verdict is VolumeVerdict.NO_STEP:
        out.append(
            "No step was found in the number of reports by month, the season held equal; the"
            " smallest that would most likely have been is among the figures."
        )
    else:
        out.append(
            "Steps in the number of reports were not looked for: two years of months with five"
            " incidents or more in each are needed to hold the season equal."
        )
    return out + _declared(timelines.definitions.changes, sorted(places), months)


def _volume_caveats(volume: Volume, told: Iterable[Told]) -> list[str]:
    out = []
    if volume.verdict is VolumeVerdict.ALONE:
        out.append(
            "Reports changed while the other counts looked at were not seen to: whether more was"
            " reported of the same, or short incidents changed, cannot be told from these records."
        )
    assert volume.step is not None
    near = [t.words for t in told if t.found and abs(t.place - volume.step.place) <= NEAR]
    if near:
        out.append(
            f"Reports changed in the month, or beside it, in which recording of {listed(near)}"
            " did: it may be a change in what is recorded as a report."
        )
    return out


def _declared(changes: Iterable[Change], places: Iterable[int], months: Months) -> list[str]:
    """Declared changes that begin or end beside a step that was found."""
    out = []
    number = {label: place for place, label in enumerate(months.labels)}
    for place in places:
        near = [
            change.what
            for change in changes
            for on in (change.on, change.until)
            if on is not None and abs(number.get(f"{on:%Y-%m}", -9) - place) <= NEAR
        ]
        if near:
            out.append(
                f"The plan declares a change beside the step of {about(months, place)}:"
                f" {listed(near)}. That they stand together does not say that one made the other."
            )
    return out


def gap_caveats(filled: Sequence[Filled]) -> list[str]:
    """Which figures rest on no gap, and which could not be judged."""
    out = []
    whole = [f.words for f in filled if f.verdict is GapVerdict.NO_GAP]
    with_gap = {f.words for f in filled if f.missing}
    whole = [words for words in dict.fromkeys(whole) if words not in with_gap]
    if whole:
        out.append(f"These figures rest on no gap in the records: {'; '.join(whole)}.")
    out += [NOT_FILLED] if any(f.missing for f in filled) else []
    none = list(dict.fromkeys(f.words for f in filled if f.verdict is GapVerdict.CANNOT_JUDGE))
    if none:
        out.append(
            "What a gap does to these figures is not given, since no file supplied what they are"
            f" made of, or too little was recorded: {'; '.join(none)}."
        )
    return out


def clock_caveat(intake: IntakeSummary) -> str:
    """What clock changes do to durations."""
    if not intake.clock_rows:
        return "No time lies in an hour that clocks skip or repeat when they change."
    hours = "an hour" if intake.clock_hours == 1 else f"{intake.clock_hours} hours"
    return (
        "Times in an hour that clocks skip or repeat are counted as rows in an hour of a clock"
        f" change: a duration that uses one may be out by up to {hours}. Such incidents are held"
        " between the two, so a share within a limit leaves out those that could lie on either"
        " side of it."
    )
