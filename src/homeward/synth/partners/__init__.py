"""Other partners' files: the charity's interviews, homes' forms, the council's meetings.

Reads: a county, its details, what each agency holds of each child. Gives: `partner_files`,
and `plans.plans` and `plans.used_at_call`, which say what a call could draw on.
"""

from __future__ import annotations

from homeward.synth.partners.cases import intelligence_shared
from homeward.synth.partners.files import children_named, partner_files
from homeward.synth.partners.homes import home_links, homes_sheet
from homeward.synth.partners.plans import Plans, form_at_call, used_at_call

__all__ = [
    "Plans",
    "children_named",
    "form_at_call",
    "home_links",
    "homes_sheet",
    "intelligence_shared",
    "partner_files",
    "used_at_call",
]
