"""Every other partner's file together: charity, homes and the council's meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.identities import Identities
from homeward.synth.partners.cases import cases_of, in_charity_file, interview_truth
from homeward.synth.partners.council import (
    listed,
    meeting_sheet,
    meeting_truth,
    support_sheet,
    support_truth,
    trigger_sheet,
)
from homeward.synth.partners.homes import form_sheet, homes_sheet
from homeward.synth.partners.interviews import interview_sheet
from homeward.synth.partners.plans import NO_FORM, Plans, form_at_call, plans, used_at_call
from homeward.synth.people import NO_HOME
from homeward.synth.sheets import Supplied
from homeward.vocabulary.activity import PlanKind

#: Kinds of fault that these files can hold.
PLANTED_HERE = (
    "partner_spellings",
    "partner_duplicates",
    "partner_dates_lost",
    "partner_times_lost",
    "partner_references_lost",
)


def partner_files(
    county: County, details: Details, identities: Identities, rates: Mapping[str, float]
) -> Supplied:
    """The files of the charity, the homes and the council's meetings, with faults planted.

    Parameters
    ----------
    details
        `describe(county)`.
    identities
        What each agency holds of each child.
    rates
        Share of rows by kind of fault; kinds left out are not planted.
    """
    told = in_charity_file(county, details)
    cases, made = cases_of(county, details, told), plans(county)
    forms, triggers = made.of(PlanKind.PHILOMENA), made.of(PlanKind.TRIGGER)
    parts = (
        interview_sheet(county, details, identities, rates, told, cases),
        meeting_sheet(county, identities, rates),
        support_sheet(county, identities, rates),
        trigger_sheet(county, identities, rates, triggers),
        form_sheet(county, identities, rates, forms),
    )
    planted: Counter[str] = sum((one for _, one in parts), Counter())
    return Supplied(
        files=(*(sheet for sheet, _ in parts), homes_sheet(county)),
        planted={kind: planted[kind] for kind in PLANTED_HERE},
        truth={
            "interviews": interview_truth(county, told, cases),
            "meetings": meeting_truth(county),
            "support": support_truth(county),
            "plans": _plan_truth(county, forms, triggers),
        },
    )


def children_named(county: County) -> np.ndarray:
    """Positions of the children who stand in any of these files, or in the incidents.

    More than those reported missing in the window: a form is made for a child who never
    goes, and support may outlast the reports.
    """
    sources = (county.incidents, county.meetings, county.supports, plans(county))
    return np.unique(np.concatenate([source.child for source in sources]))


def _plan_truth(county: County, forms: Plans, triggers: Plans) -> Mapping[str, Any]:
    """Forms and trigger plans by the last extract; reports with a form, and with one used."""
    stays, homes = county.world.stays, county.world.homes
    in_home = stays.home != NO_HOME
    live = in_home & (homes.philomena[stays.home] < stays.closes)
    live &= (homes.philomena[stays.home] <= county.as_of) & (stays.opens <= county.as_of)
    return {
        "stays_in_live_homes": int(live.sum()),
        "forms_completed": len(forms.ids),
        "forms_stale": int(forms.stale.sum()),
        "reports_with_a_form": int((form_at_call(county) != NO_FORM).sum()),
        "reports_with_a_form_used": int(used_at_call(county).sum()),
        "trigger_plans": len(triggers.ids),
        "trigger_plans_in_file": int(listed(county, triggers).sum()),
        "trigger_plans_stale": int(triggers.stale.sum()),
    }
