"""Made-up incidents, and the ways in which a supplier may write their cells.

Everything is invented: references are counters, homes are named after letters of the
Greek alphabet, and no person has a name.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ROWS = 300
_HOMES = ("Alpha House", "Beta Lodge", "Gamma View", "Delta Court", "Epsilon Mews")
_LAS = ("Northshire", "Southshire", "Eastborough", "Westborough")


@dataclass(frozen=True)
class Incident:
    """One made-up incident: what every dialect writes, each in its own way."""

    number: int
    child: int
    type: str
    last_seen: datetime
    reported: datetime
    recorded: datetime
    found: datetime | None
    returned: datetime | None
    closed: datetime | None
    age: int
    dob: date
    sex: str
    ethnicity: str
    care: str
    residence: str
    missing_from: str
    home: str
    la: str
    locality: str
    risk: str
    risk_last: str
    reporter: str
    method: str
    place: str
    flags: tuple[str, ...]
    flagged: datetime | None


def incidents(seed: int = 7) -> tuple[Incident, ...]:
    """Three hundred incidents of some ninety children over two years."""
    rng = random.Random(seed)
    children = [_child(rng) for _ in range(90)]
    start = datetime(2021, 1, 4)
    out = []
    for number in range(ROWS):
        who = min(int(rng.expovariate(1 / 22)), 89)
        seen = start + timedelta(minutes=rng.randrange(2 * 365 * 1440))
        out.append(_incident(rng, number, who, children[who], seen.replace(second=0)))
    return tuple(sorted(out, key=lambda r: r.reported))


def _child(rng: random.Random) -> dict:
    residence = rng.choice(["family_home", "childrens_home", "foster", "supported_accommodation"])
    return {
        "dob": date(rng.randrange(2004, 2011), rng.randrange(1, 13), rng.randrange(1, 29)),
        "sex": rng.choice(["female", "male"]),
        "ethnicity": rng.choice(["white", "black", "asian", "mixed"]),
        "care": "none" if residence == "family_home" else "looked_after",
        "residence": residence,
        "home": rng.choice(_HOMES),
        "la": rng.choice(_LAS),
        "locality": rng.choice(["in_area", "out_of_area"]),
        "flags": tuple(
            k for k in ("sexual", "criminal", "county_lines", "trafficking") if rng.random() < 0.2
        ),
        "flagged": datetime(2020, rng.randrange(1, 13), rng.randrange(1, 29), 9, 30),
    }


def _incident(rng: random.Random, number: int, who: int, c: dict, seen: datetime) -> Incident:
    reported = seen + timedelta(minutes=rng.randrange(10, 400))
    found = reported + timedelta(minutes=rng.randrange(20, 2500))
    ended = rng.random() < 0.95
    return Incident(
        number=number, child=who, dob=c["dob"], sex=c["sex"], ethnicity=c["ethnicity"],
        type=rng.choices(["missing", "concern_only", "cancelled"], [90, 6, 4])[0],
        last_seen=seen, reported=reported, recorded=reported + timedelta(minutes=5),
        found=found if ended else None,
        returned=found + timedelta(minutes=45) if ended and rng.random() < 0.8 else None,
        closed=found + timedelta(minutes=300) if ended else None,
        age=(reported.date() - c["dob"]).days // 365, care=c["care"],
        residence=c["residence"],
        missing_from=rng.choice([c["residence"]] * 8 + ["school", "public_place"]),
        home=c["home"], la=c["la"], locality=c["locality"],
        risk=rng.choices(["high", "medium", "low"], [20, 65, 15])[0],
        risk_last=rng.choices(["high", "medium", "low"], [25, 65, 10])[0],
        reporter=rng.choice(["parent", "carer", "school", "social_worker"]),
        method=rng.choice(["self", "carer_found", "family_found", "police_found_enquiry"]),
        place=rng.choice(["origin", "friend", "street_park", "transport_hub"]),
        flags=c["flags"], flagged=c["flagged"] if c["flags"] else None,
    )  # fmt: skip


# ------------------------------------------------------------------ how cells are written

Write = Callable[[Incident], object]


@dataclass(frozen=True)
class Col:
    """A source column: its header, what it truly is, and how a cell is written.

    `truth` is a declared column; "reported/time" for the time of day of a date; a word
    after a colon for a flag ("exploitation:sexual"); "" for a column to be left out.
    """

    header: str
    truth: str
    write: Write


def when(name: str, form: str) -> Write:
    """A time written by a `strftime` format; `{d}` and `{H}` stand for unpadded numbers."""

    def write(row: Incident) -> str:
        value = getattr(row, name)
        if value is None:
            return ""
        text = value.strftime(form)
        hour = value.hour % 12 or 12 if isinstance(value, datetime) else 0
        return (
            text.replace("{d}", str(value.day))
            .replace("{m}", str(value.month))
            .replace("{I}", str(hour))
        )

    return write


def typed(name: str, part: str = "") -> Write:
    """A time as a spreadsheet types it: whole, its "date" or its "time"."""

    def write(row: Incident) -> object:
        value = getattr(row, name)
        if value is None or not part:
            return value
        if part == "date":
            return datetime.combine(value.date(), time())
        return value.time()

    return write


def said(name: str, words: dict[str, str]) -> Write:
    """A word in the dialect's own spelling."""
    return lambda row: words[getattr(row, name)]


def ref(form: str, name: str = "number", base: int = 0) -> Write:
    """A reference made from a counter."""
    return lambda row: form.format(getattr(row, name) + base)


def plainly(name: str) -> Write:
    """The value as it is."""
    return lambda row: getattr(row, name)


def flag(kind: str, yes: str = "Y", no: str = "N") -> Write:
    """Whether a kind of exploitation is flagged."""
    return lambda row: yes if kind in row.flags else no


def flags(words: dict[str, str], between: str, none: str = "") -> Write:
    """All flags in one cell."""
    return lambda row: between.join(words[k] for k in row.flags) or none


def picked(*texts: str) -> Write:
    """One of some texts, by turns: a column that is not wanted."""
    return lambda row: texts[(row.number * 7 + row.child) % len(texts)]


def note(row: Incident) -> str:
    """Free text that says nothing about anybody."""
    ends = ("no concerns raised", "placed on the board for review", "enquiries made by phone")
    return f"Attended and spoke with staff about entry {row.number}, {ends[row.number % 3]}"


TYPE = {"missing": "Missing", "concern_only": "Concern for Safety", "cancelled": "Cancelled"}
SEX = {"female": "Female", "male": "Male"}
FM = {"female": "F", "male": "M"}
ETHNICITY = {"white": "White British", "black": "Black African", "asian": "Pakistani",
             "mixed": "Mixed"}  # fmt: skip
ETH16 = {"white": "W1", "black": "B2", "asian": "A2", "mixed": "M1"}
CARE = {"none": "No", "looked_after": "Yes"}
LAC = {"none": "Not in care", "looked_after": "LAC"}
PLACE = {"family_home": "Home Address", "childrens_home": "Children's Home",
         "foster": "Foster Care", "supported_accommodation": "Supported Living",
         "school": "School", "public_place": "Public Place"}  # fmt: skip
PLACE2 = {"family_home": "Parental home", "childrens_home": "RESIDENTIAL CARE",
          "foster": "Foster placement", "supported_accommodation": "Semi-independent",
          "school": "College", "public_place": "Street"}  # fmt: skip
LOCALITY = {"in_area": "In County", "out_of_area": "Out of County"}
RISK = {"high": "High", "medium": "Medium", "low": "Low"}
HML = {"high": "H", "medium": "M", "low": "L"}
RISK_PLUS = {"high": "High Risk", "medium": "Medium Risk", "low": "Standard Risk"}
REPORTER = {"parent": "Parent", "carer": "Care Staff", "school": "Teacher",
            "social_worker": "Social Worker"}  # fmt: skip
METHOD = {"self": "Returned of own accord", "carer_found": "Found by staff",
          "family_found": "Found by family",
          "police_found_enquiry": "Police enquiries"}  # fmt: skip
WHERE = {"origin": "Home", "friend": "Friend's address", "street_park": "Street",
         "transport_hub": "Railway Station"}  # fmt: skip
SHORT = {"sexual": "CSE", "criminal": "CCE", "county_lines": "County Lines",
         "trafficking": "Modern Slavery"}  # fmt: skip
COLLARS = ("C1201", "C1388", "C1042", "C1777")
STATIONS = ("Central", "North", "Harbour")
