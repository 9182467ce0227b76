"""Synthetic extracts of shapes that no reader was written for, and what is true of them.

Every record is drawn by a program with a fixed seed: no child, home or force is real.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

MANY, CHILDREN = 320, 80
ABODES = ("Family home", "Foster care", "Children's home", "Supported accommodation", "Hospital")
RISKS = ("High", "Medium", "Low")
METHODS = ("Returned of own accord", "Found by police", "Found by family")
TYPES = ("Missing", "No apparent risk (absent)", "Cancelled")
HOMES = ("Alder House", "Birch Lodge", "Cedar View")


@dataclass(frozen=True)
class Report:
    """One made-up report."""

    ref: str
    child: str
    born: date
    age: int
    sex: str
    abode: str
    seen: datetime
    reported: datetime
    found: datetime | None
    risk: str
    last: str
    method: str
    kind: str


def reports(seed: int = 905) -> list[Report]:
    """Made-up reports of two years, in order; the year is full from its first day to its last."""
    draw = random.Random(seed)
    children = [
        (f"N{100200 + 7 * n}", date(2008, 1, 1) + timedelta(draw.randrange(1600)),
         draw.choice(["Male", "Female"]), draw.choices(ABODES, [5, 2, 4, 2, 1])[0])
        for n in range(CHILDREN)
    ]  # fmt: skip
    days = sorted([0, 729, *(draw.randrange(730) for _ in range(MANY - 2))])
    return [_report(draw, number, day, children) for number, day in enumerate(days)]


def _report(draw: random.Random, number: int, day: int, children: list) -> Report:
    child, born, sex, abode = draw.choice(children)
    reported = datetime(2022, 1, 1) + timedelta(day, minutes=draw.randrange(1440))
    found = reported + timedelta(minutes=5 + int(draw.lognormvariate(6, 1.2)))
    risk = draw.choices(RISKS, [2, 6, 2])[0]
    return Report(
        f"MP/{reported:%y}/{3000 + number}", child, born,
        (reported.date() - born).days // 366, sex, abode,
        reported - timedelta(minutes=draw.randrange(20, 600)), reported,
        found if draw.random() > 0.03 else None, risk, draw.choice([risk, risk, "High"]),
        draw.choice(METHODS), draw.choices(TYPES, [90, 6, 4])[0],
    )  # fmt: skip


def _said(text: str, when: datetime | None) -> str:
    return when.strftime(text) if when else ""


def _day(when: datetime | date | None) -> str:
    return when.strftime("%d/%m/%Y") if when else ""


def _csv(path: Path, header: Sequence[str], rows: Sequence[Sequence], **how: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, **how).writerows([header, *rows])  # type: ignore[arg-type]


# ------------------------------------------------------------------ read once answered


def two_header_rows(folder: Path, made: list[Report]) -> None:
    """A report with a title block, merged headings over the header, "hrs" and totals."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Missing persons extract MP07 (synthetic)"])
    sheet.append(["Run by: ANALYST 1", "", "", "Run on: 04/01/2024 09:12"])
    sheet.append([])
    sheet.append(
        ["Report", "", "Subject", "", "", "Last Seen", "", "Reported", "", "Found / Returned", "",
         "", "Risk Grading", ""]
    )  # fmt: skip
    sheet.append(
        ["Case Ref", "Type", "Person ID", "DOB", "Gender", "Date", "Time", "Date", "Time", "Date",
         "Time", "Method", "Initial", "Final"]
    )  # fmt: skip
    for merged in ("A1:N1", "A4:B4", "C4:E4", "F4:G4", "H4:I4", "J4:L4", "M4:N4"):
        sheet.merge_cells(merged)
    clock = "%H%M hrs"
    for r in made:
        sheet.append(
            [r.ref, r.kind, r.child, _day(r.born), r.sex, _day(r.seen), _said(clock, r.seen),
             _day(r.reported), _said(clock, r.reported), _day(r.found), _said(clock, r.found),
             r.method if r.found else "", r.risk, r.last]
        )  # fmt: skip
    sheet.append([])
    sheet.append(["Total reports", len(made)])
    sheet.append(["Total high risk", sum(r.risk == "High" for r in made)])
    sheet.append(["End of report"])
    book.save(folder / "MP07 Extract.xlsx")


def codes_on_a_sheet(folder: Path, made: list[Report]) -> None:
    """Codes for words, and what they mean on another sheet."""
    book = Workbook()
    data, codes = book.active, book.create_sheet("Codes")
    data.title = "Data"
    lists = {"Case Type": (TYPES, 1), "Initial Risk": (RISKS, 10), "Residence": (ABODES, 100)}
    of = {
        (name, said): first + place
        for name, (words, first) in lists.items()
        for place, said in enumerate(words)
    }
    codes.append(["Field", "Code", "Description"])
    for (name, said), code in of.items():
        codes.append([name, code, said])
    data.append(
        ["Case ID", "Person ID", "Case Type", "Initial Risk", "Residence", "Date/Time Reported",
         "Date/Time Found", "Age"]
    )  # fmt: skip
    for r in made:
        data.append(
            [r.ref, r.child, of["Case Type", r.kind], of["Initial Risk", r.risk],
             of["Residence", r.abode], r.reported, r.found, r.age]
        )  # fmt: skip
    book.save(folder / "export.xlsx")


def monthly_workbooks(folder: Path, made: list[Report]) -> None:
    """A workbook for each month, whose headings change after a year."""
    for year, month in ((y, m) for y in (2022, 2023) for m in range(1, 13)):
        book = Workbook()
        sheet = book.active
        sheet.title = f"{date(year, month, 1):%b %y}"
        mine = [r for r in made if (r.reported.year, r.reported.month) == (year, month)]
        if year == 2022:
            sheet.append([f"Monthly return {year}-{month:02d} (synthetic)"])
            sheet.append([])
            sheet.append(["Ref", "Nominal", "Age", "Reported", "Located", "Risk", "Lives at"])
            for r in mine:
                sheet.append([r.ref, r.child, r.age, r.reported, r.found, r.risk, r.abode])
        else:
            sheet.append(
                ["Incident Number", "Person URN", "Age at Incident", "Living arrangements",
                 "Initial risk", "Date reported", "Time reported", "Date found", "Time found"]
            )  # fmt: skip
            for r in mine:
                found = (r.found.date(), r.found.time()) if r.found else (None, None)
                said = [r.ref, r.child, r.age, r.abode, r.risk]
                sheet.append([*said, r.reported.date(), r.reported.time(), *found])
        book.save(folder / f"Misper {year}-{month:02d}.xlsx")


def sheet_for_each_home(folder: Path, made: list[Report]) -> None:
    """A provider's log, with a sheet for each home."""
    book = Workbook()
    book.remove(book.active)
    for place, home in enumerate(HOMES):
        sheet = book.create_sheet(home)
        sheet.append([f"{home} - missing log (synthetic)"])
        sheet.append(
            ["Young person ID", "Date went missing", "Time", "Reported to police", "Police ref",
             "Date returned", "Time returned", "Risk", "Staff initials"]
        )  # fmt: skip
        for r in made:
            if int(r.child[1:]) // 7 % len(HOMES) == place:
                back = (r.found.date(), f"{r.found:%H:%M}") if r.found else (None, None)
                went = (r.seen.date(), f"{r.seen:%H:%M}")
                sheet.append([r.child, *went, r.reported, r.ref, *back, r.risk, "AB"])
    book.save(folder / "Missing log.xlsx")


def welsh_headings(folder: Path, made: list[Report]) -> None:
    """Welsh headings and Welsh words."""
    risks = dict(zip(RISKS, ("Uchel", "Canolig", "Isel"), strict=True))
    sexes = {"Male": "Gwryw", "Female": "Benyw"}
    header = [
        "Cyfeirnod digwyddiad", "Cyfeirnod plentyn", "Oedran", "Rhyw", "Dyddiad adrodd",
        "Amser adrodd", "Dyddiad darganfod", "Amser darganfod", "Lefel risg",
    ]  # fmt: skip
    rows = [
        [r.ref, r.child, r.age, sexes[r.sex], _day(r.reported), _said("%H:%M", r.reported),
         _day(r.found), _said("%H:%M", r.found), risks[r.risk]]
        for r in made
    ]  # fmt: skip
    _csv(folder / "plant ar goll.csv", header, rows, delimiter=";")


def pipes(folder: Path, made: list[Report]) -> None:
    """Pipes, commas in the cells, no quotation marks, and Windows Latin."""
    said = ("Left home, did not say where", "Café, then town", 'Said "back by 9", was not', "")
    lines = ["Report No|Nominal Ref|Rpt Date|Rpt Time|Risk|Found Date|Found Time|Notes|Age"]
    for n, r in enumerate(made):
        cells = [r.ref, r.child, _said("%d-%b-%y", r.reported).upper(), _said("%H:%M", r.reported),
                 r.risk, _said("%d-%b-%y", r.found).upper(), _said("%H:%M", r.found),
                 said[n % len(said)], str(r.age)]  # fmt: skip
        lines.append("|".join(cells))
    (folder / "EXPORT.TXT").write_bytes("\r\n".join(lines).encode("cp1252"))


# ------------------------------------------------------------------ to be turned round


def events(folder: Path, made: list[Report]) -> None:
    """One row for each event."""
    rows = []
    for r in made:
        told = [(r.reported, "REPORTED", r.kind), (r.reported + timedelta(minutes=11),
                "RISK ASSESSED", r.risk)]  # fmt: skip
        if r.last != r.risk:
            told.append((r.reported + timedelta(minutes=140), "RISK CHANGED", r.last))
        if r.found:
            told.append((r.found, "FOUND", r.method))
        rows += [[r.ref, r.child, f"{at:%Y-%m-%d %H:%M:%S}", what, said] for at, what, said in told]
    header = ["OCCURRENCE_NO", "NOMINAL_ID", "EVENT_DTTM", "EVENT_TYPE", "EVENT_VALUE"]
    _csv(folder / "occurrence_events.csv", header, rows)


def wide(folder: Path, made: list[Report]) -> None:
    """One row for each child, its episodes side by side."""
    of: dict[str, list[Report]] = {}
    for r in made:
        of.setdefault(r.child, []).append(r)
    most = max(map(len, of.values()))
    header = ["Child ID", "Gender", "DOB", "Placement type"]
    header += [f"Missing {n} {end}" for n in range(1, most + 1) for end in ("start", "end")]
    rows = []
    for child, mine in of.items():
        cells = [child, mine[0].sex, _day(mine[0].born), mine[0].abode]
        for r in mine:
            cells += [_said("%d/%m/%Y %H:%M", r.reported), _said("%d/%m/%Y %H:%M", r.found)]
        rows.append(cells + [""] * (len(header) - len(cells)))
    _csv(folder / "wide.csv", header, rows)


def parts(folder: Path, made: list[Report]) -> None:
    """Reports, ends with the month first, and people, each in a file of its own."""
    when = "%d/%m/%Y %H:%M"
    _csv(folder / "MISPER_CASE.csv", ["CASE_ID", "PERSON_ID", "RISK_CD", "RPT_DTTM"], [
        [r.ref, r.child, 10 * (1 + RISKS.index(r.risk)), _said(when, r.reported)] for r in made
    ])  # fmt: skip
    _csv(folder / "MISPER_RETURN.csv", ["CASE_ID", "FOUND_DTTM"], [
        [r.ref, _said("%m/%d/%Y %I:%M %p", r.found)] for r in made if r.found
    ])  # fmt: skip
    people = {r.child: r for r in made}.values()
    _csv(folder / "PERSON.csv", ["PERSON_ID", "DOB"], [[r.child, _day(r.born)] for r in people])
    _csv(folder / "RISK_CD.csv", ["Code", "Description"], [
        [10 * (1 + place), said] for place, said in enumerate(RISKS)
    ])  # fmt: skip


def lengths(folder: Path, made: list[Report]) -> None:
    """A call sheet that says how long, in words."""
    header = ["Call no", "YP ref", "Date of call", "Time of call", "How long missing",
              "Risk given by police", "Where from"]  # fmt: skip
    _csv(folder / "call sheet.csv", header, [
        [r.ref, r.child, _said("%d.%m.%Y", r.reported), _said("%H.%M", r.reported),
         _length(r), r.risk, r.abode]
        for r in made
    ])  # fmt: skip


def _length(r: Report) -> str:
    if r.found is None:
        return "still missing"
    minutes = int((r.found - r.reported).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} day{'s' * (days > 1)} {hours} hrs"
    return f"{hours} hrs {minutes % 60} mins" if hours else f"{minutes} mins"


def json_lines(folder: Path, made: list[Report]) -> None:
    """JSON lines."""
    text = "".join(
        json.dumps({
            "incidentRef": r.ref, "personId": r.child, "age": r.age, "risk": r.risk,
            "reportedAt": f"{r.reported:%Y-%m-%d %H:%M}",
            "foundAt": f"{r.found:%Y-%m-%d %H:%M}" if r.found else None,
        }) + "\n"
        for r in made
    )  # fmt: skip
    (folder / "incidents.jsonl").write_text(text, encoding="utf-8")


Write = Callable[[Path, list[Report]], None]


def written(folder: Path, write: Write) -> list[Report]:
    """Write one shape into a folder marked as made up; the reports that it tells of."""
    folder.mkdir(parents=True)
    (folder / "SYNTHETIC.txt").write_text("SYNTHETIC. No real child, home or force.\n", "utf-8")
    made = reports()
    write(folder, made)
    return made
