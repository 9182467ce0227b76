"""Whether Homeward and a peer found the same, estimate by estimate."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet

#: Relative difference allowed between two values worked out in another order.
TOLERANCE = 1e-9

#: Columns the peer reads; lists cannot be written as CSV and it needs none.
_TIMES = ("reported", "last_seen", "found", "returned", "cancelled")
COLUMNS = (
    "child", "report_type", "residence_type", "missing_from_type",
    *(f"{name}_{part}" for name in _TIMES for part in ("at", "local", "on", "flag")),
)  # fmt: skip


def write_peer_input(out: Path, plan: Path, into: Path) -> None:
    """Write the checked incidents of a finished run, and what its plan says, for a peer.

    Parameters
    ----------
    out
        Output folder of `homeward run`.
    plan
        The `study.toml` it followed.
    into
        Folder for `incidents.csv` and `settings.json`.
    """
    into.mkdir(parents=True, exist_ok=True)
    incidents = out / "protected" / "store" / "incidents.parquet"
    table = pyarrow.parquet.read_table(incidents, columns=list(COLUMNS))
    pyarrow.csv.write_csv(table, into / "incidents.csv")
    counted = tomllib.loads(plan.read_text(encoding="utf-8"))["counts_as_missing"]
    told = {"as_of": _findings(out)["as_of"], "counts_as_missing": counted}
    (into / "settings.json").write_text(json.dumps(told), encoding="utf-8")


#: Where a run leaves its unreleased findings.
FINDINGS = Path("protected", "results", "findings.json")


def _findings(out: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((out / FINDINGS).read_text(encoding="utf-8"))
    return document


def _key(estimate: dict[str, Any]) -> tuple[str, str]:
    return estimate["name"], json.dumps(estimate["by"], sort_keys=True)


def disagreements(out: Path, results: Path) -> tuple[int, list[str]]:
    """As `compared`, for the findings of a finished run."""
    return compared(out / FINDINGS, results)


def compared(findings: Path, results: Path) -> tuple[int, list[str]]:
    """Estimates compared, and a line for each that differs or is not there.

    Values may differ by `TOLERANCE`; whole numbers behind them may not differ at all.
    """
    ours = {
        (finding["id"], *_key(e)): e
        for finding in json.loads(findings.read_text(encoding="utf-8"))["findings"]
        for e in finding["estimates"]
    }
    theirs = json.loads(results.read_text(encoding="utf-8"))
    wrong = [] if theirs else ["the peer found nothing to compare"]
    for peer in theirs:
        name = f"{peer['finding']} {peer['name']} {peer['by']}"
        own = ours.get((peer["finding"], *_key(peer)))
        if own is None:
            wrong.append(f"{name}: not filed here")
        elif not _alike(own, peer):
            wrong.append(f"{name}: {_shown(own)} here, {_shown(peer)} there")
    return len(theirs), wrong


def _alike(own: dict[str, Any], peer: dict[str, Any]) -> bool:
    whole = all(own[key] == peer[key] for key in ("count", "of") if key in peer)
    if own["value"] is None:
        return False
    close = abs(own["value"] - peer["value"]) <= TOLERANCE * max(1.0, abs(peer["value"]))
    return whole and close


def _shown(estimate: dict[str, Any]) -> str:
    return f"{estimate['value']} ({estimate.get('count')} of {estimate.get('of')})"
