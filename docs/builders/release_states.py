"""The page of what may become of a release, from the table that the code follows."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from homeward.release.review import KNOWN_OUTSIDE, TRANSITIONS, State

TARGET = "docs/reference/release-states.md"

HEAD = """# The states of a release

What may be done to a release, by whom, and what follows. Anything that is not in the table is
refused with [`HW-D007`](faults.md); a person who may not do it, with `HW-D008`.
[How to review a release](../how-to/review-a-release.md) walks through it.

```mermaid
stateDiagram-v2
"""


def _arrows() -> str:
    lines = [f"    [*] --> {State.DRAFTED.value}"]
    lines += [f"    {t.before.value} --> {t.after.value}: {t.action.value}" for t in TRANSITIONS]
    return "\n".join(lines) + "\n```\n"


def build() -> str:
    """The page's text."""
    states = table(
        ("state", "what it means", "compared with later releases"),
        ((f"`{s.value}`", s.meaning, "yes" if s in KNOWN_OUTSIDE else "no") for s in State),
    )
    moves = table(
        ("from", "what is done", "to", "who may", "and not", "a note"),
        (
            (
                f"`{t.before.value}`", f"`{t.action.value}`", f"`{t.after.value}`",
                ", ".join(sorted(t.roles)) or "Homeward itself",
                f"whoever did the {t.not_who.value}" if t.not_who else "",
                "needed" if t.note else "",
            )
            for t in TRANSITIONS
        ),
    )  # fmt: skip
    return f"{NOTICE}{HEAD}{_arrows()}\n## States\n\n{states}\n## What may be done\n\n{moves}"
