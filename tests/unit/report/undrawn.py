"""Content of reports with no chart drawn, which takes most of the time of a report."""

from __future__ import annotations

from collections import defaultdict

from homeward.findings import Bundle
from homeward.report.assemble import assemble
from homeward.report.content import Report


def undrawn(bundle: Bundle) -> Report:
    """The content of `bundle`'s report without a drawing."""
    return assemble(bundle, defaultdict(lambda: None))
