"""Andersen-Gill with robust errors on made-up rows: Homeward, R's survival, lifelines.

`python benchmarks/cox_recurrent.py --rows 100000 1000000 --peer-python PYTHON` makes rows of
time at risk (entered late, times to the day or to the minute, ten covariates, ten rows a
unit), fits the same model in each program, compares coefficients, robust errors and
log-likelihoods, and only then prints times. Processor seconds are of the fit alone, data in
memory; extra memory is the process's peak over what it held before the fit. One thread each.
lifelines is compared by its coefficients alone and up to 100,000 rows: its robust errors are
not right with late entry.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from homeward.estimators import fit_cox

COVARIATES = 10
LIFELINES_ROWS = 100_000

_R = """
suppressMessages(library(survival))
a <- commandArgs(TRUE); n <- as.integer(a[2]); p <- as.integer(a[3])
v <- readBin(a[1], "double", n * (p + 4)); m <- matrix(v, n); rm(v)
d <- as.data.frame(m); rm(m); names(d) <- c("entry", "exit", "event", "unit", paste0("x", 1:p))
high <- function() as.numeric(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"),
                                                      value=TRUE))) / 1024
form <- as.formula(paste("Surv(entry, exit, event) ~", paste(names(d)[-(1:4)], collapse="+")))
invisible(gc()); before <- high(); used <- proc.time()
f <- coxph(form, d, cluster=unit)
used <- proc.time() - used
cat(sprintf("%.17g", c(used[1] + used[2], high() - before, f$loglik, coef(f),
    sqrt(diag(f$var)))), "\\n")
"""

_LIFELINES = """
import json, resource, sys, time
import numpy as np, pandas as pd
from lifelines import CoxPHFitter
file, n, p = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
m = np.fromfile(file).reshape(p + 4, n).T
d = pd.DataFrame(m, columns=["entry", "exit", "event", "unit"] + [f"x{j}" for j in range(p)])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
begun = time.process_time()
f = CoxPHFitter().fit(d.drop(columns="unit"), "exit", "event", entry_col="entry")
used = time.process_time() - begun
extra = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
print(used, extra, 0, 0, *f.params_.to_numpy())
"""


def make_rows(rows: int, minutes: bool, seed: int = 1) -> np.ndarray:
    """Columns entry, exit, event, unit and covariates, shape (4 + p, rows)."""
    rng = np.random.default_rng(seed)
    tick = 1440 if minutes else 1
    entry = rng.integers(0, 1500 * tick, rows) / tick
    exit = entry + rng.integers(1, 400 * tick, rows) / tick
    x = rng.normal(size=(COVARIATES, rows))
    x[:3] = x[:3] > 0.7
    event = rng.random(rows) < 0.1 * np.exp(0.15 * x.sum(axis=0))
    unit = np.arange(rows) // 10
    return np.vstack((entry, exit, event, unit, x))


def mine(table: np.ndarray) -> list[float]:
    """Seconds, extra MiB, log-likelihoods, coefficients, robust errors."""
    entry, exit, event, unit = table[:4].copy()
    x = np.ascontiguousarray(table[4:].T)
    del table
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    fit = fit_cox(entry, exit, event == 1, x, cluster=unit)
    used = time.process_time() - begun
    extra = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    said = [fit.log_likelihood_null, fit.log_likelihood, *fit.coefficients, *fit.error]
    return [used, extra, *map(float, said)]


def asked(command: list[str]) -> list[float]:
    """Numbers that a program prints, run on one thread."""
    one = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **one}
    )
    return [float(word) for word in done.stdout.replace("NA", "nan").split()]


def differ(found: list[float], peer: list[float]) -> float:
    """The largest relative difference of what both give; a time is no result."""
    both = np.array([found[2 : len(peer)], peer[2:]])
    both = both[:, both[1] != 0]
    return float(np.max(np.abs(both[0] / both[1] - 1)))


def compare(rows: int, minutes: bool, work: Path, peer: str | None) -> int:
    """One size: run each program, compare, print. Exit code."""
    file = work / "rows.bin"
    make_rows(rows, minutes).tofile(file)
    size = [str(file), str(rows), str(COVARIATES)]
    said = {"Homeward": asked([sys.executable, __file__, "--fit", *size])}
    if shutil.which("Rscript"):
        said["R coxph"] = asked(["Rscript", "--vanilla", "-e", _R, *size])
    if peer and rows <= LIFELINES_ROWS:
        said["lifelines"] = asked([peer, "-c", _LIFELINES, *size])
    wrong = {n: differ(said["Homeward"], s) for n, s in said.items() if n != "Homeward"}
    label = f"{rows:,} rows, {'minutes' if minutes else 'days'}"
    print(f"{label}: largest difference " + json.dumps({n: f"{d:.1e}" for n, d in wrong.items()}))
    if any(d > (1e-6 if n == "R coxph" else 1e-3) for n, d in wrong.items()):
        print("The results differ, so no times are given.")
        return 1
    for name, (used, extra, *_) in said.items():
        ratio = used / said["Homeward"][0]
        print(f"  {name:<10} {used:8.2f} cpu s {extra:8.0f} MiB extra  {ratio:6.1f} x")
    return 0


def main() -> int:
    """Exit code: 0 when all agree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--minutes", action="store_true", help="times to the minute")
    parser.add_argument("--work", type=Path, default=Path("out/bench/cox"))
    parser.add_argument("--peer-python", help="interpreter with lifelines")
    parser.add_argument("--fit", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fit:
        table = np.fromfile(given.fit[0]).reshape(int(given.fit[2]) + 4, int(given.fit[1]))
        print(*mine(table))
        return 0
    given.work.mkdir(parents=True, exist_ok=True)
    codes = [compare(n, given.minutes, given.work, given.peer_python) for n in given.rows]
    (given.work / "rows.bin").unlink()
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
