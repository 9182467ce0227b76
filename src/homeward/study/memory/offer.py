"""A saved mapping, offered for the next extract of the same shape.

Files are known again by their headers, whatever they are called. What a person decided is
kept; what changed is asked. A column that filled something and is gone, and dates that are
written otherwise, have to be answered before a run.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from homeward.records.formats import split_formats
from homeward.records.mapping import ColumnMap, FileMap
from homeward.records.propose import SYNTHETIC_MARK, Proposal
from homeward.records.propose_doubts import Doubt, DoubtKind, ignoring, quoted, setting
from homeward.records.raw import Sniffed
from homeward.records.reading import list_extracts, sniff, sniff_sheets
from homeward.study.memory.earlier import Earlier
from homeward.study.memory.twins import sha256_of
from homeward.study.plan_model import Dataset
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import plain

#: Share of the columns of two headers together that both must have to be one shape.
ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Known:
    """A file, or one sheet of one, known again."""

    file: str
    found: Sniffed
    dataset: Dataset
    before: frozenset[str]


@dataclass(slots=True)
class _Offer:
    """The offer as it is put together."""

    maps: list[FileMap] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def offer(
    folder: Path, fresh: Proposal, earlier: Earlier, passed_over: Container[str] = ()
) -> Proposal:
    """The proposal for a folder, with saved mappings wherever a file has a known shape.

    Parameters
    ----------
    folder
        Where the extracts are.
    fresh
        What `records.propose.propose` proposes for it, without any memory.
    earlier
        The earlier study.
    passed_over
        Files that are not looked at.

    Returns
    -------
    Proposal
        Known files as they were mapped, the others as in `fresh`. Doubts about known
        files are those that a memory does not settle, and what changed.
    """
    returned = {file for made in fresh.maps if made.as_at for file in made.files}
    aside = {name for name in _names(folder, earlier) if name in passed_over} | returned
    names = [name for name in _names(folder, earlier) if name not in aside]
    known = [one for name in names for one in _known(folder, name, earlier)]
    taken = {(one.file, one.found.reading.sheet) for one in known}
    out = _Offer()
    for group in _grouped(known):
        _offer_group(group, fresh, out)
    files = {one.file for one in known}
    left_out = set(earlier.plan.ignored_files)
    kept = [_taught(m, earlier) for m in fresh.maps if (m.files[0], m.reading.sheet) not in taken]
    doubts = [d for d in fresh.doubts if d.file not in files | left_out]
    here = {one.dataset.map.table for one in known} | {made.table for made in kept if made.as_at}
    doubts += [*out.doubts, *_gone(earlier, here), *_seen(folder, earlier)]
    doubts += _left_out_again(fresh.maps, left_out)
    words = [word for word in fresh.undecided_words if word.file not in files]
    maps = (*out.maps, *without_files(kept, left_out))
    mapped = {file for one in maps for file in one.files}
    unmapped = {*fresh.unmapped, *(f for m in fresh.maps for f in m.files)} - mapped
    return replace(
        fresh, maps=maps, doubts=tuple(dict.fromkeys(doubts)), unmapped=tuple(sorted(unmapped)),
        undecided_words=tuple(words),
    )  # fmt: skip


def _taught(made: FileMap, earlier: Earlier) -> FileMap:
    """A return's mapping with the spellings that the earlier study taught for its table.

    Returns are mapped by what they declare, in every year alike: nothing else is a decision.
    """
    words = {name: dict(said) for name, said in made.words.items()}
    for dataset in earlier.plan.datasets if made.as_at else ():
        if dataset.map.as_at and dataset.map.table == made.table:
            for name, said in dataset.map.words.items():
                words[name] = words.get(name, {}) | dict(said)
    return replace(made, words=words) if made.as_at else made


def without_files(maps: Iterable[FileMap], gone: Container[str]) -> Iterable[FileMap]:
    """Mappings of the files that are not in `gone`; a mapping of no file is left out."""
    for made in maps:
        files = tuple(file for file in made.files if file not in gone)
        if files:
            yield replace(made, files=files)


def _names(folder: Path, earlier: Earlier) -> list[str]:
    """Files that may be known again: not those that were left out on purpose."""
    left_out = {*earlier.plan.ignored_files, SYNTHETIC_MARK}
    return [n for n in list_extracts(folder) if n not in left_out and Path(n).name not in left_out]


def _known(folder: Path, name: str, earlier: Earlier) -> Iterable[_Known]:
    """One file with the dataset whose shape it has; for a workbook, each sheet."""
    sheets = sniff_sheets(folder / name)
    for found in sheets or (sniff(folder / name),):
        best = max(
            (_likeness(folder, name, found, dataset, earlier) for dataset in earlier.plan.datasets),
            key=lambda pair: pair[0],
            default=(0.0, None),
        )
        if best[1] is not None and best[0] >= ALIKE:
            yield best[1]


def _likeness(
    folder: Path, name: str, found: Sniffed, dataset: Dataset, earlier: Earlier
) -> tuple[float, _Known | None]:
    """How alike a file is to a dataset's files, opened as it says or as they were."""
    before = earlier.header_of(dataset)
    ways = [found]
    if not found.sheets and dataset.map.reading.header_row != found.reading.header_row:
        try:
            ways.append(sniff(folder / name, reading=replace(dataset.map.reading, encoding="")))
        except HomewardError:
            ways = [found]
    share, way = max(((_shared(before, way.header), way) for way in ways), key=lambda pair: pair[0])
    return share, _Known(name, way, dataset, before)


def _shared(before: Iterable[str], header: Iterable[str]) -> float:
    """Columns that both have over columns that either has, compared folded."""
    first, second = set(map(plain, before)), set(map(plain, header))
    return len(first & second) / max(len(first | second), 1)


def _grouped(known: Sequence[_Known]) -> list[list[_Known]]:
    """Files of one dataset, header and way of opening together, in the order found."""
    groups: dict[object, list[_Known]] = {}
    for one in known:
        key = id(one.dataset), one.found.header, one.found.reading
        groups.setdefault(key, []).append(one)
    return list(groups.values())


# ------------------------------------------------------------------ one shape


def _offer_group(group: Sequence[_Known], fresh: Proposal, out: _Offer) -> None:
    first, files = group[0], tuple(one.file for one in group)
    new = _fresh_of(first, fresh)
    spelt = {plain(header): header for header in first.found.header}
    columns: dict[str, ColumnMap] = {}
    for name, how in first.dataset.map.columns.items():
        here = _respelt(how, spelt)
        if here is None:
            out.doubts.append(_lost(first, name, how, spelt, new))
            continue
        columns[name] = here
        if new is not None and _written_otherwise(here, new.columns.get(name)):
            out.doubts.append(_rewritten(first, name, here, new.columns[name]))
    ignored = tuple(spelt[plain(h)] for h in first.dataset.map.ignored if plain(h) in spelt)
    made = replace(
        first.dataset.map, files=files, reading=first.found.reading, columns=columns,
        ignored=ignored,
    )  # fmt: skip
    out.maps.append(made)
    out.doubts.append(_remembered(first, files, made))
    lost = set(first.dataset.map.columns) - set(columns)
    out.doubts += _new_columns(first, spelt, new, lost)


def _fresh_of(one: _Known, fresh: Proposal) -> FileMap | None:
    """What would be proposed for a file, without a memory."""
    for made in fresh.maps:
        same = one.file in made.files and made.table == one.dataset.map.table
        if same and made.reading.sheet == one.found.reading.sheet:
            return made
    return None


def _respelt(how: ColumnMap, spelt: Mapping[str, str]) -> ColumnMap | None:
    """A column's source as this file spells it; None if any part of it is gone."""
    if any(plain(source) not in spelt for source in how.sources):
        return None
    return replace(
        how,
        column=spelt[plain(how.column)] if how.column else "",
        time_column=spelt[plain(how.time_column)] if how.time_column else "",
        flags={spelt[plain(header)]: word for header, word in how.flags.items()},
        joined=tuple(spelt[plain(header)] for header in how.joined),
    )


def _written_otherwise(here: ColumnMap, new: ColumnMap | None) -> bool:
    """Whether the cells are read by a format that the saved mapping does not have."""
    if new is None or new.column != here.column:
        return False
    return not set(split_formats(new.format)) <= set(split_formats(here.format))


def _remembered(one: _Known, files: Sequence[str], made: FileMap) -> Doubt:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return Doubt(
        DoubtKind.REMEMBERED, one.file, made.table, "", (),
        f"{one.file}{more} has the shape of {one.dataset.map.files[0]} in the earlier study, and is"
        f" mapped as that was: {len(made.columns)} columns and"
        f" {sum(map(len, made.words.values()))} spellings.",
    )  # fmt: skip


def _lost(
    one: _Known, name: str, how: ColumnMap, spelt: Mapping[str, str], new: FileMap | None
) -> Doubt:
    gone = [source for source in how.sources if plain(source) not in spelt]
    offered = new.columns.get(name) if new is not None else None
    instead = offered.column if offered is not None else ""
    perhaps = (
        f" Perhaps it is now called {quoted([instead])}: then write"
        f" {setting(name, instead, offered.format if offered else '')}."
        if instead
        else ""
    )
    return Doubt(
        DoubtKind.LOST_COLUMN, one.file, one.dataset.map.table, name, tuple(gone),
        f"{quoted(gone)} filled `{name}` in the earlier extract and is not in this one.{perhaps}"
        " If nothing fills it any more, say so in `answer`.",
        instead, True, offered.format if offered else "",
    )  # fmt: skip


def _rewritten(one: _Known, name: str, here: ColumnMap, new: ColumnMap) -> Doubt:
    return Doubt(
        DoubtKind.DRIFT, one.file, one.dataset.map.table, name, (here.column,),
        f'The cells of "{here.column}" are written otherwise than in the earlier extract, which'
        f' was read as "{here.format}". They look like "{new.format}": if they are, change'
        f" `format` of `{name}` and say so in `answer`.", here.column, True, new.format,
    )  # fmt: skip


def _new_columns(
    one: _Known, spelt: Mapping[str, str], new: FileMap | None, lost: Container[str]
) -> Iterable[Doubt]:
    """Columns that the earlier files did not have, with what they could fill.

    One that could take the place of a lost column is asked about there.
    """
    before = set(map(plain, one.before))
    fills = {c.column: name for name, c in new.columns.items()} if new is not None else {}
    for header in (spelt[folded] for folded in spelt if folded not in before):
        name = fills.get(header, "")
        if name in lost:
            continue
        if name and name not in one.dataset.map.columns and new is not None:
            form = new.columns[name].format
            use = f" It looks like `{name}`: if it is, write {setting(name, header, form)}; if not,"
        else:
            use = " If it is not needed,"
        yield Doubt(
            DoubtKind.NEW_COLUMN, one.file, one.dataset.map.table, "", (header,),
            f'"{header}" was not in the earlier extract and is not used.{use} {ignoring(header)}.',
            name,
        )  # fmt: skip


# ------------------------------------------------------------------ the rest


def _left_out_again(maps: Iterable[FileMap], left_out: Container[str]) -> Iterable[Doubt]:
    """Files that are left out because one of that name was, though a table fits them."""
    for made in maps:
        for file in made.files:
            if file in left_out:
                yield Doubt(
                    DoubtKind.REMEMBERED, file, made.table, "", (),
                    f"{file} is left out, as a file of that name was in the earlier study; it looks"
                    f" like `{made.table}`. If it belongs to the study, take it out of"
                    " `ignored_files` in the earlier plan, or call it otherwise, and plan again.",
                )  # fmt: skip


def _gone(earlier: Earlier, here: Container[str]) -> Iterable[Doubt]:
    """Datasets of the earlier study of whose tables nothing is here."""
    for table in dict.fromkeys(d.map.table for d in earlier.plan.datasets):
        if table not in here:
            files = next(d.map.files for d in earlier.plan.datasets if d.map.table == table)
            yield Doubt(
                DoubtKind.REMEMBERED, files[0], table, "", (),
                f"The earlier study had `{table}`; no file here has the shape of {files[0]}."
                " Findings that need it will be refused, or will say less.",
            )  # fmt: skip


def _seen(folder: Path, earlier: Earlier) -> Iterable[Doubt]:
    """Files that the earlier study took in, told by their bytes."""
    before = {f.sha256: f.file for f in earlier.outline.files} if earlier.outline else {}
    names = _names(folder, earlier) if before else []
    again = [(name, before.get(sha256_of(folder / name), "")) for name in names]
    for name, was in again:
        if was:
            called = "" if was == name else f", then called {was}"
            yield Doubt(
                DoubtKind.SEEN_BEFORE, name, "", "", (),
                f"HW-P027: {name} is, byte for byte, a file that the earlier study took in{called}."
                " If the new extract replaces it, put that in the folder; if both belong to this"
                " study, nothing needs to be done.",
            )  # fmt: skip
