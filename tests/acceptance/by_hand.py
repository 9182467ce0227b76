"""The messy extract read and counted with nothing of Homeward: csv, openpyxl, arithmetic.

Written from the published definitions, so that a defect shared by reader and finding
would still show. Every fault planted in the files is handled here one by one.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

UK = ZoneInfo("Europe/London")
WINDOW = (date(2023, 1, 1), date(2023, 12, 31))
CLOSES = datetime(2024, 1, 1, tzinfo=UK)
SETTING = {
    "Childs Hm": "childrens_home",
    "RCH": "childrens_home",
    "Parental addr.": "family_home",
    "Parents": "family_home",
    "Foster": "foster",
    "Semi-indep": "supported_accommodation",
    "Semi independent": "supported_accommodation",
}


@dataclass
class Incident:
    """One incident, with hours missing as the least and most the record allows.

    The most is not a number where the end that is written cannot be: nobody can tell.
    """

    ref: str
    child: str
    seen: datetime | None
    reported: datetime
    least: float
    most: float
    setting: str

    @property
    def open(self) -> bool:
        return self.most == math.inf


def at(day: str, hours: str) -> datetime | None:
    """A cell pair such as 07/05/23 and 0154 as UK time."""
    if not day or not hours:
        return None
    return datetime.strptime(f"{day} {hours}", "%d/%m/%y %H%M").replace(tzinfo=UK)


def hours(start: datetime, end: datetime) -> float:
    """Elapsed hours, through UTC so that clock changes do not matter."""
    return (end.timestamp() - start.timestamp()) / 3600


def first_half(path: Path) -> tuple[list[Incident], Counter[str]]:
    """The semicolon file: what is used, and why the rest is not."""
    text = path.read_bytes().decode("cp1252")
    lines = list(csv.reader(text.split("\r\n"), delimiter=";"))
    start = next(i for i, cells in enumerate(lines) if cells and cells[0] == "Incid. no")
    header, fates, good = lines[start], Counter(), []
    for cells in lines[start + 1 :]:
        if not any(cells) or cells == header:
            continue
        if cells[0] == "Total" or cells[0].startswith("***"):
            fates["HW-R043"] += 1
        elif len(cells) != len(header):
            fates["HW-R006"] += 1
        else:
            good.append(tuple(cells))
    refs = Counter(cells[0] for cells in good)
    used, done = [], set()
    for cells in good:
        ref, child, sd, sh, rd, rh, ld, lh, abode, years, *_ = cells
        try:
            reported = at(rd, rh)
        except ValueError:
            fates["HW-R002"] += 1
            continue
        assert reported is not None
        if not child:
            fates["HW-R001"] += 1
        elif not WINDOW[0] <= reported.date() <= WINDOW[1]:
            fates["HW-R041"] += 1
        elif int(years) >= 18:
            fates["HW-R042"] += 1
        elif refs[ref] > 1 and len({c for c in good if c[0] == ref}) > 1:
            fates["HW-R031"] += 1
        elif ref in done:
            fates["duplicate"] += 1
        else:
            done.add(ref)
            seen = None if sd == "01/01/00" else at(sd, sh)
            used.append(incident(ref, child, seen, reported, ld, lh, SETTING[abode]))
    return used, fates


def incident(
    ref: str,
    child: str,
    seen: datetime | None,
    reported: datetime,
    day: str,
    clock: str,
    setting: str,
) -> Incident:
    """Bounds of the time missing: exact, a whole day, or open."""
    if not day:
        return Incident(ref, child, seen, reported, hours(reported, CLOSES), math.inf, setting)
    if datetime.strptime(day, "%d/%m/%y").date() < reported.date():
        return Incident(ref, child, seen, reported, 0.0, math.nan, setting)
    if not clock:
        dawn = datetime.strptime(day, "%d/%m/%y").replace(tzinfo=UK)
        night = (dawn + timedelta(days=1)).replace(tzinfo=UK)
        least, most = max(0.0, hours(reported, dawn)), hours(reported, night)
        return Incident(ref, child, seen, reported, least, most, setting)
    found = at(day, clock)
    assert found is not None
    spent = hours(reported, found)
    return Incident(ref, child, seen, reported, spent, spent, setting)


def second_half(path: Path) -> tuple[list[Incident], Counter[str]]:
    """The workbook: typed times, a type of report, one repeated hour."""
    sheet = openpyxl.load_workbook(path)["Jul-Dec"]
    used, fates = [], Counter()
    for child, ref, seen, told, home, dwelling, _, category in sheet.iter_rows(
        min_row=4, values_only=True
    ):
        if category == "Not classed":
            fates["HW-R014"] += 1
            continue
        if category == "Concern":
            fates["not counted"] += 1
            continue
        told, seen = told.replace(tzinfo=UK), seen.replace(tzinfo=UK)
        if home is None:
            least, most = hours(told, CLOSES), math.inf
        elif home == datetime(2023, 10, 29, 1, 30):
            least = hours(told, home.replace(tzinfo=UK, fold=0))
            most = hours(told, home.replace(tzinfo=UK, fold=1))
        else:
            least = most = hours(told, home.replace(tzinfo=UK))
        used.append(Incident(ref, child, seen, told, least, most, SETTING[dwelling]))
    return used, fates


def never_said(incidents: list[Incident]) -> set[str]:
    """Incidents with no end of a child who was reported again: nobody can tell how long."""
    last = {}
    for i in sorted(incidents, key=lambda i: i.reported):
        last[i.child] = i.ref
    return {i.ref for i in incidents if i.open and last[i.child] != i.ref}


def share_within(incidents: list[Incident], limit: float) -> tuple[int, int, int]:
    """Incidents resolved within `limit` hours, judged, and left out."""
    unsaid = never_said(incidents)
    yes = sum(i.most <= limit for i in incidents)
    no = sum(i.least > limit and i.ref not in unsaid for i in incidents)
    return yes, yes + no, len(incidents) - yes - no


def kaplan_meier_median(incidents: list[Incident]) -> float:
    """Median hours missing with open episodes censored; bounded ones left out."""
    unsaid = never_said(incidents)
    known = [
        (i.least, not i.open)
        for i in incidents
        if i.ref not in unsaid and (i.open or i.least == i.most)
    ]
    survival = 1.0
    for time in sorted({t for t, ended in known if ended}):
        at_risk = sum(t >= time for t, _ in known)
        ended = sum(t == time and e for t, e in known)
        survival *= 1 - ended / at_risk
        if survival <= 0.5:
            return time
    return math.inf


def top_share(incidents: list[Incident], percent: int) -> tuple[int, int]:
    """Incidents of the top `percent` of children (rounded up), and all incidents."""
    counts = sorted(Counter(i.child for i in incidents).values(), reverse=True)
    top = math.ceil(len(counts) * percent / 100)
    return sum(counts[:top]), len(incidents)
