"""The page of calibration: wanted and achieved, from the data that `docs.calibrate` keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docs.builders.pages import NOTICE, table
from docs.calibrate.data import FITTED, read
from homeward.synth.fitting.levers import LEVERS, PLANTED
from homeward.synth.fitting.measures import FAMILIES

TARGET = "docs/reference/calibration.md"

HEAD = """# How near the synthetic counties come

**Every number of a county on this page is synthetic.** The published figures are real; the
counties that are held against them are made up, and no record of any child went into them.

A profile's settings are fitted to published figures by `homeward synth fit`. What follows is
over {seeds} counties of each profile (seeds {first} to {last}) that the fit never saw: a mean
must lie within its tolerance, and a shape must be true in at least nine counties of ten. Twenty
counties still leave some chance in an average, so the average over {wide} more (seeds {wide_first}
to {wide_last}) stands beside it. Made again by `make calibration`, which lives through them
all; a test recomputes two of them exactly and holds the profiles to the fingerprints in
`docs/data/calibration.json`.

What the model is made of: [the synthetic county](../explanation/the-synthetic-county.md).
"""

_PICTURES = """## What a county looks like

![{gathered_alt}](../images/calibration-gathered.svg)

![{durations_alt}](../images/calibration-durations.svg)

![{hours_alt}](../images/calibration-hours.svg)

![{months_alt}](../images/calibration-months.svg)
"""

_CHECKS = """### Published figures that were not fitted

No fit aimed at these. The share of girls and the share of children placed from elsewhere were
set by hand with their figures in view, so that those two agree proves nothing; the rest came of
themselves. Where the counties stand outside what was published, the column says so: read it as
a fault of the counties unless the source is another kind of place.

"""

_FILE = """## Fitting your own

`homeward synth fit TARGETS.toml --base herts-2019-2022 --out profile.toml` moves the settings
of a base profile until its counties meet the targets, prints what was achieved over fresh
seeds, and writes a profile that `homeward synth --profile profile.toml` takes. Use published
or released figures only: nothing else may go into a synthetic county.

Levers are moved by damped Gauss-Newton steps over common seeds, with a small pull towards the
base, so that settings no target is about stay as they were. Then:

- targets that contradict one another in any county (a share within 8 hours above that within
  24) are refused before anything is run, and named (`HW-S004`);
- targets that this model cannot meet together within the levers' bounds are refused, and an
  irreducible set of them is named: none of it can be spared from the conflict (`HW-S004`). Where
  straight lines about the nearest point cannot tell, those that pull against the unmet are named;
- nothing is written then, unless `--anyway` asks for the nearest profile, whose first lines
  say which targets it misses.

A targets file holds, for each profile:

```toml
[profile.my-county]
window = ["2023-01-01", "2023-12-31"]   # first and last day; 28 days at least
force = "my county, as published"
free = ["size", "chronic_share"]        # may be left out: the levers that targets are about

[[profile.my-county.target]]
id = "incidents"                        # a measure, below
kind = "mean"                           # or "shape", with value 1 and no tolerance
value = 3000
tolerance = 100
what = "in the file's own words"        # may be left out, like source
source = "annual report, 2023"

[profile.my-county.planted]             # may be left out: settings set, not fitted
philomena_baseline_rate_ratio = 0.85
```

A key, id or lever that is not listed here, a share outside 0 to 1, a tolerance below 0 or a
window too short or without the year that a measure needs is refused (`HW-S003`).

"""


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _figure(value: float, form: str) -> str:
    if form in ("share", "change"):
        return _percent(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _form(id: str) -> str:
    from_id = [f for f in FAMILIES if _matches(f.pattern, id)]
    return from_id[0].form.value if from_id else "number"


def _matches(pattern: str, id: str) -> bool:
    return re.fullmatch(pattern, id) is not None


def _target(row: dict[str, Any], wide: float) -> tuple[str, ...]:
    name = f"`{row['id']}`: {row['definition']}"
    met = "yes" if row["met"] else "**no**"
    if row["shape"]:
        seen = f"true in {sum(row['values']):.0f} of {len(row['values'])}"
        also = {None: "", True: "; and of all together", False: "; not of all together"}
        seen += also[row["together"]]
        return name, "true", seen, "", f"true in {_percent(wide)}", met, row["source"]
    form = _form(row["id"])
    wanted = f"{_figure(row['value'], form)} ± {_figure(row['tolerance'], form)}"
    spread = _figure(row["sd"], form)
    mean, more = _figure(row["mean"], form), _figure(wide, form)
    return name, wanted, mean, spread, more, met, row["source"]


def _check(row: dict[str, Any]) -> tuple[str, ...]:
    form = _form(row["id"])
    low, high = _figure(row["low"], form), _figure(row["high"], form)
    if form == "share" and row["high"] == 1:
        published = f"{low} or more"
    else:
        published = low if low == high else f"{low} to {high}"
    seen = f"{_figure(row['mean'], form)} ({_figure(row['sd'], form)})"
    return f"`{row['id']}`: {row['definition']}", published, seen, _differs(row), row["source"]


def _differs(row: dict[str, Any]) -> str:
    """How the counties stand to a published figure: two sd of seeds, and rounding, agree."""
    room = 2 * row["sd"] + 0.01 * abs(row["low"])
    if row["low"] - room <= row["mean"] <= row["high"] + room:
        return "agrees"
    return "**higher**" if row["mean"] > row["high"] else "**lower**"


def _profile(name: str, own: dict[str, Any]) -> Iterator[str]:
    opens, closes = own["window"]
    incidents = own["incidents"]
    yield (
        f"## {name}\n\n{own['title']}. Window {opens} to {closes}; {own['homes']} children's homes;"
        f" {min(incidents):,} to {max(incidents):,} incidents from county to county.\n\n"
    )
    if own["targets"]:
        header = ("target", "wanted", "achieved", "sd of seeds", "over more", "met", "published by")
        yield table(header, map(_target, own["targets"], own["wide"])) + "\n"
    picture = {FITTED[0]: "achieved", FITTED[1]: "achieved-one-force"}.get(name)
    if picture:
        yield f"![{_achieved_alt(name, own)}](../images/calibration-{picture}.svg)\n\n"
    if own["checks"]:
        header = ("figure", "published", "counties (sd of seeds)", "stands", "published by")
        yield _CHECKS + table(header, map(_check, own["checks"])) + "\n"
    yield from _note(name, own)


_NOTES = {
    "one-force-2015": """The abstract's figures do not all fit one reading. It says that 75% of
reports were repeats. If a repeat were a child's second or later incident, 59 children being 4%
would make about 1,475 children, and repeats 3,352 - 1,475 = 1,877 or 56% of incidents: 75% and
4% cannot both be, and `homeward synth fit` refuses them together. The 75% fits incidents of
children who had more than one, and is taken so. Nothing is known of that force's durations,
looked-after children or gradings: these stay as in `herts-2019-2022`, and are not evidence of
anything.
""",
    "homes-300": """`herts-2019-2022` with 300 children's homes, and as many more children who come
to live in them as keeps the beds as full; everything else is as it is there. It is for judging
evaluations by home over many seeds: what they should recover is the total effect in live homes
([its true effects](../explanation/truth-of-a-synthetic-county.md)), not the multiplier planted,
and even one county of 300 homes shows it only with a wide interval. It is fitted to nothing.
""",
}


def _note(name: str, own: dict[str, Any]) -> Iterator[str]:
    if name in _NOTES:
        yield _NOTES[name] + "\n"


def _achieved_alt(name: str, own: dict[str, Any]) -> str:
    means = [row for row in own["targets"] if not row["shape"]]
    inside = sum(row["met"] for row in means)
    worst = max(means, key=lambda row: abs(row["mean"] - row["value"]) / row["tolerance"])
    off = abs(worst["mean"] - worst["value"]) / worst["tolerance"]
    return (
        f"Synthetic. Dots of {len(means)} averages in tolerances from the published figure, for"
        f" {name}: {inside} lie within one tolerance; the furthest is {worst['id']}, {off:.1f} away"
    )


def _at(curve: dict[str, list[float]], key: str, where: float) -> str:
    return _percent(curve["mean"][curve[key].index(where)])


def _alts(own: dict[str, Any]) -> dict[str, str]:
    """Words for each picture of the county: what it shows, with its figures."""
    found, top, hours = own["durations"], own["gathered"], own["hours"]["childrens_home"]
    months = own["months"]["mean"]
    least = months.index(min(months))
    year = int(own["window"][0][:4]) + least // 12
    late = hours[22] + hours[23] + hours[0]
    home = own["hours"]["family_home"]
    return {
        "gathered_alt": f"Synthetic. Curve of the share of 2022's incidents by share of children,"
        f" most often missing first: 10% of children have {_at(top, 'percents', 10)} and half of"
        f" them {_at(top, 'percents', 50)}; published marks lie beside it",
        "durations_alt": f"Synthetic. Curve of the share found by hours from report:"
        f" {_at(found, 'hours', 8)} by 8 hours, {_at(found, 'hours', 24)} by 24 and"
        f" {_at(found, 'hours', 168)} by seven days. National and Grampian marks lie lower",
        "hours_alt": f"Synthetic. Shares of incidents by hour last seen: children's homes have"
        f" {_percent(late)} of theirs from 22:00 to 01:00, family homes"
        f" {_percent(home[22] + home[23] + home[0])}, and family homes most in the afternoon and"
        " evening",
        "months_alt": f"Synthetic. Incidents by month: about {sum(months) / len(months):.0f} in a"
        f" month on average, fewest in month {least % 12 + 1} of {year}"
        f" ({min(months):.0f}). Dashes mark the first lockdown and changes in recording",
    }


def _measures() -> str:
    rows = [
        (f"`{f.written}`", f.definition.format_map(_Words()), f.form.value, f.about.value)
        for f in FAMILIES
    ]
    return "### Measures\n\n" + table(("id", "what it is", "form", "about"), rows)


class _Words(dict[str, str]):
    """What stands for the numbers of an id in a definition."""

    def __missing__(self, key: str) -> str:
        return "the year, or the window" if key == "when" else key.upper()


def _levers() -> str:
    rows = [
        (
            f"`{lever.name}`",
            lever.what,
            ", ".join(f"`{path}`" for path in lever.paths),
            f"{lever.least:g} to {lever.most:g}",
            ", ".join(sorted(about.value for about in lever.about)),
        )
        for lever in LEVERS
    ]
    planted = table(("planted", "setting"), ((f"`{k}`", f"`{v}`") for k, v in PLANTED.items()))
    header = ("lever", "what it moves", "settings", "bounds of its factor", "free for")
    return "\n### Levers\n\n" + table(header, rows) + "\n### Planted settings\n\n" + planted


def build() -> str:
    """The page's text."""
    data = read()
    seeds, profiles = data["seeds"], data["profiles"]
    first, last = data["wide"]
    head = HEAD.format(
        seeds=len(seeds),
        first=seeds[0],
        last=seeds[-1],
        wide=last - first + 1,
        wide_first=first,
        wide_last=last,
    )
    each = "".join("".join(_profile(name, own)) for name, own in profiles.items())
    pictures = _PICTURES.format(**_alts(profiles[FITTED[0]]))
    body = f"{head}\n{each}{pictures}\n{_FILE}{_measures()}{_levers()}"
    return NOTICE + body
