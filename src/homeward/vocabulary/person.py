"""Words about a child."""

from __future__ import annotations

from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "not stated", "null", "na", "n a", "blank", "nk", "n k", "u")


#: Welsh answers a question by its verb ("Oes?", "Oes"; "Ydy?", "Nac ydy"), and a statement by
#: "ie" and "nage": each of these is one answer alone, and none is an English word of records.
WELSH_YES = ("ydy", "ydyw", "ydi", "oes", "ie", "do", "oedd")
WELSH_NO = ("nac ydy", "nac ydyw", "nac ydi", "nac oes", "nage", "naddo", "nac oedd")

#: Answers that are Welsh for no and also how English leaves a cell blank ("n/a").
EITHER_NO_OR_BLANK = frozenset({"na"})


class Sex(Word):
    """Sex as recorded."""

    FEMALE = "female", "Female", "f", "girl", "woman"
    MALE = "male", "Male", "m", "boy", "man"
    OTHER = "other", "Recorded as other", "x", "indeterminate", "non binary", "transgender"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class Ethnicity(Word):
    """Ethnic group in the five census groups; finer codes are mapped in the plan."""

    ASIAN = "asian", "Asian or Asian British", "asian or asian british", "a1", "a2", "a3", "a9", "indian", "pakistani", "bangladeshi"
    BLACK = "black", "Black, Black British, Caribbean or African", "black or black british", "b1", "b2", "b9", "black african", "black caribbean"
    MIXED = "mixed", "Mixed or multiple ethnic groups", "m1", "m2", "m3", "m9", "dual heritage", "white and black caribbean", "white and black african", "white and asian"
    WHITE = "white", "White", "w1", "w2", "w9", "white british", "white irish", "white other", "white north european", "any other white background"
    OTHER = "other", "Other ethnic group", "o1", "o9", "chinese", "arab", "other ethnic group"
    REFUSED = "refused", "Asked and refused", "declined", "prefer not to say", "refused to say"
    NOT_ASKED = "not_asked", "Not asked"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK, "ns")


class CareStatus(Word):
    """The child's status with children's services."""

    NONE = "none", "Not known to children's services", "no", "nac ydy", "nac ydyw", "nac ydi", "not in care"
    EARLY_HELP = "early_help", "Early help"
    CIN = "cin", "Child in need", "child in need"
    CPP = "cpp", "Child protection plan", "child protection", "child protection plan", "cp"
    LOOKED_AFTER = "looked_after", "Looked after by a local authority", "lac", "cla", "looked after child", "in care", "child in care", "yes", "y", "ydy", "ydyw", "ydi", "cic", "care"
    CARE_LEAVER = "care_leaver", "Care leaver"
    UASC = "uasc", "Unaccompanied asylum-seeking child", "unaccompanied asylum seeking child"
    OTHER = "other", "Another status", "others"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class YesNo(Word):
    """A yes-or-no field, with blank kept apart from no."""

    YES = "yes", "Yes", "y", "true", "1", "t", *WELSH_YES
    NO = "no", "No", "n", "false", "0", "f", *WELSH_NO
    NOT_ASKED = "not_asked", "Not asked"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)
