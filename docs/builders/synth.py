"""The page of synthetic profiles, from the profiles and the rules they are checked against."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from typing import Any, get_args, get_type_hints

from docs.builders.pages import NOTICE, attributes, table
from homeward.synth import rules
from homeward.synth.profile import PROFILES, read_profile

TARGET = "docs/reference/synth.md"

HEAD = """# Synthetic counties

`homeward synth` makes the files that a force, a council, a charity and children's homes would
hand over, with every kind of mess an intake must bear, and what is true of them beside it. They
are read through the same front door as real extracts. Nothing in a profile comes from a record:
published figures, and settings fitted so that those figures are met
([calibration](calibration.md)). **Every number from them is synthetic**, and every output says
so. What happens in a county is told in
[the synthetic county](../explanation/the-synthetic-county.md).

The same profile, seed and scale give the same bytes on any number of cores. Draws are keyed by
purpose and entity, so that adding one moves no other.

## Profiles

"""

BEFORE_FILES = """
`--profile` also takes the path of a profile of your own, such as `homeward synth fit` writes.

## Files

"""

FILES = (
    (
        "`extracts/police`",
        "incident files in a COMPACT-like and a Niche-like shape, a case log for each,"
        " command-and-control calls, prevention interviews, minutes and costs of work",
    ),
    (
        "`extracts/council`",
        "SSDA903 returns (CSV and XML), Standard Safeguarding Dataset tables, meetings, support,"
        " trigger plans",
    ),
    ("`extracts/charity`", "return home interviews"),
    ("`extracts/homes`", "the list of homes, Philomena forms"),
    (
        "`truth.json`",
        "settings planted, true counts and shares, faults planted, true rates of fail points,"
        " true total effects: aggregates only",
    ),
    ("`truth`", "the clean incidents, and which references are one child (`links.parquet`)"),
)

AFTER_FILES = """
SSDA903 files have no room to say that they are made up; `extracts/SYNTHETIC.txt` says it for them.

`--form parquet` streams typed tables instead, for counties of any size in bounded memory
(`--scale`). Large counties are made of districts, each with children and homes of its own.
"""

SETTINGS = """
## Settings of a profile

A profile is TOML; `based_on` names another whose settings it changes. A key that is not listed
here, or a value outside its limits, is refused (`HW-S002`), never repaired. A name that is none
of the profiles above and no file is refused too (`HW-S001`).
"""

#: `rules` writes "no upper limit" as this number.
_NO_LIMIT = 1e9

_PLAIN = {"float": "number", "int": "whole number", "str": "text", "tuple": "list"}


def _limits(declared: Field[Any]) -> str:
    if not declared.metadata:
        return ""
    least, most = declared.metadata["least"], declared.metadata["most"]
    if most >= _NO_LIMIT:
        return ", 0 or more" if least == 0 else ", above 0"
    return f", {least:g} to {most:g}"


def _form(hint: Any, declared: Field[Any]) -> str:
    """A setting's form in words: `number, 0 to 1`, `table of numbers` and the like."""
    inner = [part for part in get_args(hint) if part is not Ellipsis]
    last = inner[-1] if inner else hint
    name = _PLAIN.get(last.__name__, last.__name__)
    if inner:
        name = ("table of " if len(inner) == 2 else "list of ") + name + "s" * (name != "text")
    return name + _limits(declared)


def _kinds(kind: type, name: str) -> Iterator[tuple[str, type]]:
    """A rule's own section, then those of the rules inside it."""
    yield name, kind
    for key, hint in get_type_hints(kind).items():
        repeated = [inner for inner in get_args(hint) if is_dataclass(inner)]
        for inner in [hint] if is_dataclass(hint) else repeated:
            mark = key if inner is hint else f"{key}, for each"
            yield from _kinds(inner, mark if kind is rules.Profile else f"{name}.{mark}")


def _section(name: str, kind: type) -> str:
    hints, meanings = get_type_hints(kind), attributes(kind)
    rows = [
        (f"`{f.name}`", _form(hints[f.name], f), meanings.get(f.name, ""))
        for f in fields(kind)
        if not any(map(is_dataclass, (hints[f.name], *get_args(hints[f.name]))))
    ]
    first = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")
    return f"### {name}\n\n{first}\n\n" + table(("setting", "form", "meaning"), rows)


def _profile_row(name: str) -> tuple[str, str, str]:
    profile = read_profile(name)
    window = f"{profile.window.opens} to {profile.window.closes}"
    return f"`{name}`", profile.title, window


def build() -> str:
    """The page's text."""
    profiles = table(("name", "what it is", "window"), map(_profile_row, PROFILES))
    mess = table(("kind", "what it is"), ((f"`{k}`", v) for k, v in rules.FAULT_KINDS.items()))
    sections = "\n".join(_section(*found) for found in _kinds(rules.Profile, "top level"))
    files = BEFORE_FILES + table(("where", "what is in it"), FILES) + AFTER_FILES
    planted = (
        "\n## Planted faults\n\nShares are set under `faults`; `truth.json` says how many of each"
        " were planted.\n\n"
    )
    return NOTICE + HEAD + profiles + files + planted + mess + SETTINGS + "\n" + sections
