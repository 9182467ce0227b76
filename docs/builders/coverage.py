"""Writes the page on how often the demand findings' intervals hold the truth."""

from __future__ import annotations

import math
from statistics import fmean

from docs.builders.pages import NOTICE, table
from docs.coverage.declared import DECLARED
from docs.coverage.judged import AS_STATED, STATED, TOO_OFTEN, TOO_SELDOM, Judged, judge
from docs.coverage.runs import OTHERS, PROFILE, SEEDS, read_kept, read_truth

TARGET = "docs/reference/coverage.md"

TEXT = """# How often the intervals hold the truth

A 95% interval promises something: of studies like this one, 95 in a hundred give an interval
that holds the true value. On synthetic counties the promise can be kept or broken in plain
sight. Here {n:,} counties of profile `{profile}` (seeds {first:,} to {last:,}) were lived
through, each one's true incidents were handed to the demand findings, and every interval was
held against the truth: the value over {others:,} **other** counties taken together (seeds
{from_:,} to {to:,}).

So chance here is everything that differs between one such county and the next: how many children
are in a chronic period, in which homes, for how long. That is what an interval must allow for if
a reader is to compare forces or years. The records are taken as right: nothing here is about
errors of recording, and a real county is not made by these rules.

{summary}

"As stated" means that the number of counties held lies where chance alone puts it at 95%, by an
exact binomial band shared over all {m} estimates (Bonferroni), so that one such page in twenty
would call some right interval wrong. "More often" is too wide, "less often" too narrow.
{spread}

{table}

## How intervals come to be as wide

Chance here is mostly which children are in a chronic period, so an interval must know that one
child is many incidents, and how few children most incidents are of. But for shares of children,
who are independent of one another, the quantile is Student's t for the number of children that
a number rests on in effect (Satterthwaite): of numbers that a few children lead, some tens.

- A **trend or shift** is over children, each with all of its months, and over months, which may
  move all children at once (Cameron, Gelbach and Miller 2011). What these counties do not have,
  something unmarked that moves all children for months on end, makes such an interval too narrow:
  read one that only just misses 1 as one that holds it. The finding says so too.
- A **top share** or **Gini index** is by the jackknife, on the logit scale. Drawing children again
  (a bootstrap) draws no child missing more often than any that was seen; its intervals lay too low.
- The numbers of a **setting whose places are named** are over children and over places.
- A **share of incidents** has a design effect by child, raised for resting on few.

## What is not as stated, and why

{reasons}

## Run it again

```sh
make coverage        # {both:,} counties, about twenty minutes on two processors
```

What every county said is kept in `docs/data/coverage_demand.csv.gz` (estimand, seed, value, low,
high) and the truth in `docs/data/coverage_truth.csv`. `make test` makes ten of the counties
again and compares.
"""


def _row(key: str, found: Judged) -> tuple[str, ...]:
    finding, _, rest = key.partition(" ")
    return (
        f"`demand.{finding}`", f"`{rest}`", f"{found.truth:.4g}", f"{found.mean:.4g}",
        f"{found.width:.3g}", f"{found.held:,} of {found.answered:,}", f"{100 * found.rate:.1f}%",
        found.words,
    )  # fmt: skip


def _summary(found: dict[str, Judged]) -> str:
    by = {word: [k for k, j in found.items() if j.words == word] for word in (AS_STATED, TOO_OFTEN)}
    under = [k for k, j in found.items() if j.words == TOO_SELDOM]
    return (
        f"**Of {len(found)} estimates, {len(by[AS_STATED])} hold the truth as often as stated,"
        f" {len(by[TOO_OFTEN])} more often and {len(under)} less often.**"
    )


def _spread(found: dict[str, Judged]) -> str:
    rates = {key: 100 * judged.rate for key, judged in found.items()}
    least, most = min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)
    # A rate of 95% over so many counties is itself known to about so much.
    chance = 100 * math.sqrt(STATED * (1 - STATED) / min(j.answered for j in found.values()))
    return (
        f"On average over all estimates the rate is {fmean(rates.values()):.1f}%; the least is"
        f" {rates[least]:.1f}% (`{least}`), the most {rates[most]:.1f}% (`{most}`). Each is known"
        f" to {chance:.1f} points (one standard error)."
    )


def _reasons(found: dict[str, Judged]) -> str:
    odd = {key: j for key, j in found.items() if j.words != AS_STATED}
    if not odd:
        return "Nothing."
    lines = []
    for key, judged in odd.items():
        lines.append(
            f"- `{key}` ({100 * judged.rate:.1f}%; {judged.below} below the truth,"
            f" {judged.above} above; the logarithm varies by {judged.varies:.3f} and the intervals"
            f" allow for {judged.allows:.3f}): {DECLARED.get(key, 'not explained yet')}"
        )
    return "\n".join(lines)


def build() -> str:
    """The page's text."""
    kept = read_kept()
    found = judge(kept, read_truth())
    head = ("finding", "estimate", "truth", "mean", "mean width", "held", "rate", "")
    return NOTICE + TEXT.format(
        n=len(kept.seeds), profile=PROFILE, first=kept.seeds[0], last=kept.seeds[-1],
        others=len(OTHERS), from_=OTHERS[0], to=OTHERS[-1], summary=_summary(found), m=len(found),
        table=table(head, [_row(key, j) for key, j in found.items()]).strip(),
        reasons=_reasons(found), spread=_spread(found), both=len(SEEDS) + len(OTHERS),
    )  # fmt: skip
