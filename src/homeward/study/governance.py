"""Under what law and for how long each dataset is held: asked, never guessed, then kept to.

Sources of the choices explained: UK GDPR Articles 6, 9 and 10; Data Protection Act 2018,
section 35 (the first data protection principle under Part 3), section 36 (purposes) and
section 39 (storage limitation).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from homeward.study.plan_model import Dataset, Governance, Plan
from homeward.vocabulary.activity import Regime
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.times import UK_ZONE
from homeward.vocabulary.words import plain

#: What every dataset of real records has to say, in the order asked.
NEEDED: Final = ("regime", "basis", "purpose", "owner", "retention", "keep_until")

#: How long before the last day a person is told that it is near.
NEAR: Final = timedelta(days=60)

#: Bodies that are, as such, no competent authority under section 30 of the Act.
_SELDOM_COMPETENT: Final = frozenset(
    {Agency.CARE_HOME, Agency.CHARITY, Agency.EDUCATION, Agency.HEALTH}
)

#: What is written where nothing was decided, folded.
_SAYS_NOTHING: Final = frozenset(
    {"", "none", "na", "n a", "tbc", "tba", "to be confirmed", "unknown", "not known", "todo"}
)

#: The choices, for the person who answers. No choice is made here.
CHOICES: Final = """\
Under what law, for what and for how long the records are held. Answer here for every
dataset at once; a dataset that differs says so under its own [dataset.governance]. Ask your
data-protection officer: nothing is proposed, because nothing in a file can say it.
regime: "general" is UK GDPR with Part 2 of the Data Protection Act 2018: safeguarding,
research, planning, and every body that is no competent authority (a council's children's
services, a home, a charity). "law_enforcement" is Part 3 of the Act: only a competent
authority, and only where this use itself is for preventing, investigating or prosecuting
crime. Records collected under Part 3 may be used for another purpose only where the law
authorises that (section 36), and that use is then "general".
basis: under "general", a condition of Article 6: (a) consent, (b) contract, (c) legal
obligation, (d) vital interests, (e) public task, (f) legitimate interests, not for a public
authority's own tasks; since health, ethnicity and sexual exploitation are in these records,
also a condition of Article 9 with Schedule 1 of the Act (such as paragraph 18, safeguarding
of children), and for offences Article 10. Under "law_enforcement", section 35: consent, or
necessary for a task carried out for that purpose; and for sensitive processing a condition
of Schedule 8.
purpose: what these records are used for in this study, in a sentence.
owner: the role or body that answers for the dataset (an information asset owner).
retention: the rule, and where it is written, such as a line of your retention schedule.
keep_until: the last day on which they may be held for this, such as 2027-03-31. After it
the study is refused until they are deleted or a review has set a later day."""

#: What stands in the section of a study that is made up.
EXEMPT: Final = "These extracts are made up: nothing needs to be answered here."


def today_in_the_uk() -> date:
    """Today's local date, for judging whether a retention has passed."""
    return datetime.now(ZoneInfo(UK_ZONE)).date()


def governance_of(plan: Plan, dataset: Dataset) -> Governance:
    """What holds for a dataset: its own answers, else those given for all."""
    own, shared = dataset.governance, plan.governance

    def either(name: str, said: Callable[[object], bool]) -> object:
        value = getattr(own, name)
        return value if said(value) else getattr(shared, name)

    return Governance(*(either(name, lambda v, n=name: _is_said(n, v)) for name in NEEDED))  # type: ignore[arg-type, misc]


def _is_said(name: str, value: object) -> bool:
    if name == "regime":
        return value is not Regime.NOT_RECORDED
    if name == "keep_until":
        return value is not None
    return isinstance(value, str) and plain(value) not in _SAYS_NOTHING


def lacking(governance: Governance) -> tuple[str, ...]:
    """What is not answered, by name, in the order asked."""
    return tuple(name for name in NEEDED if not _is_said(name, getattr(governance, name)))


def check_governance(plan: Plan, today: date | None = None) -> tuple[str, ...]:
    """Refuse real records that nobody answers for, or that may no longer be held.

    Parameters
    ----------
    plan
        Any plan; a synthetic one passes, and is warned of nothing.
    today
        Local date; the clock's if not given.

    Returns
    -------
    tuple of str
        Warnings, each beginning with its code: HW-P022 a last day that is near, HW-P023 a
        regime that the supplying body can seldom claim.

    Raises
    ------
    HomewardError
        HW-P020 if a dataset lacks an answer; HW-P021 if its last day has passed.
    """
    if plan.synthetic:
        return ()
    today = today or today_in_the_uk()
    held = [(number, dataset, governance_of(plan, dataset))
            for number, dataset in enumerate(plan.datasets, 1)]  # fmt: skip
    for number, dataset, governance in held:
        left = lacking(governance)
        if left:
            names = ", ".join(f"`{name}`" for name in left)
            raise HomewardError("HW-P020", f"{_where(number, dataset)}: {names}")
    for number, dataset, governance in held:
        if governance.keep_until is not None and governance.keep_until < today:
            passed = f"`keep_until` was {governance.keep_until.isoformat()}"
            raise HomewardError("HW-P021", f"{_where(number, dataset)}: {passed}")
    return _warnings(held, today)


def _where(number: int, dataset: Dataset) -> str:
    more = f" and {len(dataset.map.files) - 1} more" if len(dataset.map.files) > 1 else ""
    return f"dataset {number} ({dataset.map.files[0]}{more})"


def _warnings(held: Sequence[tuple[int, Dataset, Governance]], today: date) -> tuple[str, ...]:
    out = []
    for number, dataset, governance in held:
        last = governance.keep_until
        if last is not None and last - today <= NEAR:
            out.append(warning("HW-P022", f"{_where(number, dataset)}, {last.isoformat()}"))
        law = governance.regime is Regime.LAW_ENFORCEMENT
        if law and dataset.agency in _SELDOM_COMPETENT:
            out.append(warning("HW-P023", f"{_where(number, dataset)}, {dataset.agency.label}"))
    return tuple(out)


def warning(code: str, detail: str) -> str:
    """A fault that ends nothing, as one sentence with what to do."""
    fault = FAULTS[code]
    return f"{code}: {fault.title} ({detail}). {fault.do}"
