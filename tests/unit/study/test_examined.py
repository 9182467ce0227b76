"""Findings made at a time are the findings made one by one."""

from __future__ import annotations

import time

import pytest

from homeward.findings.figures import settled
from homeward.study import analysis
from homeward.study.analysis import examined
from homeward.study.registry import EXAMINERS, TOO_FEW
from homeward.vocabulary.errors import HomewardError
from tests.unit.demand.cases import cases

CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_the_same_as_one_by_one_and_in_the_order_asked(name):
    ids = tuple(reversed(EXAMINERS))
    found = examined(CASES[name], 7, ids)
    assert tuple(f.id for f in found) == ids
    alone = {id: settled(EXAMINERS[id](CASES[name], 7)) for id in ids}
    assert [f for f in found if f.refused != TOO_FEW and f != alone[f.id]] == []


def test_what_one_finding_raises_ends_them_all(monkeypatch):
    begun = []

    def breaking(timelines, seed):
        begun.append(seed)
        time.sleep(0.02)
        raise HomewardError("HW-E005")

    monkeypatch.setattr(analysis, "FEWEST_CHILDREN", 0)
    monkeypatch.setattr(analysis, "EXAMINERS", dict.fromkeys(map(str, range(50)), breaking))
    with pytest.raises(HomewardError, match="HW-E005"):
        examined(next(iter(CASES.values())), 7, tuple(map(str, range(50))))
    assert len(begun) < 50
