"""The rule of a sample: how many, of what, from which strata, and what is asked."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from homeward.study.sampling.columns import COLUMNS, permitted
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import ASKED, Allocation, SampleUnit

#: Values of columns that units must have: column to the values allowed.
Where = Mapping[str, tuple[str | int, ...]]

#: A folder's name on any system, and short.
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

#: Strata of fewer units than this are joined into one, unless the rule says otherwise.
POOL_BELOW: Final = 10

#: The least drawn from a stratum, unless the rule says otherwise: two show a spread.
LEAST: Final = 2

#: How many times over a stratum may be drawn.
MOST_TIMES: Final = 1000.0

#: The largest size and seed: more than anybody could mean.
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class More:
    """Strata to be drawn more heavily, or less.

    Attributes
    ----------
    where
        Which strata.
    times
        How many times as many as they would get.
    """

    where: Where
    times: float


@dataclass(frozen=True, slots=True)
class Rule:
    """How a sample is drawn.

    Attributes
    ----------
    size
        How many units are drawn in all.
    name
        Of the sample: small letters, digits and hyphens.
    unit
        `incident` or `child`.
    by
        Columns whose values, taken together, make the strata; none for one stratum.
    allocation
        `proportional`, `equal` or `neyman`: how many each stratum gets.
    spread_of
        With `neyman`: a column and value, such as `{ flagged = "yes" }`, whose share in
        each stratum says how much its units differ.
    least
        The least drawn from each stratum, as far as it has so many.
    pool_below
        Strata of fewer units than this are joined into one; 0 joins none.
    seed
        Another seed draws another sample.
    ask
        What partners are asked, by name; everything unless named.
    where
        Only units with these values are drawn from, such as `{ year = [2022] }`.
    more
        Strata to draw more heavily: a list of `{ where = ..., times = ... }`.
    """

    size: int
    name: str = "sample"
    unit: SampleUnit = SampleUnit.INCIDENT
    by: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    spread_of: Where = field(default_factory=dict)
    least: int = LEAST
    pool_below: int = POOL_BELOW
    seed: int = 1
    ask: tuple[str, ...] = tuple(ASKED)
    where: Where = field(default_factory=dict)
    more: tuple[More, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the rule reads, those of the strata first."""
        named = [*self.by, *self.where, *self.spread_of, *(c for m in self.more for c in m.where)]
        return tuple(dict.fromkeys(named))

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked of this kind of unit, in the order of the sheet."""
        child = self.unit is SampleUnit.CHILD
        return tuple(
            a.name for a in ASKED.values() if a.name in self.ask and (a.of_child or not child)
        )


def read_rule(path: Path) -> Rule:
    """The rule in a TOML file.

    Raises
    ------
    HomewardError
        HW-M001 naming what cannot be used, or HW-M002 naming a column.
    """
    try:
        return parse_rule(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise HomewardError("HW-M001", f"{path.name} is not there") from None
    except OSError:
        raise HomewardError("HW-M001", f"{path.name} is not valid TOML") from None


def parse_rule(data: bytes, name: str) -> Rule:
    """The rule in the bytes of a TOML file of this name; raises as `read_rule`."""
    try:
        held = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise HomewardError("HW-M001", f"{name} is not valid TOML") from None
    return made_rule(held)


def made_rule(held: Mapping[str, Any]) -> Rule:
    """The rule that these settings say; raises as `read_rule`."""
    known = {f.name for f in fields(Rule)}
    for key in held:
        if key not in known:
            raise HomewardError(
                "HW-M001", f"`{key}` is not a setting; there are {', '.join(sorted(known))}"
            )
    if "size" not in held:
        raise HomewardError("HW-M001", "`size` is needed: how many are drawn")
    return check_rule(
        Rule(**{key: _READERS.get(key, _as_it_is)(key, value) for key, value in held.items()})
    )


def check_rule(rule: Rule) -> Rule:
    """The rule, if it can be followed; raises as `read_rule`."""
    if not isinstance(rule.name, str) or not _NAME.fullmatch(rule.name):
        raise HomewardError("HW-M001", "`name` is small letters, digits and hyphens, at most 40")
    _whole("size", rule.size, 1)
    _whole("least", rule.least, 1)
    _whole("pool_below", rule.pool_below, 0)
    _whole("seed", rule.seed, 0)
    for column in rule.columns:
        if column not in COLUMNS:
            raise HomewardError("HW-M002", f"`{column}` is not among {', '.join(COLUMNS)}")
    if len(set(rule.by)) < len(rule.by):
        raise HomewardError("HW-M001", "`by` names a column twice")
    for asked in rule.ask:
        if asked not in ASKED:
            raise HomewardError("HW-M001", f"`ask` names `{asked}`; there are {', '.join(ASKED)}")
    if not rule.questions:
        raise HomewardError("HW-M001", "`ask` names nothing that can be asked of this unit")
    if (rule.allocation is Allocation.NEYMAN) != bool(rule.spread_of):
        raise HomewardError("HW-M001", "`spread_of` is needed with `neyman`, and only there")
    for where in (rule.where, rule.spread_of, *(more.where for more in rule.more)):
        _check_values(where)
    return _check_more(rule)


def _check_more(rule: Rule) -> Rule:
    for more in rule.more:
        if not more.where or not set(more.where) <= set(rule.by):
            raise HomewardError(
                "HW-M001", "`more` may name columns of `by` only, and must name one"
            )
        if not 0 < more.times <= MOST_TIMES:
            raise HomewardError("HW-M001", f"`times` lies above 0 and at most at {MOST_TIMES:g}")
    return rule


def _check_values(where: Where) -> None:
    for column, values in where.items():
        allowed = permitted(column)
        for value in values:
            right = isinstance(value, int) if allowed is None else value in allowed
            if not right:
                among = "a year" if allowed is None else ", ".join(allowed)
                raise HomewardError("HW-M001", f"a value of `{column}`: needed is {among}")


def _whole(key: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _LARGEST:
        raise HomewardError("HW-M001", f"`{key}` is a whole number, at least {least}")


def _as_it_is(key: str, value: Any) -> Any:
    return value


def _names(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise HomewardError("HW-M001", f"`{key}` is a list of names")
    return tuple(value)


def _word(key: str, value: Any) -> Any:
    words = SampleUnit if key == "unit" else Allocation
    try:
        return words(value)
    except ValueError:
        raise HomewardError("HW-M001", f"`{key}` is one of {', '.join(words)}") from None


def _where(key: str, value: Any) -> Where:
    if not isinstance(value, dict):
        raise HomewardError("HW-M001", f"`{key}` is a table of columns and values")
    listed = {column: held if isinstance(held, list) else [held] for column, held in value.items()}
    for held in listed.values():
        if not held or not all(isinstance(v, (str, int)) and not isinstance(v, bool) for v in held):
            raise HomewardError("HW-M001", f"`{key}` holds values that are words or years")
    return {column: tuple(held) for column, held in listed.items()}


def _more(key: str, value: Any) -> tuple[More, ...]:
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise HomewardError("HW-M001", "`more` is a list of tables: [[more]]")
    out = []
    for part in value:
        times = part.get("times")
        if (
            set(part) != {"where", "times"}
            or isinstance(times, bool)
            or not isinstance(times, (int, float))
        ):
            raise HomewardError("HW-M001", "`more` holds `where` and a number of `times`, no more")
        out.append(More(_where("where", part["where"]), float(times)))
    return tuple(out)


_READERS: Final = {
    "unit": _word, "allocation": _word, "by": _names, "ask": _names, "where": _where,
    "spread_of": _where, "more": _more,
}  # fmt: skip


def rule_text(rule: Rule) -> str:
    """The rule as a TOML file that reads back as itself."""
    lines = ["# The rule by which this sample was drawn."]
    for name in ("name", "unit", "size", "by", "allocation", "least", "pool_below", "seed", "ask"):
        lines.append(f"{name} = {_toml(getattr(rule, name))}")
    for name in ("spread_of", "where"):
        if getattr(rule, name):
            lines.append(f"{name} = {_table(getattr(rule, name))}")
    for more in rule.more:
        lines += ["", "[[more]]", f"where = {_table(more.where)}", f"times = {more.times!r}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return json.dumps(str(value), ensure_ascii=False) if isinstance(value, str) else str(value)


def _table(where: Where) -> str:
    return "{ " + ", ".join(f"{name} = {_toml(values)}" for name, values in where.items()) + " }"


def named(rule: Rule, **changes: Any) -> Rule:
    """The rule with settings from the command line in place of its own, checked."""
    return check_rule(
        replace(rule, **{key: value for key, value in changes.items() if value is not None})
    )
