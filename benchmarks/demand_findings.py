"""What the demand findings cost on one county and on millions of incidents.

    python benchmarks/demand_findings.py TIMELINES --out OUT [--copies 377] [--peer-python P]

makes many copies of one county's timelines (each copy's children are different children),
files every demand finding on both, and says what each took: once as a process meets it, and
once more in the same process ("warm"). With a peer's interpreter, the peer works the main
estimates out from the same file first, and no time is printed unless they agree.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.agreement import compared
from benchmarks.measure import CommandFailed, run_once
from homeward.demand import FINDINGS
from homeward.engine.connection import open_engine
from homeward.engine.store import read_format, seal
from homeward.findings.bundle import Bundle, write_bundle
from homeward.study.analysis import examined
from homeward.timelines import open_timelines

HERE = Path(__file__).resolve().parent
#: Columns that name a child, a report or a place: each copy has its own.
_NAMES = ("incident", "child", "place")


def copied(source: Path, into: Path, copies: int) -> int:
    """Write the timelines of `copies` counties like the one in `source`; gives the incidents.

    Every table is copied as often as the episodes, partners' tables too; the rate card and
    populations are of all the copies together, and stay as they are.
    """
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(source, into)
    one = pq.read_table(source / "episodes.parquet")
    children = 1 + (pc.max(one["child_no"]).as_py() if len(one) else -1)
    for path in sorted(source.glob("*.parquet")):
        table = pq.read_table(path)
        if not set(_NAMES) & set(table.column_names):
            continue
        with pq.ParquetWriter(into / path.name, table.schema, compression="zstd") as writer:
            for copy in range(copies):
                writer.write_table(_renamed(table, copy, len(one), children))
    seal(into, tuple(read_format(source)))
    return len(one) * copies


def _renamed(one: pa.Table, copy: int, rows: int, children: int) -> pa.Table:
    for name, by in (("row", copy * rows), ("child_no", copy * children)):
        if name in one.column_names:
            one = _with(one, name, pc.add(one[name], by))
    for name in set(_NAMES) & set(one.column_names):
        one = _with(one, name, pc.binary_join_element_wise(f"{copy:05d}", one[name], ""))
    return one


def _with(one: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    place = one.schema.get_field_index(name)
    field = one.schema.field(name)
    return one.set_column(place, field, values.cast(field.type))


def file_all(timelines: Path, findings: Path, seed: int) -> dict[str, Any]:
    """Every demand finding, twice; writes what the second found. Seconds of each turn."""
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as spill, open_engine(temp_folder=Path(spill)) as engine:
        opened = open_timelines(engine, timelines)
        for turn in ("first", "warm"):
            begun = time.perf_counter()
            filed = examined(opened, seed, tuple(FINDINGS))
            told[turn] = {"all": time.perf_counter() - begun}
        window = {"from": opened.opens.isoformat(), "to": opened.closes.isoformat()}
        bundle = Bundle(opened.synthetic, window, opened.as_of.isoformat(), opened.force, filed)
    write_bundle(bundle, findings)
    return told


def measure(timelines: Path, work: Path, peer: Path | None) -> list[str]:
    """Lines of a report for one set of timelines.

    Raises
    ------
    CommandFailed
        If the peer disagrees, or a process does not end well.
    """
    lines = []
    if peer is not None:
        script = (HERE / "peer_pandas_demand.py", timelines / "episodes.parquet")
        theirs = run_once((peer, *script, work / "peer.json"), work / "peer.log")
        lines.append(f"  pandas + lifelines, main estimates   {_cost(theirs)}")
    ours = run_once(
        (sys.executable, __file__, timelines, "--out", work, "--child"), work / "own.log"
    )
    told = json.loads((work / "times.json").read_text(encoding="utf-8"))
    lines.append(f"  every demand finding, whole process  {_cost(ours)}")
    lines.append(f"  every demand finding, first time     {told['first']['all']:8.2f} s")
    lines.append(f"  every demand finding, warm           {told['warm']['all']:8.2f} s")
    if peer is not None:
        agreed, wrong = compared(work / "findings.json", work / "peer.json")
        if wrong:
            raise CommandFailed("\n".join(["the results differ, so no times are given:", *wrong]))
        lines.insert(0, f"  {agreed} estimates compared with the peer's, 0 differ")
    return lines


def _cost(cost: Any) -> str:
    return f"{cost.wall:8.2f} s wall {cost.cpu:8.2f} s cpu {cost.peak:8.0f} MiB"


def main() -> int:
    """Exit code: 0 when all ended well and the peer agrees, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("timelines", type=Path, help="`protected/timelines` of a finished run")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--copies", type=int, default=377)
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        told = file_all(asked.timelines, asked.out / "findings.json", 1)
        (asked.out / "times.json").write_text(json.dumps(told), encoding="utf-8")
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    large = asked.out / "copied"
    incidents = copied(asked.timelines, large, asked.copies)
    try:
        for name, folder in (("one county", asked.timelines), (f"{incidents:,} incidents", large)):
            print(f"SYNTHETIC, {name}:")
            print("\n".join(measure(folder, asked.out, asked.peer_python)))
    except (CommandFailed, subprocess.SubprocessError) as failure:
        print(failure, file=sys.stderr)
        return 1
    shutil.rmtree(large)
    return 0


if __name__ == "__main__":
    sys.exit(main())
