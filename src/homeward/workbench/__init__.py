"""The web pages that coordinators, leads and analysts use.

Floor: 9. Reads: study (which checks permission and writes the audit event), released
bundles, findings, vocabulary. Gives: nothing yet: this version has no pages. It will
give the released findings as pages, the list of clocks running out, and the review of
what may be released; it files no finding of its own.
"""

__all__: list[str] = []
