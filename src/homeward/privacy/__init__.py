"""What keeps a child's identity in: keyed pseudonyms.

Floor: 1. Reads: nothing. Gives: `Pseudonyms`, which turns references into pseudonyms
under one project key, and `project_key`, which keeps that key.
"""

from homeward.privacy.pseudonyms import KEY_BYTES, PSEUDONYM_LENGTH, Pseudonyms, project_key

__all__ = ["KEY_BYTES", "PSEUDONYM_LENGTH", "Pseudonyms", "project_key"]
