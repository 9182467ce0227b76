"""What several findings need is worked out once, whoever asks first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from homeward.timelines.sheet import Once


def test_a_second_asker_waits_for_the_first_and_is_given_the_same():
    once, begun, made = Once(), Event(), []

    def make() -> list[int]:
        begun.wait(0.2)
        made.append(1)
        return made

    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(once.of, "interviews", make) for _ in range(2))
        begun.set()
    assert first.result() is second.result() and len(made) == 1


def test_each_key_has_a_thing_of_its_own_and_none_is_kept_of_a_failure():
    once = Once()
    assert once.of(("spells", "a"), lambda: 1) == 1 and once.of(("spells", "b"), lambda: 2) == 2
    with pytest.raises(ZeroDivisionError):
        once.of("units", lambda: 1 // 0)
    assert once.of("units", lambda: 3) == 3
