"""One file shape against one table: the whole proposal for it, and its FileMap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose_checks import check_gaps, check_rest, check_rules, check_times
from homeward.records.propose_doubts import Doubt
from homeward.records.propose_lookups import Lookups
from homeward.records.propose_match import Matched, match
from homeward.records.propose_needs import check_needs
from homeward.records.propose_pairs import flag_columns, pair_clocks, settle_flags
from homeward.records.propose_values import Look
from homeward.records.propose_welsh import no_or_blank
from homeward.records.propose_words import Undecided, undecided
from homeward.records.schema import Form, Table


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for files of one shape.

    Attributes
    ----------
    map
        The mapping: only what is proposed, nothing that is asked.
    doubts
        What is asked or said about it.
    undecided
        Spellings to decide.
    filled
        Declared column to the source column that fills it.
    likely
        Declared column that is asked about to the source columns that it may be.
    """

    map: FileMap
    doubts: tuple[Doubt, ...]
    undecided: tuple[Undecided, ...]
    filled: Mapping[str, Look]
    likely: Mapping[str, tuple[Look, ...]] = field(default_factory=dict)


def propose_map(
    looks: Sequence[Look],
    table: Table,
    files: tuple[str, ...],
    reading: Reading,
    *,
    disputed: bool = False,
    lookups: Lookups | None = None,
) -> Proposed:
    """The proposal for files of one shape, once their table is known.

    Parameters
    ----------
    looks
        Every source column, over all files of the shape.
    table
        The declared table.
    files
        Names of the files, the first of which names the doubts.
    reading
        How they open.
    disputed
        Whether files with the same header write day and month in another order.
    lookups
        Lists of codes that came with the files.
    """
    file = files[0]
    flags = flag_columns(looks, table)
    spoken_for = {header for headers in flags.values() for header in headers}
    out = match([look for look in looks if look.header not in spoken_for], table, file)
    flags = settle_flags(looks, out, file)
    check_rules(out, file)
    check_times(out, {}, file, disputed=disputed)
    clocks = pair_clocks(looks, out, file)
    check_gaps(looks, out, file)
    used = frozenset(look.header for look in clocks.values())
    check_needs(looks, out, file, used | {h for headers in flags.values() for h in headers})
    check_rest(looks, out, file)
    separators = _separators(out)
    likely = _likely(looks, out)
    words, word_doubts = undecided(out, separators, file, likely, lookups)
    either, either_doubts = no_or_blank(out, flags, looks, file)
    columns = _columns(out, clocks, flags, separators)
    ignored = _ignored(looks, columns, out)
    doubts = tuple(_in_order((*out.doubts, *word_doubts, *either_doubts), looks))
    filemap = FileMap(table.name, files, reading, columns, {}, ignored)
    return Proposed(filemap, doubts, (*words, *either), dict(out.filled), likely)


def _likely(looks: Sequence[Look], out: Matched) -> dict[str, tuple[Look, ...]]:
    """Declared columns that are asked about, with the source columns that they may be."""
    at = {look.header: look for look in looks}
    return {
        name: tuple(at[header] for header in doubt.source if header in at)
        for name, doubt in out.asked.items()
        if name not in out.filled
    }


def _separators(out: Matched) -> dict[str, str]:
    """For filled WORDS columns in one cell: what stands between words."""
    found = {}
    for name in out.table.of_form(Form.WORDS):
        words = out.table.columns[name].words
        if name in out.filled and words is not None:
            found[name] = out.filled[name].lists(words).separator
    return found


def _columns(
    out: Matched,
    clocks: Mapping[str, Look],
    flags: Mapping[str, Mapping[str, str]],
    separators: Mapping[str, str],
) -> dict[str, ColumnMap]:
    """The filled columns as a mapping, in declared order."""
    columns: dict[str, ColumnMap] = {}
    for name in out.table.columns:
        if name in flags:
            columns[name] = ColumnMap(flags=dict(flags[name]))
        elif name in out.filled:
            columns[name] = _column(out.filled[name], clocks.get(name), separators.get(name, ""))
    return columns


def _column(look: Look, clock: Look | None, separator: str) -> ColumnMap:
    timed = look.time if look.time is not None and look.time.dated else None
    return ColumnMap(
        column=look.header,
        time_column=clock.header if clock else "",
        format=timed.format if timed else "",
        time_format=clock.time.format if clock and clock.time else "",
        separator=separator,
        zone=timed.zone if timed else "local",
    )


def _ignored(
    looks: Sequence[Look], columns: Mapping[str, ColumnMap], out: Matched
) -> tuple[str, ...]:
    """Source columns that are neither used nor asked about."""
    used = {h for c in columns.values() for h in (c.column, c.time_column, *c.flags)}
    return tuple(
        look.header for look in looks
        if look.header not in used and look.header not in out.touched
    )  # fmt: skip


def _in_order(doubts: Sequence[Doubt], looks: Sequence[Look]) -> list[Doubt]:
    """Blocking doubts first, then by place in the file."""
    place = {look.header: look.place for look in looks}
    return sorted(
        doubts,
        key=lambda d: (not d.blocking, place.get(d.source[0], -1) if d.source else -1),
    )
