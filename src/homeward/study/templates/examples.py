"""Made-up examples of what a partner writes under each heading of a template."""

from __future__ import annotations

from typing import Final

from homeward.records.schema import Column, Form
from homeward.records.templates import SEPARATOR

#: What is written in a blank cell's place, so that blank is seen to be allowed.
BLANK: Final = "(may be left blank)"

_TEXTS: Final = {
    "activity": "Address check (made up)",
    "role": "Constable (made up)",
    "agency": "Police",
    "provider": "Example Service (made up)",
    "caller": "Carer",
    "source": "Estimate by the team (made up)",
}
_NUMBERS: Final = {
    "age": "14", "year": "2023", "ordinal": "1", "capacity": "4", "children": "1200",
    "looked_after": "30", "actions_opened": "3", "actions_closed": "2", "minutes_low": "10",
    "minutes_likely": "20", "minutes_high": "45", "cost_per_hour": "31.50",
}  # fmt: skip
_LATER: Final = ("ended", "closed", "completed", "held", "found", "returned", "updated")


def example(name: str, column: Column) -> str:
    """A made-up cell of one column, written as a partner would."""
    if column.form is Form.REFERENCE:
        return f"EXAMPLE-{name.upper()}-1"
    if column.form is Form.TEXT:
        return _TEXTS.get(name, "Exampleshire (made up)")
    if column.form is Form.TIME:
        return "04/01/2023 09:05" if name in _LATER else "03/01/2023 21:40"
    if column.form is Form.DATE:
        return "31/08/2023" if name in _LATER else "03/01/2023"
    if column.words is not None:
        labels = [word.label for word in column.words]
        return f"{SEPARATOR} ".join(labels[:2]) if column.form is Form.WORDS else labels[0]
    return _NUMBERS.get(name, "12.5" if column.form is Form.NUMBER else "1")


def how(column: Column) -> str:
    """How a cell of one column is written, in a sentence or two."""
    if column.form is Form.REFERENCE:
        return "A reference, the same every time it stands for the same thing. Never a name."
    if column.form is Form.TEXT:
        return "A few words. Never the name of a child or of anybody in the family."
    if column.form is Form.TIME:
        return "Day and local time, as 31/12/2022 22:10; the day alone if the time is not known."
    if column.form is Form.DATE:
        return "A day, as 31/12/2022."
    if column.form is Form.WORD:
        return "One of the allowed words."
    if column.form is Form.WORDS:
        return f'Allowed words, with "{SEPARATOR}" between them where there are several.'
    kind = "A whole number" if column.form is Form.INTEGER else "A number"
    if column.low is not None and column.high is not None:
        return f"{kind} from {column.low:g} to {column.high:g}."
    return f"{kind}, {column.low:g} or more." if column.low is not None else f"{kind}."
