"""R's `survival` as a reference: its data sets as arrays, and numbers that it prints."""

# ruff: noqa: E501 - R's own lines
from __future__ import annotations

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
}


def run(script: str) -> str:
    """What R prints with `survival` loaded and every figure kept."""
    head = "suppressMessages(library(survival)); options(digits=17, width=10000)\n"
    done = subprocess.run(
        ["R", "--vanilla", "--no-echo", "--file=-"], input=head + script, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


_TELL = """say <- function(n, v) cat(n, format(as.numeric(t(v)), digits=17), "\\n")
whole <- function(d) for (c in names(d)) if (is.numeric(d[[c]])) say(c, d[[c]])
"""


def _named(lines: list[str]) -> dict[str, np.ndarray]:
    lines = [line.replace("NA", "nan") for line in lines]
    return {n: np.array([float(v) for v in rest]) for n, *rest in map(str.split, lines)}


@cache
def all_say(cases: tuple[tuple[str, str], ...]) -> list[dict[str, np.ndarray]]:
    """What R makes of each (data set, script), in one run of it: starting R is slow.

    A script tells numbers by `say(name, numbers)`; the data set is `d`.
    """
    script = _TELL + "".join(f'cat("# case\\n")\n{MADE[n]}\n{each}\n' for n, each in cases)
    return [_named(part.splitlines()[1:]) for part in run(script).split("# case")[1:]]


@cache
def tables() -> dict[str, dict[str, np.ndarray]]:
    """Every one of `MADE`, by column."""
    return dict(zip(MADE, all_say(tuple((n, "whole(d)") for n in MADE)), strict=True))
