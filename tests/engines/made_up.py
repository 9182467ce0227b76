"""Six hundred made-up incidents with every awkwardness that a stored extract may have."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting
from tests.unit.timelines.stored import stored, uk

SEED = 20230331
WINDOW = (date(2022, 1, 1), date(2023, 12, 31))
AS_OF = uk("2024-01-08 09:00")
COUNTS = ("missing", "no_apparent_risk")

#: Columns that the extract supplies.
SUPPLIED = frozenset(
    {
        "incident", "child", "report_type", "last_seen", "reported", "found", "returned",
        "age", "sex", "residence_type", "missing_from_type", "missing_from_place",
        "risk_first", "exploitation",
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


def incidents(count: int = 600) -> pa.Table:
    """The stored incidents: the same every time."""
    draw = random.Random(SEED)
    return stored("incidents", [_incident(draw, number) for number in range(count)])


def places() -> pa.Table:
    """The stored places; some were never gone missing from, and some are not listed."""
    rows = [{"place": f"p{n}", "capacity": n + 2} for n in range(0, 16, 2)]
    return stored("places", rows)
