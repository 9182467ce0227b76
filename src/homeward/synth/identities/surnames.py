"""Surnames built of made-up syllables by origin, a few frequent and most rare.

No part is a surname known to us and the wholes were built here, so that with a common
forename a whole name is unlikely to be anybody's. What linkage must cope with is kept:
prefixes, apostrophes, letters with marks, doubled barrels, and spellings that differ by how
a name was written down.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.synth.identities.forenames import Origin
from homeward.synth.streams import Floats


class Parts(NamedTuple):
    """How the surnames of an origin are made.

    Attributes
    ----------
    before, starts, middles, ends
        Parts, parted by spaces; "-" is none. A part said twice is twice as frequent.
    evenness
        How even frequencies are: the larger, the less the first names stand out.
    double
        Share that are two surnames joined by a hyphen.
    """

    before: str
    starts: str
    middles: str
    ends: str
    evenness: float
    double: float


_PARTS = {
    Origin.BRITISH: Parts(
        "-",
        """Thorne Brackel Wendle Harrop Mossen Dunnel Pellor Crannock Tarrow Kestel Orrin Velder
        Quarl Sethen Ibber Loxen Marrick Grindel Fennock Ottel Yarrel Blathen Cuddle Desten
        Emberl Farrick Gosten Hebble Jorrel Kerrick Lannock Mithel Norrick Pindle Ruddock Skelder
        Tibben Ulver Wassen Barnock""",
        "- er ing al",
        "beck wickley stowen mereside holtby lavery thrupp combley garthen sleyward wellock "
        "dykely crofter ridgen vaney lockley marden shawe tonley hurstow penn rowe",
        20, 0.06,
    ),
    Origin.IRISH: Parts(
        "O' Mac Mc -",
        """Brandrah Culvig Dorrag Farvell Gilvag Havrag Keevag Lanneg Mulvin Norrag Rannvel
        Scalv Tierrag Donnevag Finvag Corribag Lorcag Sheevrag""",
        "- el",
        "ey an igan erty oy uil eghan aney",
        10, 0.03,
    ),
    Origin.EASTERN_EUROPEAN: Parts(
        "-",
        """Brodan Czermin Dragov Grzebal Jarov Kolvan Lubmir Marov Niemcan Ostrav Pelkav Radmin
        Sorvan Tomkav Vasmir Wolban Zelkan Dušmar Žarkov Hradin Stojmir""",
        "- al isl",
        "icki escu enko ova ovich ášek auskas shvili iuk óczy ymski anu",
        9, 0.01,
    ),
    Origin.IBERIAN: Parts(
        "- - - - de da dos",
        """Alvandr Bracan Cordab Estrem Figuel Gonzav Lamedr Mendav Nogar Pachel Queiran Rodal
        Salvand Tavir Vasconel""",
        "- at",
        "eira ões ilho ães oso inho ueza áliz edo",
        6, 0.12,
    ),
    Origin.SOUTH_ASIAN: Parts(
        "-",
        """Varadh Jholan Pradev Sural Nimadh Rathul Banwar Kolesh Dhevan Minhar Talwen Ghorin
        Chaudar Bhoshan Sharvif Imdav Qasmad Rahmav Harsing Jandev Lakhmar Mughan""",
        "- an",
        "wani puria deshal mukhi ran achar olia akkar inder uddin ullah edi",
        3, 0.005,
    ),
    Origin.ARABIC: Parts(
        "- - - - Al- El Ben Abu",
        """Barouq Haddun Jalamir Khourad Mansoudh Nasrab Qaddurm Rashwad Salamaq Tahounk Wazzad
        Zahroud Hamdoub Ghanmir Baravan Shirwadh""",
        "- al",
        "i an ein awi aoui ari ouch ani",
        5, 0.01,
    ),
    Origin.WEST_AFRICAN: Parts(
        "- - - - - N'",
        """Oka Adura Olem Adegbo Ekolu Ifama Nwaka Akusa Osaben Ameko Boaka Danso Esuma Fofa
        Kante Mensu Obiro Sankwe Toura Yebo""",
        "- ra",
        "vanne belami dinwo komefa tarule bunka weleyo sinde ogba faye nneka",
        5, 0.02,
    ),
    Origin.HORN_OF_AFRICA: Parts(
        "-",
        """Warsab Guledh Farahm Dirshe Haylem Tekleb Gebrash Kidasel Abshar Jamadu Nurowe Samatel
        Weldab Yemanod""",
        "- al",
        "e i o ay ame asse iye adde",
        4, 0.0,
    ),
    Origin.EAST_ASIAN: Parts(
        "-",
        "Tranv Nguanh Phaml Luongh Zhuen Quongx Xiaob Chenw Hoangd Wongy Liaom Takeb Suzav Yamuz",
        "-",
        "u o ai an ei iao ori ito",
        2, 0.0,
    ),
}  # fmt: skip


@cache
def _all(origin: Origin) -> NDArray[np.object_]:
    """Every surname of an origin, in the order of how frequent they are."""
    parts = _PARTS[origin]
    words = (parts.before, parts.starts, parts.middles, parts.ends)
    names = [_joined(*word) for word in product(*(text.split() for text in words))]
    step = next(n for n in range(len(names) * 5 // 8, 2, -1) if np.gcd(n, len(names)) == 1)
    return np.array([names[n * step % len(names)] for n in range(len(names))], dtype=object)


def _joined(before: str, start: str, middle: str, end: str) -> str:
    """One surname: "O'Brannahey", "Al-Barouqi", "El Haddunan", "Thornebeck"."""
    stem = start if middle == "-" else start + middle
    doubled = stem[-1] == end[0] and stem[-1] in "aeiou"
    whole = stem + (end[1:] if doubled else end)
    if before == "-":
        return whole
    return before + whole if before[-1] in "'-c" else f"{before} {whole}"


def surnames(origin: Origin, rank: Floats, twofold: Floats, other: Floats) -> NDArray[np.object_]:
    """Surnames of one origin from three draws each.

    Parameters
    ----------
    rank
        Decides how frequent the surname is: with N surnames and evenness k, the one of
        rank r is taken with probability log((r + k + 1) / (r + k)) / log((N + k) / k).
    twofold, other
        Whether it is two joined by a hyphen, and which the second is.
    """
    chosen = _drawn(origin, rank)
    double = np.flatnonzero(twofold < _PARTS[origin].double)
    chosen[double] = chosen[double] + "-" + _drawn(origin, other[double])
    return chosen


def _drawn(origin: Origin, u: Floats) -> NDArray[np.object_]:
    names, even = _all(origin), _PARTS[origin].evenness
    rank = np.floor(even * (((len(names) + even) / even) ** u - 1)).astype(np.int64)
    return names[np.minimum(rank, len(names) - 1)]
