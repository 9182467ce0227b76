"""What agencies hold of children: mistakes at the rates asked for, counted, and no others."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.synth.clock import day_of, midnight
from homeward.synth.identities import (
    AGENCIES,
    COUNCIL,
    POLICE,
    Identities,
    identify,
    on_incidents,
)
from homeward.synth.identities.forenames import Origin, families
from homeward.synth.identities.mistakes import (
    misspelt,
    placeholder,
    plain,
    spellings,
    swapped,
    wrong_digit,
)
from homeward.synth.rules import IDENTITY_FAULTS
from tests.unit.synth.counties import TINY, county

NAMES = ("names_misspelt", "names_swapped", "aliases")
BIRTHS = ("births_swapped", "births_placeholder", "births_wrong")


def made(**rates: float) -> Identities:
    return identify(county(TINY), rates)


def differs(identities: Identities, agency: str) -> dict[str, np.ndarray]:
    """Which children are held otherwise than they are, by name and by birth."""
    held, true = identities.held(agency), identities.names
    name = (held.forename != true.forename) | (held.surname != true.surname)
    return {"name": np.flatnonzero(name), "born": np.flatnonzero(held.born != identities.born)}


def test_without_mistakes_every_agency_holds_the_truth():
    for identities in (made(), made(**dict.fromkeys(IDENTITY_FAULTS, 0.0))):
        for agency in AGENCIES:
            assert all(len(found) == 0 for found in differs(identities, agency).values())
            assert identities.held(agency).second == {}
        assert not identities.planted


@pytest.mark.parametrize("kind", [*NAMES, *BIRTHS])
@pytest.mark.parametrize("agency", AGENCIES)
def test_held_differs_from_true_where_it_is_counted_and_nowhere_else(kind, agency):
    identities = made(**{kind: 0.2})
    found = differs(identities, agency)
    wrong, right = ("name", "born") if kind in NAMES else ("born", "name")
    assert len(found[right]) == 0
    assert found[wrong].tolist() == identities.held(agency).mistakes[kind].tolist()
    assert identities.planted_by_agency[agency] == {kind: len(found[wrong])}
    number = len(identities.born)
    assert abs(len(found[wrong]) - 0.2 * number) < 4 * np.sqrt(number * 0.2 * 0.8) + 0.01 * number


@pytest.mark.parametrize("kind", [*NAMES, "births_wrong"])
def test_a_rate_of_one_befalls_every_child(kind):
    identities = made(**{kind: 1.0})
    found = differs(identities, COUNCIL)["name" if kind in NAMES else "born"]
    assert len(found) == len(identities.born)


def test_a_rate_of_one_befalls_every_birth_that_it_can():
    swaps, starts = made(births_swapped=1.0), made(births_placeholder=1.0)
    days = [day_of(minute) for minute in swaps.born.tolist()]
    can = [n for n, day in enumerate(days) if day.day <= 12 and day.day != day.month]
    assert differs(swaps, POLICE)["born"].tolist() == can
    can = [n for n, day in enumerate(days) if (day.day, day.month) != (1, 1)]
    assert differs(starts, POLICE)["born"].tolist() == can
    assert {day_of(m).strftime("%d%m") for m in starts.held(POLICE).born.tolist()} == {"0101"}


def test_a_birth_suffers_one_mistake_at_most():
    identities = made(**dict.fromkeys(BIRTHS, 0.3))
    for agency in AGENCIES:
        places = np.concatenate([identities.held(agency).mistakes[kind] for kind in BIRTHS])
        assert len(np.unique(places)) == len(places)
        assert sorted(places.tolist()) == differs(identities, agency)["born"].tolist()


def test_agencies_make_their_mistakes_apart():
    identities = made(names_misspelt=0.3)
    one, other = (
        set(identities.held(agency).mistakes["names_misspelt"]) for agency in AGENCIES[:2]
    )
    expected = 0.09 * len(identities.born)
    assert abs(len(one & other) - expected) < 4 * np.sqrt(expected)


def test_more_of_a_mistake_leaves_those_made_already():
    few, many = made(names_misspelt=0.1), made(names_misspelt=0.4, births_wrong=0.2)
    for agency in AGENCIES:
        hit = few.held(agency).mistakes["names_misspelt"]
        assert set(hit) < set(many.held(agency).mistakes["names_misspelt"])
        assert few.held(agency).surname[hit].tolist() == many.held(agency).surname[hit].tolist()


def test_another_name_of_a_child_is_the_same_for_every_agency():
    identities = made(aliases=1.0)
    police, council = identities.held(POLICE), identities.held(COUNCIL)
    assert police.forename.tolist() == council.forename.tolist()
    assert police.surname.tolist() == council.surname.tolist()
    true = identities.names
    by_surname = np.mean(police.surname != true.surname)
    assert 0.5 < by_surname < 0.7
    assert ((police.surname != true.surname) ^ (police.forename != true.forename)).all()


def test_brothers_and_sisters_who_go_by_another_surname_share_it():
    identities = made(aliases=1.0)
    true, other = identities.names, identities.held(POLICE).surname
    changed = np.flatnonzero(other != true.surname)
    families: dict[int, set[str]] = {}
    for place in changed.tolist():
        families.setdefault(int(true.family[place]), set()).add(other[place])
    assert len(changed) > len(families) + 50
    assert all(len(surnames) == 1 for surnames in families.values())


def test_swapped_names_are_the_two_names_the_other_way_round():
    identities = made(names_swapped=1.0)
    held = identities.held(COUNCIL)
    assert held.forename.tolist() == identities.names.surname.tolist()
    assert held.surname.tolist() == identities.names.forename.tolist()


def test_a_child_recorded_twice_has_another_reference_and_spelling():
    identities = made(recorded_twice=0.3)
    for agency in AGENCIES:
        held, given = identities.held(agency), identities.reference(agency)
        assert abs(len(held.second) / len(given) - 0.3) < 0.05
        assert held.second.keys() == held.again.keys()
        assert set(held.second.values()).isdisjoint(given)
        for place, person in held.again.items():
            assert person.born == held.person(place).born
            assert person[:2] != held.person(place)[:2]
            assert (person.forename == held.forename[place]) != (
                person.surname == held.surname[place]
            )


def test_rows_of_a_child_recorded_twice_stand_under_either_reference():
    identities = made(recorded_twice=0.5, births_wrong=0.1)
    child = np.repeat(np.arange(200), 10)
    written = identities.written(COUNCIL, child, np.arange(2000))
    held, given = identities.held(COUNCIL), identities.reference(COUNCIL)
    late = 0
    for place, *cells in zip(child.tolist(), *written, strict=True):
        second = cells[0] == held.second.get(place)
        assert second or cells[0] == given[place]
        assert tuple(cells[1:]) == (held.again[place] if second else held.person(place))
        late += second
    twice = sum(place in held.second for place in range(200))
    assert 0.4 < late / (10 * twice) < 0.6


def test_a_row_s_identity_decides_which_reference_it_bears():
    identities = made(recorded_twice=1.0)
    rows = np.arange(500)
    whole = identities.written(POLICE, rows % 50, rows)
    part = identities.written(POLICE, (rows % 50)[::2], rows[::2])
    assert whole.reference[::2] == part.reference
    assert whole.born[::2].tolist() == part.born.tolist()


def test_reports_bear_the_name_that_the_force_holds():
    identities = made(names_misspelt=0.1, aliases=0.1)
    _, names, number = on_incidents(county(TINY), identities, {})
    held, child = identities.held(POLICE), county(TINY).incidents.child.tolist()
    assert number == 0
    assert names == [f"{held.surname[place].upper()}, {held.forename[place]}" for place in child]


def test_some_reports_have_the_name_mistyped_that_once():
    identities = made()
    right = on_incidents(county(TINY), identities, {}).names
    _, names, number = on_incidents(county(TINY), identities, {"names_mistyped": 0.2})
    wrong = sum(one != other for one, other in zip(right, names, strict=True))
    assert wrong == number
    assert abs(number - 0.2 * len(names)) < 4 * np.sqrt(0.16 * len(names))
    _, every, number = on_incidents(county(TINY), identities, {"names_mistyped": 1.0})
    assert number == len(every)
    assert all(one != other for one, other in zip(right, every, strict=True))


# ------------------------------------------------------------------ mistakes, one by one

FORENAMES = sorted(
    {
        name
        for o in Origin
        for girl in (True, False)
        for family in families(o, girl)
        for name in family
    }
)
draws = st.floats(0, 1, exclude_min=True, exclude_max=True)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(
    st.sampled_from([*FORENAMES, "O'Brandrahey", "Al-Barouqi", "El Haddunan", "McCulvigan"]), draws
)
def test_a_misspelt_name_is_another_text_of_letters(name, u):
    wrong = misspelt(name, u)
    assert wrong != name
    assert len(wrong) > 1
    assert wrong == wrong.strip()
    assert all(letter.isalpha() or letter in "'- " for letter in wrong)


def test_forenames_come_in_other_spellings_and_lose_their_marks():
    found = {misspelt("Mohammed", u) for u in np.linspace(0.001, 0.999, 500).tolist()}
    assert {"Muhammad", "Mohamed", "Mohammad"} <= found
    assert set(spellings("Mohammed")) <= found
    assert "Roisin" in {misspelt("Róisín", u) for u in np.linspace(0.5, 0.75, 50).tolist()}


def test_surnames_lose_what_is_not_a_letter_and_halves():
    def found(name):
        return {misspelt(name, u) for u in np.linspace(0.001, 0.749, 300).tolist()}

    assert {"OBrandrahey", "O Brandrahey", "Brandrahey"} <= found("O'Brandrahey")
    assert {"Thornebeck Wassenrowe", "Thornebeck", "Wassenrowe"} <= found("Thornebeck-Wassenrowe")
    assert {"Al Barouqi", "Barouqi"} <= found("Al-Barouqi")
    assert plain("João") == "Joao"


births = st.dates(date(1995, 1, 1), date(2022, 12, 31))


@settings(deadline=None, derandomize=True, max_examples=200)
@given(births, draws)
def test_a_wrong_digit_is_one_digit_of_the_date(born, u):
    wrong = wrong_digit(born, u)
    assert wrong != born
    if wrong.year != born.year:
        assert abs(wrong.year - born.year) == 1
        assert (wrong.month, wrong.day) == (born.month, born.day)
    else:
        pairs = zip(f"{wrong:%d%m}", f"{born:%d%m}", strict=True)
        assert sum(one != other for one, other in pairs) == 1


@settings(deadline=None, derandomize=True, max_examples=200)
@given(births)
def test_swapping_and_placing_births(born):
    turned, start = swapped(born), placeholder(born)
    if turned is None:
        assert born.day > 12 or born.day == born.month
    else:
        assert (turned.day, turned.month, turned.year) == (born.month, born.day, born.year)
        assert swapped(turned) == born
    assert (start is None) == (born == date(born.year, 1, 1))


def test_births_are_held_as_the_first_minute_of_a_day():
    identities = made(**dict.fromkeys(BIRTHS, 0.2))
    born = identities.held(POLICE).born
    assert (born % midnight(date(1970, 1, 2)) == 0).all()
    late = [day_of(held) - day_of(true) for held, true in zip(born, identities.born, strict=True)]
    assert max(map(abs, late)) <= timedelta(days=366)


def test_reports_of_a_child_recorded_twice_stand_under_both_references():
    identities = made(recorded_twice=1.0)
    told = on_incidents(county(TINY), identities, {})
    second = set(identities.held(POLICE).second.values())
    under_second = [reference in second for reference in told.references]
    assert 0.35 < sum(under_second) / len(under_second) < 0.65
    first = identities.reference(POLICE)
    whose = {first[place]: place for place in range(len(first))}
    whose |= {reference: place for place, reference in identities.held(POLICE).second.items()}
    assert [whose[text] for text in told.references] == county(TINY).incidents.child.tolist()
