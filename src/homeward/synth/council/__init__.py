"""The council's files: SSDA903 returns and Standard Safeguarding Dataset tables, made up.

Floor: 4, within synth. Reads: a county lived through, its identities. Gives:
`council_files`, and `looked_after`, whom the files are about.
"""

from __future__ import annotations

from homeward.synth.council.files import COUNCIL_FAULTS, council_files, looked_after

__all__ = ["COUNCIL_FAULTS", "council_files", "looked_after"]
