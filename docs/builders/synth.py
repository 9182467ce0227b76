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

`homeward synth` makes extracts as a supplier would write them, with every kind of mess an intake
must bear, and `truth.json` beside them. They are read through the same front door as real
extracts. Nothing in a profile comes from a record: published figures, and settings found by
hand so that those figures are met. **Every number from them is synthetic**, and every output
says so.

The same profile, seed and scale give the same bytes. Draws are keyed by purpose and entity, so
that adding one moves no other.

## Profiles

"""

SETTINGS = """
## Settings of a profile

A profile is TOML; `based_on` names another whose settings it changes. A key that is not listed
here, or a value outside its limits, is refused (`HW-S002`), never repaired. Only the profiles
above, which ship with the package, can be named (`HW-S001`).
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
    planted = (
        "\n## Planted faults\n\nShares are set under `faults`; `truth.json` lists each row.\n\n"
    )
    return NOTICE + HEAD + profiles + planted + mess + SETTINGS + "\n" + sections
