"""Where a report has no number of its own: properties, comments, and marks of a page.

A small whole number in a sentence may be hours, ranks or ages. Behind a page it can only be
what the page is built with, which is known word for word; any other was put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from homeward.findings import Bundle

#: What Homeward and what it writes with call themselves, and standards that are always named.
_MADE_WITH = re.compile(r"\b(?:Homeward|Typst) \d+(?:\.\d+)+\b|\bPDF/UA-1\b")

#: Attributes that are sentences: read as other texts are.
_SENTENCES = frozenset({"alt", "aria-label"})

#: What the attributes of a page with a digit in them look like, outside pictures.
_OF_A_PAGE = {
    "id": r"t\d+|fig\d+",
    "aria-labelledby": r"t\d+|fig\d+",
    "tabindex": r"0",
    "colspan": r"\d\d?",
    "charset": r"utf-8",
    "content": r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; font-src data:; base-uri"
    r" 'none'; form-action 'none'|width=device-width, initial-scale=1",
}

#: Attributes that draw: where things stand, and how they look.
_ITS_DRAWING = (
    "d dx dy fill fill-opacity font-size font-weight height opacity points r rx ry cx cy"
    " stroke stroke-dasharray stroke-dashoffset stroke-miterlimit stroke-opacity"
    " stroke-width transform version viewbox width x x1 x2 xmlns y y1 y2"
)
_DRAWING = frozenset(_ITS_DRAWING.split())

#: What an attribute that draws is made of: no words.
_DRAWN = re.compile(
    r"[-+\d.,\s%e]+(?:px)?|#[0-9a-fA-F]{3,8}|(?:(?:translate|rotate|scale|matrix)\([-\d.,\se]*\)\s*)+"
    r"|[MmLlHhVvCcSsQqTtAaZz\d\-.,\se]+|http://www\.w3\.org/2000/svg|rgba?\([\d.,\s%]+\)"
)

_STYLE_SAID = re.compile(r"/\*.*?(?:\*/|\Z)|content\s*:\s*[^;}]*", re.DOTALL)

_YEAR = "January February March April May June July August September October November December"
_MONTHS = _YEAR.split()


def is_a_sentence(name: str) -> bool:
    """Whether an attribute is read aloud, so that it may say what the text may."""
    return name in _SENTENCES


def is_known(name: str) -> bool:
    """Whether the name of an attribute says nothing of itself, so that it may be named."""
    return name in _DRAWING or re.fullmatch(r"[a-z-]+", name) is not None


def is_of_a_page(name: str, value: str, drawing: bool) -> bool:
    """Whether an attribute is as a report's own page has it."""
    if not _has_a_digit(value):
        return True
    if drawing and name in _DRAWING:
        return _DRAWN.fullmatch(value.strip()) is not None
    return re.fullmatch(_OF_A_PAGE.get(name, r"(?!)"), value) is not None


def said_in_style(text: str) -> Iterator[str]:
    """Comments of a style sheet, and words that it would print."""
    yield from _STYLE_SAID.findall(text)


def fixed_texts(bundle: Bundle) -> tuple[str, ...]:
    """What properties may say with a digit in it, the longest first.

    The force's name, the marking, the days of the window, and the rules as published.
    """
    said = bundle.release.get("words")
    words = [str(w) for w in said] if isinstance(said, (list, tuple)) else []
    anchors = [part for f in bundle.findings for part in (f.id, re.sub(r"\W+", "-", f.id))]
    texts = {bundle.force, bundle.handling, *words, *anchors, *_days(bundle.window.values())}
    return tuple(sorted(filter(_has_a_digit, texts), key=len, reverse=True))


def says_more(text: str, fixed: Iterable[str]) -> bool:
    """Whether any digit is left of a text once what it may say is taken away."""
    text = _MADE_WITH.sub(" ", " ".join(text.split()))
    for allowed in fixed:
        text = re.sub(rf"(?<!\w){re.escape(' '.join(allowed.split()))}(?!\w)", " ", text)
    return _has_a_digit(text)


def _has_a_digit(text: str) -> bool:
    return any(c.isnumeric() for c in text)


def _days(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text
        day = date.fromisoformat(text[:10])
        yield f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
