"""Plain values and comments as TOML text."""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from homeward.vocabulary.errors import HomewardError

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(value: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(key: str) -> str:
    """A key, in quotation marks where it has to be."""
    return key if _BARE_KEY.fullmatch(key) else toml_text(key)


def _number(value: int | float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return repr(value)


def toml_value(value: Any) -> str:
    """Any plain value as TOML on one line.

    Raises
    ------
    HomewardError
        HW-P008 for a value that TOML cannot hold.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return toml_text(str(value))
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else (
            value.isoformat()
        )  # fmt: skip
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml_key(k)} = {toml_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(v) for v in value) + "]"
    raise HomewardError("HW-P008", f"wanted a plain value, not {type(value).__name__}")


def line(key: str, value: Any) -> str:
    """One key with its value."""
    return f"{toml_key(key)} = {toml_value(value)}"


def listed(key: str, values: Sequence[str]) -> list[str]:
    """A list of texts, one to a line where it is long."""
    if sum(map(len, values)) < 60:
        return [line(key, list(values))]
    return [f"{toml_key(key)} = [", *(f"    {toml_text(value)}," for value in values), "]"]


def comment(text: str, mark: str = "#") -> list[str]:
    """Lines of comment, wrapped; a doubt's first line begins with "?"."""
    lines: list[str] = []
    for paragraph in one_line(text).split("\n"):
        lines += textwrap.wrap(
            paragraph, 98, initial_indent=f"{mark} " if not lines else "# ",
            subsequent_indent="# ", break_long_words=False, break_on_hyphens=False,
        ) or ["#"]  # fmt: skip
    return lines


def one_line(text: str) -> str:
    """Text that cannot leave its comment: no control character but the line's end."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]", " ", text)
