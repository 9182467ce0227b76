"""The base of every error a person may see, and how it prints."""

from __future__ import annotations

from homeward.vocabulary.faults import FAULTS


class HomewardError(Exception):
    """A refusal with a lasting code, what was found, and what to do next.

    Parameters
    ----------
    code
        A key of `homeward.vocabulary.faults.FAULTS`.
    detail
        What was found, in words that are safe on a screen share: file names, line
        numbers, column numbers and counts, never the text of a record.

    Raises
    ------
    KeyError
        If `code` is not in the catalogue: an error nobody has explained may not be
        raised.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.fault = FAULTS[code]
        self.code = code
        self.detail = detail
        super().__init__(code, detail)

    @property
    def exit_code(self) -> int:
        """Exit code of a command that ends with this error."""
        return self.fault.exit_code

    def __str__(self) -> str:
        """Code, title, detail, and what to do, on three lines at most."""
        head = f"{self.code}  {self.fault.title}"
        body = f"\n  found    {self.detail}" if self.detail else ""
        return f"{head}{body}\n  do       {self.fault.do}"
