"""Random streams keyed by purpose and entity, so that adding a draw moves nothing else.

A number depends on the seed, on what it is for ("people.sex"), on whose it is (a child,
an episode) and on which draw of that purpose it is; never on how many numbers were drawn
before it. So one more kind of draw, child or home leaves every other as it was, and two
runs that differ in one setting share all the rest.

The generator is Philox4x32-10, a counter-based generator, over whole arrays at once.

Source: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
Its published known answers are tested.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, pdtr, pdtrik

Floats = NDArray[np.float64]
Ids = NDArray[np.uint64]

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = 0x9E3779B9, 0xBB67AE85


def philox(counter: tuple[Ids, Ids, Ids, Ids], key: tuple[int, int]) -> tuple[Ids, Ids, Ids, Ids]:
    """Ten rounds of Philox4x32.

    Parameters
    ----------
    counter
        Four arrays of one shape holding 32-bit words (as uint64).
    key
        Two 32-bit words.

    Returns
    -------
    tuple
        Four arrays of 32-bit words (as uint64).
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (
            (p1 >> _HALF) ^ c1 ^ np.uint64(k0),
            p1 & _LOW,
            (p0 >> _HALF) ^ c3 ^ np.uint64(k1),
            p0 & _LOW,
        )
        k0, k1 = (k0 + _W0) & 0xFFFFFFFF, (k1 + _W1) & 0xFFFFFFFF
    return c0, c1, c2, c3


#: Above this mean the chance of none is next to nothing, and counts are not summed up to.
_LARGE_MEAN = 500.0


@cache
def _key(seed: int, purpose: str) -> tuple[int, int]:
    digest = blake2b(f"{seed}\x1f{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


def _large_poisson(u: Floats, mean: Floats) -> NDArray[np.int64]:
    """The least counts that are reached with at least these chances, for large means."""
    count = np.ceil(pdtrik(u, mean))
    fewer = np.maximum(count - 1, 0)
    return np.where(pdtr(fewer, mean) >= u, fewer, count).astype(np.int64)


class Streams:
    """Every random number of one synthetic county.

    Parameters
    ----------
    seed
        Any whole number. The same seed gives the same numbers.
    block
        Which part of a county that is too large to be lived through at once; every
        part has numbers of its own.
    """

    def __init__(self, seed: int, block: int = 0) -> None:
        self.seed, self.block = int(seed), int(block)

    def _words(self, purpose: str, entity: ArrayLike, draw: ArrayLike) -> tuple[Ids, Ids, Ids, Ids]:
        ids = np.asarray(entity, dtype=np.uint64)
        draws = np.broadcast_to(np.asarray(draw, dtype=np.uint64), ids.shape)
        counter = (ids & _LOW, ids >> _HALF, draws, np.full_like(ids, self.block))
        return philox(counter, _key(self.seed, purpose))

    def uniform(self, purpose: str, entity: ArrayLike, draw: int = 0) -> Floats:
        """Numbers strictly between 0 and 1, one for each entity (same shape)."""
        a, b, _, _ = self._words(purpose, entity, draw)
        bits = ((a >> np.uint64(6)) << np.uint64(26)) | (b >> np.uint64(6))
        return (bits.astype(np.float64) + 0.5) * 2.0**-52

    def identity(self, purpose: str, entity: ArrayLike, index: ArrayLike) -> Ids:
        """Lasting identities of the `index`-th thing belonging to each entity."""
        a, b, _, _ = self._words(purpose, entity, index)
        return (a << _HALF) | b

    def normal(self, purpose: str, entity: ArrayLike, draw: int = 0) -> Floats:
        """Standard normal numbers, by inversion."""
        return ndtri(self.uniform(purpose, entity, draw))

    def lognormal(
        self, purpose: str, entity: ArrayLike, median: ArrayLike, sigma: ArrayLike
    ) -> Floats:
        """Lognormal numbers with this median and this sd of the logarithm."""
        return np.asarray(median) * np.exp(np.asarray(sigma) * self.normal(purpose, entity))

    def exponential(self, purpose: str, entity: ArrayLike, mean: ArrayLike) -> Floats:
        """Exponential numbers with this mean, by inversion."""
        return -np.asarray(mean) * np.log(self.uniform(purpose, entity))

    def poisson(self, purpose: str, entity: ArrayLike, mean: ArrayLike) -> NDArray[np.int64]:
        """Poisson counts with these means, by inversion."""
        u = self.uniform(purpose, entity)
        means = np.broadcast_to(np.asarray(mean, np.float64), u.shape)
        count = np.zeros(u.shape, np.int64)
        large = means > _LARGE_MEAN
        count[large] = _large_poisson(u[large], means[large])
        below = np.exp(-means)
        left = np.flatnonzero((u > below) & ~large)
        u, means, chance, below = u[left], means[left], below[left], below[left]
        step = 0
        while len(left) and step < 5000:
            step += 1
            count[left] += 1
            chance = chance * means / step
            below = below + chance
            more = u > below
            left, u, means = left[more], u[more], means[more]
            chance, below = chance[more], below[more]
        return count

    def pick(self, purpose: str, entity: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
        """Positions drawn with these weights.

        Parameters
        ----------
        weights
            One row for all entities, or one row for each (entities × choices); they
            need not add to 1.
        """
        u = self.uniform(purpose, entity)
        table = np.atleast_2d(np.asarray(weights, np.float64))
        edges = np.cumsum(table, axis=1)
        edges = edges / edges[:, -1:]
        return (u[:, None] > edges[:, :-1]).sum(axis=1)
