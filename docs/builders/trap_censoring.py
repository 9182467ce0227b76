"""Writes the page on left-censoring, with the numbers of one synthetic county."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from docs.traps.county import repeats, second_in_last_year, years

TARGET = "docs/explanation/left-censoring.md"

TEXT = """# "First" means first in the records

A child's first recorded incident is on 3 January 2019. Was it the first? If the records begin on 1
January 2019 they cannot say: the child may have gone missing a dozen times in 2018. What lies
before the window is cut off on the left, and every count of repeats is too low because of it, most
of all early in the window.

## In one synthetic county

The same incidents of {last}, with more and more of the earlier years' records kept:

{table}

Made-up records. Nothing in {last} differs between the rows. What grows is what the records
remember. Compare a force with four years of records with a force that has one, and the first will
look as if it had the worse problem.

The other end of the window is cut too. Over all four years {whole}% are second or later, against
{one}% in {last} alone: a child has longer to come back in.

## What Homeward does

- It says at each finding that counts of repeats are counted within the window, and which window.
- Published figures of one year stand beside one whole year's figure, never beside four years'.
- "New this year" is not printed at all: the records cannot bear it.
- Where a model needs what a child did before (recurrent events), time before the window is
  treated as not observed: a child enters at the first recorded incident.
- Compare years with the **same length of memory**: each calendar year by itself, as the tables by
  year do, or a fixed look-back for every year.

## What helps

An extract that begins a year before the window. Give it in full, and set `opens` in `study.toml` to
where the study begins: a later version will use the year before as memory without counting its
incidents. Until then, a longer window and tables by year say the same thing less well.
"""


def build() -> str:
    """The page's text."""
    year = years()
    span = sorted(set(year.tolist()), reverse=True)
    rows = [
        (f"from {first}", f"{100 * second_in_last_year(first):.1f}%") for first in span
    ]  # fmt: skip
    shown = table(("records kept", f"incidents of {span[0]} that are second or later"), rows)
    return NOTICE + TEXT.format(
        last=span[0],
        table=shown.strip(),
        whole=f"{100 * repeats(year > 0).second:.0f}",
        one=f"{100 * repeats(year == span[0]).second:.0f}",
    )
