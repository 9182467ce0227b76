"""Why a child went: away from something (push) or towards something (pull)."""

from __future__ import annotations

from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "null", "na", "n a", "blank")


class Push(Word):
    """What a child went away from."""

    FAMILY_CONFLICT = "family_conflict", "Conflict at home", "argument", "family argument", "argument with parents", "family dispute"
    ABUSE_NEGLECT = "abuse_neglect", "Abuse or neglect", "abuse", "neglect"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse", "domestic violence"
    PLACEMENT_UNHAPPY = "placement_unhappy", "Unhappy in placement", "unhappy with placement", "unhappy in care"
    RULES_CURFEW = "rules_curfew", "Rules or curfew", "curfew", "boundaries", "rules"
    PEER_CONFLICT_HOME = "peer_conflict_home", "Conflict with others in the home", "conflict with residents"
    BULLYING = "bullying", "Bullying", "bullied"
    SCHOOL_PROBLEM = "school_problem", "Problems at school", "school", "school problems"
    MENTAL_HEALTH = "mental_health", "Mental health", "low mood", "anxiety", "mental ill health"
    TOLD_TO_LEAVE = "told_to_leave", "Told to leave", "thrown out", "kicked out"
    STAFF_COMMUNICATION = "staff_communication", "Communication with staff broke down", "dispute with staff"
    OTHER = "other", "Another reason", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class Pull(Word):
    """What a child went towards."""

    FAMILY_CONTACT = "family_contact", "To see family", "family", "to see family", "seeing family"
    FRIENDS = "friends", "To see friends", "friend", "with friends", "seeing friends"
    RELATIONSHIP = "relationship", "A relationship", "boyfriend", "girlfriend", "partner"
    PARTY_LEISURE = "party_leisure", "Party or leisure", "party", "socialising"
    SUBSTANCES = "substances", "Alcohol or drugs", "drugs", "alcohol"
    MONEY_WORK = "money_work", "Money or work", "work", "money"
    GANG_COUNTY_LINES = "gang_county_lines", "Gang or county lines", "county lines", "gang"
    GROOMER = "groomer", "A person exploiting them", "exploiter", "grooming"
    HOME_AREA = "home_area", "To be in their home area", "home town", "home area contact"
    OTHER = "other", "Another reason", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)
