"""The `spec` fixture: what a spec says is checked on timelines made from its table."""

from __future__ import annotations

from functools import partial

import pytest

from tests.lib.made import made_timelines
from tests.spec.note_taker import Spec


@pytest.fixture
def spec() -> Spec:
    return Spec(made_timelines, partial(pytest.approx, abs=5e-4))
