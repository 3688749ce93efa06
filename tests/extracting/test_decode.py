"""Bytes become the text that their writers meant."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.decode import clean_text, decode_page, decode_utf8

META = '<meta charset="{}"><p>Störung bei der Börse: 40 € „weg“</p>'


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "basis"),
    [
        (codecs.BOM_UTF8 + b"<p>Caf\xc3\xa9</p>", "text/html; charset=iso-8859-1", "utf-8", "bom"),
        ("<p>Café</p>".encode("utf-16"), "text/html", "utf-16", "bom"),
        (b"<p>Caf\xc3\xa9</p>", "text/html; charset=iso-8859-1", "utf-8", "content"),
        (b"<p>Caf\xe9</p>", "text/html; charset=ISO-8859-1", "cp1252", "http"),
        (b"<p>Caf\xe9</p>", 'text/html; charset="latin-1"', "cp1252", "http"),
        (b'<meta charset="windows-1252"><p>Caf\xe9</p>', "text/html", "cp1252", "declared"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>Caf\xe9</p>',
            None,
            "cp1252",
            "declared",
        ),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><p>Caf\xe9</p>', None, "cp1252", "declared"),
    ],
)
def test_byte_order_mark_then_http_then_the_page_itself(
    body: bytes, content_type: str | None, encoding: str, basis: str
) -> None:
    page = decode_page(body, content_type)
    assert "Café" in page.text
    assert (page.encoding, page.basis) == (encoding, basis)


def test_latin_1_means_the_windows_code_page_as_in_browsers() -> None:
    page = decode_page(META.format("iso-8859-1").encode("cp1252"), None)
    assert "40 € „weg“" in page.text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Сбой в работе Telegram затронул пользователей по всей стране, сообщили в компании. " * 8),
        (
            "cp932",
            "全国で通信障害が発生し、携帯電話がつながりにくい状態が続いています。復旧の見通しは立っていません。" * 8,
        ),
    ],
)
def test_an_encoding_that_nobody_names_is_detected(encoding: str, text: str) -> None:
    assert decode_page(f"<p>{text}</p>".encode(encoding), "text/html").text == f"<p>{text}</p>"


@pytest.mark.parametrize("label", ["utf-16", "base64", "x-unheard-of", "rot13", "utf-7", ""])
def test_a_label_that_cannot_be_meant_is_passed_over(label: str) -> None:
    page = decode_page(f'<meta charset="{label}"><p>Caf'.encode() + b"\xe9</p>", f"text/html; charset={label}")
    assert "Café" in page.text


def test_a_declared_encoding_that_most_bytes_contradict_is_not_believed() -> None:
    text = "Störungen häufen sich über Nacht, größere Ausfälle möglich. " * 20
    page = decode_page(f"<p>{text}</p>".encode("cp1252"), "text/html; charset=utf-8")
    assert "Störungen häufen sich" in page.text


def test_a_stray_byte_in_a_declared_encoding_is_marked_and_the_rest_is_read() -> None:
    page = decode_page("<p>Störung</p>".encode() * 50 + b"\xff", "text/html; charset=utf-8")
    assert page.text.count("Störung") == 50
    assert page.text.endswith("\ufffd")


@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/html; charset=big5", "charset=\x00"]))
def test_any_bytes_become_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode_page(body, content_type).text, str)


def test_a_text_file_is_utf_8_or_nothing() -> None:
    assert decode_utf8("Störung".encode()) == "Störung"
    assert decode_utf8(codecs.BOM_UTF8 + b"x") == "x"
    assert decode_utf8("Störung".encode("latin-1")) is None


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("e\u0301", "é"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\tb", "a b"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("👩‍💻 “typographic” – kept\xa0as it is", "👩‍💻 “typographic” – kept\xa0as it is"),
        ("\x85 next line", " next line"),
    ],
)
def test_clean_text_is_nfc_without_control_characters(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
