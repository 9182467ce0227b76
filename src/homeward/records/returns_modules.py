"""What each file of a return holds: its columns, and the declared tables that they fill.

Source: columns of the children looked after return as the looked-after children validator
lists them (csc-validator-be-903, `config.py`), with those that it works out from postcodes
(PL_LA, PL_LOCATION, PL_DISTANCE); tables of the Standard Safeguarding Dataset (Data to
Insight, ssd-data-model, to version 1.4.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from homeward.records.returns_xml import EPISODES, HEADER, MISSING
from homeward.vocabulary.returns import SEX_BEFORE_LETTERS
from homeward.vocabulary.words import plain

SSDA903, SSD = "SSDA903", "Standard Safeguarding Dataset"

#: Other names of a column: the return's XML has its own for two, and published extracts of the
#: dataset head the end of an episode of care in two ways.
_ALSO: Final = {
    "CHILD": ("CHILDID",),
    "PLACE": ("PL",),
    "clae_cla_episode_ceased_date": ("clae_cla_episode_ceased",),
}

#: Share of a file's columns that must be the module's own.
_MOSTLY: Final = 0.6

#: Columns that say what a table of the dataset is: those of its prefix, at least so many.
_OF_PREFIX: Final = 2


@dataclass(frozen=True, slots=True)
class Filled:
    """How a module fills one declared table.

    Attributes
    ----------
    table
        Name of the declared table.
    columns
        Homeward's column to the module's; several, joined, where no one column is a
        reference.
    words
        Homeward's column to {spelling: word value}, beside what the vocabulary knows.
    """

    table: str
    columns: Mapping[str, str]
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Module:
    """One kind of file.

    Attributes
    ----------
    family
        SSDA903 or SSD.
    name
        As the return or the dataset names it.
    columns
        Its columns.
    needs
        Those without which a file is not taken for it; of each group in `or_needs`,
        one.
    fills
        The declared tables that it always fills.
    as_incidents
        How it fills `incidents` where no police file does.
    dates
        Columns whose latest date tells which year's return a file is.
    """

    family: str
    name: str
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    or_needs: tuple[str, ...] = ()
    fills: tuple[Filled, ...] = ()
    as_incidents: Filled | None = None
    dates: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    """The words of a text: a list that reads like one."""
    return tuple(text.split())


def _module(name: str, columns: str, needs: str, or_needs: str = "", dates: str = "") -> Module:
    """A module of the return that fills no declared table."""
    return Module(
        SSDA903, name, _words(columns), _words(needs), _words(or_needs), dates=_words(dates),
    )  # fmt: skip


_EPISODE_DATES = {"child": "CHILD", "started": "DECOM", "ended": "DEC"}

_MODULES: Final = (
    Module(
        SSDA903, HEADER, _words("CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB UASC"),
        ("CHILD", "SEX", "DOB", "ETHNIC"), ("UPN", "MOTHER", "MC_DOB", "UASC"),
        fills=(
            Filled(
                "children",
                {"child": "CHILD", "born_on": "DOB", "sex": "SEX", "ethnicity": "ETHNIC"},
                words={"sex": SEX_BEFORE_LETTERS},
            ),
        ),
    ),
    Module(
        SSDA903, EPISODES,
        _words("CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST"
            " PL_POST URN PL_LA PL_LOCATION PL_DISTANCE"),
        ("CHILD", "DECOM", "DEC", "PLACE"),
        fills=(
            Filled("placements", _EPISODE_DATES | {
                "placement_type": "PLACE", "place": "URN", "legal_status": "LS",
                "host_authority": "PL_LA", "locality": "PL_LOCATION",
            }),
            Filled("care_episodes", _EPISODE_DATES | {
                "start_reason": "RNE", "end_reason": "REC", "legal_status": "LS", "need": "CIN",
                "placement_provider": "PLACE_PROVIDER", "change_reason": "REASON_PLACE_CHANGE",
            }),
        ),
        dates=("DECOM", "DEC"),
    ),
    Module(
        SSDA903, MISSING, _words("CHILD DOB MISSING MIS_START MIS_END"),
        ("CHILD", "MIS_START", "MIS_END"),
        fills=(
            Filled("absences", {
                "child": "CHILD", "started": "MIS_START", "ended": "MIS_END",
                "absence_kind": "MISSING",
            }),
        ),
        as_incidents=Filled(
            "incidents",
            {
                "incident": "CHILD", "child": "CHILD", "report_type": "MISSING",
                "last_seen": "MIS_START", "reported": "MIS_START", "found": "MIS_END",
                "born_on": "DOB",
            },
            {"incident": ("MIS_START", "MIS_END", "MISSING")},
        ),
        dates=("MIS_START", "MIS_END"),
    ),
    _module("Reviews", "CHILD DOB REVIEW REVIEW_CODE", "CHILD REVIEW REVIEW_CODE", dates="REVIEW"),
    _module("UASC", "CHILD SEX DOB DUC", "CHILD DUC"),
    _module(
        "OC2",
        "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK"
        " HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
        "CHILD", "SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK",
    ),
    _module("OC3", "CHILD DOB IN_TOUCH ACTIV ACCOM", "CHILD IN_TOUCH ACTIV"),
    _module(
        "AD1", "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
        "CHILD DATE_INT",
    ),
    _module(
        "PlacedAdoption", "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
        "CHILD DATE_PLACED",
    ),
    _module("PrevPerm", "CHILD DOB PREV_PERM LA_PERM DATE_PERM", "CHILD PREV_PERM"),
    _module("SWEpisodes", "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON", "CHILD SW_DECOM"),
    _module("DoLo", "CHILD DOB DOLO_START DOLO_END", "CHILD DOLO_START"),
    Module(
        SSD, "ssd_person",
        _words("pers_legacy_id pers_person_id pers_common_child_id pers_upn pers_forename"
            " pers_surname pers_sex pers_gender pers_ethnicity pers_dob pers_single_unique_id"
            " pers_upn_unknown pers_send_flag pers_expected_dob pers_death_date pers_is_mother"
            " pers_nationality"),
        ("pers_person_id",), ("pers_dob", "pers_sex", "pers_ethnicity"),
        fills=(
            Filled("children", {
                "child": "pers_person_id", "born_on": "pers_dob", "forename": "pers_forename",
                "surname": "pers_surname", "sex": "pers_sex", "ethnicity": "pers_ethnicity",
            }),
        ),
    ),
    Module(
        SSD, "ssd_missing",
        _words("miss_table_id miss_person_id miss_missing_episode_start_date"
            " miss_missing_episode_type miss_missing_episode_end_date miss_missing_rhi_offered"
            " miss_missing_rhi_accepted"),
        ("miss_person_id", "miss_missing_episode_start_date"),
        fills=(
            Filled("absences", {
                "child": "miss_person_id", "started": "miss_missing_episode_start_date",
                "ended": "miss_missing_episode_end_date",
                "absence_kind": "miss_missing_episode_type",
                "interview_offered": "miss_missing_rhi_offered",
                "interview_accepted": "miss_missing_rhi_accepted",
            }),
        ),
        as_incidents=Filled("incidents", {
            "incident": "miss_table_id", "child": "miss_person_id",
            "report_type": "miss_missing_episode_type",
            "last_seen": "miss_missing_episode_start_date",
            "reported": "miss_missing_episode_start_date",
            "found": "miss_missing_episode_end_date",
        }),
        dates=("miss_missing_episode_start_date", "miss_missing_episode_end_date"),
    ),
    Module(
        SSD, "ssd_cla_episodes",
        _words("clae_cla_episode_id clae_person_id clae_cla_placement_id"
            " clae_cla_episode_start_date clae_cla_episode_start_reason clae_cla_primary_need_code"
            " clae_cla_episode_ceased_date clae_cla_episode_ceased_reason clae_cla_id"
            " clae_referral_id clae_cla_last_iro_contact_date clae_entered_care_date"
            " clae_cla_primary_need clae_cla_episode_ceased"),
        ("clae_person_id", "clae_cla_episode_start_date"),
        fills=(
            Filled("care_episodes", {
                "child": "clae_person_id", "started": "clae_cla_episode_start_date",
                "ended": "clae_cla_episode_ceased_date",
                "start_reason": "clae_cla_episode_start_reason",
                "end_reason": "clae_cla_episode_ceased_reason",
                "need": "clae_cla_primary_need_code", "entered_care": "clae_entered_care_date",
            }),
        ),
        dates=("clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    ),
    Module(
        SSD, "ssd_cla_placement",
        _words("clap_cla_placement_id clap_cla_id clap_person_id clap_cla_placement_start_date"
            " clap_cla_placement_type clap_cla_placement_urn clap_cla_placement_distance"
            " clap_cla_placement_provider clap_cla_placement_postcode"
            " clap_cla_placement_end_date clap_cla_placement_change_reason"),
        ("clap_person_id", "clap_cla_placement_start_date"),
        fills=(
            Filled("placements", {
                "child": "clap_person_id", "started": "clap_cla_placement_start_date",
                "ended": "clap_cla_placement_end_date",
                "placement_type": "clap_cla_placement_type", "place": "clap_cla_placement_urn",
            }),
        ),
        dates=("clap_cla_placement_start_date", "clap_cla_placement_end_date"),
    ),
)  # fmt: skip

#: Prefix of every column to the table of the dataset, of those that fill no declared table.
_PREFIXES: Final = {
    "addr": "ssd_address", "cinf": "ssd_assessment_factors", "clea": "ssd_care_leavers",
    "cina": "ssd_cin_assessments", "cine": "ssd_cin_episodes", "cinp": "ssd_cin_plans",
    "cinv": "ssd_cin_visits", "lacp": "ssd_cla_care_plan", "clac": "ssd_cla_convictions",
    "clah": "ssd_cla_health", "clai": "ssd_cla_immunisations",
    "lapp": "ssd_cla_previous_permanence", "clar": "ssd_cla_reviews",
    "clas": "ssd_cla_substance_misuse", "clav": "ssd_cla_visits", "cont": "ssd_contacts",
    "cppl": "ssd_cp_plans", "cppr": "ssd_cp_reviews", "cppv": "ssd_cp_visits",
    "dept": "ssd_department", "disa": "ssd_disability", "earl": "ssd_early_help_episodes",
    "ehcp": "ssd_ehcp_active_plans", "ehca": "ssd_ehcp_assessment",
    "ehcn": "ssd_ehcp_named_plan", "ehcr": "ssd_ehcp_requests", "fami": "ssd_family",
    "immi": "ssd_immigration_status", "icpc": "ssd_initial_cp_conference",
    "invo": "ssd_involvements", "lega": "ssd_legal_status", "link": "ssd_linked_identifiers",
    "moth": "ssd_mother", "perm": "ssd_permanence", "prep": "ssd_pre_proceedings",
    "prof": "ssd_professionals", "s251": "ssd_s251_finance", "s47e": "ssd_s47_enquiry",
    "csdq": "ssd_sdq_scores", "senn": "ssd_sen_need", "send": "ssd_send",
    "voch": "ssd_voice_of_child",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file recognised as a module.

    Attributes
    ----------
    module
        Which.
    headers
        The module's column to the file's header, of those that are there.
    beyond
        Headers that the module does not have.
    """

    module: Module
    headers: Mapping[str, str]
    beyond: tuple[str, ...]


def folded(name: str) -> str:
    """A header without case, gaps or marks."""
    return plain(name).replace(" ", "")


def recognise(header: Sequence[str]) -> Recognised | None:
    """The module that a file with this header is, or None.

    Every needed column must be there, in any case and order, and most columns must be the
    module's own. Of several, the one with most of its columns there.
    """
    by_fold: dict[str, str] = {}
    for name in header:
        by_fold.setdefault(folded(name), name)
    found = [one for module in _MODULES if (one := _as_module(module, header, by_fold))]
    if found:
        return max(found, key=lambda one: (len(one.headers), len(one.module.needs)))
    return _by_prefix(header)


def _as_module(
    module: Module, header: Sequence[str], by_fold: Mapping[str, str]
) -> Recognised | None:
    headers = {}
    for column in module.columns:
        names = (column, *_ALSO.get(column, ()))
        there = [by_fold[folded(name)] for name in names if folded(name) in by_fold]
        if there:
            headers[column] = there[0]
    lacks = any(column not in headers for column in module.needs)
    if lacks or (module.or_needs and not any(column in headers for column in module.or_needs)):
        return None
    used = set(headers.values())
    if len(used) < _MOSTLY * len(header) and not _own_xml(module, header):
        return None
    return Recognised(module, headers, tuple(name for name in header if name not in used))


def _own_xml(module: Module, header: Sequence[str]) -> bool:
    """Whether this is the header table of the return's XML, which holds other modules too."""
    return module.name == HEADER and "CHILDID" in header


def _by_prefix(header: Sequence[str]) -> Recognised | None:
    """A table of the dataset that fills no declared table, by the prefix of its columns."""
    prefixes = [name.strip().lower().partition("_")[0] for name in header]
    for prefix, name in _PREFIXES.items():
        own = [one for one, of in zip(header, prefixes, strict=True) if of == prefix]
        if len(own) >= max(_OF_PREFIX, _MOSTLY * len(header)):
            return Recognised(Module(SSD, name, tuple(own), ()), {n: n for n in own}, ())
    return None
