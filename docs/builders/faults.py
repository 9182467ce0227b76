"""The page of faults and exit codes, from the catalogue in `vocabulary.faults`."""

from __future__ import annotations

from docs.builders.fault_examples import EXAMPLES
from docs.builders.pages import NOTICE, table
from homeward.vocabulary import faults
from homeward.vocabulary.faults import EXIT_CODES, Fault

TARGET = "docs/reference/faults.md"

GROUPS: tuple[tuple[str, str, tuple[Fault, ...]], ...] = (
    ("Files", "A file or folder that cannot be used ends the command.", faults.FILES),
    (
        "Rows and cells",
        "A row or a cell that breaks a rule is set aside in quarantine with its code; the"
        " run goes on. [Reading quarantine](../how-to/read-quarantine.md) says how to mend"
        " them and take them back in.",
        faults.ROWS,
    ),
    (
        "The plan, templates and mended rows",
        "A plan or a mended file that cannot be used ends the command. A code without an exit"
        " code is a warning: the command goes on, and says it again at its end.",
        faults.PLANS,
    ),
    ("The store and the output folder", "Nothing published is changed.", faults.STORE),
    (
        "Keys",
        "Nothing is changed. [Keep the key](../how-to/keys.md) says how a folder is encrypted. A"
        " code without an exit code is a warning.",
        faults.KEYS,
    ),
    ("Whole jobs", "Nothing published is changed.", faults.JOBS),
    ("Release", "What cannot be released is not written.", faults.RELEASE),
    (
        "Disclosure across releases",
        "Nothing in `outgoing` is changed. [Review a release](../how-to/review-a-release.md) says"
        " more. A code without an exit code is a note: the command goes on.",
        faults.DISCLOSURE,
    ),
    ("Synthetic data", "The command ends.", faults.SYNTHETIC),
    (
        "The smaller sample",
        "A rule or a sheet that cannot be used ends the command, and nothing is changed. A row"
        " or a cell of a sheet is refused or set aside by itself, and the rest is taken.",
        faults.SAMPLE,
    ),
    (
        "The audit trail, roles and purging",
        "The command ends, and nothing published is changed; but for `HW-A013`, where the purge"
        " was made. [Read the audit trail](../how-to/audit.md) and [purge](../how-to/purge.md) say"
        " more.",
        faults.AUDIT,
    ),
    (
        "Findings",
        "The finding is filed as refused, with what would be needed; the run goes on.",
        faults.FINDINGS,
    ),
)

HEAD = """# Faults

Every refusal has a code that never changes meaning and is never used again for another. A
message says what was found, by file, line and column, never by the text of a record, and ends
with what to do:

```
HW-P005  The plan names a column that is not in the file
  found    dataset 1, columns.found: "Date Found" is not in missing.csv; perhaps "Date/Time Found"
  do       Check the name against the file's header line, or run `homeward plan` again.
```

With `--json` the same stands in one document, under `error`, `title`, `found` and `do`. The
lists below give every code at a glance; what each looks like follows them. Every example is made
up.

## Exit codes

"""


def _anchor(fault: Fault) -> str:
    """A link to what is said of one fault, further down the page."""
    return f"[`{fault.code}`](#{fault.code.lower()})"


def _list(title: str, text: str, group: tuple[Fault, ...]) -> str:
    rows = ((_anchor(f), f.title, f.exit_code or "–") for f in group)
    return f"## {title}\n\n{text}\n\n" + table(("code", "what is wrong", "exit code"), rows)


def _entry(fault: Fault) -> str:
    """One fault: what is wrong, an example where there is one, what to do, what it ends."""
    lines = [f"### {fault.code}", "", f"{fault.title}.", ""]
    if fault.code in EXAMPLES:
        lines += [f"- **Example**: {EXAMPLES[fault.code]}"]
    lines += [f"- **Do**: {fault.do}", f"- **Ends the command**: {_ends(fault)}", ""]
    return "\n".join(lines)


def _ends(fault: Fault) -> str:
    if not fault.exit_code:
        return "no."
    return f"yes, with exit code {fault.exit_code} ({EXIT_CODES[fault.exit_code]})."


def build() -> str:
    """The page's text."""
    codes = table(("code", "meaning"), ((f"`{n}`", text) for n, text in EXIT_CODES.items()))
    entries = [_entry(fault) for _, _, group in GROUPS for fault in group]
    parts = [HEAD + codes, *(_list(*group) for group in GROUPS), "## One by one\n", *entries]
    return NOTICE + "\n".join(parts).rstrip() + "\n"
