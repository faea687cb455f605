import unicodedata

import pytest
from hypothesis import given

from rednet_crawler.safety import clean
from tests.article_examples import ANY_TEXT

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("红网时刻\u3000怀化", "红网时刻\u3000怀化"),
        ("一\n二\t三", "一\n二\t三"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("一\u2028二\u2029三", "一\n二\n三"),
        ("\x1b[31m红\x1b[0m", "[31m红[0m"),
        ("\x1b]0;title\x07", "]0;title"),
        ("a\x00b\x7fc\x85d\x9be", "abcde"),
        ("\u202e反\u2066向\u200f", "反向"),
        ("\ud800半\udfff", "半"),
        ("𠮷野家 😀", "𠮷野家 😀"),
        ("\x00", ""),
    ],
)
def test_unsafe_characters_are_dropped_and_others_kept(text, expected):
    assert clean(text) == expected


@given(ANY_TEXT)
def test_nothing_unsafe_is_left(text):
    cleaned = clean(text)
    assert not any(
        unicodedata.category(char) in {"Cc", "Cs"} for char in cleaned if char not in "\n\t"
    )
    assert not any(unicodedata.bidirectional(char) in BIDI for char in cleaned)
    assert cleaned.encode().decode() == cleaned


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
