"""The font: one for page, PDF and charts; nothing printed that it lacks."""

from __future__ import annotations

import base64
from dataclasses import asdict, is_dataclass

from homeward.report.assemble import assemble
from homeward.report.typeface import FONTS, WEIGHTS, covered, embedded, printable
from homeward.vocabulary import FAULTS
from homeward.vocabulary.setting import Setting
from tests.unit.report.made import made_bundle

WELSH = "ŵŷâêîôûŴŶÂÊÎÔÛáéíóúẁẃẅỳýÿ"


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def test_the_font_holds_english_and_welsh():
    assert {ord(c) for c in WELSH} <= covered()
    assert set(range(0x21, 0x7F)) <= covered()


def test_the_font_lacks_what_it_is_known_to_lack():
    assert not {0x2264, 0x2192} & covered()


def test_every_word_of_a_report_is_in_the_font():
    report = assemble(made_bundle())
    assert is_dataclass(report)
    lost = {text for text in _strings(asdict(report)) if printable(text) != text}
    # Drawings hold line breaks of their own and were made printable before.
    assert {text for text in lost if not text.startswith("<svg")} == set()


def test_every_setting_and_fault_is_in_the_font():
    texts = [s.label for s in Setting] + [f"{f.title} {f.do}" for f in FAULTS.values()]
    assert [text for text in texts if printable(text) != text] == []


def test_what_the_font_lacks_is_replaced_and_never_kept():
    told = printable("\u2264 5 \u2192 \u4e2d\u6587 \U0001f600 a\u202eb\u200bc\ud800")
    assert all(ord(c) in covered() for c in told)
    assert told.startswith("at most  5 to ")
    assert "abc" in told.replace("\u00bf", "")


def test_the_page_carries_both_weights_and_the_licence_is_beside_them():
    for weight, name in WEIGHTS.items():
        assert base64.b64decode(embedded(weight))[:4] == b"wOF2"
        assert (FONTS / f"{name}.ttf").is_file()
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 700_000
