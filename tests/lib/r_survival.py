"""R's `survival` as a reference: its data sets as arrays, and numbers that it prints."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from functools import cache

import numpy as np
import pytest

needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")

#: Data sets of R's survival, made into rows of time at risk where they are not yet.
MADE = {
    "bladder1": "d <- subset(bladder1, stop > start); d$event <- as.numeric(d$status == 1)",
    "bladder2": "d <- bladder2; d$entry0 <- 0",
    "rhdnase": """
first <- subset(rhDNase, !duplicated(id))
dnase <- tmerge(first, first, id=id, tstop=as.numeric(end.dt - entry.dt))
temp <- with(rhDNase, data.frame(id=id, begins=ivstart, ends=ivstop))
dnase <- tmerge(dnase, subset(temp, !is.na(begins)), id=id, infect=event(begins))
d <- subset(dnase, tstop > tstart); d$start <- d$tstart; d$stop <- d$tstop
d$event <- as.numeric(d$infect > 0); d$rx <- d$trt; d <- d[, c("id","start","stop","event","rx","fev")]
""",
    "cgd": """d <- cgd; d$rx <- as.numeric(d$treat == "rIFN-g"); d$start <- d$tstart
d$stop <- d$tstop; d$event <- d$status; d$steroid <- d$steroids; d$auto <- as.numeric(d$inherit == "autosomal")
d <- d[, c("id","start","stop","event","rx","age","steroid","auto","enum")]""",
    "heart": """d <- heart; d$surgery <- as.numeric(d$surgery); d$transplant <- as.numeric(d$transplant == 1)
d <- d[, c("id","start","stop","event","age","year","surgery","transplant")]""",
    "lung": """d <- subset(lung, !is.na(ph.ecog) & !is.na(inst)); d$start <- 0; d$stop <- d$time; d$event <- d$status - 1
d <- d[, c("inst","start","stop","event","age","sex","ph.ecog")]; names(d)[7] <- "ecog"; d$id <- d$inst""",
    "kidney": """d <- kidney; d$start <- 0; d$stop <- d$time; d$event <- d$status; d$sex <- d$sex - 1
d <- d[, c("id","start","stop","event","age","sex")]""",
    "flchain": """d <- subset(flchain[1:3000,], futime > 0); d$start <- d$age; d$stop <- d$age + d$futime/365.25; d$event <- d$death
d$male <- as.numeric(d$sex == "M"); d$id <- seq_len(nrow(d)) %/% 3; d$light <- log(d$kappa + d$lambda)
d <- d[, c("id","start","stop","event","male","light","flc.grp")]""",
    "mgus2": """d <- mgus2; d$start <- 0; d$stop <- with(d, ifelse(pstat == 1, ptime, futime))
d$cause <- with(d, ifelse(pstat == 1, 1, 2 * death)); d$id <- d$id %/% 4
d$w <- 0.5 + (d$age %% 7) / 5; d <- d[, c("id","start","stop","cause","w","age")]""",
}  # fmt: skip


def run(script: str) -> str:
    """What R prints with `survival` loaded and every figure kept."""
    head = "suppressMessages(library(survival)); options(digits=17, width=10000)\n"
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", head + script], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def table(name: str) -> dict[str, np.ndarray]:
    """One of `MADE`, by column."""
    rows = list(csv.DictReader(io.StringIO(run(MADE[name] + "\nwrite.csv(d, row.names=FALSE)"))))
    keep = [c for c in rows[0] if rows[0][c].replace(".", "").replace("-", "").isdigit()]
    return {c: np.array([float(r[c]) for r in rows]) for c in keep}


def says(name: str, script: str) -> dict[str, np.ndarray]:
    """Named vectors of numbers that R makes of the data set `d`, by `say(name, numbers)`."""
    tell = 'say <- function(n, v) cat(n, format(as.numeric(t(v)), digits=17), "\\n")\n'
    lines = run(MADE[name] + "\n" + tell + script).splitlines()
    return {n: np.array([float(v) for v in rest]) for n, *rest in map(str.split, lines)}
