"""The plan: written and read back exactly, refused by code, and hashed by what matters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose import Doubt, DoubtKind, Proposal, Undecided
from homeward.records.schema import Form
from homeward.records.tables import TABLES
from homeward.study.plan import (
    Dataset,
    Governance,
    Plan,
    Question,
    from_proposal,
    parse_plan,
    plan_document,
    plan_text,
    read_plan,
    write_plan,
)
from homeward.timelines.definitions import COVID, Change, Definitions
from homeward.vocabulary.activity import Regime
from homeward.vocabulary.agency import Agency
from homeward.vocabulary.change import ChangeKind
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.repeated import Repeated
from homeward.vocabulary.report import ReportType
from tests.unit.study.plans import PLAIN

# ------------------------------------------------------------------ any plan at all

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
headers = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))
plain_values = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | texts | st.floats(allow_nan=False)
    | st.dates() | moments,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
governances = st.builds(
    Governance, st.sampled_from(list(Regime)), texts, texts, texts, texts, st.none() | st.dates()
)


@st.composite
def column_maps(draw, column):
    words, reference = column.words, column.form is Form.REFERENCE
    if column.form is Form.WORDS and draw(st.booleans()):
        values = st.sampled_from([w.value for w in words])
        return ColumnMap(flags=draw(st.dictionaries(headers, values, min_size=1, max_size=3)))
    if words is not None and draw(st.booleans()):
        return ColumnMap(always=draw(st.sampled_from([w.value for w in words])))
    return ColumnMap(
        column=draw(headers), time_column=draw(texts) if column.form is Form.TIME else "",
        format=draw(texts), time_format=draw(texts), separator=draw(texts),
        zone=draw(st.sampled_from(["local", "utc"])),
        joined=tuple(draw(st.lists(headers, max_size=2))) if reference else (),
    )  # fmt: skip


@st.composite
def datasets(draw, name):
    table = TABLES[name]
    chosen = draw(st.lists(st.sampled_from(list(table.columns)), unique=True, max_size=4))
    columns = {n: draw(column_maps(table.columns[n])) for n in table.columns if n in chosen}
    worded = [n for n in table.of_form(Form.WORD, Form.WORDS) if draw(st.booleans())][:2]
    words = {
        n: draw(st.dictionaries(
            texts, st.sampled_from([w.value for w in table.columns[n].words]),
            min_size=1, max_size=2,
        ))
        for n in worded
    }  # fmt: skip
    reading = Reading(
        draw(texts), draw(st.sampled_from(["", ",", "\t", "|"])), draw(st.integers(1, 99)),
        draw(texts),
    )  # fmt: skip
    files = tuple(draw(st.lists(headers, min_size=1, max_size=2, unique=True)))
    ignored = tuple(draw(st.lists(texts, max_size=3)))
    return Dataset(
        FileMap(
            name, files, reading, columns, words, ignored,
            {file: draw(st.dates()) for file in files if draw(st.booleans())},
            draw(st.sampled_from(list(Repeated))),
        ),
        draw(st.sampled_from(list(Agency))), draw(governances),
    )  # fmt: skip


questions = st.builds(
    Question, kind=texts, file=texts, column=texts, text=texts, suggestion=texts,
    blocking=st.booleans(), source=st.lists(texts, max_size=2).map(tuple), spelling=texts,
    format=texts, answer=texts,
)  # fmt: skip


@st.composite
def changes(draw):
    on = draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    until = draw(st.none() | st.integers(0, 900).map(lambda days: on + timedelta(days=days)))
    what = draw(texts.filter(bool))
    return Change(on, what, draw(st.sampled_from(list(ChangeKind))), until)


@st.composite
def definitions(draw):
    told = draw(st.lists(changes(), max_size=2))
    return Definitions(
        local_authorities=tuple(draw(st.lists(texts, max_size=2))),
        changes=tuple(sorted({COVID, *told}, key=lambda c: (c.on, c.what))),
        persistent_days=draw(st.integers(28, 3660)),
        persistent_incidents=draw(st.integers(2, 1000)),
        persistent_long=draw(st.integers(2, 1000)),
        persistent_long_hours=draw(st.integers(1, 8760)),
    )


@st.composite
def plans(draw):
    opens = draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    names = ["incidents", *draw(st.lists(st.sampled_from(list(TABLES)), max_size=1))]
    counted = draw(st.lists(st.sampled_from(list(ReportType)), min_size=1, unique=True))
    found = draw(st.lists(questions, max_size=3))
    return Plan(
        opens=opens, closes=opens + timedelta(days=draw(st.integers(0, 900))),
        force=draw(texts), synthetic=draw(st.booleans()), as_of=draw(st.none() | moments),
        seed=draw(st.integers(0, 2**63 - 1)), age_below=draw(st.integers(1, 121)),
        counts_as_missing=tuple(counted), handling=draw(texts),
        datasets=tuple(draw(datasets(name)) for name in names),
        ignored_files=tuple(draw(st.lists(texts, max_size=3))),
        analysis=draw(st.dictionaries(texts, plain_values, max_size=3)),
        questions=tuple(dict.fromkeys(found)), definitions=draw(definitions()),
        governance=draw(governances),
    )  # fmt: skip


@given(plans())
def test_any_plan_is_read_back_as_it_was_written(plan):
    assert parse_plan(plan_document(plan)) == plan


@given(plans())
def test_the_text_for_hashing_follows_what_changes_results_and_nothing_else(plan):
    text = plan_text(plan)
    assert text == plan_text(parse_plan(plan_document(plan)))
    assert text == plan_text(replace(plan, questions=()))
    assert text != plan_text(replace(plan, closes=plan.closes + timedelta(days=1)))
    assert text != plan_text(replace(plan, seed=plan.seed ^ 1))


# ------------------------------------------------------------------ the file


def test_a_plan_is_written_whole_and_read_back(tmp_path):
    path = tmp_path / "new" / "study.toml"
    write_plan(PLAIN, path)
    assert read_plan(path) == PLAIN
    assert [p.name for p in path.parent.iterdir()] == ["study.toml"]


def test_an_existing_plan_is_kept_unless_told_otherwise(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(HomewardError) as refusal:
        write_plan(PLAIN, path)
    assert refusal.value.code == "HW-P011"
    assert path.read_text(encoding="utf-8") == "mine"
    write_plan(PLAIN, path, overwrite=True)
    assert read_plan(path) == PLAIN


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(HomewardError) as refusal:
        write_plan(PLAIN, tmp_path / "file" / "study.toml")
    assert refusal.value.code == "HW-E002"


def test_doubts_stand_beside_what_they_concern_and_at_the_end():
    doubt = Doubt(
        DoubtKind.DAY_ORDER, "missing.csv", "incidents", "reported", ("Date",),
        "Which is\nthe day?", "%d/%m/%Y",
    )  # fmt: skip
    needed = Doubt(
        DoubtKind.MISSING, "missing.csv", "incidents", "found", ("X",), "Which is it?", "X", True,
        "%d/%m/%Y",
    )  # fmt: skip
    text = plan_document(PLAIN, [doubt, needed])
    lines = text.splitlines()
    at = lines.index("# ? Which is")
    assert lines[at + 1] == "# the day?"
    assert lines[at + 2].startswith("reported = ")
    at = lines.index("#! NEEDED Which is it?")
    assert lines[at + 1] == '# found = { column = "X", format = "%d/%m/%Y" }'
    kept = parse_plan(text).questions
    assert [(q.kind, q.column, q.blocking) for q in kept] == [
        ("day_order", "incidents.reported", False), ("missing", "incidents.found", True),
    ]  # fmt: skip


def test_a_plan_says_in_words_what_each_part_is():
    text = plan_document(PLAIN)
    comments = re.findall(r"^# .*$", text, re.MULTILINE)
    assert len(comments) > 12
    assert max(map(len, text.splitlines())) < 200


# ------------------------------------------------------------------ from a proposal


def _proposal(**said) -> Proposal:
    known = {
        "maps": tuple(d.map for d in PLAIN.datasets), "doubts": (), "unmapped": ("stock.csv",),
        "window": (date(2021, 2, 3), date(2021, 4, 5)),
    }  # fmt: skip
    return Proposal(**(known | said))


def test_a_proposal_becomes_a_plan():
    plan = from_proposal(_proposal(), force="Made-up")
    assert (plan.opens, plan.closes, plan.force) == (date(2021, 2, 3), date(2021, 4, 5), "Made-up")
    assert plan.ignored_files == ("stock.csv",)
    assert plan.datasets[0].agency is Agency.POLICE
    assert not plan.synthetic


def test_made_up_extracts_make_a_synthetic_plan(tmp_path):
    plan = from_proposal(_proposal(synthetic=True, force="Made-up county"))
    assert (plan.synthetic, plan.force) == (True, "Made-up county")
    assert from_proposal(_proposal(synthetic=True, force="a"), force="b").force == "b"
    (tmp_path / "SYNTHETIC.txt").write_text("made up", encoding="utf-8")
    assert from_proposal(_proposal(), folder=tmp_path).synthetic


def test_spellings_to_decide_are_offered_under_their_column():
    word = Undecided("missing.csv", "incidents", "reporter", "By", "Key Wrker", 31, "carer")
    text = plan_document(from_proposal(_proposal(undecided_words=(word,))))
    lines = text.splitlines()
    at = lines.index("[dataset.words.reporter]")
    assert lines[at + 1] == '# "Key Wrker" = "carer"'
    assert parse_plan(text).questions[0].spelling == "Key Wrker"


def test_records_close_when_the_last_day_ends_in_the_uk():
    assert PLAIN.records_close == datetime(2023, 1, 1, tzinfo=UTC)
    summer = replace(PLAIN, closes=date(2022, 7, 31))
    assert summer.records_close == datetime(2022, 7, 31, 23, tzinfo=UTC)
    at = datetime(2022, 5, 1, tzinfo=UTC)
    assert replace(PLAIN, as_of=at).records_close == at


def test_a_dataset_that_names_a_file_twice_is_refused():
    twice = plan_document(PLAIN).replace(
        'files = ["missing.csv"]', 'files = ["missing.csv", "missing.csv"]'
    )
    with pytest.raises(HomewardError) as refusal:
        parse_plan(twice)
    assert refusal.value.code == "HW-P008" and "each file once" in refusal.value.detail
