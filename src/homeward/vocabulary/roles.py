"""Words for who may do what with a folder of records."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Role(Word):
    """What somebody is in a study. A person may have several."""

    INFORMATION_ASSET_OWNER = (
        "information_asset_owner", "Answers for the records: says who may do what, and purges",
    )  # fmt: skip
    ANALYST = "analyst", "Runs the study, mends rows, draws samples, asks for a release"
    COORDINATOR = "coordinator", "Missing-person coordinator: sees the children of an area"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Sees the children of an area and the findings"
    RELEASE_CHECKER = "release_checker", "Approves or refuses what somebody else asks to release"
    AUDITOR = "auditor", "Reads the audit trail, and nothing about any child"
    STEWARD = "steward", "Keeps keys and retention: rotates keys, purges, reads the audit trail"


class Permission(Word):
    """One thing that may be allowed."""

    RUN = "run", "Read extracts, examine findings, write the report"
    READ_FINDINGS = "read_findings", "Read findings that were not released"
    READ_CHILD = "read_child", "Look at a child's record"
    OPEN_QUARANTINE = "open_quarantine", "Open rows that were set aside"
    MEND = "mend", "Mend rows that were set aside, or leave them out"
    SAMPLE = "sample", "Draw a smaller sample and take its sheets back"
    REQUEST_RELEASE = "request_release", "Ask for a release"
    APPROVE_RELEASE = "approve_release", "Approve or refuse a release that somebody else asked for"
    VIEW_RELEASES = "view_releases", "See what was released, when and by whom"
    PURGE = "purge", "Purge children"
    ROTATE_KEYS = "rotate_keys", "Change the project key"
    CHECK_KEYS = "check_keys", "See whether the key opens all that is held"
    GRANT = "grant", "Give and take roles"
    VIEW_AUDIT = "view_audit", "Read the audit trail"
