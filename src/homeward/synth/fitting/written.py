"""A fitted profile as TOML: what it is based on, the settings that changed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomlkit

from homeward.synth.fitting.achieved import Achieved
from homeward.synth.fitting.fit import Fit
from homeward.synth.fitting.levers import Settings
from homeward.synth.fitting.targets import Kind
from homeward.synth.profile import is_path, parse_settings, parse_toml, profile_text

#: First words of every fitted profile: what tells it from other files.
MARK = "SYNTHETIC. A profile fitted by `homeward synth fit`"


def profile_toml(fit: Fit) -> str:
    """The text of a fitted profile, which `homeward synth --profile` reads."""
    root = root_of(fit.base)
    settings = {**fit.settings, "title": title_of(fit)}
    before = {} if root is None else parse_settings(profile_text(root))
    document = tomlkit.document()
    for line in _comments(fit):
        document.add(tomlkit.comment(line))
    if root is not None:
        document.add("based_on", tomlkit.item(root))
    for key, value in changes(before, settings).items():
        document.add(key, tomlkit.item(value))
    return tomlkit.dumps(document)


def root_of(base: str) -> str | None:
    """The shipped profile that a fitted one is based on; None if it must be whole."""
    if not is_path(base):
        return base
    named = parse_toml(profile_text(base)).get("based_on")
    return None if named is None else str(named)


def title_of(fit: Fit) -> str:
    """A line that says what the county is; it always says that it is synthetic."""
    force = fit.targets.force.strip() or fit.targets.name
    said = force[:1].upper() + force[1:]
    said = said if "synthetic" in said.lower() else f"Synthetic county in the shape of {force}"
    return f"{said}, {fit.targets.opens} to {fit.targets.closes}"


def changes(before: Settings, after: Settings) -> dict[str, Any]:
    """What to lay over `before` to have `after`: table by table, lists whole."""
    out: dict[str, Any] = {}
    for key, value in after.items():
        old = before.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            inner = changes(old, value)
            if inner:
                out[key] = inner
        elif value != old:
            out[key] = value
    return out


def _comments(fit: Fit) -> Iterator[str]:
    yield f"{MARK} to the targets of {fit.targets.name}."
    yield "Nothing here comes from a record: settings of a made-up county, moved until figures"
    yield f"measured on {len(fit.seeds)} counties come near published ones."
    for each in fit.achieved:
        yield f"  {_line(each)}"
    moved = [f"{name} x {factor:g}" for name, factor in fit.levers.items() if factor != 1]
    yield f"Levers moved: {', '.join(moved) or 'none'}."


def _line(each: Achieved) -> str:
    target = each.target
    mark = "" if each.met else "  NOT MET"
    if target.kind is Kind.SHAPE:
        return f"{target.id}: true in {each.mean:.0%} of seeds{mark}"
    spread = "" if each.sd is None else f" (sd {each.sd:.3g})"
    wanted = f"wanted {target.value:g} within {target.tolerance:g}"
    return f"{target.id}: {each.mean:.4g}{spread}, {wanted}{mark}"
