"""Pages in the encodings of the world: declared in HTTP, in the page, or nowhere, and declared wrongly."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.decode import clean_text, decode_page, decode_utf8
from tests.extracting.drawn import PARAGRAPHS, document, page

# One sentence each, in the letters of the encodings below.
ENGLISH = "Users couldn’t log in for “hours”, the operator said – and refunds of £5 or €6 are due."
GERMAN = "Störungen häufen sich: größere Ausfälle möglich, müssen Kunden für Stunden warten?"
POLISH = "Awaria sieci: użytkownicy nie mogli się zalogować przez całą noc, źródło błędu jest już znane."
RUSSIAN = "Сбой в работе мессенджера затронул пользователей по всей стране, сообщили в компании."
GREEK = "Η διακοπή επηρέασε χιλιάδες χρήστες σε όλη τη χώρα, ανακοίνωσε η εταιρεία."
TURKISH = "Kesinti binlerce kullanıcıyı etkiledi; şirket özür diledi ve ağın yeniden çalıştığını söyledi."
HEBREW = "התקלה פגעה באלפי משתמשים ברחבי הארץ, נמסר מהחברה."
JAPANESE = "全国で通信障害が発生し、携帯電話がつながりにくい状態が続いています。"
KOREAN = "전국에서 통신 장애가 발생해 이용자들이 불편을 겪고 있습니다."
CHINESE = "全国多地出现网络故障，用户无法登录，公司表示正在抢修。"
TRADITIONAL = "全國多地出現網路故障，用戶無法登入，公司表示正在搶修。"

WRITTEN = [
    ("utf-8", ENGLISH),
    ("windows-1252", ENGLISH),
    ("iso-8859-1", GERMAN),
    ("iso-8859-15", GERMAN),
    ("iso-8859-2", POLISH),
    ("windows-1250", POLISH),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("iso-8859-5", RUSSIAN),
    ("iso-8859-7", GREEK),
    ("windows-1253", GREEK),
    ("iso-8859-9", TURKISH),
    ("windows-1254", TURKISH),
    ("windows-1255", HEBREW),
    ("iso-8859-8", HEBREW),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("euc-kr", KOREAN),
    ("gb2312", CHINESE),
    ("gbk", CHINESE),
    ("gb18030", CHINESE),
    ("big5", TRADITIONAL),
    ("macintosh", ENGLISH),
]
written = pytest.mark.parametrize(("encoding", "text"), WRITTEN, ids=[encoding for encoding, _ in WRITTEN])


@written
def test_an_encoding_that_the_server_names_is_used(encoding: str, text: str) -> None:
    found = decode_page(f"<p>{text}</p>".encode(encoding), f"text/html; charset={encoding}")
    assert found.text == f"<p>{text}</p>"


@written
@pytest.mark.parametrize(
    "form",
    [
        '<meta charset="{}">',
        "<META CHARSET={}>",
        '<meta http-equiv="content-type" content="text/html; charset={}">',
        "<?xml version='1.0' encoding='{}'?>",
        "<!-- " + "x" * 2000 + " --><meta charset='{}'>",
    ],
    ids=["short", "upper", "long", "xml", "late"],
)
def test_an_encoding_that_the_page_names_is_used(encoding: str, text: str, form: str) -> None:
    body = f"{form.format(encoding)}<p>{text}</p>".encode(encoding)
    assert decode_page(body, "text/html").text.endswith(f"<p>{text}</p>")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", JAPANESE),
        ("windows-1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("gb18030", CHINESE),
        ("windows-1253", GREEK),
        ("windows-1254", TURKISH),
        ("windows-1250", POLISH),
        ("euc-kr", KOREAN),
        ("windows-1252", f"{ENGLISH} The network was down for an hour, and nobody knew why until the evening."),
        ("windows-1252", GERMAN),
    ],
)
def test_an_encoding_that_nobody_names_is_found_by_what_the_bytes_look_like(encoding: str, text: str) -> None:
    assert decode_page((text * 6).encode(encoding), None).text == text * 6


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE])
def test_a_byte_order_mark_wins_over_what_server_and_page_say(mark: bytes) -> None:
    name = {2: "utf-16", 4: "utf-32"}[len(mark)] + ("-le" if mark[0] == 0xFF else "-be")
    body = mark + f'<meta charset="koi8-r"><p>{JAPANESE}</p>'.encode(name)
    found = decode_page(body, "text/html; charset=iso-8859-1")
    assert found.text == f'<meta charset="koi8-r"><p>{JAPANESE}</p>'
    assert found.basis == "bom"


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, JAPANESE])
@pytest.mark.parametrize("claimed", ["iso-8859-1", "windows-1252", "koi8-r", "shift_jis", "us-ascii", "none-such"])
def test_valid_utf_8_is_utf_8_whatever_it_is_called(text: str, claimed: str) -> None:
    body = f'<meta charset="{claimed}"><p>{text}</p>'.encode()
    assert decode_page(body, f"text/html; charset={claimed}").text.endswith(f"<p>{text}</p>")


@pytest.mark.parametrize("text", ["Users couldn’t log in. " + "The network was down for an hour. " * 40, GERMAN * 9])
def test_a_western_page_that_is_called_utf_8_keeps_its_apostrophes(text: str) -> None:
    found = decode_page(text.encode("cp1252"), "text/html; charset=utf-8")
    assert found.text == text


@pytest.mark.parametrize(("broken", "encoding"), [(1, "utf-8"), (3, "utf-8")])
def test_a_few_broken_bytes_in_a_page_of_utf_8_do_not_spoil_the_rest(broken: int, encoding: str) -> None:
    body = (GERMAN * 30).encode() + b"\xff" * broken
    found = decode_page(body, "text/html; charset=utf-8")
    assert (found.encoding, found.text.count("\ufffd")) == (encoding, broken)
    assert found.text.startswith(GERMAN * 30)


@pytest.mark.parametrize(
    ("label", "python"),
    [
        ("latin1", "cp1252"),
        ("ISO_8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("ANSI_X3.4-1968", "cp1252"),
        ("windows-31j", "cp932"),
        ("Shift-JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("GB2312", "gb18030"),
        ("ISO-8859-9", "cp1254"),
        ("X-GBK", "gb18030"),
        ("x-cp1251", "cp1251"),
        ("windows-874", "cp874"),
        ("iso-8859-8-i", "iso8859-8"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("UTF8", "utf-8"),
    ],
)
def test_a_name_means_what_browsers_take_it_for(label: str, python: str) -> None:
    found = decode_page(b"a plain page", f"text/html; charset={label}")
    assert (found.encoding, found.basis) == (python, "http")


@written
def test_a_page_in_any_encoding_gives_its_text(encoding: str, text: str) -> None:
    plain = [paragraph.replace("’", "'") for paragraph in PARAGRAPHS]
    body = page(text, *plain).encode(encoding, "xmlcharrefreplace")
    assert text in document(body, content_type=f"text/html; charset={encoding}").text.split("\n")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=60))
def test_any_text_survives_utf_8_with_and_without_a_mark(text: str) -> None:
    assert decode_utf8(text.encode()) == text
    assert decode_utf8(codecs.BOM_UTF8 + text.encode()) == text
    assert decode_page(codecs.BOM_UTF8 + text.encode(), "text/html; charset=koi8-r").text == text


@given(st.text(max_size=80))
def test_clean_text_holds_nothing_that_a_terminal_or_a_file_could_choke_on(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert not any((ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160 for char in cleaned)
