"""Made-up incidents, and partners' records of them, with every awkwardness a store may hold."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import Harm, ReturnMethod
from homeward.vocabulary.person import CareStatus, Ethnicity, YesNo
from homeward.vocabulary.placement import PlacementLocality
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting
from tests.unit.timelines.stored import stored, uk

SEED = 20230331
WINDOW = (date(2022, 1, 1), date(2023, 12, 31))
AS_OF = uk("2024-01-08 09:00")
COUNTS = ("missing", "no_apparent_risk")
#: Incidents of the stored extract, and of what partners hold about them.
COUNT = 900

#: Columns that the extract supplies.
SUPPLIED = frozenset(
    {
        "incident", "child", "report_type", "last_seen", "reported", "found", "returned",
        "age", "sex", "ethnicity", "disability", "care_status", "residence_type",
        "missing_from_type", "missing_from_place", "placing_authority", "placement_locality",
        "risk_first", "risk_last", "return_method", "harm", "exploitation",
        "exploitation_flagged",
    }
)  # fmt: skip


def _written(draw: random.Random, at: datetime) -> str:
    """A local time, one in ten without its time of day."""
    return f"{at:%Y-%m-%d}" if draw.random() < 0.1 else f"{at:%Y-%m-%d %H:%M}"


def _incident(draw: random.Random, number: int) -> dict[str, Any]:
    at = datetime(2022, 1, 1) + timedelta(minutes=draw.randrange(730 * 1440))
    if draw.random() < 0.1:  # about the hour at which the clocks change
        at = draw.choice([datetime(2022, 3, 27), datetime(2023, 10, 29)])
        at += timedelta(minutes=draw.randrange(30, 150))
    end = at + timedelta(minutes=int(draw.expovariate(1 / 700)))
    row = {
        "incident": f"i{number:04}",
        "child": f"c{int(draw.paretovariate(0.6)) % 150}",
        "report_type": draw.choice(["missing", "missing", "no_apparent_risk", "absent"]),
        "reported": _written(draw, at),
        "age": draw.choice([None, *range(8, 18)]),
        "sex": draw.choice(["female", "male", "not_recorded"]),
        "residence_type": draw.choice([None, *(w.value for w in list(Setting)[:5])]),
        "missing_from_type": draw.choice([w.value for w in list(Setting)[:5]]),
        "missing_from_place": draw.choice([None, *(f"p{n}" for n in range(12))]),
        "risk_first": draw.choice([w.value for w in RiskLevel]),
        "exploitation": draw.choice([None, [], [w.value for w in list(Exploitation)[:2]]]),
    }
    seen = at - timedelta(minutes=draw.randrange(600))
    row["last_seen"] = None if draw.random() < 0.1 else _written(draw, seen)
    ending = draw.choice(["found", "found", "found", "returned", "cancelled", None])
    return row | ({ending: _written(draw, end)} if ending else {})


def _added(draw: random.Random) -> dict[str, Any]:
    """Columns of an incident beside its times, from a stream of their own."""
    flagged = date(2021, 6, 1) + timedelta(days=draw.randrange(900))
    return {
        "ethnicity": draw.choice([None, *(w.value for w in Ethnicity)]),
        "disability": draw.choice([None, *(w.value for w in YesNo)]),
        "care_status": draw.choice([w.value for w in list(CareStatus)[:5]]),
        "placing_authority": draw.choice([None, "Here Council", "There Council"]),
        "placement_locality": draw.choice([None, *(w.value for w in PlacementLocality)]),
        "risk_last": draw.choice([w.value for w in RiskLevel]),
        "return_method": draw.choice([None, *(w.value for w in ReturnMethod)]),
        "harm": draw.choice([None, [], *([w.value] for w in Harm)]),
        "exploitation_flagged": draw.choice([None, f"{flagged}"]),
    }


def _rows(count: int) -> list[dict[str, Any]]:
    draw, added = random.Random(SEED), random.Random(SEED + 1)
    return [_incident(draw, number) | _added(added) for number in range(count)]


def incidents(count: int = COUNT) -> pa.Table:
    """The stored incidents: the same every time."""
    return stored("incidents", _rows(count))


def places() -> pa.Table:
    """The stored places; some were never gone missing from, and some are not listed."""
    rows = [
        {"place": f"p{n}", "capacity": n + 2, "authority": "Here Council",
         "place_type": "childrens_home" if n % 4 else None}
        for n in range(0, 16, 2)
    ]  # fmt: skip
    return stored("places", rows)


# ---------------------------------------------------------------- partners' files

#: How a log writes two activities that the rate card holds, and one that it does not.
_ACTIVITIES = ("Attendance", "ATTENDANCE", "Supervisor review", "supervisor_review", "Phone call")
_ROLES = ("PC", "pc", "Sergeant", None, "Inspector")
_AGENCIES = ("Police", "Exampleshire", "Council", None)


def partners() -> dict[str, pa.Table]:
    """Stored tables of the partners, by name, with what their suppliers leave out."""
    incidents = _rows(COUNT)
    return {
        "placements": stored("placements", _placements()),
        "interviews": stored("interviews", _interviews(incidents)),
        "events": stored("events", _events(incidents)),
        "effort": stored("effort", _effort()),
        "population": stored("population", _population()),
    }


def _placements() -> list[dict[str, Any]]:
    draw, rows = random.Random(SEED + 2), []
    for child in range(0, 150, 2):
        started = date(2021, 1, 1) + timedelta(days=draw.randrange(900))
        ended = started + timedelta(days=draw.randrange(1, 500))
        rows.append({
            "child": f"c{child}", "started": started,
            "ended": draw.choice([None, ended]),
            "placement_type": draw.choice([None, *(w.value for w in list(Setting)[:5])]),
            "place": draw.choice([None, "p1", "p2"]),
            "responsible_authority": draw.choice([None, "Here Council", "There Council"]),
            "locality": draw.choice([None, *(w.value for w in PlacementLocality)]),
        })  # fmt: skip
    return rows


def _interviews(incidents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some name the incident they followed, some only the child, some neither day nor offer."""
    draw, rows = random.Random(SEED + 3), []
    for row in incidents:
        returned = row.get("found") or row.get("returned")
        if returned is None or draw.random() < 0.4:
            continue
        offered = draw.choice([None, returned])
        rows.append({
            "interview_kind": draw.choice(["return_home", "prevention", "not_recorded"]),
            "incident": draw.choice([None, row["incident"], row["incident"]]),
            "child": row["child"], "returned": draw.choice([None, returned, returned]),
            "offered": offered, "accepted": draw.choice([None, "yes", "no", "not_recorded"]),
            "completed": draw.choice([None, offered]),
        })  # fmt: skip
    return rows


def _events(incidents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps that end, do not end, end before they began, or were never closed."""
    draw, rows = random.Random(SEED + 4), []
    for row in incidents:
        for ordinal in range(draw.randrange(6)):
            at = datetime.fromisoformat(row["reported"]) + timedelta(minutes=draw.randrange(600))
            took = timedelta(minutes=draw.choice([-5, 0, 12, 25, 25, 61, 1440, 3000]))
            rows.append({
                "incident": row["incident"], "activity": draw.choice(_ACTIVITIES),
                "happened": _written(draw, at), "role": draw.choice(_ROLES),
                "ended": draw.choice([None, f"{at + took:%Y-%m-%d %H:%M}"]),
                "ordinal": ordinal, "agency": draw.choice(_AGENCIES),
            })  # fmt: skip
    return rows


def _effort() -> list[dict[str, Any]]:
    """A card with a role for attendance and two for reviews, and rows nobody logs."""
    rows = [
        ("Attendance", "PC", 25, 55, 120, 39), ("Supervisor review", "Sergeant", 8, 15, 30, 49),
        ("Supervisor review", "Inspector", None, 20, None, None), ("Search", "PC", 9, 1, 5, 39),
        *((f"Task {n}", "PC", n, 2 * n, 3 * n, 39) for n in range(1, 9)),
    ]  # fmt: skip
    names = ("activity", "role", "minutes_low", "minutes_likely", "minutes_high", "cost_per_hour")
    return [
        dict(zip(names, row, strict=True)) | {"source": "Judgement, made up"} for row in rows
    ]  # fmt: skip


def _population() -> list[dict[str, Any]]:
    draw = random.Random(SEED + 5)
    return [
        {"area": area, "age": age, "setting": setting, "year": year,
         "children": draw.randrange(50, 900), "looked_after": draw.choice([None, 7])}
        for area in ("Here Council", "There Council")
        for age in (None, 12, 15)
        for setting in (None, "childrens_home")
        for year in (2022, 2023)
    ]  # fmt: skip
