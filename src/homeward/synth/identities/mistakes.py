"""Mistakes of writing down: a name misspelt, another name, a birth date gone wrong."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import cache
from unicodedata import combining, normalize

from homeward.synth.identities.forenames import SHORT, Origin, families

#: Letters that are heard or read as others, tried at a drawn place.
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("ee", "ea"), ("ou", "u"), ("dh", "d"),
    ("kh", "k"), ("gh", "g"), ("sh", "sch"), ("ll", "l"), ("nn", "n"), ("rr", "r"),
    ("tt", "t"), ("ss", "s"), ("ey", "y"), ("ei", "ie"), ("aa", "a"), ("oo", "u"),
    ("qu", "kw"), ("c", "k"), ("v", "w"), ("w", "v"), ("z", "s"),
    ("y", "i"), ("j", "y"), ("e", "a"), ("o", "u"), ("a", "e"), ("i", "e"), ("u", "o"),
)  # fmt: skip

#: First parts of surnames, and how they may be left out or written.
_FIRSTS = {
    "Mc": "Mac", "Mac": "Mc", "O'": "", "N'": "", "Al-": "", "El ": "Al ", "Ben ": "Bin ",
    "Abu ": "", "de ": "", "da ": "", "dos ": "",
}  # fmt: skip

#: Keys that lie beside each other.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def plain(name: str) -> str:
    """The name without marks on its letters."""
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter))


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Every spelling of a forename to the others of its family."""
    found: dict[str, dict[str, None]] = {}
    for origin in Origin:
        for girl in (True, False):
            for family in families(origin, girl):
                for name in family:
                    others = (other for other in family if other != name)
                    found.setdefault(name, {}).update(dict.fromkeys(others))
    return {name: tuple(others) for name, others in found.items()}


def spellings(name: str) -> tuple[str, ...]:
    """Other accepted spellings of a forename; none if it has no other."""
    return _spellings().get(name, ())


def misspelt(name: str, u: float) -> str:
    """The name with something wrong, or in another of its spellings; never the same text.

    Half of the forenames that have other spellings come in one of them. Names with marks,
    apostrophes, hyphens or two words lose these as often. The rest have letters wrong.
    """
    first, rest = _cut(u)
    others = spellings(name)
    if others and first < 0.5:
        return _one_of(others, rest)
    loose = [text for text in _loosened(name) if text != name]
    if loose and first < 0.75:
        return _one_of(loose, rest)
    return _mistyped(name, rest)


def _cut(u: float) -> tuple[float, float]:
    """Two numbers between 0 and 1 from one."""
    rest = u * 1009.0
    return u, rest - int(rest)


def _one_of(texts: tuple[str, ...] | list[str], u: float) -> str:
    return texts[int(u * len(texts))]


def _loosened(name: str) -> list[str]:
    """The name as a clerk or a system leaves out what is not a letter."""
    if name.isascii() and name.isalpha() and not name.startswith(("Mc", "Mac")):
        return []
    parts = name.split("-")
    halves = parts if len(parts) == 2 and min(map(len, parts)) > 3 else []
    return [
        plain(name),
        name.replace("'", ""),
        name.replace("'", " "),
        name.replace("-", " "),
        name.replace(" ", ""),
        *halves,
        *(new + name[len(old) :] for old, new in _FIRSTS.items() if name.startswith(old)),
    ]


def _mistyped(name: str, u: float) -> str:
    """One letter or sound wrong, at a drawn place; tried in turn until the text differs."""
    which, where = _cut(u)
    for step in range(len(_SLIPS)):
        slip = _SLIPS[(int(which * len(_SLIPS)) + step) % len(_SLIPS)]
        text = slip(name, where)
        if text != name:
            return text
    return name + name[-1]


def _sounded(name: str, u: float) -> str:
    low = name.lower()
    fits = [(old, new) for old, new in _SOUNDS if old in low[1:]]
    if not fits:
        return name
    old, new = fits[int(u * len(fits))]
    at = low.index(old, 1)
    return name[:at] + new + name[at + len(old) :]


def _at(name: str, u: float) -> int:
    """A place after the first letter."""
    return 1 + int(u * (len(name) - 1))


def _dropped(name: str, u: float) -> str:
    at = _at(name, u)
    return name[:at] + name[at + 1 :] if len(name) > 3 else name


def _doubled(name: str, u: float) -> str:
    at = _at(name, u)
    return name[:at] + name[at : at + 1] + name[at:] if len(name) > 2 else name


def _crossed(name: str, u: float) -> str:
    at = min(_at(name, u), len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if at > 0 else name


def _beside(name: str, u: float) -> str:
    at = _at(name, u) if len(name) > 1 else 0
    for row in _ROWS:
        if name[at] in row:
            key = row.index(name[at])
            return name[:at] + row[key - 1 if key else 1] + name[at + 1 :]
    return name


_SLIPS: tuple[Callable[[str, float], str], ...] = (
    _sounded,
    _dropped,
    _sounded,
    _crossed,
    _beside,
    _doubled,
)


def short(forename: str) -> str:
    """What the child is called among friends; "" if nothing in particular."""
    return SHORT.get(plain(forename), "")


def swapped(born: date) -> date | None:
    """Day and month the wrong way round; None where that is no other date."""
    if born.day > 12 or born.day == born.month:
        return None
    return date(born.year, born.day, born.month)


def placeholder(born: date) -> date | None:
    """1 January of the year, for want of the day; None where it is the birthday."""
    start = date(born.year, 1, 1)
    return None if start == born else start


def wrong_digit(born: date, u: float) -> date:
    """Another date that differs in one digit: of the day, of the month, or of the year by 1."""
    dates = [(born.year, born.month, day) for day in _digits(born.day)]
    dates += [(born.year, month, born.day) for month in _digits(born.month)]
    dates += [(born.year + step, born.month, born.day) for step in (-1, 1)]
    others = [day for day in dates if 1 <= day[1] <= 12 and 1 <= day[2] <= _last(*day[:2])]
    return date(*others[int(u * len(others))])


@cache
def _digits(number: int) -> tuple[int, ...]:
    """Numbers of two digits, one of them another than the number's."""
    tens, ones = divmod(number, 10)
    found = {10 * tens + digit for digit in range(10)} | {10 * n + ones for n in range(10)}
    return tuple(sorted(found - {number}))


@cache
def _last(year: int, month: int) -> int:
    """Last day of a month."""
    return monthrange(year, month)[1]
