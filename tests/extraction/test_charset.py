"""UTF-8 and GB18030, declared rightly, wrongly or not at all (site.md, section 6)."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.extraction.charset import decode

TEXT = "红网时刻怀化12月2日讯(通讯员 郭飞 赵恒)，“三无”创建竞风流——阿依古丽·买买提。"
PLAIN = "红网时刻怀化12月2日讯(通讯员 郭飞 赵恒)，“三无”创建竞风流。"
RARE = TEXT + "𠮷㐂镕䶮"


def html(text: str, declared: str | None) -> str:
    meta = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        if declared
        else ""
    )
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    "header",
    [None, "text/html", "utf-8", "gbk", "GB2312", "gb18030", "iso-8859-1", "no-such-charset"],
)
@pytest.mark.parametrize(
    "meta", [None, "utf-8", "UTF8", "gb2312", "GBK", "gb18030", "iso-8859-1", "no-such-charset"]
)
@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8", RARE),
        ("gb18030", TEXT),
        ("gb18030", RARE),
        ("gbk", TEXT),
        ("gb2312", PLAIN),
    ],
    ids=["utf-8", "utf-8-rare", "gb18030", "gb18030-rare", "gbk", "gb2312"],
)
def test_no_character_is_lost_whatever_is_declared(
    codec: str, text: str, meta: str | None, header: str | None
) -> None:
    page = html(text, meta)
    content_type = header if header in (None, "text/html") else f"text/html;charset={header}"
    decoded = decode(page.encode(codec), content_type)
    assert decoded.text == page
    assert decoded.lost == 0
    assert decoded.encoding.startswith("utf-8" if codec == "utf-8" else "gb18030")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), None, TEXT, id="bom"),
        pytest.param(
            codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=gbk", TEXT, id="bom-against-header"
        ),
        pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None, TEXT, id="utf-16"),
        pytest.param(b"", None, "", id="empty"),
        pytest.param(b"plain ascii", "text/html; charset=gb2312", "plain ascii", id="ascii"),
        pytest.param(
            "<p>中</p>".encode("gbk"),
            "text/html; charset=gbk",
            "<p>中</p>",
            id="one-character-header",
        ),
        pytest.param(
            html("中", "gb2312").encode("gb2312"),
            "text/html",
            html("中", "gb2312"),
            id="one-character-meta",
        ),
        pytest.param(
            "<p>怀化</p>".encode("gbk"), None, "<p>怀化</p>", id="two-characters-undeclared"
        ),
        pytest.param(
            ("<p>" + "a" * 5_000 + "</p><p>来源：红网</p>").encode("gbk"),
            "text/html; charset=gbk",
            "<p>" + "a" * 5_000 + "</p><p>来源：红网</p>",
            id="few-characters-among-much-ascii",
        ),
        pytest.param(
            html(" " * 9_000 + TEXT, "gb2312").encode("gbk"),
            None,
            html(" " * 9_000 + TEXT, "gb2312"),
            id="late",
        ),
        pytest.param(TEXT.encode(), "charset", TEXT, id="header-without-value"),
        pytest.param(
            TEXT.encode("gbk"), 'text/html; charset="gb2312"', TEXT, id="header-in-quotes"
        ),
    ],
)
def test_odd_pages_decode(body: bytes, content_type: str | None, text: str) -> None:
    decoded = decode(body, content_type)
    assert (decoded.text, decoded.lost) == (text, 0)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("declared", [None, "utf-8", "gb18030"])
def test_a_damaged_byte_costs_a_character_and_is_counted(codec: str, declared: str | None) -> None:
    page = html(TEXT * 20, declared)
    body = bytearray(page.encode(codec))
    body[len(body) // 2 :] = body[len(body) // 2 :].replace(
        "买买提".encode(codec), b"\xff" + "买买提".encode(codec), 1
    )
    decoded = decode(bytes(body), None)
    assert decoded.lost == decoded.text.count("\ufffd") >= 1
    assert decoded.text.count("红网时刻怀化") == page.count("红网时刻怀化")
    assert decoded.encoding.startswith(codec)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_page_cut_inside_a_character_is_flagged(codec: str) -> None:
    body = (TEXT * 20 + "怀").encode(codec)[:-1]
    decoded = decode(body, None)
    assert decoded.lost == 1
    assert decoded.text.startswith(TEXT * 20)


def test_a_utf_8_page_with_a_gb_part_is_flagged() -> None:
    decoded = decode(
        (TEXT * 50).encode() + "频道".encode("gbk") + (TEXT * 50).encode(),
        "text/html;charset=utf-8",
    )
    assert decoded.lost > 0
    assert decoded.text.count(TEXT) == 100


@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_any_bytes_decode(body: bytes, content_type: str | None) -> None:
    decoded = decode(body, content_type)
    assert decoded.lost == decoded.text.count("\ufffd")
    assert decoded.encoding


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=60))
def test_any_chinese_text_survives_both_encodings(text: str) -> None:
    for codec, declared in (
        ("utf-8", "gbk"),
        ("gb18030", "utf-8"),
        ("utf-8", None),
        ("gb18030", None),
    ):
        page = html(
            TEXT + text, declared
        )  # a text may be valid by accident in both, with TEXT it is not
        assert decode(page.encode(codec), None).text == page
