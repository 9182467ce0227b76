"""What children's homes hand over: the list of homes, and their Philomena forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np

from homeward.synth.clock import YEAR, midnight, to_local
from homeward.synth.county import County
from homeward.synth.habits import BANNER
from homeward.synth.homes import HOST_AUTHORITY
from homeward.synth.identities import COUNCIL, POLICE, Identities
from homeward.synth.partners import weights
from homeward.synth.partners.draft import (
    Draft,
    as_words,
    day_texts,
    spoil,
    word_texts,
    yes_no,
)
from homeward.synth.partners.plans import NO_FORM, Plans, form_at_call, used_at_call
from homeward.synth.people import NO_HOME, Whole
from homeward.synth.sheets import Sheet
from homeward.vocabulary.activity import PlanKind
from homeward.vocabulary.setting import Setting

HOMES_FILE = "homes/homes.csv"
FORMS_FILE = "homes/philomena_forms.csv"

#: Homes save their lists as a spreadsheet of theirs does; letters it lacks become "?".
_ENCODING = "cp1252"

#: How homes write a resident's name, each in its own way.
_WAYS: tuple[Callable[[str, str], str], ...] = (
    lambda forename, surname: f"{surname}, {forename[:1]}.",
    lambda forename, surname: f"{forename} {surname}",
    lambda forename, surname: f"{forename} {surname[:1]}",
    lambda forename, surname: f"{surname.upper()} {forename}",
)

#: Homes opened longer ago than this have no opening date: the list is younger.
_LIST_REACHES = 10 * YEAR


def homes_sheet(county: County) -> Sheet:
    """The list of children's homes, as the council keeps it."""
    homes, opens = county.world.homes, midnight(county.world.profile.window.opens)
    number = len(homes.names)
    opened = np.where(homes.opened >= opens - _LIST_REACHES, homes.opened, np.inf)
    return Sheet(
        HOMES_FILE,
        {
            "Home Name": list(homes.names),
            "Type": [Setting.CHILDRENS_HOME.label.capitalize()] * number,
            "Registered Beds": [str(beds) for beds in homes.beds.tolist()],
            "Authority": [HOST_AUTHORITY] * number,
            "Opened": day_texts(opened),
            "Philomena Live": day_texts(homes.philomena),
        },
        preamble=(BANNER,),
    )


def home_references(county: County) -> list[str]:
    """Each home's own reference for the child of each stay; "" for a stay in no home.

    Homes number their residents in order of first arrival; a child who comes back keeps
    the number, and one who moves to another home is given another there.
    """
    stays = county.world.stays
    given: dict[tuple[int, int], str] = {}
    residents: Counter[int] = Counter()
    out = [""] * len(stays.child)
    order = np.argsort(stays.opens, kind="stable")
    for n in order[stays.home[order] != NO_HOME].tolist():
        home, child = int(stays.home[n]), int(stays.child[n])
        if (home, child) not in given:
            residents[home] += 1
            given[home, child] = f"H{home + 1:02d}/{residents[home]:03d}"
        out[n] = given[home, child]
    return out


def home_links(county: County, forms: Plans) -> dict[str, list[str]]:
    """Every reference on the homes' forms once, and whose it is, as `Identities.links` says it.

    Returns
    -------
    dict
        Columns agency, reference and child (the lasting number), as text.
    """
    own, ids = home_references(county), county.world.children.ids
    whose = {
        own[stay]: str(int(ids[child])) for stay, child in zip(forms.stay, forms.child, strict=True)
    }
    return {
        "agency": ["home"] * len(whose),
        "reference": list(whose),
        "child": list(whose.values()),
    }


def form_sheet(
    county: County, identities: Identities, rates: Mapping[str, float], forms: Plans
) -> tuple[Sheet, Counter[str]]:
    """The Philomena forms held when the last extract is made, and what was planted.

    Parameters
    ----------
    forms
        The Philomena forms of `plans(county)`.
    """
    order = np.lexsort((forms.ids, forms.completed, forms.home))
    last = last_use(county, len(forms.ids))[order]
    forms = forms.take(order)
    words = {
        "Form": as_words(PlanKind, forms.kind),
        "Used At Call": yes_no(last == 1, last >= 0),
    }
    draft = Draft(
        purpose="forms",
        ids=forms.ids,
        columns=_columns(county, identities, forms),
        words=words,
        dated=("Date Completed", "Last Updated"),
        references=("Police Ref",),
    )
    draft.columns |= {header: word_texts(cells) for header, cells in words.items()}
    planted = spoil(draft, rates, county.world.streams)
    return Sheet(FORMS_FILE, draft.columns, encoding=_ENCODING, preamble=(BANNER,)), planted


def _columns(county: County, identities: Identities, forms: Plans) -> dict[str, list[str]]:
    """Columns in file order; those of words are filled in by the caller."""
    own, homes = home_references(county), county.world.homes.names
    return {
        "YP Ref": [own[stay] for stay in forms.stay.tolist()],
        "Young Person": _called(identities, forms),
        "DOB": day_texts(identities.held(COUNCIL).born[forms.child]),
        "Police Ref": _force_references(county, identities, forms),
        "Home Name": [homes[home] for home in forms.home.tolist()],
        "Form": [],
        "Date Completed": day_texts(to_local(forms.completed)),
        "Last Updated": day_texts(to_local(forms.updated)),
        "Used At Call": [],
    }


def last_use(county: County, number: int) -> Whole:
    """Of each form: 1 if it was used at the last report of its stay, 0 if not, -1 without one.

    Parameters
    ----------
    number
        How many forms there are.
    """
    form, used = form_at_call(county), used_at_call(county)
    called = form != NO_FORM
    out = np.full(number, -1)
    out[form[called]] = used[called]  # incidents are in order of report: the last one stays
    return out


def _called(identities: Identities, forms: Plans) -> list[str]:
    """Names as each home writes them, in letters that its spreadsheet has."""
    held = identities.held(COUNCIL)
    texts = [
        _WAYS[home % len(_WAYS)](held.forename[child], held.surname[child])
        for home, child in zip(forms.home.tolist(), forms.child.tolist(), strict=True)
    ]
    return [text.encode(_ENCODING, "replace").decode(_ENCODING) for text in texts]


def _force_references(county: County, identities: Identities, forms: Plans) -> list[str]:
    """The force's reference for the child, where the home wrote it down."""
    u = county.world.streams.uniform("partners.form_reference", forms.ids)
    known, references = u < weights.FORCE_REFERENCE_ON_FORM, identities.reference(POLICE)
    return [
        references[child] if told else ""
        for child, told in zip(forms.child.tolist(), known.tolist(), strict=True)
    ]
