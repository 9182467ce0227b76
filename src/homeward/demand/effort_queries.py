"""What `demand.effort` asks of the log in the engine: queries, and answers as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import IntegerColumn, Table, Value

from homeward.engine.times import SECONDS_PER_DAY, epoch

#: A length of work beyond this is a record that was never closed, not work.
LONGEST_SECONDS = SECONDS_PER_DAY
#: Questions of steps with a tally each, and the sums that a tally is made of.
QUESTIONS = ("costed", "inside", "refused")
SUMS = ("count", "of", "children", "children_of", "squares", "products", "sizes")


def together(tables: Mapping[str, Table]) -> dict[str, pa.Table]:
    """Answers to several questions from one query, so that what they share is done once.

    Parameters
    ----------
    tables
        By name; columns of words or of whole numbers.

    Returns
    -------
    dict
        The same names and columns, as arrays. The order of rows is the engine's own.
    """
    words = {name: [c for c, kind in t.schema().items() if kind.is_string()]
             for name, t in tables.items()}  # fmt: skip
    numbers = {name: [c for c in t.columns if c not in words[name]] for name, t in tables.items()}
    most = [max(len(columns) for columns in kind.values()) for kind in (words, numbers)]
    whole = ibis.union(
        *(
            table.select(
                part=ibis.literal(place, "int64"),
                **_padded("word", table, words[name], most[0], "string"),
                **_padded("number", table, numbers[name], most[1], "int64"),
            )
            for place, (name, table) in enumerate(tables.items())
        )
    ).to_pyarrow()
    return {
        name: _part(whole, place, words[name], numbers[name]) for place, name in enumerate(tables)
    }


def _padded(
    kind: str, table: Table, columns: Sequence[str], many: int, dtype: str
) -> dict[str, Value]:
    """So many columns of one type: those of the table, then nulls."""
    held = {f"{kind}_{n}": table[column].cast(dtype) for n, column in enumerate(columns)}
    rest = {f"{kind}_{n}": ibis.null().cast(dtype) for n in range(len(columns), many)}
    return {**held, **rest}


def _part(whole: pa.Table, place: int, words: Sequence[str], numbers: Sequence[str]) -> pa.Table:
    mine = whole.filter(pc.equal(whole["part"], place))
    held = [mine[f"word_{n}"] for n in range(len(words))]
    held += [mine[f"number_{n}"] for n in range(len(numbers))]
    return pa.table(held, names=[*words, *numbers])


def joined_steps(steps: Table, spellings: Table) -> Table:
    """Steps with their item, side, recorded seconds, and whether those can be believed."""
    said = steps.select(
        "incident", "child", seconds=epoch(steps.ended_at) - epoch(steps.happened_at),
        _a=steps.activity.fill_null(""), _r=steps.role.fill_null(""),
        _g=steps.agency.fill_null(""),
    )  # fmt: skip
    both = said.join(
        spellings,
        [said._a == spellings._activity, said._r == spellings._role, said._g == spellings._agency],
    )
    seconds = both.seconds
    believed = (seconds >= 0) & (seconds <= LONGEST_SECONDS)
    return both.select(
        "incident", "child", "item", "side", "seconds",
        costed=both.least.notnull(), timed=believed.fill_null(False),
        refused=(~believed).fill_null(False),
        inside=(believed & (seconds >= both.least) & (seconds <= both.most)).fill_null(False),
    )  # fmt: skip


def steps_of_children(joined: Table) -> Table:
    """Steps of each child and item, and how many meet each question."""
    asked = {name: joined.count(where=joined[name]) for name in ("timed", "refused", "inside")}
    keys = ["item", "child", "costed"]
    return joined.group_by(keys).agg(steps=joined.count(), **asked)


def counts_of(per_child: Table) -> Table:
    """Steps, and different children, of each item; and the same of lengths believed."""
    return per_child.group_by("item").agg(
        steps=per_child.steps.sum(),
        children=per_child.count(),
        timed=per_child.timed.sum(),
        timed_children=per_child.count(where=per_child.timed > 0),
    )


def groups_of_steps(joined: Table, episodes: Table) -> Table:
    """Steps by item, side, and the setting and first grading of their incident."""
    known = episodes.select("setting", "risk_first", _incident=episodes.incident)
    placed = joined.join(known, joined.incident == known._incident)
    keys = ["item", "side", "setting", "risk_first"]
    return placed.group_by(keys).agg(steps=placed.count())


def lengths_of(joined: Table) -> Table:
    """Steps by item and recorded length, of lengths that can be believed."""
    timed = joined.filter(joined.timed)
    return timed.group_by(["item", "seconds"]).agg(steps=timed.count())


def sums_of(per_item: Table) -> Table:
    """Three yes-or-no questions of every step: for each the sums that a tally is made of."""
    on_card = per_item.costed
    asked = {
        "costed": (per_item.steps.sum(where=on_card), per_item.steps.sum()),
        "inside": (per_item.inside.sum(where=on_card), per_item.timed.sum(where=on_card)),
        "refused": (per_item.refused.sum(), (per_item.timed + per_item.refused).sum()),
    }
    per_child = per_item.group_by("child").agg(
        **{f"{name}_y": yes.fill_null(0).cast("int64") for name, (yes, _) in asked.items()},
        **{f"{name}_n": judged.fill_null(0).cast("int64") for name, (_, judged) in asked.items()},
    )
    return per_child.agg(
        **{
            f"{name}_{key}": value
            for name in asked
            for key, value in _sums(per_child[f"{name}_y"], per_child[f"{name}_n"]).items()
        }
    )


def _sums(y: IntegerColumn, n: IntegerColumn) -> dict[str, IntegerColumn]:
    children, children_of = (y > 0).cast("int64").sum(), (n > 0).cast("int64").sum()
    parts = (y.sum(), n.sum(), children, children_of, (y * y).sum(), (y * n).sum(), (n * n).sum())
    return dict(zip(SUMS, parts, strict=True))
