"""True names of synthetic children: frequencies, origins, families, references and links."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from homeward.synth.identities import AGENCIES, CHARITY, COUNCIL, POLICE, Identities, identify
from homeward.synth.identities.forenames import Origin, families
from homeward.synth.identities.references import SECOND, references
from homeward.synth.identities.true_names import ORIGINS, SIBLING_SHARE
from homeward.synth.rows import child_reference
from homeward.synth.twins import NO_TWIN
from homeward.vocabulary.person import Ethnicity, Sex
from tests.unit.synth.counties import DEFAULT, county


@cache
def identities(name: str = DEFAULT, seed: int = 1) -> Identities:
    made = county(name, seed)
    return identify(made, made.world.profile.faults)


def children():
    return county(DEFAULT).world.children


def test_every_child_has_a_name_of_its_origin_and_sex():
    names, girls = identities().names, children().sex == Sex.FEMALE.value
    for position, origin in enumerate(ORIGINS):
        for girl in (True, False):
            mine = (names.origin == position) & (girls == girl)
            known = {name for family in families(origin, girl) for name in family}
            assert set(names.forename[mine]) <= known
    assert all(names.surname)


def test_every_name_fits_the_narrowest_encoding_of_the_extracts():
    made = identities()
    for names in (made.names, *(made.held(agency) for agency in AGENCIES)):
        text = " ".join({*names.forename, *names.surname})
        assert text.encode("cp1252").decode("cp1252") == text


def test_no_surname_is_a_forename():
    known = {
        name
        for origin in Origin
        for girl in (True, False)
        for family in families(origin, girl)
        for name in family
    }
    assert known.isdisjoint(identities().names.surname)


@pytest.mark.parametrize(
    ("ethnicity", "never", "most"),
    [
        (Ethnicity.WHITE, (Origin.WEST_AFRICAN, Origin.EAST_ASIAN), Origin.BRITISH),
        (Ethnicity.BLACK, (Origin.SOUTH_ASIAN, Origin.IRISH), Origin.WEST_AFRICAN),
        (Ethnicity.ASIAN, (Origin.IRISH, Origin.WEST_AFRICAN), Origin.SOUTH_ASIAN),
        (Ethnicity.OTHER, (Origin.IRISH,), Origin.ARABIC),
    ],
)
def test_origins_follow_ethnicity(ethnicity, never, most):
    """Of children without a twin: twins take the origin of the first, whatever is recorded."""
    mine = (children().ethnicity == ethnicity.value) & (children().twin == NO_TWIN)
    found = Counter(identities().names.origin[mine].tolist())
    assert found.most_common(1)[0][0] == ORIGINS.index(most)
    assert all(found[ORIGINS.index(origin)] == 0 for origin in never)


def test_a_few_names_are_frequent_and_most_are_rare():
    """As of names anywhere: agreeing on a rare one must tell more than on a common one."""
    names = identities().names
    for column, top, least in ((names.forename, 0.01, 500), (names.surname, 0.003, 3000)):
        numbers = np.array(sorted(Counter(column).values(), reverse=True))
        assert top < numbers[0] / numbers.sum() < 0.05
        assert len(numbers) > least
        assert numbers[: len(numbers) // 10].sum() > 0.35 * numbers.sum()
        assert np.median(numbers) < 0.1 * numbers[0]


def test_names_are_written_in_the_ways_that_records_stumble_on():
    names = identities().names
    surnames, whole = set(names.surname), set(names.surname) | set(names.forename)
    double = np.mean([name.count("-") - name.startswith("Al-") > 0 for name in names.surname])
    assert 0.02 < double < 0.08
    assert sum("'" in name for name in surnames) > 50
    assert sum(" " in name for name in surnames) > 50
    assert sum(not name.isascii() for name in whole) > 50
    assert {"Mohammed", "Muhammad", "Mohammad"} <= set(names.forename)


def test_the_usual_spelling_is_the_most_frequent_of_its_family():
    girls = children().sex == Sex.FEMALE.value
    boys = (identities().names.origin == ORIGINS.index(Origin.BRITISH)) & ~girls
    found = Counter(identities().names.forename[boys])
    for first, *others in families(Origin.BRITISH, False)[:20]:
        assert all(found[first] > found[other] for other in others), first


def test_brothers_and_sisters_share_surname_and_origin_and_no_forename():
    names = identities().names
    head = names.family
    assert (names.surname == names.surname[head]).all()
    assert (names.origin == names.origin[head]).all()
    assert (head[head] == head).all()
    forenames = list(zip(head.tolist(), names.forename.tolist(), strict=True))
    assert len(set(forenames)) == len(forenames)


def test_about_as_many_have_a_sibling_before_as_is_said():
    head = identities().names.family
    alone = children().twin == NO_TWIN
    joined = np.mean(head[alone] != np.flatnonzero(alone))
    assert 0.6 * SIBLING_SHARE < joined < SIBLING_SHARE


def test_siblings_are_of_one_ethnicity():
    head, ethnicity = identities().names.family, children().ethnicity
    alone = (children().twin == NO_TWIN) & (children().twin[head] == NO_TWIN)
    assert (ethnicity[alone] == ethnicity[head[alone]]).all()


def test_twins_share_surname_and_birth_and_neither_forename_nor_reference():
    made, twin = identities(), children().twin
    first = np.flatnonzero(twin > np.arange(len(twin)))
    second = twin[first]
    assert len(first) > 100
    assert (made.names.surname[first] == made.names.surname[second]).all()
    assert (made.born[first] == made.born[second]).all()
    assert (made.names.forename[first] != made.names.forename[second]).all()
    for agency in AGENCIES:
        given = made.reference(agency)
        assert all(given[one] != given[other] for one, other in zip(first, second, strict=True))


def test_half_of_twins_or_more_have_forenames_that_begin_alike():
    names, twin = identities().names.forename, children().twin
    first = np.flatnonzero(twin > np.arange(len(twin)))
    alike = [names[one][0] == names[twin[one]][0] for one in first]
    others = [names[one][0] == names[one - 1][0] for one in first[first > 0]]
    assert np.mean(alike) > 0.42
    assert np.mean(others) < 0.2


def test_the_same_seed_gives_the_same_identities_and_another_gives_others():
    made, again = (identify(county(DEFAULT), {"names_misspelt": 0.1}) for _ in range(2))
    assert made.links() == again.links()
    for agency in AGENCIES:
        assert made.held(agency).forename.tolist() == again.held(agency).forename.tolist()
        assert made.held(agency).surname.tolist() == again.held(agency).surname.tolist()
    other = identify(county("tiny", 2), {}).names.surname
    assert other[:100].tolist() != identify(county("tiny", 1), {}).names.surname[:100].tolist()


def test_nothing_drawn_for_a_child_depends_on_who_else_is_asked_about():
    made, rates = county(DEFAULT), county(DEFAULT).world.profile.faults
    who = np.unique(made.incidents.child)[::3]
    some, every = identify(made, rates, who), identities()
    assert some.names.forename[who].tolist() == every.names.forename[who].tolist()
    assert some.names.surname[who].tolist() == every.names.surname[who].tolist()
    asked = np.zeros(len(some.who), bool)
    asked[who] = True
    for agency in AGENCIES:
        part, whole = some.held(agency), every.held(agency)
        assert part.forename[who].tolist() == whole.forename[who].tolist()
        assert part.surname[who].tolist() == whole.surname[who].tolist()
        assert part.born[who].tolist() == whole.born[who].tolist()
        assert part.second == {p: ref for p, ref in whole.second.items() if asked[p]}
        assert {p: part.again[p] for p in part.again} == {p: whole.again[p] for p in part.second}
        assert part.planted() == whole.planted(asked)
        assert set(part.forename[~asked]) == {""} and np.isnan(part.born[~asked]).all()


def test_every_reference_is_given_once():
    made = identities()
    links = made.links()
    assert len(set(links["reference"])) == len(links["reference"])
    again = sum(len(made.held(agency).second) for agency in AGENCIES)
    assert len(links["reference"]) == 3 * len(made.born) + again
    assert Counter(links["agency"]).keys() == set(AGENCIES)


def test_links_say_whose_a_reference_is_and_who_the_twin_is():
    made, links = identities(), identities().links()
    child = dict(zip(links["reference"], links["child"], strict=True))
    twin = dict(zip(links["child"], links["twin"], strict=True))
    ids = children().ids
    for agency in AGENCIES:
        given, second = made.reference(agency), made.held(agency).second
        assert child[given[7]] == str(ids[7])
        assert all(child[ref] == str(ids[place]) for place, ref in second.items())
    pairs = {one: other for one, other in twin.items() if other}
    assert len(pairs) == (children().twin != NO_TWIN).sum()
    assert all(pairs[other] == one for one, other in pairs.items())
    origin = dict(zip(links["child"], links["origin"], strict=True))
    assert all(origin[one] == origin[other] for one, other in pairs.items())


def test_links_of_some_children_are_those_children_s():
    made = county(DEFAULT)
    who = np.flatnonzero(made.world.children.twin != NO_TWIN)[:1]
    links = identify(made, {"recorded_twice": 1.0}, who).links()
    assert len(links["reference"]) == 6
    assert set(links["child"]) == {str(made.world.children.ids[who[0]])}
    assert set(links["twin"]) == {str(made.world.children.ids[made.world.children.twin[who[0]]])}


def test_agencies_number_children_each_in_its_own_way():
    made = identities()
    assert made.reference(POLICE)[:9] == [child_reference(place) for place in range(9)]
    assert all(text.isdigit() and len(text) == 8 for text in made.reference(COUNCIL)[:99])
    assert all(text.startswith("YP-") for text in made.reference(CHARITY)[:99])


def test_references_stay_unique_over_second_ones_and_adults():
    places = [*range(30_000), *range(SECOND, SECOND + 30_000), *range(90_000_000, 90_030_000)]
    assert len(set(references(POLICE, places))) == len(places)
    for agency in (COUNCIL, CHARITY):
        assert len(set(references(agency, places[:60_000]))) == 60_000
