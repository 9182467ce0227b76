"""What children and carers say, and how partners write it down: weights set by hand.

No source gives weights of reasons in this form. What is published leads the order:
communication breakdown as the push in most interviews (NYAS), half of children not seeing
themselves as missing (Boulton 2022), few harmed (Doyle & Barnes 2020), intelligence
shared inconsistently (Making Connections 2017). The rest is judgement.
"""

from __future__ import annotations

from collections.abc import Mapping

from homeward.vocabulary.activity import MeetingKind, SupportKind
from homeward.vocabulary.reasons import Pull, Push

#: What children living with family, and children in care, go away from.
PUSH: tuple[Mapping[Push, float], Mapping[Push, float]] = (
    {
        Push.FAMILY_CONFLICT: 0.42, Push.RULES_CURFEW: 0.14, Push.SCHOOL_PROBLEM: 0.09,
        Push.MENTAL_HEALTH: 0.10, Push.BULLYING: 0.06, Push.ABUSE_NEGLECT: 0.05,
        Push.DOMESTIC_ABUSE: 0.04, Push.TOLD_TO_LEAVE: 0.05, Push.OTHER: 0.05,
    },
    {
        Push.PLACEMENT_UNHAPPY: 0.28, Push.STAFF_COMMUNICATION: 0.20, Push.RULES_CURFEW: 0.19,
        Push.PEER_CONFLICT_HOME: 0.12, Push.MENTAL_HEALTH: 0.08, Push.FAMILY_CONFLICT: 0.04,
        Push.BULLYING: 0.03, Push.SCHOOL_PROBLEM: 0.02, Push.OTHER: 0.04,
    },
)  # fmt: skip

#: What children living with family, in care, and being exploited go towards.
PULL: tuple[Mapping[Pull, float], ...] = (
    {
        Pull.FRIENDS: 0.43, Pull.RELATIONSHIP: 0.21, Pull.PARTY_LEISURE: 0.16,
        Pull.SUBSTANCES: 0.06, Pull.FAMILY_CONTACT: 0.05, Pull.GANG_COUNTY_LINES: 0.02,
        Pull.GROOMER: 0.01, Pull.MONEY_WORK: 0.02, Pull.OTHER: 0.04,
    },
    {
        Pull.FAMILY_CONTACT: 0.31, Pull.FRIENDS: 0.28, Pull.HOME_AREA: 0.12,
        Pull.RELATIONSHIP: 0.11, Pull.PARTY_LEISURE: 0.07, Pull.SUBSTANCES: 0.04,
        Pull.GANG_COUNTY_LINES: 0.02, Pull.GROOMER: 0.01, Pull.OTHER: 0.04,
    },
    {
        Pull.GANG_COUNTY_LINES: 0.30, Pull.GROOMER: 0.20, Pull.FRIENDS: 0.18,
        Pull.MONEY_WORK: 0.10, Pull.SUBSTANCES: 0.08, Pull.RELATIONSHIP: 0.08,
        Pull.FAMILY_CONTACT: 0.03, Pull.OTHER: 0.03,
    },
)  # fmt: skip

#: Of interviews held: share with a second reason of a kind, and with none written down.
SECOND_REASON, NO_REASON = 0.35, 0.12

#: Of interviews held: share seen alone, and of children who see themselves as missing.
SEEN_ALONE, SEES_SELF_AS_MISSING = 0.88, 0.50

#: Share who tell the charity the reason that the force wrote down, where it wrote one.
SAYS_THE_SAME = 0.6

#: Of interviews held, share in which harm is told: not exploited, exploited, and where the
#: force knows of harm.
HARM_TOLD = (0.03, 0.12, 0.75)

#: Of interviews held, share after which intelligence goes to the force: not exploited and
#: exploited; and the mean days until it does.
SHARED, SHARED_AFTER_DAYS = (0.25, 0.70), 6.0

#: Share of refusals with an account by the carer.
CARER_TELLS = 0.6

#: Share of returns of which the force's reference never reached the charity.
NO_REFERENCE = 0.15

#: Share of other authorities' children placed here for whom the charity is commissioned.
COMMISSIONED_ELSEWHERE = 0.12

#: Share of forms on which the home writes the force's reference for the child.
FORCE_REFERENCE_ON_FORM = 0.45

#: Kinds of meeting: child not flagged as exploited when it is called, and flagged.
MEETING_KINDS: tuple[Mapping[MeetingKind, float], Mapping[MeetingKind, float]] = (
    {MeetingKind.STRATEGY: 0.55, MeetingKind.INTERVENTION: 0.43, MeetingKind.MACE: 0.02},
    {MeetingKind.STRATEGY: 0.40, MeetingKind.INTERVENTION: 0.20, MeetingKind.MACE: 0.40},
)

#: Mean number of actions of a meeting, less one; share ever closed; mean days to close.
MORE_ACTIONS, ACTIONS_CLOSED, ACTION_DAYS = 3.2, 0.72, 35.0

#: A meeting called for within so many days of the extract may still be held.
MEETING_AWAITED_DAYS = 28

#: Who gives each kind of support (`SupportKind` values). All made up.
SUPPORTERS: Mapping[str, str] = {
    SupportKind.MENTORING.value: "Fable Mentoring – Youth",
    SupportKind.FAMILY.value: "Madeup Family Service",
    SupportKind.EXPLOITATION.value: "Sample Exploitation Hub",
    SupportKind.HEALTH.value: "Pretend CAMHS",
    SupportKind.SUBSTANCE.value: "Example Substance Service",
}

#: The commissioned charity, made up, as its own people write it, and how often.
CHARITY_NAMES: Mapping[str, float] = {
    "Pretend Youth Trust": 0.80,
    "PYT": 0.12,
    "Pretend Youth trust": 0.05,
    "Pretend Yth Trust": 0.03,
}

REFUSALS: Mapping[str, float] = {
    "Child refused": 0.52,
    "No reply after three attempts": 0.24,
    "Parent or carer declined": 0.14,
    "Prefers own social worker": 0.10,
}

CARER_ACCOUNTS: Mapping[str, float] = {
    "With friends; back by own choice": 0.40,
    "Carer has no concerns": 0.25,
    "Went to see family": 0.20,
    "Carer worried about older friends": 0.15,
}

REMARKS: Mapping[str, float] = {
    "": 0.55,
    "Rang carer – message left": 0.15,
    "Letter sent": 0.12,
    "Social worker told": 0.12,
    "Child’s school told": 0.06,
}
