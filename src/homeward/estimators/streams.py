"""Streams of random numbers keyed by what they are for."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *keys: str | int) -> np.random.Generator:
    """A generator for one purpose, so that adding one draw moves nothing else.

    Parameters
    ----------
    seed
        The study's seed, any whole number.
    keys
        What the numbers are for (`"bootstrap"`, 2022). The same seed and keys give the
        same numbers on every machine; other keys give unrelated ones.

    Returns
    -------
    numpy.random.Generator
        PCG64, seeded from SHA-256 of the seed and keys (Python's own `hash` differs
        from run to run).
    """
    text = "\x1f".join([str(int(seed)), *map(str, keys)])
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
