"""Curves of `demand.duration` against R's survfit, open incidents censored, by setting."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from homeward.demand import duration
from homeward.demand.duration import GRID
from homeward.estimators import Curve, curve_interval, kaplan_meier, median_time
from tests.lib.made import made_timelines

pytestmark = pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")

#: Curves at the grid, their standard errors, and where the curve and its band first come
#: down to a half: of all, and of each setting. (R's own `quantile` takes the middle where
#: the curve lies flat at a half; the finding, the first time by which half have ended.)
_SCRIPT = """
library(survival)
d <- read.csv(file("stdin"))
said <- function(name, d) {
  f <- survfit(Surv(hours, ended) ~ 1, data = d, conf.type = "log-log")
  s <- summary(f, times = c(GRID), extend = TRUE)
  first <- function(band) min(f$time[!is.na(band) & band <= 0.5 + 1e-9])
  ends <- c(first(f$surv), first(f$lower), first(f$upper))
  cat(name, format(c(s$surv, s$std.err, ends), digits = 15), "\\n")
}
said("all", d)
for (one in unique(d$setting)) said(one, d[d$setting == one, ])
""".replace("GRID", ", ".join(map(str, GRID)))

SETTINGS = ("family_home", "childrens_home", "foster")
OPENS, CLOSES = datetime(2024, 1, 1), datetime(2024, 3, 31)
AS_OF = datetime(2024, 4, 1, tzinfo=UTC)


def incidents(seed: int) -> list[dict]:
    """An incident of each of 150 children, some still open when the records close.

    More are open than in any county, so that censoring matters to every number: half are
    reported in the last four days. No clock change lies in the window: an hour on paper is
    an hour.
    """
    rng = np.random.default_rng(seed)
    out = []
    for child in range(150):
        setting = str(rng.choice(SETTINGS, p=[0.5, 0.3, 0.2]))
        days = rng.uniform(0, 86) if child % 2 else rng.uniform(86, 90)
        reported = OPENS + timedelta(minutes=int(1440 * days))
        hours = float(rng.lognormal(2.6 + (setting == "foster"), 1.9))
        found = reported + timedelta(minutes=round(60 * hours))
        out.append({
            "child": f"c{child:04d}", "reported": reported, "setting": setting,
            "found": found if found < CLOSES else None,
        })  # fmt: skip
    return out


def followed(rows: list[dict]) -> str:
    """What R reads: hours from report to the end, or to the close of the records."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["setting", "hours", "ended"])
    for row in rows:
        end = row["found"] or AS_OF.replace(tzinfo=None)
        hours = (end - row["reported"]).total_seconds() / 3600
        out.writerow([row["setting"], repr(hours), int(row["found"] is not None)])
    return text.getvalue()


@cache
def r_says(seed: int) -> dict[str, np.ndarray]:
    """Setting to survival and standard error at the grid, then median, low and high."""
    run = subprocess.run(
        ["Rscript", "--vanilla", "-e", _SCRIPT], input=followed(incidents(seed)), text=True,
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    lines = (line.split() for line in run.stdout.splitlines())
    return {name: np.array([float(v) for v in values]) for name, *values in lines}


def curve_of(rows: list[dict]) -> Curve:
    """The curve of what R reads."""
    read = list(csv.DictReader(io.StringIO(followed(rows))))
    return kaplan_meier([float(r["hours"]) for r in read], [r["ended"] == "1" for r in read])


@pytest.mark.parametrize("seed", range(3))
def test_the_curves_of_the_finding_against_survfit(seed):
    """Rung: live R, survfit, of everything and of each setting. Agreement is to rounding:
    hours are kept to the second and every time here is to the minute."""
    rows = incidents(seed)
    assert sum(row["found"] is None for row in rows) > 10
    finding = duration(
        made_timelines(rows, opens=OPENS.date(), closes=CLOSES.date(), as_of=AS_OF), 1
    )
    tables = {table.name: table for table in finding.tables}
    said = r_says(seed)
    drawn = {e.by["setting"] for e in tables["still_missing"].estimates}
    assert drawn == {"all", *SETTINGS} == set(said)
    for name in ("still_missing", "still_missing_by_setting"):
        for e in tables[name].estimates:
            peer = said[e.by["setting"]][GRID.index(e.by["hours"])]
            assert e.value == pytest.approx(peer, abs=1e-12), dict(e.by)
            assert e.low <= peer <= e.high
    for setting in SETTINGS:
        median = finding.estimate("median_hours", setting=setting)
        assert median.value == pytest.approx(said[setting][2 * len(GRID)])
    everyone = finding.estimate("median_hours", **{"from": "reported"})
    assert everyone.value == pytest.approx(said["all"][2 * len(GRID)])


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_of_the_median_against_survfit(seed):
    """Rung: live R, Brookmeyer and Crowley on the log(-log) scale, where incidents do not
    come in clusters. Agreement is to rounding."""
    rows = incidents(seed)
    said = r_says(seed)
    for setting in ("all", *SETTINGS):
        mine = [row for row in rows if setting in ("all", row["setting"])]
        median, interval = median_time(curve_of(mine))
        assert (median, *interval) == pytest.approx(said[setting][-3:], abs=1e-9), setting


@pytest.mark.parametrize("seed", range(3))
def test_the_width_at_a_limit_against_survfit(seed):
    """Rung: live R, Greenwood's standard error. The score interval of Rothman solves
    |S - p| = z se sqrt(p(1 - p) / S(1 - S)), se as R gives it."""
    rows = incidents(seed)
    said = r_says(seed)["all"]
    curve = curve_of(rows)
    for place, hours in enumerate(GRID):
        share, error = said[place], said[len(GRID) + place]
        for end in curve_interval(curve, hours):
            width = 1.959964 * error * np.sqrt(end * (1 - end) / (share * (1 - share)))
            assert abs(share - end) == pytest.approx(width, rel=1e-5)
