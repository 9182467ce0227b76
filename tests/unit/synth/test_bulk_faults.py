"""Faults planted in arrays: as many as counted, none at rate nought, everywhere at one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from homeward.synth.bulk.again import OTHERS, TWICE, others
from homeward.synth.bulk.blocks import Block
from homeward.synth.bulk.incidents import HEADERS, Draft, draft, is_open, joined, written
from homeward.synth.bulk.spoil import OLD_AGE, SPOIL, plant
from homeward.synth.clock import DAY
from homeward.synth.details import describe
from homeward.synth.extract import make_extract
from homeward.synth.words import NO_WORDS
from tests.unit.synth import counties

BLOCK = Block(0, 1.0, 0, 0)
COUNTY = counties.county("herts-2019-2022", 1, 0.2)


@cache
def clean() -> Draft:
    return draft(COUNTY, describe(COUNTY), BLOCK)


def spoilt(**rates: float) -> tuple[Draft, dict[str, int], np.ndarray]:
    rows = clean().take(np.arange(len(clean())))
    ids, streams = COUNTY.incidents.ids, COUNTY.world.streams
    planted, fault = plant(rows, ids, is_open(COUNTY), rates, streams)
    return rows, dict(planted), fault


def frame(rows: Draft) -> pd.DataFrame:
    """The rows as written, texts as texts."""
    table = written(rows)
    texts = {n: c.cast(pa.string()) for n, c in zip(table.column_names, table.columns, strict=True)
             if pa.types.is_dictionary(c.type)}  # fmt: skip
    return pa.table({name: texts.get(name, table[name]) for name in HEADERS.values()}).to_pandas()


def changed(rows: Draft) -> np.ndarray:
    """Which rows differ in any cell from the clean ones."""
    before, after = frame(clean()), frame(rows)
    return (~((before == after) | (before.isna() & after.isna()))).any(axis=1).to_numpy()


def test_nothing_is_planted_at_rate_nought():
    rows, planted, fault = spoilt()
    assert not any(planted.values())
    assert (fault < 0).all()
    assert not changed(rows).any()
    added, made = others(clean(), fault, COUNTY, BLOCK, {})
    assert len(added) == 0 and not made
    assert not changed(joined(rows, added)).any()


@pytest.mark.parametrize("kind", [*SPOIL, "spellings"])
def test_as_many_rows_are_spoilt_as_are_counted(kind):
    rows, planted, _ = spoilt(**{kind: 0.3})
    assert planted[kind] == changed(rows).sum() > 0.2 * len(rows) * (kind != "spellings")
    assert sum(planted.values()) == planted[kind]


def test_a_rate_of_one_befalls_every_incident_that_it_can():
    for kind in ("blank_child", "seen_after_reported", "impossible_ages", "unknown_words"):
        _, planted, _ = spoilt(**{kind: 1.0})
        assert planted[kind] == (~is_open(COUNTY)).sum(), kind


def test_at_most_one_fault_befalls_a_row():
    rows, planted, fault = spoilt(**dict.fromkeys(SPOIL, 0.3))
    assert (fault >= 0).sum() == sum(planted[kind] for kind in SPOIL) == changed(rows).sum()


def test_faults_are_what_they_are_called():
    rows, _, _ = spoilt(found_before_reported=1.0)
    assert (rows.times["found"] < rows.times["reported"])[~is_open(COUNTY)].all()
    rows, _, _ = spoilt(lost_times=1.0)
    lost = changed(rows)
    midnights = [rows.times[name] % DAY == 0 for name in ("last_seen", "found", "reported")]
    assert np.logical_or.reduce(midnights)[lost].all()
    rows, _, _ = spoilt(impossible_ages=1.0)
    assert set(rows.age[~is_open(COUNTY)]) == {OLD_AGE}
    rows, planted, _ = spoilt(unknown_words=1.0)
    table = frame(rows)
    assert table.isin(NO_WORDS).any(axis=1).sum() == planted["unknown_words"]


def test_sentinels_stand_for_never():
    rows, planted, _ = spoilt(sentinels=1.0)
    table = frame(rows)
    ends = table[[HEADERS[name] for name in ("found", "returned", "cancelled")]]
    assert (ends.apply(lambda column: column.dt.year) == 1900).any(axis=1).sum() == planted[
        "sentinels"
    ]


def test_the_same_incidents_are_hit_as_in_the_suppliers_files():
    rates = {"blank_child": 0.05, "lost_times": 0.1, "missing_found": 0.1}
    _, planted, _ = spoilt(**rates)
    extract = make_extract(COUNTY, describe(COUNTY), rates)
    for kind in rates:
        assert abs(planted[kind] - extract.planted[kind]) <= 3, kind  # open ones differ by file


# ------------------------------------------------------------------ rows beside


def added(**rates: float) -> tuple[pd.DataFrame, dict[str, int]]:
    _, _, fault = spoilt()
    rows, made = others(clean(), fault, COUNTY, BLOCK, rates)
    return frame(rows), dict(made)


def test_duplicates_repeat_their_row_and_conflicts_another_end():
    before = frame(clean()).set_index("incident_ref")
    rows, made = added(duplicates=0.2)
    again = rows.set_index("incident_ref")
    assert made == {"duplicates": len(again)} and len(again) > 100
    assert again.equals(before.loc[again.index])
    rows, made = added(conflicts=0.2)
    again = rows.set_index("incident_ref")
    assert made == {"conflicts": len(again)} and len(again) > 100
    assert (again["found_at"] > before.loc[again.index, "found_at"]).all()
    assert again["reported_at"].equals(before.loc[again.index, "reported_at"])


def test_other_kinds_of_report_are_what_they_are_called():
    rows, made = added(**dict.fromkeys(OTHERS, 0.1))
    table = rows
    assert len(table) == sum(made.values()) and set(made) == set(OTHERS)
    assert table["incident_ref"].is_unique
    assert not set(table["incident_ref"]) & set(written(clean())["incident_ref"].to_pylist())
    said = table["report_type"].value_counts()
    assert said["Concern for safety"] == made["concern_only"]
    assert said["Created in error"] == made["cancelled"]
    assert said["Absent"] == made["absent_records"]
    assert (table["age"] >= 18).sum() == made["adults"]
    children = set(written(clean())["person_id"].to_pylist())
    assert not set(table.loc[table["age"] >= 18, "person_id"]) & children
    absent = table[table["report_type"] == "Absent"]
    until = COUNTY.world.profile.recording.absent_until
    assert absent["reported_at"].dt.date.max() <= until
    cancelled = table[table["report_type"] == "Created in error"]
    assert cancelled["found_at"].isna().all() and cancelled["how_located"].isna().all()


def test_only_unspoilt_incidents_are_given_twice():
    _, _, fault = spoilt(blank_child=0.5)
    rows, _ = others(clean(), fault, COUNTY, BLOCK, dict.fromkeys(TWICE, 1.0))
    twice = set(written(rows)["incident_ref"].to_pylist())
    own = written(clean())["incident_ref"].to_pylist()
    assert twice == {own[n] for n in np.flatnonzero(fault == -1)}
