"""Two ways to run a spec test: one checks it, the other writes it down.

`Spec` is the `spec` fixture of the demand chapter. `NoteTaker` has the same two calls
and keeps what it is told; docs/builders/definitions.py makes the reference page of it.
A chapter whose answers are not findings gives its own `spec` fixture in its folder's
`conftest.py`, with the same calls, and its page is written in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from textwrap import dedent
from typing import Any

_NAME = re.compile(r"(?:(?P<table>\w+)\.)?(?P<name>\w+)(?:\[(?P<by>[^\]]*)\])?$")


def rows_of(given: str) -> list[dict[str, Any]]:
    """Rows of a text table: header, a line of dashes, one line per row; blank is None."""
    lines = [line for line in dedent(given).strip().splitlines() if line.strip()]
    header = [cell.strip() for cell in lines[0].split("|")]
    return [
        dict(zip(header, (_cell(c.strip()) for c in line.split("|")), strict=True))
        for line in lines[2:]
    ]


def _cell(text: str) -> datetime | date | int | str | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return datetime.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if text.isdigit():
        return int(text)
    return text or None


def _by(text: str | None) -> dict[str, Any]:
    pairs = (part.split("=") for part in (text or "").split(",") if part)
    return {key: _key_value(value) for key, value in pairs}


def _key_value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdigit() else text


def estimate_of(finding: Any, wanted: str) -> Any:
    """The estimate that `name[group]` or `table.name[group]` names."""
    parts = _NAME.match(wanted)
    assert parts is not None, f"{wanted} does not name an estimate"
    by = _by(parts["by"])
    if parts["table"] is None:
        return finding.estimate(parts["name"], **by)
    (table,) = [t for t in finding.tables if t.name == parts["table"]]
    (found,) = [e for e in table.estimates if e.name == parts["name"] and dict(e.by) == by]
    return found


class Spec:
    """Runs a spec on small made-up timelines and checks what it says.

    Parameters
    ----------
    make
        From rows and a window to what `when` is given.
    close
        Compares two numbers (`pytest.approx`).
    """

    def __init__(self, make: Callable[..., Any], close: Callable[[Any], Any]) -> None:
        self._make = make
        self._close = close

    def __call__(
        self,
        *,
        given: str,
        when: Callable[..., Any],
        then: Mapping[str, Mapping[str, Any]],
        window: tuple[str, str] = ("2024-01-01", "2024-12-31"),
    ) -> None:
        """Check that every estimate named has what is said of it."""
        finding = self._answer(given, when, window)
        assert finding.refused is None, finding.refused
        assert then, "a spec that says nothing checks nothing"
        for name, said in then.items():
            estimate = estimate_of(finding, name)
            for part, value in said.items():
                got = getattr(estimate, part)
                wanted = self._close(value) if isinstance(value, float) else value
                assert got == wanted, f"{name} {part}: {got}, not {value}"

    def refuses(
        self,
        *,
        given: str,
        when: Callable[..., Any],
        because: tuple[str, str],
        window: tuple[str, str] = ("2024-01-01", "2024-12-31"),
    ) -> None:
        """Check that no answer is given, with this code and these words."""
        finding = self._answer(given, when, window)
        code, words = because
        assert finding.refused is not None, "an answer was given"
        assert finding.refused.startswith(code), finding.refused
        assert words in finding.refused, finding.refused
        assert finding.estimates == ()

    def _answer(self, given: str, when: Callable[..., Any], window: tuple[str, str]) -> Any:
        opens, closes = (date.fromisoformat(day) for day in window)
        return when(self._make(rows_of(given), opens=opens, closes=closes), 1)


@dataclass
class NoteTaker:
    """Takes down what specs say, as lines of Markdown."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, *, given: str, then: Mapping[str, Any], **said: Any) -> None:
        """Write the records and what follows from them."""
        self._records(given, said)
        self.lines.append("gives")
        self.lines.append("")
        for name, parts in then.items():
            self.lines.append(f"- `{name}`: {_said(parts)}")
        self.lines.append("")

    def refuses(self, *, given: str, because: tuple[Any, str], **said: Any) -> None:
        """Write the records and the refusal."""
        self._records(given, said)
        code, words = because
        name = code if isinstance(code, str) else code.__name__
        self.lines += [f"is refused: **{name}**, “… {words} …”", ""]

    def _records(self, given: str, said: Mapping[str, Any]) -> None:
        if "window" in said:
            opens, closes = said["window"]
            self.lines += [f"Window: {opens} to {closes}.", ""]
        self.lines += ["```text", dedent(given).strip(), "```", ""]


def _said(parts: Any) -> str:
    if not isinstance(parts, Mapping):
        return f"**{parts}**"
    return ", ".join(f"{part} **{_shown(value)}**" for part, value in parts.items())


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
