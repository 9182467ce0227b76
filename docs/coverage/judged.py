"""Whether intervals hold the truth as often as they say, judged with allowance for chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import fmean, pstdev
from typing import NamedTuple

from scipy.stats import binom

from docs.coverage.estimands import Answer
from docs.coverage.runs import Kept

#: What a 95% interval promises, and how often all estimands together may be misjudged.
STATED, MISJUDGED = 0.95, 0.05
#: Half the width of such an interval in standard deviations.
NORMAL = 1.96

#: Judgements, in the words of the page.
AS_STATED, TOO_OFTEN, TOO_SELDOM = "as stated", "more often", "less often"


class Judged(NamedTuple):
    """How often one estimand's interval held the truth.

    Attributes
    ----------
    truth
        Over independent counties together.
    answered, held
        Counties with an answer; of those, whose interval held the truth.
    least, most
        Counts of `held` that chance alone gives at the stated rate, Bonferroni over all
        estimands.
    mean, width
        Mean of the values and of the widths of the intervals.
    below, above
        Counties whose interval lay wholly below the truth; wholly above it.
    varies, allows
        Standard deviation of the values' logarithms from county to county; and the one that
        the intervals allow for, on average (their width on the log scale over 2 x 1.96).
    """

    truth: float
    answered: int
    held: int
    least: int
    most: int
    mean: float
    width: float
    below: int
    above: int
    varies: float
    allows: float

    @property
    def rate(self) -> float:
        """Part of the answers whose interval held the truth."""
        return self.held / self.answered

    @property
    def words(self) -> str:
        """As stated, more often, or less often."""
        if self.held < self.least:
            return TOO_SELDOM
        return TOO_OFTEN if self.held > self.most else AS_STATED


def judge(kept: Kept, truth: Mapping[str, float]) -> dict[str, Judged]:
    """Every estimand that some county answered."""
    level = MISJUDGED / len(kept.answers) / 2
    out = {}
    for key, each in kept.answers.items():
        told = [a for a in each if not math.isnan(a.value)]
        if told:
            out[key] = _judged(told, truth[key], level)
    return out


def _judged(told: list[Answer], truth: float, level: float) -> Judged:
    n = len(told)
    held = sum(a.low <= truth <= a.high for a in told)
    least, most = (int(binom.ppf(p, n, STATED)) for p in (level, 1 - level))
    mean = sum(a.value for a in told) / n
    logs = [math.log(a.value) for a in told]
    allowed = [math.log(a.high / a.low) / (2 * NORMAL) for a in told]
    return Judged(
        truth, n, held, least, most, mean, sum(a.high - a.low for a in told) / n,
        sum(a.high < truth for a in told), sum(a.low > truth for a in told),
        pstdev(logs), fmean(allowed),
    )  # fmt: skip
