"""The risk police recorded for a missing child, lowest first."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class RiskLevel(Word):
    """Grading in the words of national guidance, declared lowest to highest.

    Compare positions, never average them. NOT_RECORDED is not the lowest level:
    leave it out of any comparison and report how many. ABSENT_LEGACY is the category
    used in many forces from 2013 to 2017 and is kept apart.

    Source: College of Policing, Authorised Professional Practice, Missing persons.
    """

    NONE_APPARENT = (
        "none_apparent", "No apparent risk of harm", "no apparent risk", "nar",
        "no apparent", "none", "no risk", "very low",
    )
    LOW = "low", "Harm possible but minimal", "l", "low risk", "standard", "standard risk"
    MEDIUM = "medium", "Harm likely but not serious", "m", "med", "medium risk", "med risk"
    HIGH = "high", "Serious harm very likely", "h", "high risk", "hi"
    ABSENT_LEGACY = "absent_legacy", "Graded absent under the former category", "absent"
    NOT_RECORDED = (
        "not_recorded", "The extract holds no grading", "", "unknown", "n k", "nk",
        "not known", "not stated", "null", "na", "n a", "tbc", "blank", "ungraded",
    )
