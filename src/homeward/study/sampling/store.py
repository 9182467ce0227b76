"""A sample in its folder: the rule, the draw, the analyst's key, and what was taken back.

OUT/protected/sample/NAME/rule.toml      the rule as used
                         /sample.json    strata, sizes, weights, hash of the records
                         /units.json     sample numbers and their strata
                         /key.csv        sample number to file and row, for the analyst
                         /sheet*.xlsx, sheet*.csv
                         /taken/answers.json, taken.json, faults.csv
                         /history/N/     what was taken before, oldest first
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from homeward.engine.sealed import PLAIN, Vault
from homeward.records.quarantine import harmless
from homeward.study.sampling.draw import Draw, Drawn
from homeward.study.sampling.returned import Fault, Returned
from homeward.study.sampling.rule import parse_rule, rule_text
from homeward.timelines.sample import Margin, Stratum
from homeward.vocabulary.errors import HomewardError

#: Version of what is in a sample's folder.
SCHEMA: Final = 1

#: Where samples are, in an output folder.
SAMPLES: Final = "protected/sample"

RULE, SAMPLE, UNITS, KEY = "rule.toml", "sample.json", "units.json", "key.csv"
TAKEN, HISTORY = "taken", "history"
ANSWERS, ACCOUNT, FAULTS = "answers.json", "taken.json", "faults.csv"

#: What reading a file of another shape can raise.
_MISSHAPEN = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError)


@dataclass(frozen=True, slots=True)
class About:
    """What a sheet says of the study that the sample is of.

    Attributes
    ----------
    force, handling
        Whose records; protective marking.
    synthetic
        Whether any record was made up.
    opens, closes
        The study window.
    """

    force: str
    handling: str
    synthetic: bool
    opens: date
    closes: date


def write_draw(
    draw: Draw,
    about: About,
    files: Mapping[int, str],
    folder: Path,
    references: Mapping[str, Sequence[str]] | None = None,
    vault: Vault = PLAIN,
) -> None:
    """Write the draw and the analyst's key to `folder`, which is made.

    Parameters
    ----------
    draw, about
        The draw, and the study it is of.
    files
        Number of each file to its name.
    folder
        Where to.
    references
        Sample number to the police's own references, where they were read back; they
        then stand in the key.
    vault
        Seals it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault.write_text(folder / RULE, rule_text(draw.rule))
    _write_json(vault, folder / SAMPLE, _sample_record(draw, about))
    _write_json(vault, folder / UNITS, {"units": [_unit_record(unit) for unit in draw.units]})
    with vault.text_writer(folder / KEY) as out:
        csv.writer(out).writerows(_key_lines(draw, files, references or {}))


def _key_lines(
    draw: Draw, files: Mapping[int, str], references: Mapping[str, Sequence[str]]
) -> Iterable[Sequence[object]]:
    named = ("incident_reference", "child_reference") if references else ()
    yield ("sample_number", "file", "row", *named)
    for unit in draw.units:
        held = [harmless(text) for text in references.get(unit.number, ())]
        yield (unit.number, harmless(files.get(unit.file, "")), unit.row, *held)


def _sample_record(draw: Draw, about: About) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": draw.rule.name,
        "code": draw.code,
        "unit": draw.rule.unit.value,
        "seed": draw.rule.seed,
        "synthetic": about.synthetic,
        "force": about.force,
        "handling": about.handling,
        "window": {"from": about.opens.isoformat(), "to": about.closes.isoformat()},
        "records": draw.records,
        "population": draw.population,
        "children": draw.children,
        "drawn": len(draw.units),
        "strata": [asdict(stratum) | {"weight": stratum.weight} for stratum in draw.strata],
        "margins": [asdict(margin) for margin in draw.margins],
    }


def _unit_record(unit: Drawn) -> dict[str, Any]:
    days = {name: _iso(getattr(unit, name)) for name in ("reported_on", "ended_on")}
    return asdict(unit) | {"values": list(unit.values)} | days


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _write_json(vault: Vault, path: Path, document: Mapping[str, Any]) -> None:
    vault.write_text(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def read_draw(folder: Path, vault: Vault = PLAIN) -> tuple[Draw, About]:
    """The draw in a sample's folder, and the study it is of.

    Raises
    ------
    HomewardError
        HW-M005 if there is none; HW-E003 if it is of another version or not whole.
    """
    if not (folder / SAMPLE).is_file():
        raise HomewardError("HW-M005", f"the folder holds no sample `{folder.name}`")
    try:
        held = _read_json(vault, folder / SAMPLE)
        if held["schema"] != SCHEMA:
            raise ValueError("another schema")
        units = tuple(_drawn(unit) for unit in _read_json(vault, folder / UNITS)["units"])
        strata = tuple(
            Stratum(s["by"], s["population"], s["children"], s["drawn"]) for s in held["strata"]
        )
        draw = Draw(
            parse_rule(vault.read_bytes(folder / RULE), RULE),
            held["code"], held["records"], strata,
            tuple(Margin(**margin) for margin in held["margins"]),
            held["population"], held["children"], units,
        )  # fmt: skip
        return draw, _about(held)
    except _MISSHAPEN:
        raise HomewardError("HW-E003", f"the sample `{folder.name}` cannot be read") from None


def _about(held: Mapping[str, Any]) -> About:
    opens, closes = (date.fromisoformat(held["window"][end]) for end in ("from", "to"))
    return About(held["force"], held["handling"], held["synthetic"], opens, closes)


def _drawn(held: Mapping[str, Any]) -> Drawn:
    days = {name: _date(held[name]) for name in ("reported_on", "ended_on")}
    return Drawn(**{**held, "values": tuple(held["values"]), **days})


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _read_json(vault: Vault, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(vault.read_text(path))
    return found


# ---------------------------------------------------------------- what was taken back


def write_taken(
    returned: Returned, folder: Path, *, at: str, files: Sequence[str], vault: Vault = PLAIN
) -> None:
    """Put what was taken in a sample's folder; what was there before goes to its history.

    Parameters
    ----------
    returned
        What the sheets said.
    folder
        A sample's folder.
    at
        When, ISO 8601 UTC.
    files
        Names of the sheets.
    vault
        Seals it.
    """
    taken = folder / TAKEN
    if taken.is_dir():
        past = folder / HISTORY
        past.mkdir(exist_ok=True, mode=0o700)
        taken.rename(past / str(len(list(past.iterdir())) + 1))
    taken.mkdir(mode=0o700)
    _write_json(vault, taken / ANSWERS, {"answers": returned.answers})
    counts = {
        key: getattr(returned, key) for key in ("read", "taken", "refused", "blank", "filled")
    }
    account = {"schema": SCHEMA, "taken_at": at, "files": list(files), **counts}
    _write_json(vault, taken / ACCOUNT, account | {"notes": list(returned.notes)})
    with vault.text_writer(taken / FAULTS) as out:
        csv.writer(out).writerows(fault_lines(returned.faults))


def fault_lines(faults: Iterable[Fault]) -> Iterable[Sequence[object]]:
    """The faults of sheets as lines: where, and why; never what a cell said."""
    yield ("file", "row", "column", "code")
    for fault in faults:
        yield (harmless(fault.file), fault.row, harmless(fault.column), fault.code)


def read_account(folder: Path, vault: Vault = PLAIN) -> dict[str, Any] | None:
    """When and what was taken back; None if nothing was.

    Raises
    ------
    HomewardError
        HW-E003 if it is of another version or not whole.
    """
    path = folder / TAKEN / ACCOUNT
    if not path.is_file():
        return None
    try:
        held = _read_json(vault, path)
        if held["schema"] != SCHEMA:
            raise ValueError("another schema")
        return {**held, "taken_at": str(held["taken_at"])}
    except _MISSHAPEN:
        raise HomewardError("HW-E003", f"the sample `{folder.name}` cannot be read") from None


def read_answers(folder: Path, vault: Vault = PLAIN) -> dict[str, dict[str, list[str]]]:
    """Sample number to what was answered, by question; raises as `read_account`."""
    try:
        held = _read_json(vault, folder / TAKEN / ANSWERS)["answers"]
        return {n: {q: list(words) for q, words in said.items()} for n, said in held.items()}
    except _MISSHAPEN:
        raise HomewardError("HW-E003", f"the sample `{folder.name}` cannot be read") from None


def samples_in(folder: Path) -> tuple[str, ...]:
    """Names of the samples in `protected/sample`, in order."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if (path / SAMPLE).is_file()))


def latest_taken(folder: Path, vault: Vault = PLAIN) -> Path | None:
    """The sample whose sheet was taken back last; None if none was."""
    taken = [(read_account(folder / name, vault), name) for name in samples_in(folder)]
    known = [(account["taken_at"], name) for account, name in taken if account is not None]
    return folder / max(known)[1] if known else None


__all__ = [
    "About", "fault_lines", "latest_taken", "read_account", "read_answers", "read_draw",
    "samples_in", "write_draw", "write_taken",
]  # fmt: skip
