"""How a force spells a controlled word: its house spelling, other spellings, no word."""

from __future__ import annotations

from enum import Enum

from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import FoundPlace, ReturnMethod
from homeward.vocabulary.person import CareStatus
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.report import Reporter, ReportType
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.words import Word


class House(Enum):
    """A force's way of writing words."""

    SENTENCE = "sentence"
    CAPITALS = "capitals"
    TITLE = "title"
    CODES = "codes"


_Texts = dict[tuple[type[Word], str], str]


def _texts(*pairs: tuple[Word, str]) -> _Texts:
    """Texts by kind of word and value: words of two kinds may share a value."""
    return {(type(word), word.value): text for word, text in pairs}


#: Words that every house writes in its own way, whatever the case of the rest.
_OWN: _Texts = _texts(
    (Setting.FAMILY_HOME, "Home address"),
    (ReportType.MISSING, "Missing person"),
    (ReportType.AWAY_A, "Away from placement"),
    (ReportType.CONCERN_ONLY, "Concern for safety"),
    (ReportType.CANCELLED, "Created in error"),
    (ReportType.ABSENT_LEGACY, "Absent"),
    (CareStatus.CIN, "Child in need"),
    (CareStatus.CPP, "Child protection plan"),
    (ReturnMethod.SELF, "Returned of own accord"),
    (ReturnMethod.CARER_FOUND, "Found by carer"),
    (ReturnMethod.FAMILY_FOUND, "Found by family"),
    (ReturnMethod.POLICE_FOUND_PATROL, "Found by police"),
    (ReturnMethod.POLICE_FOUND_ENQUIRY, "Police enquiries"),
    (ReturnMethod.PARTNER_FOUND, "Partner agency"),
    (ReturnMethod.PUBLIC, "Found by public"),
    (ReturnMethod.STILL_MISSING, "Outstanding"),
    (Reporter.PUBLIC, "Member of the public"),
    (PlacementLocality.NOT_APPLICABLE, "N/A"),
    (PlacementLocality.IN_AREA, "In county"),
    (PlacementLocality.OUT_OF_AREA, "Out of county"),
    (FoundPlace.ORIGIN, "Returned home"),
    (FoundPlace.FRIEND, "Friend's address"),
    (FoundPlace.RELATIVE, "Relatives address"),
    (FoundPlace.STREET_PARK, "Street"),
    (FoundPlace.RETAIL_LEISURE, "Shopping centre"),
    (FoundPlace.TRANSPORT_HUB, "Railway station"),
    (FoundPlace.CUSTODY, "Police station"),
    (FoundPlace.OTHER_FORCE, "Out of force"),
    (Exploitation.SEXUAL, "CSE"),
    (Exploitation.CRIMINAL, "CCE"),
)

#: Short forms that a house of codes writes.
_CODES: _Texts = _texts(
    (CareStatus.LOOKED_AFTER, "LAC"),
    (CareStatus.NONE, "No"),
    (Setting.CHILDRENS_HOME, "Care home"),
    (Setting.FOSTER, "Foster carer"),
    (Setting.SUPPORTED_ACCOMMODATION, "Semi-independent"),
    (ReportType.MISSING, "MISPER"),
    (PlacementLocality.IN_AREA, "IN"),
    (PlacementLocality.OUT_OF_AREA, "OUT"),
)

#: Texts that are in no vocabulary, as hurried people type them.
NO_WORDS: tuple[str, ...] = ("see log", "TBC by supervisor", "xx", "as above", "refer to OIC")

#: Texts in a time column that are no time.
NO_TIMES: tuple[str, ...] = ("not known", "approx 2200hrs", "overnight", "see log", "PM")


def house_text(word: Word, house: House) -> str:
    """The word as this house writes it; "" for what was not recorded."""
    if word.value == "not_recorded":
        return ""
    key = (type(word), word.value)
    if house is House.CODES and key in _CODES:
        return _CODES[key]
    text = _OWN.get(key, word.label)
    if house is House.CAPITALS:
        return text.upper()
    return text.title() if house is House.TITLE else text[:1].upper() + text[1:]


def other_text(word: Word, u: float) -> str:
    """Another spelling that the vocabulary knows, chosen by `u`; "" if there is none."""
    known = [text for text in (*word.also, word.label) if text]
    spelling = known[int(u * len(known))]
    return (spelling.upper(), spelling, spelling.capitalize())[int(u * 997) % 3]
