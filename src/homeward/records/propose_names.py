"""How far a header names a declared column: folding, abbreviations, shared words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from homeward.records.schema import Column, Form, Table
from homeward.vocabulary.words import plain

#: Score of a header that a declaration lists, letter for letter once folded.
VERBATIM: Final = 1.0
#: Score of a header with the same words in another order or abbreviated.
SAME_WORDS: Final = 0.95
#: Least score at which a name is worth weighing at all.
NAMED: Final = 0.34

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])")

#: What suppliers shorten, and word forms that mean one thing in a header.
_LONGER: Final[dict[str, str]] = {
    "dt": "date", "dte": "date", "dat": "date", "tm": "time", "tme": "time", "tim": "time",
    "dttm": "date time", "dtm": "date time", "datetime": "date time", "timestamp": "date time",
    "hrs": "time", "rptd": "report", "rpt": "report", "rep": "report", "reptd": "report",
    "reported": "report", "reports": "report", "reporting": "report", "rprtd": "report",
    "fnd": "found", "ret": "return", "rtn": "return", "rtnd": "return", "retd": "return",
    "returned": "return", "returning": "return", "lst": "last", "sn": "seen",
    "lastseen": "last seen", "msng": "missing", "mis": "missing", "mssng": "missing",
    "mp": "misper", "person": "child", "pers": "child", "prsn": "child",
    "nominal": "child", "nom": "child", "subject": "child", "subj": "child", "yp": "child",
    "individual": "child", "client": "child", "no": "ref", "num": "ref", "nbr": "ref",
    "nr": "ref", "number": "ref", "id": "ref", "reference": "ref", "refno": "ref",
    "urn": "ref", "key": "ref", "inc": "incident", "incdt": "incident", "incd": "incident",
    "occ": "occurrence", "occurence": "occurrence", "res": "residence", "resid": "residence",
    "loc": "location", "locn": "location", "frm": "from", "typ": "type", "cat": "category",
    "desc": "type", "description": "type", "init": "initial", "curr": "current",
    "lvl": "level",
    "fin": "final", "yrs": "years", "yr": "year", "cd": "code",
    "offr": "officer", "ofcr": "officer", "shldr": "shoulder", "supv": "supervisor",
    "rsk": "risk", "eth": "ethnicity", "ethn": "ethnicity",
    "ethnic": "ethnicity", "gndr": "gender", "gen": "gender", "addr": "address",
    "plcmt": "placement", "plmt": "placement", "auth": "authority", "canc": "cancelled",
    "cncl": "cancelled", "clsd": "closed", "cls": "closed", "closure": "closed",
    "inf": "informant", "infmt": "informant", "informnt": "informant", "meth": "method",
    "mthd": "method", "expl": "exploitation", "exploit": "exploitation", "flg": "flag",
    "flags": "flag", "flagged": "flag", "mkr": "marker", "mkrs": "marker",
    "markers": "marker", "graded": "grade", "grading": "grade", "recd": "recorded",
    "locate": "located", "trcd": "traced", "plc": "place", "estab": "establishment",
    "prem": "premises", "la": "local authority", "cla": "looked after child",
    "lac": "looked after child", "dob": "date of birth", "noticing": "noticed",
    "discvd": "discovered", "lives": "live", "living": "live", "relationship": "relation",
}  # fmt: skip


#: Welsh words of headers, as the English ones that declarations know. Source: the terms that
#: Welsh public bodies use in forms ("Cyfeirnod", "Dyddiad geni", "Lefel risg").
_WELSH: Final[dict[str, str]] = {
    "cyfeirnod": "ref", "rhif": "ref", "digwyddiad": "incident", "achos": "case",
    "adroddiad": "report", "adrodd": "report", "adroddwyd": "report", "hysbysu": "report",
    "hysbyswyd": "report", "plentyn": "child", "plant": "child", "unigolyn": "child",
    "dyddiad": "date", "amser": "time", "darganfod": "found", "darganfuwyd": "found",
    "canfod": "found", "canfuwyd": "found", "dychwelyd": "return", "dychwelodd": "return",
    "goll": "missing", "coll": "missing", "gwelwyd": "seen", "ddiwethaf": "last",
    "diwethaf": "last", "oed": "age", "oedran": "age", "geni": "birth", "rhyw": "sex",
    "rhywedd": "gender", "ethnigrwydd": "ethnicity", "anabledd": "disability",
    "lefel": "level", "risg": "risk", "cychwynnol": "initial", "terfynol": "final",
    "math": "type", "statws": "status", "preswylfa": "residence", "breswylfa": "residence",
    "blentyn": "child", "ddigwyddiad": "incident", "gartref": "home", "leoliad": "location",
    "cyfeiriad": "address",
    "lleoliad": "location", "cartref": "home", "ysgol": "school", "heddlu": "police",
    "awdurdod": "authority", "lleol": "local", "enw": "name", "cyfenw": "surname",
    "dull": "method", "canlyniad": "outcome",
}  # fmt: skip


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, as a set: a list that reads like one."""
    return frozenset(text.split())


#: Words that say little about which column is meant.
_FAINT: Final = word_set(
    "date time at on the of a an is was were and or in when y n type category code value "
    "details text field dd mm yyyy yy hh ss hhmm uk local description record status ts utc s "
    "did has have been it this o yr ar ei wedi"
)

#: Words for the report and its subject: they say little, except in a reference's header.
_SUBJECT: Final = word_set("child misper incident episode case young people missing")

#: "No", "ID", "#": a number of something.
_ONLY_REFERENCE: Final = frozenset({"ref"})

#: Headers with any of these speak of staff or of the computer, not of the child.
_STAFF: Final = word_set(
    "officer collar oic oics user supervisor sgt sergeant author modified updated update "
    "amended printed exported extracted export extract batch shoulder warrant username "
    "inspector operator clerk inputter login approver reviewer email telephone phone"
)

#: If a header holds a word of one side and the column means the other, it is not meant.
_CONTRASTS: Final[tuple[tuple[frozenset[str], frozenset[str]], ...]] = (
    (frozenset({"initial", "first", "opening", "original"}),
     frozenset({"final", "last", "current", "closing", "latest", "end", "close"})),
    (frozenset({"residence", "live", "lives"}), frozenset({"from", "return", "found"})),
)  # fmt: skip

#: Header words that change what a number or time means, column by column.
_FORBIDDEN: Final[dict[str, frozenset[str]]] = {
    "age": frozenset({"now", "current", "group", "band", "today", "range"}),
    "distance_km": frozenset({"miles", "mile", "metres", "meters", "m", "yards"}),
    "last_seen": frozenset({"worker", "doctor", "gp", "social", "school"}),
    "returned": frozenset({"interview", "rhi", "form"}),
    "incident": frozenset({"linked", "previous", "related", "parent", "crime"}),
    "child": frozenset({"officer", "reporting", "informant", "home", "count", "total"}),
    "started": frozenset({"missing"}),
    "ended": frozenset({"missing"}),
}


@lru_cache(maxsize=8192)
def words_of(header: str) -> tuple[str, ...]:
    """The words of a header: camel case split, folded, abbreviations written out.

    >>> words_of("DT_REP")
    ('date', 'report')
    >>> words_of("lastSeenDateTime")
    ('last', 'seen', 'date', 'time')
    """
    out: list[str] = []
    for token in plain(_CAMEL.sub(" ", header.replace("#", " no "))).split():
        out.extend((_LONGER.get(token) or _WELSH.get(token, token)).split())
    return tuple(out)


def about_staff(header: str) -> bool:
    """Whether a header speaks of an officer, a user or the computer's own upkeep.

    "Created by" does; "Created" does not.
    """
    words = words_of(header)
    made_by = "by" in words and bool({"created", "recorded", "entered", "input"} & set(words))
    return made_by or bool(_STAFF & set(words))


def _weight(word: str, reference: bool) -> float:
    if word in _FAINT:
        return 0.15
    if word == "ref":
        return 0.6
    if word == "missing" and reference:
        return 0.5
    return 0.35 if word in _SUBJECT and not reference else 1.0


@cache
def _phrases(name: str, column: Column) -> tuple[frozenset[str], ...]:
    listed = (name.replace("_", " "), *column.also)
    return tuple(dict.fromkeys(frozenset(words_of(phrase)) for phrase in listed))


@cache
def _listed(name: str, column: Column) -> frozenset[str]:
    return frozenset(plain(text) for text in (name, *column.also))


@cache
def _contrary(name: str, column: Column) -> frozenset[str]:
    """Words that a header about this column cannot hold: the other side of a contrast."""
    own = frozenset().union(*_phrases(name, column))
    out: frozenset[str] = frozenset()
    for one, other in _CONTRASTS:
        if own & one and not own & other:
            out |= other
        elif own & other and not own & one:
            out |= one
    return out


def _overlap(words: frozenset[str], phrase: frozenset[str], reference: bool) -> float:
    shared = sum(_weight(w, reference) for w in words & phrase)
    return shared / sum(_weight(w, reference) for w in words | phrase)


@lru_cache(maxsize=8192)
def _folded(header: str) -> str:
    return plain(header)


@lru_cache(maxsize=16384)
def name_score(header: str, name: str, column: Column) -> float:
    """How far `header` names `column`, from 0 (not at all) to 1 (listed verbatim).

    Shared words are weighed: "date" and "type" say little, "traced" says much. A word
    that means the opposite ("final" for a first grading) or something else ("current
    age") rules the column out.
    """
    if _folded(header) in _listed(name, column):
        return VERBATIM
    words = frozenset(words_of(header))
    if not words or words & (_FORBIDDEN.get(name, frozenset()) | _contrary(name, column)):
        return 0.0
    if words == _ONLY_REFERENCE:
        return NAMED if column.form is Form.REFERENCE else 0.0
    reference = column.form is Form.REFERENCE
    best = 0.0
    for phrase in _phrases(name, column):
        if words == phrase:
            return SAME_WORDS
        shared = words & phrase
        if shared and not shared <= _FAINT:
            best = max(best, 0.9 * _overlap(words, phrase, reference))
    return best


def name_scores(header: str, table: Table) -> dict[str, float]:
    """`name_score` of one header for every column of a table."""
    return {name: name_score(header, name, column) for name, column in table.columns.items()}


def names_a_person(header: str) -> bool:
    """Whether a header announces a person's name, which Homeward never stores."""
    words = set(words_of(header))
    return bool(words & {"surname", "forename", "forenames", "firstname", "lastname", "alias"}) or (
        "name" in words and bool(words & {"child", "first", "last", "full", "family", "given"})
        and not words & {"home", "place", "care"}
    )  # fmt: skip
