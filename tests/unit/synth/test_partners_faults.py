"""Faults in partners' files: planted where drawn, counted, and nothing else moved."""

from __future__ import annotations

import pytest

from homeward.synth.partners.files import PLANTED_HERE
from homeward.vocabulary.activity import InterviewKind, MeetingKind, PlanKind, SupportKind
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.reasons import Pull, Push
from tests.unit.synth.counties import DEFAULT, TINY, profile
from tests.unit.synth.partners_made import (
    CHARITY,
    FORMS,
    MEETINGS,
    SUPPORT,
    TRIGGERS,
    rows,
    sheet,
    supplied,
)

FILES = (CHARITY, MEETINGS, SUPPORT, TRIGGERS, FORMS)
TIMED = ("Date Returned", "Due By", "Appointment", "Date Completed")

#: Columns that each kind of fault may change.
CHANGED = {
    "partner_spellings": {
        "Interview Type", "Accepted Y/N", "Seen Alone Y/N", "Push Factors", "Pull Factors",
        "Harm Told", "Sees Self As Missing", "Meeting Type", "Service Type", "Plan Type", "Form",
        "Used At Call",
    },
    "partner_dates_lost": {
        *TIMED, "Date Offered", "Shared With Police", "Date Called", "Date Held",
        "Referral Date", "Start Date", "End Date", "Last Updated",
    },
    "partner_times_lost": set(TIMED),
    "partner_references_lost": {"Misper Ref", "Police Ref"},
}  # fmt: skip

WORDS = {
    "Interview Type": InterviewKind, "Meeting Type": MeetingKind, "Service Type": SupportKind,
    "Plan Type": PlanKind, "Form": PlanKind,
}  # fmt: skip


def changes(kind: str, rate: float) -> list[tuple[str, dict[str, tuple[str, str]]]]:
    """Of every row changed by one kind of fault: its file, and header to old and new cell."""
    out = []
    for path in FILES:
        pairs = zip(rows(path, TINY), rows(path, TINY, **{kind: rate}), strict=True)
        for old, new in pairs:
            changed = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
            if changed:
                out.append((path, changed))
    return out


def test_without_rates_nothing_is_planted():
    assert dict(supplied(TINY).planted) == dict.fromkeys(PLANTED_HERE, 0)


@pytest.mark.parametrize("kind", CHANGED)
@pytest.mark.parametrize("rate", [0.3, 1.0])
def test_each_planted_fault_changes_one_cell_of_one_row(kind, rate):
    found = changes(kind, rate)
    assert len(found) == supplied(TINY, **{kind: rate}).planted[kind] > 0
    for _, changed in found:
        ((name, _),) = changed.items()
        assert name in CHANGED[kind]
    others = set(PLANTED_HERE) - {kind}
    assert all(supplied(TINY, **{kind: rate}).planted[other] == 0 for other in others)


def test_at_rate_one_every_row_that_can_be_is_spoilt():
    clean = {path: rows(path, TINY) for path in FILES}
    everything = sum(map(len, clean.values()))
    assert supplied(TINY, partner_spellings=1.0).planted["partner_spellings"] == everything
    assert supplied(TINY, partner_dates_lost=1.0).planted["partner_dates_lost"] == everything
    timed = supplied(TINY, partner_times_lost=1.0).planted["partner_times_lost"]
    assert timed == len(clean[CHARITY])
    told = sum(bool(row["Misper Ref"]) for row in clean[CHARITY])
    told += sum(bool(row["Police Ref"]) for row in clean[FORMS])
    lost = supplied(TINY, partner_references_lost=1.0).planted["partner_references_lost"]
    assert lost == told


def test_lost_dates_are_blank_and_lost_times_leave_their_date():
    assert all(
        new == "" for _, one in changes("partner_dates_lost", 0.5) for _, new in one.values()
    )
    for _, one in changes("partner_times_lost", 0.5):
        ((old, new),) = one.values()
        assert len(new) == 10 and old.startswith(f"{new} ")


def test_references_are_blank_or_one_digit_wrong():
    pairs = [next(iter(one.values())) for _, one in changes("partner_references_lost", 1.0)]
    blank = [new for _, new in pairs if not new]
    assert 0 < len(blank) < len(pairs)
    for old, new in pairs:
        assert not new or (new[:-1] == old[:-1] and new[-1] != old[-1] and new[-1].isdigit())


def test_other_spellings_are_ones_that_the_vocabulary_knows():
    for _, one in changes("partner_spellings", 1.0):
        ((name, (old, new)),) = one.items()
        if name in ("Push Factors", "Pull Factors"):
            kind = Push if name.startswith("Push") else Pull
            assert [kind.read(text) for text in new.split("; ")] == [
                kind.read(text) for text in old.split("; ")
            ]
        else:
            kind = WORDS.get(name, YesNo)
            assert kind.read(new) is kind.read(old) is not None


def test_a_row_given_twice_stands_below_itself():
    for path in FILES:
        clean, twice = rows(path, TINY), rows(path, TINY, partner_duplicates=1.0)
        assert twice == [row for row in clean for _ in range(2)]
    planted = supplied(TINY, partner_duplicates=1.0).planted["partner_duplicates"]
    assert planted == sum(len(rows(path, TINY)) for path in FILES)


def test_a_lost_date_and_a_lost_time_are_never_the_same_cell():
    both = {"partner_dates_lost": 1.0, "partner_times_lost": 1.0}
    for old, new in zip(rows(CHARITY, TINY), rows(CHARITY, TINY, **both), strict=True):
        blank = [name for name in old if old[name] and not new[name]]
        cut = [name for name in TIMED if new[name] and len(new[name]) == 10]
        assert len(blank) == 1 and len(cut) == 1 and blank != cut


def test_one_kind_of_fault_moves_no_other():
    alone = changes("partner_spellings", 0.3)
    rates = {"partner_spellings": 0.3, "partner_references_lost": 0.4}
    both = []
    for path in FILES:
        for old, new in zip(rows(path, TINY), rows(path, TINY, **rates), strict=True):
            changed = {
                name: (old[name], new[name])
                for name in old
                if old[name] != new[name] and name in CHANGED["partner_spellings"]
            }
            if changed:
                both.append((path, changed))
    assert both == alone


def test_the_profiles_rates_are_near_what_is_planted():
    rates = {kind: profile(DEFAULT).faults[kind] for kind in PLANTED_HERE}
    planted = supplied(DEFAULT, **rates).planted
    everything = sum(sheet(path).rows for path in FILES)
    for kind in ("partner_spellings", "partner_duplicates", "partner_dates_lost"):
        assert 0.7 < planted[kind] / (rates[kind] * everything) < 1.3
