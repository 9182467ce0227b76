"""The plan: what a study reads, how, for which window, and under which definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from homeward.records.mapping import FileMap
from homeward.timelines.definitions import DEFAULT, Definitions
from homeward.vocabulary.activity import Regime
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.times import UK_ZONE
from homeward.vocabulary.withholding import ReleaseProfile, Review

#: Version of the plan file that this Homeward writes, and the latest it reads.
PLAN_SCHEMA: Final = 1

#: A window that nobody has set yet: no reported time was found.
UNSET: Final = date(1900, 1, 1)

#: Report types that count as missing unless the plan says otherwise.
COUNTS_AS_MISSING: Final = (ReportType.MISSING, ReportType.NOT_RECORDED)

#: Protective marking of results unless the plan says otherwise.
HANDLING: Final = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True, slots=True)
class Governance:
    """Under what law, for what and for how long a dataset is held.

    Attributes
    ----------
    regime
        Which data-protection regime it is processed under.
    basis
        The lawful basis: the article, section or condition relied on.
    purpose
        What the records are used for in this study.
    owner
        The role or body that answers for them.
    retention
        The rule by which they are kept, and where it is written.
    keep_until
        Last local date on which they may be held for this; after it a study is refused.
    """

    regime: Regime = Regime.NOT_RECORDED
    basis: str = ""
    purpose: str = ""
    owner: str = ""
    retention: str = ""
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """What is done with findings before they leave.

    Attributes
    ----------
    profile
        Whose rules of disclosure control: `default` or `dfe_looked_after`.
    review
        `required` keeps a release in `protected/awaiting` until somebody else approves
        it; `none` does not.
    """

    profile: ReleaseProfile = ReleaseProfile.DEFAULT
    review: Review = Review.NONE


@dataclass(frozen=True, slots=True)
class Dataset:
    """Files of one shape, who supplied them, and under what rules.

    Attributes
    ----------
    map
        How the files become rows of one declared table.
    agency
        The kind of body that supplied them.
    governance
        What is answered for this dataset apart from the others; what it leaves blank is
        as the plan's `governance` says.
    """

    map: FileMap
    agency: Agency = Agency.POLICE
    governance: Governance = Governance()


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the proposal was unsure of, kept in the plan until it is decided.

    Attributes
    ----------
    kind
        Lasting name of the kind of doubt.
    file
        File it concerns.
    column
        Homeward's column as "table.column", or "" where it concerns a file.
    source
        Headers it concerns.
    format
        Format that reads the suggested column, where it holds times.
    spelling
        The spelling to be decided, where it is one; used for ten or more children.
    text
        What was found and what to edit.
    suggestion
        Header or value that seems likeliest, "" if none.
    blocking
        Whether the study cannot run while it is undecided.
    answer
        What a person has decided, in words, where something changed since an earlier
        extract. It is carried into the manifest.
    """

    kind: str
    file: str
    column: str
    text: str
    suggestion: str = ""
    blocking: bool = False
    source: tuple[str, ...] = ()
    spelling: str = ""
    format: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole study, as `study.toml` holds it.

    Attributes
    ----------
    schema
        Version of the plan file.
    force
        Whose records they are.
    synthetic
        Whether the extracts are made up; every output then says so.
    opens, closes
        First and last local date of the window, both included.
    as_of
        When the records close (UTC); None is the end of the window's last day.
    seed
        Seed of everything drawn at random.
    age_below
        People of this age or over are set aside.
    counts_as_missing
        Report types that enter the incident count.
    handling
        Protective marking.
    governance
        Regime, basis, purpose, owner and retention of every dataset that does not answer
        for itself.
    keep_identity
        Whether names and birth dates are kept, apart and encrypted, for linkage.
    datasets
        In the order read.
    ignored_files
        Files left out on purpose; one sheet of a workbook as "file.xlsx#Sheet name".
    definitions
        What the force defines for itself (`[definitions]`): local authorities, changes
        to mark, what is persistent.
    analysis
        Settings of analyses not built yet, by name: plain TOML values.
    questions
        What is undecided. They change no result.
    release
        Profile of disclosure control, and whether a release is reviewed.
    """

    opens: date
    closes: date
    schema: int = PLAN_SCHEMA
    force: str = ""
    synthetic: bool = False
    as_of: datetime | None = None
    seed: int = 1
    age_below: int = 18
    counts_as_missing: tuple[ReportType, ...] = COUNTS_AS_MISSING
    handling: str = HANDLING
    datasets: tuple[Dataset, ...] = ()
    ignored_files: tuple[str, ...] = ()
    definitions: Definitions = DEFAULT
    analysis: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    governance: Governance = Governance()
    release: Release = Release()
    keep_identity: bool = False

    @property
    def records_close(self) -> datetime:
        """When the records close (UTC): `as_of`, else local midnight after the last day."""
        if self.as_of is not None:
            return self.as_of
        midnight = datetime.combine(self.closes + timedelta(days=1), time(), ZoneInfo(UK_ZONE))
        return midnight.astimezone(UTC)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that some dataset names, in order, each once."""
        return tuple(dict.fromkeys(f for d in self.datasets for f in d.map.files))

    @property
    def maps(self) -> tuple[FileMap, ...]:
        """The mappings, in the order read."""
        return tuple(dataset.map for dataset in self.datasets)
