"""What keeps a child's identity in: keyed pseudonyms, and a key for each purpose.

Floor: 1. Reads: nothing. Gives: `Pseudonyms`, which turns references into pseudonyms
under one project key, `project_key`, which keeps that key, and `subkey`, which derives
from it a separate key for each `Purpose`.
"""

from homeward.privacy.pseudonyms import KEY_BYTES, PSEUDONYM_LENGTH, Pseudonyms, project_key
from homeward.privacy.subkeys import SUBKEY_BYTES, Purpose, subkey

__all__ = [
    "KEY_BYTES",
    "PSEUDONYM_LENGTH",
    "SUBKEY_BYTES",
    "Pseudonyms",
    "Purpose",
    "project_key",
    "subkey",
]
