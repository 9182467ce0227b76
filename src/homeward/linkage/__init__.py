"""Same child across agencies: one pseudonym per child, and how it was decided.

Floor: 3. Reads: records, engine. Gives: incidents whose `child` is the linked child,
and a summary of the linking.

Only one agency's records are linked today, by that agency's own reference for the
child. Linking police, local authority and health records by probability comes behind
the same function shape: a table in, the same table with another `child` out, and a
`LinkSummary` that says what share of links is sure.
"""

from homeward.linkage.seam import LinkSummary, one_agency

__all__ = ["LinkSummary", "one_agency"]
