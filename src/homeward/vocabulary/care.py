"""Words about episodes of being looked after, with the codes of the SSDA903 return.

Source: as for `vocabulary.returns`.
"""

from __future__ import annotations

from homeward.vocabulary.words import Word

_BLANK = ("", "unknown", "not known", "not stated", "null", "na", "n a", "blank")


class EpisodeStart(Word):
    """Why an episode of care began (RNE)."""

    STARTED = "started", "Started to be looked after", "s"
    LEGAL_STATUS = "legal_status", "Change of legal status only", "l"
    PLACEMENT = "placement", "Change of placement and carers only", "p"
    SAME_CARERS = "same_carers", "Change of placement with the same carers only", "t"
    BOTH = "both", "Change of legal status, placement and carers", "b"
    BOTH_SAME_CARERS = "both_same_carers", "Change of legal status and placement with the same carers", "u"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class EpisodeEnd(Word):
    """Why an episode of care ended (REC)."""

    CONTINUES = "continues", "Another episode began the same day", "x1"
    ADOPTED = "adopted", "Adopted", "e1", "e11", "e12"
    DIED = "died", "Died", "e2"
    OTHER_AUTHORITY = "other_authority", "Care taken over by another local authority", "e3"
    HOME_PLANNED = "home_planned", "Returned home to parents or relatives, as planned", "e4a"
    HOME_UNPLANNED = "home_unplanned", "Returned home to parents or relatives, not as planned", "e4b"
    HOME = "home", "Returned home to parents or relatives", "e4"
    NO_RESPONSIBILITY = "no_responsibility", "Left to live with people without parental responsibility", "e13"
    ARRANGEMENTS_ORDER = "arrangements_order", "Residence or child arrangements order granted", "e41"
    GUARDIANSHIP = "guardianship", "Special guardianship order made", "e43", "e44", "e45", "e46", "e47", "e48"
    INDEPENDENT_SUPPORTED = "independent_supported", "Independent living with formal support", "e5"
    INDEPENDENT = "independent", "Independent living without formal support", "e6"
    ADULT_SERVICES = "adult_services", "Residential care funded by adult social care", "e7"
    OTHER = "other", "Ended for another reason", "e8"
    CUSTODY = "custody", "Sentenced to custody", "e9"
    REMAND_ENDED = "remand_ended", "Accommodation on remand ended", "e14"
    FOUND_ADULT = "found_adult", "Age assessment found the child to be 18 or over", "e15"
    ABROAD = "abroad", "Moved abroad", "e16"
    STAYED_PUT = "stayed_put", "Aged 18 and stayed with the same carers", "e10", "e17"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class Need(Word):
    """Category of need when the period of care began (CIN)."""

    ABUSE_NEGLECT = "abuse_neglect", "Abuse or neglect", "n1"
    CHILD_DISABILITY = "child_disability", "The child's disability or illness", "n2"
    PARENT_DISABILITY = "parent_disability", "A parent's disability or illness", "n3"
    ACUTE_STRESS = "acute_stress", "Family in acute stress", "n4"
    DYSFUNCTION = "dysfunction", "Family dysfunction", "n5"
    BEHAVIOUR = "behaviour", "Socially unacceptable behaviour", "n6"
    LOW_INCOME = "low_income", "Low income", "n7"
    ABSENT_PARENTING = "absent_parenting", "Absent parenting", "n8"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class PlacementProvider(Word):
    """Who provides a placement (PLACE_PROVIDER)."""

    PARENT = "parent", "A parent or person with parental responsibility", "pr0"
    OWN = "own", "The responsible authority itself", "pr1"
    OTHER_AUTHORITY = "other_authority", "Another local authority", "pr2"
    OTHER_PUBLIC = "other_public", "Another public body", "pr3"
    PRIVATE = "private", "A private provider", "pr4"
    VOLUNTARY = "voluntary", "A voluntary or third-sector provider", "pr5"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)


class PlacementChange(Word):
    """Why a placement changed (REASON_PLACE_CHANGE)."""

    CARE_PLAN = "care_plan", "Change to, or carrying out of, the care plan", "carpl"
    CLOSED = "closed", "Carer resigned or provision closed", "close"
    ALLEGATION = "allegation", "Allegation", "alleg"
    STANDARDS = "standards", "Standard of care", "stand"
    APPROVAL_REMOVED = "approval_removed", "Approval removed", "apprr"
    CARER_BEHAVIOUR = "carer_behaviour", "Carer asked, because of the child's behaviour", "creqb"
    CARER_OTHER = "carer_other", "Carer asked, for another reason", "creqo"
    CHILD_ASKED = "child_asked", "The child asked", "child"
    AUTHORITY = "authority", "The authority asked", "lareq"
    STATUS_ONLY = "status_only", "Only the status of the placement changed", "place"
    CUSTODY = "custody", "Custody arrangement", "custod"
    OTHER = "other", "Another reason"
    NOT_RECORDED = ("not_recorded", "The extract does not say", *_BLANK)
