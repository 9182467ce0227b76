"""Rows set aside, mended by a person, and taken back in: the original and the history are kept."""

from __future__ import annotations

import csv
import json
import re
import stat
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from homeward.jobs import ingest, mend
from homeward.jobs.opening import quarantine
from homeward.privacy.keys import new_person_key
from homeward.records.mending import written_again
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import HEADER, ROWS, call_real, write_extract, write_small_plan

HISTORY = "protected/mends/history.json"
ROW = dict(zip(HEADER, ROWS[0], strict=True))


def row(ref: str, **cells: str) -> tuple[str, ...]:
    """A sound row under another reference, with some cells of its own."""
    held = ROW | {"MisPer Ref": ref} | {k.replace("_", " "): v for k, v in cells.items()}
    return tuple(held[name] for name in HEADER)


BAD = (
    row("M901", Reported="4th of May"),
    row("M902", Age="fourteeen"),
    row("M903", Found="01/01/2022 01:00"),
    row("M904", Residence_Type="=Yurt"),
)


class Place:
    """Extracts, a plan and an output folder, and what a person does with them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out"
        self.extracts = write_extract(folder / "extracts", [*ROWS, *BAD])
        self.plan = write_small_plan(folder / "study.toml")

    def ingest(self):
        return ingest(self.extracts, self.plan, self.out)

    def mend(self, *files: Path, **how):
        said = {"by": "A. Analyst", "why": "checked in the source system"} | how
        return mend(files or [self.quarantine], self.extracts, self.out, **said)

    @property
    def quarantine(self) -> Path:
        return self.out / "protected" / "quarantine" / "001_rows.csv"

    def edit(self, change: Callable[[dict[str, str]], None], to: Path | None = None) -> Path:
        """Rewrite the quarantine file line by line, as a spreadsheet would."""
        with self.quarantine.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        for line in lines:
            change(line)
        with (to or self.quarantine).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, lines[0].keys())
            writer.writeheader()
            writer.writerows(lines)
        return to or self.quarantine

    def set(self, ref: str, **cells: str) -> None:
        def change(line: dict[str, str]) -> None:
            if line["cell:MisPer Ref"] == ref:
                line.update({f"cell:{k.replace('_', ' ')}": v for k, v in cells.items()})

        self.edit(change)

    def refused(self, *files: Path, **how) -> HomewardError:
        with pytest.raises(HomewardError) as refusal:
            self.mend(*files, **how)
        assert not (self.out / HISTORY).exists()
        return refusal.value

    @property
    def history(self) -> list[dict]:
        return json.loads((self.out / HISTORY).read_text(encoding="utf-8"))["mends"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.ingest()
    return made


def test_a_mended_row_comes_back_in_and_its_history_is_kept(place):
    before = (place.extracts / "missing.csv").read_bytes()
    place.set("M901", Reported=ROW["Reported"])
    place.set("M902", Age="14")
    done = place.mend()
    assert (done.rows, done.cells, done.left_out, done.still) == (2, 2, 0, {})
    again = place.ingest()
    assert (again.used, again.set_aside, again.cells_set_aside) == (len(ROWS) + 4, 0, 2)
    first, second = place.history
    assert (first["row"], first["codes"]) == (len(ROWS) + 2, ["HW-R002"])
    assert (first["by"], first["why"]) == ("A. Analyst", "checked in the source system")
    (cell,) = first["cells"]
    assert cell == {"column": "Reported", "was": "4th of May", "now": ROW["Reported"]}
    assert second["cells"][0]["now"] == "14" and re.match(r"\d{4}-\d\d-\d\dT", first["at"])
    assert (place.extracts / "missing.csv").read_bytes() == before
    manifest = json.loads((place.out / "protected/state/manifest.json").read_text())
    assert manifest["inputs"][0]["mended"] == 2
    assert stat.S_IMODE((place.out / HISTORY).stat().st_mode) == 0o600


def test_what_is_still_wrong_is_said_at_once(place):
    place.set("M901", Reported="5th of May")
    place.set("M903", Found="02/01/2022 01:00")
    done = place.mend()
    assert done.still == {"HW-R002": 1} and done.set_aside == 1
    assert any("HW-R002" in line for line in done.lines())
    place.ingest()
    place.set("M901", Reported=ROW["Reported"])
    assert place.mend().still == {}
    assert place.ingest().set_aside == 0
    last = place.history[-1]["cells"][0]
    assert (last["was"], last["now"]) == ("5th of May", ROW["Reported"])


def test_a_row_can_be_left_out_and_taken_in_again(tmp_path):
    place = Place(tmp_path)
    write_extract(place.extracts, [*ROWS, row(ROWS[5][0], Age="17")])
    assert place.ingest().set_aside == 2
    wrong = str(len(ROWS) + 2)
    place.edit(lambda line: line.update(fate="Leave out") if line["row"] == wrong else None)
    done = place.mend()
    assert (done.rows, done.left_out) == (0, 1)
    again = place.ingest()
    assert (again.used, again.set_aside) == (len(ROWS), 1)
    faults = (place.out / "protected/quarantine/faults.csv").read_text(encoding="utf-8")
    assert "HW-R044" in faults and "HW-R031" not in faults
    place.edit(lambda line: line.update({"cell:MisPer Ref": "M999"}))
    assert place.mend().rows == 1
    assert place.ingest().used == len(ROWS) + 1


def test_a_row_left_out_is_listed_as_such_alone_whatever_is_wrong_in_it(tmp_path):
    place = Place(tmp_path)
    write_extract(place.extracts, [*ROWS, row("M901", Reported="4th of May", Age="x")])
    assert place.ingest().set_aside == 1
    place.edit(lambda line: line.update(fate="leave out"))
    assert place.mend().left_out == 1
    assert place.ingest().set_aside == 1
    faults = (place.out / "protected/quarantine/faults.csv").read_text(encoding="utf-8")
    assert "HW-R044" in faults and "HW-R002" not in faults and "HW-R004" not in faults


def test_a_spreadsheet_that_rewrote_other_cells_is_noticed(place):
    def spreadsheet(line: dict[str, str]) -> None:
        line["cell:Last Seen"] = line["cell:Last Seen"].replace("/2022", "/22")
        if line["cell:MisPer Ref"] == "M901":
            line["cell:Reported"] = ROW["Reported"]

    place.edit(spreadsheet)
    error = place.refused()
    assert error.code == "HW-P033" and '"Last Seen"' in error.detail
    assert "/22" not in error.detail
    assert place.mend(any_cell=True).cells == len(BAD) + 1


@pytest.mark.parametrize("saved", ["cp1252", "utf-8-sig", "semicolons", "copy", "quoted"])
def test_any_way_of_saving_is_read(place, tmp_path, saved):
    place.set("M902", Age="14")
    text = place.quarantine.read_text(encoding="utf-8")
    path = tmp_path / "mine.csv" if saved == "copy" else place.quarantine
    if saved == "semicolons":
        rows = list(csv.reader(text.splitlines()))
        text = "\n".join(";".join(row) for row in rows)
    if saved == "quoted":
        text = "\r\n".join(",".join(f'"{c}"' for c in row) for row in csv.reader(text.splitlines()))
    path.write_text(text, encoding=saved if saved in ("cp1252", "utf-8-sig") else "utf-8")
    assert place.mend(path).cells == 1


def test_an_apostrophe_that_makes_a_cell_harmless_is_no_change(place):
    assert "'=Yurt" in place.quarantine.read_text(encoding="utf-8")
    assert place.refused().code == "HW-P036"
    place.set("M904", Residence_Type="'=Foster")
    assert place.mend().still == {}
    assert place.history[0]["cells"][0]["now"] == "=Foster"


def test_nothing_is_kept_of_a_check(place):
    place.set("M902", Age="14")
    assert not place.mend(check=True).kept
    assert not (place.out / HISTORY).exists()


def test_lines_of_one_row_must_say_the_same(tmp_path):
    place = Place(tmp_path)
    write_extract(place.extracts, [*ROWS, row("M905", Age="x", Residence_Type="Yurt")])
    place.ingest()
    ages = iter(["13", "14"])
    place.edit(lambda line: line.update({"cell:Age": next(ages)}))
    error = place.refused()
    assert error.code == "HW-P035" and error.detail == f'001_rows.csv: row {len(ROWS) + 2}, "Age"'


def test_an_extract_that_changed_is_not_mended(place):
    place.set("M902", Age="14")
    with (place.extracts / "missing.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(row("M990")) + "\n")
    assert place.refused().code == "HW-P032"


def test_mends_of_a_file_that_is_gone_are_told_and_do_nothing(place):
    place.set("M902", Age="14")
    place.mend()
    write_extract(place.extracts, [*ROWS, row("M906", Age="x")])
    again = place.ingest()
    assert again.cells_set_aside == 1
    assert [note[:7] for note in again.notes if note.startswith("HW-P03")] == ["HW-P037"]


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "file,row,code,column,reason,fate,cell:A\nx,notanumber,,,,,\n"]
)
def test_what_is_no_quarantine_file_is_refused(place, tmp_path, text):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(text, encoding="utf-8")
    assert place.refused(wrong).code == "HW-P031"
    assert place.refused(tmp_path / "nowhere.csv").code == "HW-P031"


def test_lines_of_another_extract_are_refused(place, tmp_path):
    moved = place.edit(lambda line: line.update(row="9999"), tmp_path / "001_rows.csv")
    assert place.refused(moved).code == "HW-P032"
    other = place.edit(lambda line: line.update(file="other.csv"), tmp_path / "001_rows.csv")
    assert place.refused(other).code == "HW-P032"


def test_nothing_to_mend_where_nothing_was_run(tmp_path):
    place = Place(tmp_path)
    quarantine = tmp_path / "001_rows.csv"
    quarantine.write_text("file,row,code,column,reason,fate,cell:Age\nmissing.csv,2,,,,,1\n")
    with pytest.raises(HomewardError) as refusal:
        place.mend(quarantine)
    assert refusal.value.code == "HW-J003"


def test_records_past_their_last_day_are_not_mended(tmp_path, monkeypatch):
    place = Place(tmp_path)
    call_real(place.plan)
    key = new_person_key()
    ingest(place.extracts, place.plan, place.out, key=key)
    opened = quarantine(place.out, to=tmp_path / "open", key=key)
    rows = tmp_path / "open" / opened.files[0]
    monkeypatch.setattr(
        "homeward.study.governance.today_in_the_uk", lambda: __import__("datetime").date(2100, 1, 1)
    )
    with pytest.raises(HomewardError) as refusal:
        place.mend(rows, key=key)
    assert refusal.value.code == "HW-P021"


def test_a_row_that_did_not_fit_its_header_is_laid_as_mended(tmp_path):
    place = Place(tmp_path)
    write_extract(place.extracts, [*ROWS, (*row("M907", Age="Flat 2"), "14")])
    assert place.ingest().set_aside == 1
    place.edit(lambda line: line.update({"cell:Age": "14"}))
    assert place.mend().still == {}
    assert place.ingest().used == len(ROWS) + 1


def test_a_typed_cell_of_a_workbook_is_mended_in_its_own_type(tmp_path):
    place = Place(tmp_path)
    (place.extracts / "missing.csv").unlink()
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Child", "Told", "Age"])
    for n in range(30):
        when = __import__("datetime").datetime(2022, 3, 1 + n % 28, 21, 30)
        book.active.append([f"M{n}", f"C{n % 4}", None if n == 7 else when, 14])
    book.save(place.extracts / "book.xlsx")
    columns = {"incident": "Ref", "child": "Child", "reported": "Told", "age": "Age"}
    write_small_plan(place.plan, file="book.xlsx", columns=columns)
    assert place.ingest().set_aside == 1
    place.edit(lambda line: line.update({"cell:Told": "the ides of March"}))
    assert place.refused().code == "HW-P034"
    place.edit(lambda line: line.update({"cell:Told": "15/03/2022 22:10"}))
    assert place.mend().still == {}
    assert place.ingest().used == 30


def test_no_cell_is_printed(place, capsys):
    place.set("M901", Reported="the seventh of June")
    done = place.mend()
    told = " ".join([*done.lines(), json.dumps(done.as_json()), capsys.readouterr().out])
    assert "seventh" not in told and "4th of May" not in told


def test_a_mend_reaches_no_other_table_of_the_same_file(tmp_path):
    place = Place(tmp_path)
    (place.extracts / "missing.csv").unlink()
    book = openpyxl.Workbook()
    for name in ("North", "South"):
        sheet = book.create_sheet(name)
        sheet.append(["Ref", "Child", "Told", "Age"])
        for n in range(30):
            told = f"{1 + n % 28:02d}/03/2022 21:30"
            sheet.append([f"{name}{n}", f"C{n % 4}", told, "x" if n == 7 else "14"])
    del book["Sheet"]
    book.save(place.extracts / "book.xlsx")
    columns = {"incident": "Ref", "child": "Child", "age": "Age"}
    columns["reported"] = '{ column = "Told", format = "%d/%m/%Y %H:%M" }'
    text = write_small_plan(place.plan, file="book.xlsx", columns=columns).read_text()
    head, _, dataset = text.partition("[[dataset]]")
    sheets = (f'{dataset}[dataset.reading]\nsheet = "{n}"\n' for n in ("North", "South"))
    place.plan.write_text(head + "".join(f"[[dataset]]{one}" for one in sheets))
    assert place.ingest().cells_set_aside == 2
    place.edit(lambda line: line.update({"cell:Age": "12", "fate": "leave out"}))
    assert place.mend().left_out == 1
    again = place.ingest()
    assert (again.used, again.set_aside, again.cells_set_aside) == (59, 1, 1)
    assert place.history[0]["sheet"] == "North"


def test_dates_that_a_spreadsheet_wrote_otherwise_are_no_mends(tmp_path):
    place = Place(tmp_path)
    told = [f"2022-01-0{n} 21:30:05" for n in range(1, 9)]
    rows_ = [(f"M{n}", f"C{n}", when, "x" if n else "14") for n, when in enumerate(told)]
    with (place.extracts / "missing.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Ref", "Child", "Told", "Age"), *rows_])
    columns = {"incident": "Ref", "child": "Child", "age": "Age"}
    columns["reported"] = '{ column = "Told", format = "%Y-%m-%d %H:%M:%S" }'
    write_small_plan(place.plan, columns=columns)
    assert place.ingest().cells_set_aside == 7

    def spreadsheet(line: dict[str, str]) -> None:
        year, month, day = line["cell:Told"][:10].split("-")
        line["cell:Told"] = f"{day}/{month}/{year} {line['cell:Told'][11:16]}"
        if line["row"] == "3":
            line["cell:Age"] = "13"

    place.edit(spreadsheet)
    done = place.mend()
    assert (done.rows, done.cells, done.still) == (1, 1, {})
    assert place.ingest().cells_set_aside == 6


@pytest.mark.parametrize(
    ("text", "was", "expected"),
    [
        ("31/03/2022 22:15", "2022-03-31 22:15:09", True),
        ("31/03/2022 22:16", "2022-03-31 22:15:09", False),
        ("2022-03-31 22:15:09", "2022-03-31 22:15:10", False),
        ("31/03/2022 22:15", "31st of March", False),
        ("", "2022-03-31 22:15:09", False),
        ("soon", "2022-03-31 22:15:09", False),
    ],
)
def test_what_is_only_written_again(text, was, expected):
    assert written_again(text, was, ("%Y-%m-%d %H:%M:%S",)) is expected
    assert not written_again(text, was, ())
