"""Codes of the children looked after return (SSDA903), and the words they stand for.

`vocabulary.words.spellings` reads them beside the spellings that each word lists. They are
kept apart from those so that made-up police extracts do not write a council's codes.

Source: the code sets of the return as the looked-after children validator checks them from
2022-23 to 2026-27 (csc-validator-be-903, rules 101, 103, 143 to 149, 178 and 1009), their
meanings as the Standard Safeguarding Dataset gives them (ssd-data-model), and codes of
earlier years as published look-up tables of the same return keep them: F1 to F6, H1 to H4,
A1, A2, R4 and M1 to M3 (to 2009), Q1 and Q2 (to 2015). A code that is in none of these is
unknown, and is asked about.
"""

from __future__ import annotations

from typing import Final

#: Placement codes (PLACE, PL) by the kind of place. Adoptive homes, care homes for adults,
#: family centres, custody, holidays and other short moves have no kind of their own here.
#: Codes that say only that a child was missing (M1 to M3) name no place.
_PLACES: Final = {
    "family_home": "P1",
    "foster": "U1 U2 U3 U4 U5 U6 Q1 Q2 F1 F2 F3 F4 F5 F6",
    "childrens_home": "K2 H3 H4",
    "secure_home": "K1 H1 H2",
    "supported_accommodation": "H5 K3",
    "residential_school": "S1",
    "hospital": "R2 T1",
    "independent": "P2",
    "other": "A1 A2 A3 A4 A5 A6 P3 R1 R3 R4 R5 T0 T2 T3 T4 Z1 Z11 Z12 Z13 Z14",
    "not_recorded": "M1 M2 M3",
}

#: Ethnic codes (ETHNIC).
_ETHNICITIES: Final = {
    "white": "WBRI WIRI WOTH WIRT WROM",
    "mixed": "MWBC MWBA MWAS MOTH",
    "asian": "AIND APKN ABAN AOTH",
    "black": "BCRB BAFR BOTH",
    "other": "CHNE OOTH",
    "refused": "REFU",
    "not_recorded": "NOBT",
}

#: Kinds of absence as the guide of the Standard Safeguarding Dataset words them.
_ABSENCES: Final = {"Missing from care": "missing", "Missing - Missing from care": "missing"}

#: The same as the return's guide words them; CNHE is so written in the dataset's.
_ETHNIC_LABELS: Final = {
    "CNHE": "other",
    "Any other Asian background": "asian",
    "African": "black",
    "Caribbean": "black",
    "Any other Black background": "black",
    "Any other Mixed background": "mixed",
    "Traveller of Irish Heritage": "white",
    "Gypsy/Roma": "white",
    "Any other ethnic group": "other",
    "Information not yet obtained": "not_recorded",
}


def _by_code(words: dict[str, str]) -> dict[str, str]:
    return {code: word for word, codes in words.items() for code in codes.split()}


#: Name of an enumeration to {code: value of the word it stands for}.
CODES: Final[dict[str, dict[str, str]]] = {
    "Setting": _by_code(_PLACES),
    "Ethnicity": _by_code(_ETHNICITIES) | _ETHNIC_LABELS,
    "ReportType": _ABSENCES,
}

#: SEX before letters were used (2024-25): numbers that other sources use otherwise.
SEX_BEFORE_LETTERS: Final = {"1": "male", "2": "female"}
