"""Helpers draw what would be drawn here, and are not missed when they fail."""

from __future__ import annotations

import pytest

from homeward.report import Artists
from homeward.report.artists import draw_all
from tests.unit.report.made import made_bundle


@pytest.fixture(scope="module")
def drawn_here():
    return draw_all(made_bundle())


@pytest.mark.parametrize("many", [1, 2])
def test_helpers_draw_the_same(drawn_here, many):
    with Artists(many) as artists:
        assert draw_all(made_bundle(), artists) == drawn_here


def test_a_helper_that_dies_is_not_missed(drawn_here):
    with Artists(2) as artists:
        artists._helpers[0].kill()
        assert draw_all(made_bundle(), artists) == drawn_here


def test_helpers_end_with_the_context():
    with Artists(1) as artists:
        pass
    assert artists._helpers[0].returncode is not None
