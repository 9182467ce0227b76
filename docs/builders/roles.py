"""The page of roles and permissions, from the table in `privacy.permissions`."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from homeward.privacy.permissions import FIRST, ROLES
from homeward.vocabulary.roles import Permission, Role

TARGET = "docs/reference/roles.md"

HEAD = """# Roles and permissions

Who may do what in a folder of real records. Whatever is not granted is denied. A role is given by
`homeward roles grant OUT NAME ROLE`, for everything in the folder or, with `--force`, `--authority`
or `--child`, for some rows only; what is done to the whole folder needs a role without such a
limit. In a folder of made-up records everybody may do everything, and it is said.

"""


def build() -> str:
    """The page's text."""
    roles = table(("role", "who that is"), ((f"`{role}`", role.meaning) for role in Role))
    header = ("permission", "what it allows", *(f"`{role}`" for role in Role))
    rows = (
        (f"`{may}`", may.meaning, *("yes" if may in ROLES[role] else "" for role in Role))
        for may in Permission
    )
    first = " and ".join(f"`{role}`" for role in FIRST)
    tail = (
        f"\nWhoever works first in a folder of real records becomes {first}, since nobody is there"
        " yet to say so. The last owner cannot be taken away. Whoever asked for a release may not"
        " approve it, whatever their roles.\n"
    )
    return NOTICE + HEAD + roles + "\n" + table(header, rows) + tail
