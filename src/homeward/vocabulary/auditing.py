"""Words of the audit trail: what was done, how it ended, and what is remarkable about when."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class AuditEvent(Word):
    """What an event of the audit trail says was done. Nothing else can be recorded."""

    RUN = "run", "Everything was run, from extracts to report"
    INGESTED = "ingested", "Extracts were read into the store"
    LINKED = "linked", "Records were joined into histories"
    STUDIED = "studied", "Findings were examined"
    RELEASED = "released", "Findings were released"
    REPORTED = "reported", "The report was written"
    MENDED = "mended", "Rows that were set aside were mended or left out"
    MENDS_VIEWED = "mends_viewed", "What mended files would change was looked at"
    SAMPLE_DRAWN = "sample_drawn", "A smaller sample was drawn"
    SAMPLE_TAKEN = "sample_taken", "Sheets of a smaller sample were taken back"
    SAMPLE_VIEWED = "sample_viewed", "How smaller samples stand was looked at"
    INTAKE_VIEWED = "intake_viewed", "What an intake knew was looked at, for another plan"
    CHILD_READ = "child_read", "A child's record was looked at"
    QUARANTINE_OPENED = "quarantine_opened", "Rows that were set aside were opened"
    AUDIT_VIEWED = "audit_viewed", "The audit trail was looked at"
    KEYS_CHANGED = "keys_changed", "The project key was changed"
    KEYS_CHECKED = "keys_checked", "Every sealed file was opened, to see whether the key opens it"
    ROLE_GRANTED = "role_granted", "Somebody was given a role"
    ROLE_REVOKED = "role_revoked", "A role was taken from somebody"
    RELEASE_REVIEWED = "release_reviewed", "A release was asked for, approved or refused"
    REGISTER_CHANGED = "register_changed", "A release was entered in the register, or its state"
    RELEASES_VIEWED = "releases_viewed", "The register of releases was looked at"
    RELEASE_CHECKED = "release_checked", "A release was attacked, to see whether it holds"
    PURGED = "purged", "Children were purged"
    ANCHOR_LOST = "anchor_lost", "The anchor of the audit trail was gone and was made again"
    TRAIL_ACCEPTED = "trail_accepted", "A trail that did not meet its anchor was gone on with"


class AuditOutcome(Word):
    """How what an event tells of ended."""

    BEGUN = "begun", "It was begun; a later event says how it ended"
    DONE = "done", "It was done"
    REFUSED = "refused", "It was refused, or failed; nothing published was changed"
    CUT_SHORT = "cut_short", "It was cut short; nothing published was changed"


class AuditFlag(Word):
    """What is remarkable about an event."""

    CLOCK_SET_BACK = "clock_set_back", "The clock showed an earlier time than at the event before"
    TOLD_LATER = "told_later", "It was cut short after publishing; the next command recorded it"
