"""Kinds of change that a count over time must be read with."""

from __future__ import annotations

from homeward.vocabulary.words import Word


class ChangeKind(Word):
    """What changed at a date that a plan names."""

    RECORDING = "recording", "How reports are recorded or counted"
    RESPONSE = "response", "How police and partners respond"
    NATIONAL = "national", "Something that happened everywhere"
