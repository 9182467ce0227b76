"""What a purge tells and certifies: counts, never which child."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from homeward.jobs.desk import OUTGOING
from homeward.jobs.pipeline import Pipeline
from homeward.jobs.results import place_of
from homeward.vocabulary.errors import HomewardError

#: What a purge cannot do, said on every certificate.
STILL_TO_DO = (
    "Extracts outside this folder still hold what was purged; take it out of them, and of every"
    " copy and backup. A later run on them here leaves the children out.",
    "Sheets of a smaller sample that are with partners still hold what was written in them.",
    "Only this folder was searched. Anchors of the audit trail lie outside it, beside key files,"
    " under names of now and before: none holds anything of a record, and none was looked for.",
)
SHORT = "References of fewer than five characters could not be searched for in running text."
UNFINISHED = "The folder was not searched to the end: the purge was cut short. Purge again."


class Release:
    """What a certificate says of the release, by what became of it."""

    BEFORE = "What became of the release was not known when this was written: look in outgoing."
    AGAIN = (
        "The release was made again. Held against one made before, it may show what was taken"
        " out: do not send out both unless `homeward release check` finds them safe together."
    )
    WAITS = (
        "A new release waits in protected/awaiting; until it is approved, outgoing stays as it"
        " was, and its counts still include what was purged. Held against one made before, the"
        " new one may show what was taken out."
    )
    STANDS = (
        "The release was NOT made again (HW-D013): beside {entry} of {made} a new one could show"
        " what was taken out. That one stands in outgoing as it was, and its counts, which have"
        " passed disclosure control, still include what was purged."
    )
    EMPTIED = "No incident is left: the release and the report in outgoing were emptied."
    NONE = "No release had been made, and none was."


def release_told(pipeline: Pipeline, steps: Sequence[str]) -> str:
    """What to say of the release of a purge's pipeline, once its steps are done."""
    if "release" not in steps:
        return Release.NONE
    stood = pipeline.stood
    if stood is not None:
        return Release.STANDS.format(entry=stood.id, made=stood.made)
    return Release.AGAIN if place_of(pipeline) == OUTGOING else Release.WAITS


@dataclass(frozen=True, slots=True)
class Counts:
    """What a purge takes out.

    Attributes
    ----------
    children
        Children asked for; 0 where whole datasets go.
    rows
        Rows of the store by table.
    set_aside, mends, sampled, grants
        Rows in quarantine, mended rows, units of samples, and roles that were for a child.
    files
        Files outside the folder that hold what goes.
    """

    children: int
    rows: Mapping[str, int] = field(default_factory=dict)
    set_aside: int = 0
    mends: int = 0
    sampled: int = 0
    grants: int = 0
    files: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For people."""
        named = {**self.rows, "rows in quarantine": self.set_aside, "mended rows": self.mends,
                 "units of samples": self.sampled, "roles for a child": self.grants}  # fmt: skip
        out = [f"{self.children:,} children, with:"] if self.children else ["Whole datasets, with:"]
        return [*out, *(f"  {many:>9,}  {name}" for name, many in named.items() if many)]


@dataclass(frozen=True, slots=True)
class Purged:
    """A purge that was made, or looked at.

    Attributes
    ----------
    made
        False where it was only looked at.
    synthetic
        Whether the folder holds made-up records.
    counts
        What went.
    why, by, at
        The reason given, who did it, and when (UTC).
    searched, searched_bytes, still_in
        Files looked through afterwards, their bytes, and those in which something was found.
    notes
        What should be known.
    certificate
        Where the certificate is, relative to the folder.
    """

    made: bool
    synthetic: bool
    counts: Counts
    why: str
    by: str
    at: str
    searched: int = 0
    searched_bytes: int = 0
    still_in: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    certificate: str = ""

    @property
    def set_aside(self) -> int:
        """Nothing is set aside by a purge."""
        return 0

    def check(self) -> None:
        """Refuse to call a purge complete that is not.

        Raises
        ------
        HomewardError
            HW-A013 if something was found afterwards.
        """
        if self.still_in:
            raise HomewardError("HW-A013", ", ".join(self.still_in))

    def as_json(self) -> dict[str, Any]:
        """For `--json`, and the certificate."""
        return asdict(self) | {"counts": asdict(self.counts) | {"rows": dict(self.counts.rows)}}

    def lines(self) -> list[str]:
        """For people."""
        made_up = ["SYNTHETIC: every record here is made up."] if self.synthetic else []
        if not self.made:
            return [*made_up, "Would be purged:", *self.counts.lines(), "Nothing was changed."]
        return [*made_up, *self.text().splitlines(), f"Written: {self.certificate}"]

    def text(self) -> str:
        """The certificate, to be printed."""
        found = f"found in {', '.join(self.still_in)}" if self.still_in else "nothing found"
        search = f"{self.searched:,} files, {self.searched_bytes:,} bytes: {found}."
        lines = [
            "CERTIFICATE OF A PURGE",
            *(["SYNTHETIC: every record was made up."] if self.synthetic else []),
            f"When    {self.at}",
            f"By      {self.by}",
            f"Why     {self.why}",
            "Purged  " + "\n        ".join(self.counts.lines()),
            f"Search  {search if self.searched else UNFINISHED}",
        ]
        lines += [f"Still in extracts outside: {name}" for name in self.counts.files]
        return "\n".join([*lines, *(f"Note    {note}" for note in self.notes)]) + "\n"

    def document(self) -> str:
        """The certificate as JSON."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"
