"""A folder's keys open with the person's key they were wrapped under, and with no other."""

from __future__ import annotations

import json

import pytest

from homeward.privacy.keys import (
    PersonKey,
    exchanged,
    new_keys,
    new_person_key,
    opened,
    parse_keys_file,
    parse_person_key,
    wrapped,
)
from homeward.privacy.subkeys import Purpose
from homeward.vocabulary import HomewardError

ONE, TWO = PersonKey(bytes(range(32))), PersonKey(bytes(range(1, 33)))


def test_what_was_wrapped_opens_again_from_its_text():
    keys = new_keys(ONE)
    document = parse_keys_file(json.dumps(wrapped(keys, ONE)))
    assert opened(document, ONE) == keys
    shown = json.dumps(document)
    for secret in (keys.project, keys.data, ONE.secret):
        assert secret.hex() not in shown and repr(secret) not in shown


def test_a_wrong_key_is_told_by_both_fingerprints():
    with pytest.raises(HomewardError) as refused:
        opened(wrapped(new_keys(ONE), ONE), TWO)
    assert refused.value.code == "HW-K003"
    assert ONE.fingerprint in refused.value.detail and TWO.fingerprint in refused.value.detail


@pytest.mark.parametrize(
    "edit",
    [
        {"generation": 2}, {"folder": "0" * 16}, {"schema": 2}, {"wrapped": "AAAA"},
        {"wrapped": "not base64!"}, {"generation": "1"}, {"fingerprint": None},
    ],
)  # fmt: skip
def test_an_edited_document_is_refused(edit):
    with pytest.raises(HomewardError, match="HW-K006"):
        opened(wrapped(new_keys(ONE), ONE) | edit, ONE)


def test_another_fingerprint_written_in_does_not_let_another_key_open():
    document = wrapped(new_keys(ONE), ONE) | {"fingerprint": TWO.fingerprint}
    with pytest.raises(HomewardError, match="HW-K006"):
        opened(document, TWO)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema": 1}'])
def test_a_damaged_document_is_refused(text):
    with pytest.raises(HomewardError, match="HW-K006"):
        parse_keys_file(text)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "", "  \r\n\r\n"])
def test_a_key_is_read_whatever_its_line_ends(ends):
    assert parse_person_key("\ufeff" + ONE.text.upper() + ends, "the file") == ONE


@pytest.mark.parametrize(
    "text", ["", ONE.text[:-1], ONE.text + "0", "g" * 64, "ä" * 64, "00" * 32, "0 " * 32]
)
def test_a_short_or_garbled_key_is_refused_and_not_shown(text):
    with pytest.raises(HomewardError) as refused:
        parse_person_key(text, "my.key")
    assert refused.value.code == "HW-K004"
    assert not text or text not in str(refused.value)


def test_neither_keys_nor_a_person_s_key_is_shown_by_repr():
    keys = new_keys(ONE)
    shown = repr(keys) + repr(ONE) + str(keys)
    for secret in (keys.project, keys.data, ONE.secret):
        assert secret.hex() not in shown and repr(secret)[2:12] not in shown


def test_pseudonyms_outlast_every_exchange_and_what_encrypts_does_not():
    keys = new_keys(ONE)
    later = exchanged(keys).with_new_data_key()
    assert later.pseudonyms("child", "N1") == keys.pseudonyms("child", "N1")
    assert later.generation == 2
    assert later.sub(Purpose.AUDIT) == keys.sub(Purpose.AUDIT)
    for purpose in (Purpose.STORE, Purpose.IDENTITY):
        assert later.sub(purpose) != keys.sub(purpose)


def test_two_folders_of_one_key_share_pseudonyms_and_no_other_key():
    first, second = new_keys(ONE), new_keys(ONE)
    assert first.project == second.project != ONE.secret
    assert first.data != second.data and first.folder != second.folder
    assert new_keys(TWO).project != first.project


def test_a_root_can_be_taken_over_and_a_short_one_is_refused():
    root = bytes(range(7, 39))
    assert new_keys(ONE, root).project == root
    with pytest.raises(ValueError, match="32 bytes"):
        new_keys(ONE, b"short")
    assert new_person_key() != new_person_key()
