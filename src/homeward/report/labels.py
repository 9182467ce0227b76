"""Names of estimates, groups and values in words a reader knows.

A name is looked up in a small dictionary; a name nobody has listed is put into words
by rule, so that a new estimate never reaches a reader in the form scripts use.
"""

from __future__ import annotations

import re
from datetime import date

from homeward.findings import Estimate
from homeward.findings.estimate import GroupValue
from homeward.report.names import COLUMNS, ESTIMATES, FLAGS, KEYS, VALUES
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.findings import CATALOGUE
from homeward.vocabulary.outcome import FoundPlace, Harm, ReturnMethod
from homeward.vocabulary.person import CareStatus, Ethnicity, Sex, YesNo
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.reasons import Pull, Push
from homeward.vocabulary.recording import Check, GapVerdict, StepVerdict
from homeward.vocabulary.report import Reporter, ReportType
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.sampling import (
    ASKED,
    DERIVED,
    InterviewInTime,
    PhilomenaForm,
    ReturnInterview,
    SupportOffered,
    ToldPolice,
)
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import Clock, ResolvedFrom, TimeFlag, Weekday
from homeward.vocabulary.units import Unit
from homeward.vocabulary.verdicts import Verdict
from homeward.vocabulary.words import Word

#: Keys whose values are controlled words, to the words.
_WORDS: dict[str, type[Word]] = {
    "setting": Setting,
    "missing_from_type": Setting,
    "residence_type": Setting,
    "risk": RiskLevel,
    "risk_first": RiskLevel,
    "risk_last": RiskLevel,
    "grade": RiskLevel,
    "from": Clock,
    "clock": Clock,
    "sex": Sex,
    "ethnicity": Ethnicity,
    "care_status": CareStatus,
    "disability": YesNo,
    "return_method": ReturnMethod,
    "found_place": FoundPlace,
    "harm": Harm,
    "exploitation": Exploitation,
    "reporter": Reporter,
    "report_type": ReportType,
    "locality": PlacementLocality,
    "placement_locality": PlacementLocality,
    "placement_kind": PlacementKind,
    "agency": Agency,
    "verdict": Verdict,
    "unit": Unit,
    "reading": StepVerdict,
    "sentence": GapVerdict,
    "check": Check,
    "weekday": Weekday,
    "flag": TimeFlag,
    "resolved_from": ResolvedFrom,
    **{name: asked.words for name, asked in ASKED.items() if asked.words is not None},
    **DERIVED,
}

#: Words whose full form reads better in a table than their short label.
_USE_MEANING: frozenset[type[Word]] = frozenset(
    {
        CareStatus, PlacementKind, Clock, PlacementLocality, ResolvedFrom, TimeFlag, ReportType,
        ReturnInterview, InterviewInTime, PhilomenaForm, SupportOffered, ToldPolice, Push, Pull,
        StepVerdict, GapVerdict, Check,
    }
)  # fmt: skip

#: A value that reads the same in every list.
_NOT_RECORDED = "not_recorded"

_PARTS: dict[str, str] = {
    "vs": "against",
    "pct": "percent",
    "avg": "average",
    "num": "number of",
    "ooa": "out of area",
    "rhi": "return interview",
    "edt": "emergency duty team",
    "mash": "MASH",
    "pnc": "PNC",
    "thrive": "THRIVE",
    "mp": "missing person",
    "ctrl": "control",
    "rm": "room",
    "sup": "supervisor",
    "childrens": "children's",
    "cse": "CSE",
    "cce": "CCE",
    "covid": "Covid",
    "philomena": "Philomena",
    "id": "reference",
    "gini": "Gini",
    "lorenz": "Lorenz",
    "poisson": "Poisson",
    "uk": "UK",
    "la": "local authority",
}
_UNITS = {"h": "hour", "d": "day", "w": "week", "m": "month"}
_SPAN = re.compile(r"(\d+)([hdwm])")
_FOUND = re.compile(r"share_found_within_(\d+[hd])(_lowest|_highest)?")
_AGAIN = re.compile(r"share_missing_again_within_(\d+[hd])")
_CHANCE = re.compile(r"chance_share_top_(\d+)_percent")
_TOP = re.compile(r"share_of_(\w+?)_by_top_(\d+)_percent(?:_of_(\w+))?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
#: What "all" means for a key.
_ALL = {"setting": "All settings", "year": "All years"}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FINDING_ID = re.compile(
    r"`?\b(" + "|".join(re.escape(id) for id in CATALOGUE if "." in id) + r")\b`?"
)
#: Names in capitals joined by low lines, as logs write them, and what follows in capitals.
_SHOUTED = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|^[A-Z]{5,}$|(?<=\()[A-Z]{5,}(?=\))")
_TICKED = re.compile(r"`([^`]*)`")
_SNAKE = re.compile(r"(?<![\w/.#-])[a-z]+(?:_[a-z0-9]+)+(?![\w/]|\.\w)")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def sentence_case(text: str) -> str:
    """First letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def span(text: str) -> str:
    """`48h` as "48 hours", `1d` as "1 day"; anything else unchanged."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return text
    plural = "" if match[1] == "1" else "s"
    return f"{match[1]} {_UNITS[match[2]]}{plural}"


def _by_rule(name: str) -> str:
    words = [_PARTS.get(part, span(part)) for part in name.split("_") if part]
    return sentence_case(" ".join(words))


def estimate_label(name: str) -> str:
    """The name of an estimate in words.

    >>> estimate_label("share_found_within_24h")
    'Resolved within 24 hours'
    >>> estimate_label("share_found_within_8h_lowest")
    'Resolved within 8 hours: the lowest the gaps allow'
    >>> estimate_label("share_of_incidents_by_top_10_percent")
    'Share of incidents: top 10% of children'
    >>> estimate_label("never_seen_before_7d")
    'Never seen before 7 days'
    """
    if name in ESTIMATES:
        return ESTIMATES[name]
    if match := _FOUND.fullmatch(name):
        end = f": the {match[2][1:]} the gaps allow" if match[2] else ""
        return f"Resolved within {span(match[1])}{end}"
    if match := _AGAIN.fullmatch(name):
        return f"Missing again within {span(match[1])}"
    if match := _TOP.fullmatch(name):
        of_whom = (match[3] or "children").replace("_", " ")
        return f"Share of {match[1].replace('_', ' ')}: top {match[2]}% of {of_whom}"
    if match := _CHANCE.fullmatch(name):
        return f"By chance alone: top {match[1]}% of children"
    return _by_rule(name)


def key_label(key: str) -> str:
    """A key of `Estimate.by` as a column heading."""
    return KEYS.get(key) or _by_rule(key)


def _word_label(words: type[Word], value: str) -> str | None:
    try:
        word = words(value)
    except ValueError:
        return None
    full = words in _USE_MEANING and word.meaning and value != _NOT_RECORDED
    text = word.meaning if full else word.label
    return sentence_case(text)


def _calendar(value: str) -> str | None:
    if match := _DAY.fullmatch(value):
        return long_date(match[0])
    if (match := _MONTH.fullmatch(value)) and 1 <= int(match[2]) <= 12:
        return short_month(value)
    return None


def _number_label(key: str, value: int) -> str:
    if key == "hour" or key.endswith("_hour"):
        return f"{value % 24:02d}:00"
    if key == "month" and 1 <= value <= len(_MONTHS):
        return _MONTHS[value - 1]
    if "percent" in key:
        return f"{value}%"
    if "year" in key:
        return str(value)
    return f"{value:,}"


def value_label(key: str, value: GroupValue) -> str:
    """A value of `Estimate.by` as a person reads it.

    >>> value_label("setting", "childrens_home")
    "Children's home"
    >>> value_label("hour", 22), value_label("month", "2021-04"), value_label("year", 2022)
    ('22:00', 'Apr 2021', '2022')
    """
    if isinstance(value, bool):
        return FLAGS.get((key, value)) or ("Yes" if value else "No")
    if isinstance(value, int):
        return _number_label(key, value)
    if value == "all":
        return _ALL.get(key, "All")
    known = _word_label(_WORDS[key], value) if key in _WORDS else _special(key, value)
    if known is not None:
        return known
    if (written := _calendar(value)) is not None:
        return written
    if _looks_like_a_name(value):
        return _by_rule(value)
    return _SHOUTED.sub(_spoken, value) if _SHOUTED.match(value) else sentence_case(value)


def _spoken(match: re.Match[str]) -> str:
    """A name that a log writes in capitals, in words; small where it is no beginning."""
    words = _by_rule(match[0].lower())
    return words if match.start() == 0 else lower_first(words)


def _special(key: str, value: str) -> str | None:
    """Values that are names of other things: columns, faults, findings, bands."""
    if (key, value) in VALUES:
        return VALUES[key, value]
    if key == "column":
        return COLUMNS.get(value)
    if key == "code" and value in FAULTS:
        return f"{FAULTS[value].title} ({value})"
    if key == "needed_for":
        return sentence_case(plain_words(value))
    if key == "band":
        return _band(value)
    return None


def _band(value: str) -> str:
    """A band of numbers: `3-4` as "3 to 4", `20+` as "20 or more"."""
    if value.endswith("+"):
        return f"{value[:-1]} or more"
    return " to ".join(value.split("-"))


def plain_words(text: str) -> str:
    """Prose with the names that scripts use put into words.

    >>> plain_words("see `demand.repeats`; `placing_authority` is blank")
    'see “How much demand is repeat demand”; placing authority is blank'
    """
    return _SNAKE.sub(lambda m: lower_first(_by_rule(m[0])), _titles(text)).replace("`", "")


def quoted_words(text: str) -> str:
    """Instructions with findings named, and keys that a person must type kept in quotes.

    >>> quoted_words("Map `residence_type` in study.toml.")
    'Map “residence_type” in study.toml.'
    """
    return _TICKED.sub("\u201c\\1\u201d", _titles(text))


def _titles(text: str) -> str:
    """Ids of findings, ticked or bare, as their titles in quotation marks."""
    return _FINDING_ID.sub(lambda m: f"\u201c{CATALOGUE[m[1]].title}\u201d", text)


def _looks_like_a_name(value: str) -> bool:
    return re.fullmatch(r"[a-z0-9_]+", value) is not None


def lower_first(text: str) -> str:
    """First letter small, for the middle of a sentence; names and initials keep theirs."""
    keep = text[1:2].isupper() or text.split(" ")[0] in (*_MONTHS, *_WEEKDAYS)
    return text if keep else text[:1].lower() + text[1:]


def measure_label(estimate: Estimate) -> str:
    """The name of an estimate in words, as it reads for what its group counts.

    >>> from homeward.vocabulary.units import Kind, Unit
    >>> name = "share_of_incidents_by_top_10_percent"
    >>> by = {"unit": "places"}
    >>> measure_label(Estimate(name, Kind.SHARE, Unit.INCIDENTS, 0.4, by=by))
    'Share of incidents: top 10% of places'
    """
    label = estimate_label(estimate.name)
    if estimate.by.get("unit") == Unit.PLACES.value:
        return label.replace("of children", "of places")
    return label


def short_month(text: str) -> str:
    """A month, written 2022-12, as "Dec 2022"."""
    return f"{_MONTHS[int(text[5:7]) - 1][:3]} {text[:4]}"


def short_day(text: str) -> str:
    """An ISO date as "31 Dec", without its year."""
    return f"{int(text[8:10])} {_MONTHS[int(text[5:7]) - 1][:3]}"


def long_date(text: str) -> str:
    """An ISO date as "31 December 2022"."""
    day = date.fromisoformat(text[:10])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
