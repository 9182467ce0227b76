"""Words for the smaller sample: what is drawn, how, and what partners are asked."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import Harm
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.reasons import Pull, Push
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "nk", "n k", "null", "blank")


class SampleUnit(Word):
    """What one row of the smaller sample is."""

    INCIDENT = "incident", "One incident counted as missing"
    CHILD = "child", "One child, with everything in the study window"


class Allocation(Word):
    """How many of the sample each stratum gets."""

    PROPORTIONAL = "proportional", "In proportion to how many there are"
    EQUAL = "equal", "As many from each stratum, as far as there are so many"
    NEYMAN = "neyman", "In proportion to how many there are and how much they differ"


class ReturnInterview(Word):
    """What became of the return home interview."""

    HELD = "held", "Held", "completed", "done", "yes", "y"
    DECLINED = "declined", "Offered, and the child declined", "refused", "offered and declined"
    NOT_KEPT = "not_kept", "Accepted, and not held", "missed", "did not attend", "dna"
    NOT_OFFERED = "not_offered", "Not offered", "no", "n", "none"
    NOT_RECORDED = ("not_recorded", "The records do not say", *_BLANK)


class InterviewInTime(Word):
    """Whether a return home interview was held within 72 hours of the return, by its date."""

    WITHIN_72H = "within_72h", "Held within 72 hours: two days after the return or sooner"
    CANNOT_TELL = "cannot_tell", "Held on the third day after the return, or on no known day: cannot be told"
    LATER = "later", "Held later: four days after the return or more"
    NOT_HELD = "not_held", "Not held"
    NOT_RECORDED = ("not_recorded", "The records do not say", *_BLANK)


class PhilomenaForm(Word):
    """What became of the child's Philomena form."""

    USED = "used", "There was one, and it was used when the child was reported", "yes", "y"
    NOT_USED = "not_used", "There was one, and it was not used", "held", "not used at call"
    NONE = "none", "There was none", "no", "n"
    NOT_APPLICABLE = "not_applicable", "The child did not live where forms are made", "n a", "na"
    NOT_RECORDED = ("not_recorded", "The records do not say", *_BLANK)


class SupportOffered(Word):
    """What help was offered to the child or the family."""

    NONE = "none", "No help was offered", "no", "n", "nil"
    MENTORING = "mentoring", "Mentoring or youth work", "mentor", "youth worker"
    FAMILY = "family", "Family support or mediation", "family support", "mediation"
    EXPLOITATION = "exploitation", "Exploitation service", "cce service", "cse service"
    HEALTH = "health", "Health or mental-health service", "camhs"
    SUBSTANCE = "substance", "Substance-use service"
    OTHER = "other", "Other help", "others", "yes", "y"
    NOT_RECORDED = ("not_recorded", "The records do not say", *_BLANK)


class ToldPolice(Word):
    """Whether what a child said was passed to the police."""

    YES = "yes", "It was passed to the police", "y"
    NO = "no", "It was not passed to the police", "n"
    NOTHING = "nothing", "The child was not spoken to, or said nothing to pass on", "n a", "na"
    NOT_RECORDED = ("not_recorded", "The records do not say", *_BLANK)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that partners are asked about every row of the sample.

    Attributes
    ----------
    name
        Lasting name, as findings and scripts read it.
    heading
        Of the column in the sheet.
    question
        As asked about an incident.
    of_child
        As asked about a child over the window; "" where it is not asked of a child.
    words
        Permitted answers; None where the answer is a date.
    several
        How many answers may be given: as many columns.
    nothing
        Among `words`, the answer that there was nothing, where several may be given: no
        other may stand beside it.
    """

    name: str
    heading: str
    question: str
    of_child: str
    words: type[Word] | None
    several: int = 1
    nothing: Word | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings of its columns."""
        if self.several == 1:
            return (self.heading,)
        return tuple(f"{self.heading} {place}" for place in range(1, self.several + 1))


def _asked(*questions: Asked) -> dict[str, Asked]:
    return {asked.name: asked for asked in questions}


#: Everything that may be asked, in the order of the sheet's columns. No answer is free text.
ASKED: dict[str, Asked] = _asked(
    Asked("return_interview", "Return home interview", "What became of the return home interview after this incident?", "What became of the last return home interview of the period?", ReturnInterview),
    Asked("return_interview_on", "Date interview held", "On which day was it held?", "", None),
    Asked("push_reason", "Reason to leave", "What did the child go away from? The weightiest first.", "What did the child mostly go away from? The weightiest first.", Push, 3),
    Asked("pull_reason", "Reason to go", "What did the child go towards? The weightiest first.", "What did the child mostly go towards? The weightiest first.", Pull, 3),
    Asked("harm_disclosed", "Harm disclosed", "What harm while missing did the child speak of, or is known of otherwise?", "What harm while missing, at any time in the period, is known of?", Harm, 3, Harm.NONE_DISCLOSED),
    Asked("exploitation_known", "Exploitation known", "What exploitation of the child was known to you on that day?", "What exploitation of the child was known to you in the period?", Exploitation, 3, Exploitation.NONE),
    Asked("placement_at_the_time", "Placement at the time", "Where was the child living on that day?", "Where did the child live for most of the period?", Setting),
    Asked("philomena_form", "Philomena form", "Was there a Philomena form, and was it used?", "Was there a Philomena form, and was it used at least once?", PhilomenaForm),
    Asked("strategy_discussion", "Strategy discussion held", "Was a strategy discussion or an intervention meeting held because of this incident?", "Was a strategy discussion or an intervention meeting held because the child went missing?", YesNo),
    Asked("support_offered", "Support offered", "What help was offered to the child or the family because of this incident?", "What help was offered to the child or the family because the child went missing?", SupportOffered, 2, SupportOffered.NONE),
    Asked("told_police", "Told to the police", "Was what the child said after this incident passed to the police?", "Was what the child said passed to the police, at least once?", ToldPolice),
)

#: What follows from other answers, and its words: to be read like any other.
DERIVED: dict[str, type[Word]] = {"interview_in_time": InterviewInTime}

#: What an answer that looks for itself in vain is called in a sheet.
LOOKED_IN_VAIN = "Our records do not say"


def shown(word: Word) -> str:
    """An answer as the sheet writes it."""
    if word.value == "not_recorded":
        return LOOKED_IN_VAIN
    return "None known" if word is Exploitation.NONE else word.meaning
