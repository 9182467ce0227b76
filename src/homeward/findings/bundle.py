"""`findings.json`: a whole study's findings, unreleased or released."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import AggregateTable, Chart, Finding, Published
from homeward.findings.statement import render
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Kinds of value in a findings file: a number, and what a group may be.
_NUMBER = (int, float)
_GROUP = (str, int, bool)

#: What reading a file of another shape can raise; deep nesting overflows the reader.
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)

#: Version of the file's shape. A later one is refused, an earlier one is upgraded.
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Bundle:
    """Findings with what the report must say about them.

    Attributes
    ----------
    synthetic
        True when any input was made up; every output then says so.
    window
        `{"from": "2019-01-01", "to": "2022-12-31"}`, UK local dates, both included.
    as_of
        When the records close, ISO 8601 UTC: open episodes are followed to here.
    force
        Whose records, as the plan says.
    released
        True after disclosure control. The report refuses a bundle that is not.
    findings
        In catalogue order.
    release
        The rules applied, in words and numbers; empty when unreleased.
    handling
        Protective marking printed on every page, as the plan says.
    """

    synthetic: bool
    window: Mapping[str, str]
    as_of: str
    force: str
    findings: tuple[Finding, ...]
    released: bool = False
    release: Mapping[str, Any] = field(default_factory=dict)
    handling: str = "OFFICIAL-SENSITIVE"

    def finding(self, id: str) -> Finding:
        """The finding of this id.

        Raises
        ------
        KeyError
            If it was not filed.
        """
        for finding in self.findings:
            if finding.id == id:
                return finding
        raise KeyError(id)


def _estimate_to(e: Estimate) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": e.name,
        "kind": e.kind.value,
        "unit": e.unit.value,
        "value": e.value,
        "low": e.low,
        "high": e.high,
        "count": e.count,
        "of": e.of,
        "children": e.children,
        "children_of": e.children_of,
        "exposure": e.exposure,
        "left_out": e.left_out,
        "by": dict(e.by),
        "interval": e.interval,
    }
    if e.reference is not None:
        out["reference"] = e.reference
    if e.design_effect is not None:
        out["design_effect"] = e.design_effect
    if e.state is not None:
        out["state"] = e.state.value
    return out


def _is(kinds: type | tuple[type, ...], value: Any) -> Any:
    """`value`, if it is of these kinds; true and false are no numbers."""
    if not isinstance(value, kinds) or (isinstance(value, bool) and kinds not in (bool, _GROUP)):
        raise TypeError("a value of another kind")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("no finite number")
    return value


def _maybe(kinds: type | tuple[type, ...], value: Any) -> Any:
    return None if value is None else _is(kinds, value)


def _each(kinds: type | tuple[type, ...], values: Any) -> tuple[Any, ...]:
    return tuple(_is(kinds, value) for value in _is(list, values))


def _whole(value: Any) -> int | None:
    """A whole number, also where it was written as 12.0; or None."""
    number = _maybe(_NUMBER, value)
    if number is not None and number != int(number):
        raise ValueError("no whole number")
    return None if number is None else int(number)


def _estimate_from(d: Mapping[str, Any]) -> Estimate:
    state = d.get("state")
    value, low, high, exposure, effect = (
        _maybe(_NUMBER, d.get(k)) for k in ("value", "low", "high", "exposure", "design_effect")
    )
    count, of, children, children_of, left_out = (
        _whole(d[k]) for k in ("count", "of", "children", "children_of", "left_out")
    )
    by = _group_from(d["by"])
    return Estimate(
        _is(str, d["name"]),
        Kind(d["kind"]),
        Unit(d["unit"]),
        value,
        low,
        high,
        count,
        of,
        children,
        children_of,
        exposure,
        _maybe(str, d.get("reference")),
        left_out,
        _is(str, d["interval"]),
        effect,
        by,
        State(state) if state else None,
    )


def _finding_to(f: Finding) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": f.id,
        "question": f.question,
        "title": f.title,
        "statement": f.statement,
        "statement_text": render(f.statement, f.estimates),
        "estimates": [_estimate_to(e) for e in f.estimates],
        "method": f.method,
        "definition": f.definition,
        "caveats": list(f.caveats),
        "published": [
            {"value": p.value, "source": p.source, "estimate": p.estimate, "by": dict(p.by)}
            for p in f.published
        ],
        "tables": [
            {
                "name": t.name,
                "title": t.title,
                "dimensions": list(t.dimensions),
                "measures": list(t.measures),
                "estimates": [_estimate_to(e) for e in t.estimates],
            }
            for t in f.tables
        ],
        "charts": [_chart_to(c) for c in f.charts],
    }
    if f.refused is not None:
        out["refused"] = f.refused
    return out


def _chart_to(c: Chart) -> dict[str, Any]:
    out = {key: getattr(c, key) for key in Chart.__dataclass_fields__}
    return out | {"marks": [list(mark) for mark in c.marks]}


def _chart_from(d: Mapping[str, Any]) -> Chart:
    marks = [_each(str, mark) for mark in _is(list, d.get("marks", []))]
    if any(len(mark) != 2 for mark in marks):
        raise ValueError("a mark is a place and a word")
    reference = _maybe(_NUMBER, d.get("reference"))
    rest = {k: _is(str, text) for k, text in d.items() if k not in ("marks", "reference")}
    return Chart(**rest, marks=tuple((m[0], m[1]) for m in marks), reference=reference)


def _published_from(d: Mapping[str, Any]) -> Published:
    estimate, by = _is(str, d.get("estimate", "")), _group_from(d.get("by", {}))
    return Published(_is(_NUMBER, d["value"]), _is(str, d["source"]), estimate, by)


def _group_from(d: object) -> dict[str, GroupValue]:
    return {key: _is(_GROUP, group) for key, group in _is(dict, d).items()}


def _finding_from(d: Mapping[str, Any]) -> Finding:
    return Finding(
        _is(str, d["id"]),
        _is(str, d["statement"]),
        tuple(_estimate_from(e) for e in d["estimates"]),
        _is(str, d["method"]),
        _is(str, d["definition"]),
        _each(str, d["caveats"]),
        tuple(_published_from(p) for p in d["published"]),
        tuple(
            AggregateTable(
                _is(str, t["name"]),
                _is(str, t["title"]),
                _each(str, t["dimensions"]),
                _each(str, t["measures"]),
                tuple(_estimate_from(e) for e in t["estimates"]),
            )
            for t in d["tables"]
        ),
        tuple(_chart_from(c) for c in d["charts"]),
        _maybe(str, d.get("refused")),
    )


def to_json(bundle: Bundle) -> str:
    """The text of `findings.json`: stable order, two-space indent, ends in a newline."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "sha256": "",
        "synthetic": bundle.synthetic,
        "released": bundle.released,
        "force": bundle.force,
        "handling": bundle.handling,
        "window": dict(bundle.window),
        "as_of": bundle.as_of,
        "release": dict(bundle.release),
        "findings": [_finding_to(f) for f in bundle.findings],
    }
    document["sha256"] = digest_of(document)
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def from_json(text: str) -> Bundle:
    """Read the text of a `findings.json`.

    Raises
    ------
    HomewardError
        HW-L001 if it is not a findings file of a schema this version knows; HW-D005 if it is
        not as it was made.
    """
    try:
        document = json.loads(text)
        if document["schema"] != SCHEMA:
            raise HomewardError("HW-L001", f"schema {int(document['schema'])}, not {SCHEMA}")
        found = Bundle(
            _is(bool, document["synthetic"]),
            _is(dict, document["window"]),
            _is(str, document["as_of"]),
            _is(str, document["force"]),
            tuple(_finding_from(f) for f in document["findings"]),
            _is(bool, document["released"]),
            _is(dict, document["release"]),
            _is(str, document.get("handling", "OFFICIAL-SENSITIVE")),
        )
    except _MISSHAPEN as fault:
        why = f"not the shape of a findings file ({type(fault).__name__})"
        raise HomewardError("HW-L001", why) from None
    _require_as_made(document, found.released)
    return found


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of what a findings file says, however it is laid out: 64 hex digits.

    Of all of it but the digest itself. It needs no key, so that a report can be made where no
    key is: it tells an edit, not somebody who edits the digest too. That one is told by the
    register of releases, which is sealed with a key, where there is one.
    """
    said = {name: value for name, value in document.items() if name != "sha256"}
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _require_as_made(document: Mapping[str, Any], released: bool) -> None:
    """Refuse what was edited. An unreleased file that somebody else wrote need have no digest."""
    if "sha256" not in document and not released:
        return
    if document.get("sha256") != digest_of(document):
        raise HomewardError("HW-D005", "what the file says does not have the digest in it")


def read_bundle(path: Path) -> Bundle:
    """Read a `findings.json` file. Raises as `from_json`, and HW-J003 if it is absent."""
    if not path.is_file():
        raise HomewardError("HW-J003", f"no {path.name} where it should be")
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise HomewardError("HW-L001", f"{path.name} is not UTF-8 text") from None


def write_bundle(bundle: Bundle, path: Path) -> None:
    """Write a `findings.json` file. The caller stages and publishes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(bundle), encoding="utf-8", newline="\n")
