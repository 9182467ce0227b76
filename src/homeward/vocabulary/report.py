"""What kind of report it was and who made it."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class ReportType(Word):
    """What the record is. The plan says which of these count as missing."""

    MISSING = "missing", "Whereabouts cannot be established", "missing person", "misper", "mis", "mp", "m"
    ABSENT_LEGACY = "absent_legacy", "Absent, under the category used to 2017", "absent"
    AWAY_A = "away_a", "Away from placement without authorisation, whereabouts known", "away from placement", "unauthorised absence", "away", "away from placement without authorisation", "a"
    CONCERN_ONLY = "concern_only", "Concern for safety, not missing", "concern for safety", "concern", "cfs", "concern for welfare"
    CANCELLED = "cancelled", "Cancelled: made in error or never missing", "no crime cancelled", "cancelled report", "created in error", "error", "duplicate report"
    FOUND_PERSON = "found_person", "A person found before being reported", "found", "found report"
    OTHER = "other", "Another kind of report", "others"
    NOT_RECORDED = "not_recorded", "The extract does not say", "", "unknown", "not known", "not stated", "null", "na", "n a", "blank"


class Reporter(Word):
    """Who told the police."""

    PARENT = "parent", "Parent or guardian", "mother", "father", "mum", "dad", "guardian", "family", "step parent", "parents"
    RELATIVE = "relative", "Another relative", "sibling", "grandparent", "aunt", "uncle"
    CARER = "carer", "Foster carer or member of care staff", "care staff", "foster carer", "care home staff", "home staff", "staff", "care worker", "residential staff"
    SCHOOL = "school", "School or college staff", "teacher", "education"
    SOCIAL_WORKER = "social_worker", "Children's services", "social services", "social care", "sw", "edt"
    POLICE = "police", "Police officer or staff", "officer"
    FRIEND = "friend", "A friend or partner", "partner"
    CHILD = "child", "The child", "self", "misper"
    PUBLIC = "public", "A member of the public", "mop", "member of public", "member of the public"
    HEALTH = "health", "Health staff", "hospital", "nhs"
    OTHER = "other", "Someone else", "others"
    NOT_RECORDED = "not_recorded", "The extract does not say", "", "unknown", "not known", "not stated", "null", "na", "n a", "blank"
