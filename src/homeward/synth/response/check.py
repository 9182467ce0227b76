"""What may stand in the open tables of `[response]`: checked when a profile is read."""

from __future__ import annotations

from collections.abc import Iterable

from homeward.synth.response.words import DERIVED, FailPoint, Wait
from homeward.synth.rules import ResponseRule
from homeward.vocabulary.errors import HomewardError


def check_response(rule: ResponseRule) -> None:
    """Refuse names that nothing reads, waits not given, shifts out of order.

    Raises
    ------
    HomewardError
        HW-S002.
    """
    points = [point.value for point in FailPoint if point not in DERIVED]
    for table in ("fail_points", "night_factor"):
        _known(f"response.{table}", getattr(rule, table), points)
    waits = [wait.value for wait in Wait]
    _known("response.wait_median_minutes", rule.wait_median_minutes, waits)
    for name in waits:
        if name not in rule.wait_median_minutes:
            raise HomewardError("HW-S002", f"response.wait_median_minutes.{name} is not given")
    hours = list(rule.shift_hours)
    if not hours or hours != sorted(set(hours)):
        raise HomewardError("HW-S002", "response.shift_hours must rise, with at least one")


def _known(where: str, keys: Iterable[str], known: list[str]) -> None:
    for key in keys:
        if key not in known:
            raise HomewardError("HW-S002", f"{where}: {key} is not one of {', '.join(known)}")
