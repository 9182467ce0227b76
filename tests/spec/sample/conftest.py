"""The `spec` fixture of the smaller sample: who was drawn and what was answered, as a table."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from tests.lib.sampling import sampled
from tests.spec.note_taker import Spec


@pytest.fixture
def spec() -> Spec:
    return Spec(_made, partial(pytest.approx, abs=5e-4))


def _made(rows: list[dict], *, opens: date, closes: date):
    """Timelines with the sample that the rows tell of; the window does not matter here."""
    return sampled(rows)
