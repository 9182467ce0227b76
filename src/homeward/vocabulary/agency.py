"""Who holds or supplied a record."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class Agency(Word):
    """The kind of body a dataset came from."""

    POLICE = "police", "A territorial police force", "force", "constabulary"
    LOCAL_AUTHORITY = "local_authority", "A council's children's services", "council", "la"
    CARE_HOME = "care_home", "A children's home or its provider", "home", "provider"
    CHARITY = "charity", "A commissioned charity, often for return interviews"
    HEALTH = "health", "NHS bodies"
    EDUCATION = "education", "Schools and colleges", "school"
    OTHER = "other", "Another body"
