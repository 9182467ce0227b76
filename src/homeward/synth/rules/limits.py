"""Least and most that a setting may be: metadata of its field, checked on reading."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def between(least: float, most: float) -> Any:
    """A field whose numbers (each of them, in a list or table) lie in this range."""
    return field(metadata={"least": least, "most": most})


def a_share() -> Any:
    """A field whose numbers lie from 0 to 1."""
    return between(0.0, 1.0)


def above_zero() -> Any:
    """A field whose numbers are above zero."""
    return between(1e-9, 1e9)


def zero_or_more() -> Any:
    """A field whose numbers are not negative."""
    return between(0.0, 1e9)


def lowering() -> Any:
    """A field that multiplies a rate and may only lower it: thinning needs a bound."""
    return between(0.0, 1.0)
