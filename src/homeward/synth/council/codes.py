"""SSDA903 codes for what a county knows, and how often each is written.

The codes are those of the children looked after return (SSDA903) of the Department for
Education, as its public checks list them: the looked-after children validator of Data to
Insight (csc-validator-be-903: `config.py` for columns, rules 103, 144 to 146, 149, 178 and
1009 for codes), and the same code sets in the Standard Safeguarding Dataset
(ssd-data-model: `ssd_person`, `ssd_cla_episodes`, `ssd_cla_placement`). How often each is
written is judgement: whole-county shares are published, but not for this age and by setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from homeward.vocabulary.person import Ethnicity, Sex
from homeward.vocabulary.setting import Setting

Weights = Mapping[str, float]

#: Setting to placement code (`PLACE`). K1 secure home, K2 children's home, H5 semi-
#: independent, U1 to U6 foster (U1 to U3 with a relative or friend; U1 and U4 long term),
#: Z1 other. Only settings in which an authority places children stand here.
PLACES: Mapping[str, Weights] = {
    Setting.FOSTER: {"U1": 4, "U2": 0.5, "U3": 13, "U4": 20, "U5": 0.5, "U6": 62},
    Setting.CHILDRENS_HOME: {"K2": 1},
    Setting.SECURE_HOME: {"K1": 1},
    Setting.SUPPORTED_ACCOMMODATION: {"H5": 1},
    Setting.UNREGISTERED: {"Z1": 1},
    Setting.HOTEL_UASC: {"Z1": 1},
}

#: Semi-independent living is for those of this age; younger children there are in "other".
INDEPENDENT, OTHER, INDEPENDENT_FROM = "H5", "Z1", 16

#: Placements with a relative or friend, which the council itself provides.
KINSHIP = ("U1", "U2", "U3")

#: The code that a foster placement takes once it is to last, with the same carers.
LASTING: Mapping[str, str] = {"U6": "U4", "U3": "U1"}

#: Providers (`PLACE_PROVIDER`) by the first letter of the placement code, here and away:
#: PR1 the council, PR2 another, PR4 private, PR5 voluntary. Z1 takes none.
PROVIDERS: Mapping[str, tuple[Weights, Weights]] = {
    "U": ({"PR1": 62, "PR4": 36, "PR5": 2}, {"PR1": 12, "PR2": 3, "PR4": 80, "PR5": 5}),
    "K": ({"PR1": 12, "PR4": 80, "PR5": 8}, {"PR2": 4, "PR4": 91, "PR5": 5}),
    "H": ({"PR1": 10, "PR4": 75, "PR5": 15}, {"PR4": 85, "PR5": 15}),
}

#: Categories of need (`CIN`): without and with a recorded disability (N2).
NEEDS: tuple[Weights, Weights] = (
    {"N1": 58, "N3": 3, "N4": 9, "N5": 17, "N6": 6, "N7": 5, "N8": 2},
    {"N1": 40, "N2": 30, "N3": 3, "N4": 8, "N5": 13, "N6": 4, "N7": 2},
)

#: Why a period of care ends (`REC`): at 18, and before.
LEAVING: tuple[Weights, Weights] = (
    {"E5": 34, "E6": 12, "E8": 22, "E4A": 16, "E7": 8, "E13": 8},
    {"E4A": 38, "E4B": 17, "E13": 9, "E41": 5, "E8": 22, "E3": 6, "E9": 3},
)

#: An episode that another follows on the same day ends so.
GOES_ON = "X1"

#: Why a placement changes (`REASON_PLACE_CHANGE`); `STATUS` if the carers stay.
MOVES: Weights = {
    "CARPL": 46, "CREQB": 18, "LAREQ": 13, "CREQO": 7, "CHILD": 5, "CLOSE": 3,
    "STAND": 2, "ALLEG": 1, "APPRR": 1, "OTHER": 4,
}  # fmt: skip
STATUS = "PLACE"


class Course(NamedTuple):
    """A course of legal statuses (`LS`): codes, and days from each to the next.

    Attributes
    ----------
    weight
        How often.
    codes
        Statuses in order.
    waits
        Median days in each but the last, and the sd of their logarithm.
    """

    weight: float
    codes: tuple[str, ...]
    waits: tuple[tuple[float, float], ...] = ()


#: C1 interim and C2 full care order, V2 accommodated by agreement, L1 police protection (at
#: most 72 hours), L2 emergency protection order (8 days), J1 remanded (from 10 years on).
COURSES: tuple[Course, ...] = (
    Course(34, ("V2",)),
    Course(14, ("V2", "C1", "C2"), ((90, 0.7), (210, 0.4))),
    Course(26, ("C1", "C2"), ((210, 0.4),)),
    Course(16, ("C2",)),
    Course(4, ("L1", "V2"), ((2, 0),)),
    Course(3, ("L2", "C1", "C2"), ((8, 0), (210, 0.4))),
    Course(3, ("J1", "V2"), ((45, 0.6),)),
)
REMANDED, REMANDED_FROM = "J1", 10

#: Ethnic group to the codes of the return (`ETHNIC`).
ETHNICITIES: Mapping[str, Weights] = {
    Ethnicity.WHITE: {"WBRI": 88, "WOTH": 8, "WIRI": 2, "WROM": 1, "WIRT": 1},
    Ethnicity.BLACK: {"BAFR": 48, "BCRB": 28, "BOTH": 24},
    Ethnicity.MIXED: {"MWBC": 38, "MWAS": 18, "MWBA": 12, "MOTH": 32},
    Ethnicity.ASIAN: {"APKN": 32, "ABAN": 20, "AIND": 20, "AOTH": 28},
    Ethnicity.OTHER: {"OOTH": 80, "CHNE": 20},
    Ethnicity.REFUSED: {"REFU": 1},
}

#: What the council writes of children whose ethnicity the police do not hold: it mostly
#: knows better.
UNKNOWN_ETHNICITY: Weights = {
    "WBRI": 52, "WOTH": 5, "BAFR": 5, "BCRB": 3, "MWBC": 4, "APKN": 2, "OOTH": 2,
    "NOBT": 22, "REFU": 5,
}  # fmt: skip

#: Sex as the return has it: numbers to 2023-24, letters from then on (rule 101).
SEXES: Mapping[str, tuple[str, str]] = {Sex.MALE: ("1", "M"), Sex.FEMALE: ("2", "F")}
LETTERS_FROM = 2025

#: Sorts of missing spell: missing, and away from placement without authorisation.
MISSING, AWAY = "M", "A"

#: Words for codes, as people type them where a code is asked for.
WORDS: Mapping[str, str] = {
    "WBRI": "White British", "WIRI": "White Irish", "WOTH": "Any other White background",
    "BAFR": "African", "BCRB": "Caribbean", "BOTH": "Any other Black background",
    "MWBC": "White and Black Caribbean", "MWBA": "White and Black African",
    "MWAS": "White and Asian", "MOTH": "Any other Mixed background", "AIND": "Indian",
    "APKN": "Pakistani", "ABAN": "Bangladeshi", "AOTH": "Any other Asian background",
    "CHNE": "Chinese", "OOTH": "Any other ethnic group", "REFU": "Refused",
    "NOBT": "Information not yet obtained", "K2": "Children's Home", "K1": "Secure unit",
    "H5": "Semi-independent", "U1": "Fostering - relative", "U3": "Fostering - relative",
    "U4": "Foster placement", "U6": "Foster placement", "Z1": "Other", "M": "Missing",
    "A": "Away",
}  # fmt: skip
