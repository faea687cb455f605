"""Pictures in full size from every attribute, videos from scripts and marked pictures (site.md, sections 1 and 5)."""

import pytest

from rednet_crawler.extraction.media import image_url, script_videos
from rednet_crawler.items import Image, Video

IMG = "https://img.rednet.cn/2022/12-02/5c3bdf46-3a8b-4d7a.jpg"
OTHER = "https://img.rednet.cn/2022/12-02/other.jpg"
FILM = "http://1400085894.vod2.myqcloud.com/43843ec0vodtrans1400085894/d0a1/v.f30.mp4"
BASE = "https://hh.rednet.cn/content/646656/94/12109536.html"
DATA = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param(IMG, IMG, id="plain"),
        pytest.param(f"{IMG}/220", IMG, id="thumbnail"),
        pytest.param(IMG.replace("https:", "http:"), IMG, id="http"),
        pytest.param(IMG.removeprefix("https:"), IMG, id="protocol-relative"),
        pytest.param(IMG.removeprefix("https:") + "/220", IMG, id="protocol-relative-thumbnail"),
        pytest.param(f" {IMG}\n", IMG, id="blanks"),
        pytest.param(
            IMG.replace(".jpg", ".JPG") + "/220", IMG.replace(".jpg", ".JPG"), id="capitals"
        ),
        pytest.param(
            IMG.replace(".jpg", ".jpeg") + "/220", IMG.replace(".jpg", ".jpeg"), id="jpeg"
        ),
        pytest.param(IMG.replace(".jpg", ".png") + "/220", IMG.replace(".jpg", ".png"), id="png"),
        pytest.param("/2022/a.jpg", "https://hh.rednet.cn/2022/a.jpg", id="relative"),
        pytest.param(
            "https://img.rednet.cn/2022/220", "https://img.rednet.cn/2022/220", id="folder-220"
        ),
        pytest.param(
            "https://img.rednet.cn/220/a.jpg", "https://img.rednet.cn/220/a.jpg", id="220-inside"
        ),
        pytest.param(f"{IMG}?x=1", f"{IMG}?x=1", id="query"),
        pytest.param(DATA, None, id="data"),
        pytest.param("file:///C:/Users/a.jpg", None, id="file"),
        pytest.param("", None, id="empty"),
        pytest.param("javascript:;", None, id="javascript"),
        pytest.param("http://[", None, id="broken"),
    ],
)
def test_pictures_are_linked_in_full_size(link: str, expected: str | None) -> None:
    assert image_url(link, BASE) == expected


@pytest.mark.parametrize("scheme", ["https:", "http:", ""])
@pytest.mark.parametrize("ending", ["jpg", "jpeg", "png"])
@pytest.mark.parametrize("tail", ["", "/220", "/220x150", "?x=1", ".jpg"])
def test_pictures_named_as_the_site_names_them(scheme: str, ending: str, tail: str) -> None:
    picture = f"//img.rednet.cn/2019/03-27/1c9a4a1e-02b1-4a57-8f6d-2d0c5c1f0aa1.{ending}"
    kept = "" if tail.startswith("/") else tail
    assert image_url(f"{scheme}{picture}{tail}", BASE) == f"https:{picture}{kept}"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (f'src="{IMG}"', IMG),
        (f'src="{IMG}/220"', IMG),
        (f'src="{DATA}" data-src="{IMG}"', IMG),
        (f'src="" data-src="{IMG}/220"', IMG),
        (f'data-src="{IMG}"', IMG),
        (f'_src="{IMG}"', IMG),
        (f'src="{DATA}" _src="{IMG}"', IMG),
        (f'src="{IMG}/220" _src="{IMG}"', IMG),
        (f'urlCloud="{IMG}" src="{OTHER}/220"', IMG),
        (f'urlcloud="{IMG}"', IMG),
        (f'urlcloud="" src="{IMG}"', IMG),
        (f'src="//img.rednet.cn{IMG.removeprefix("https://img.rednet.cn")}"', IMG),
        (f"src={IMG}", IMG),
        (f'SRC="{IMG}" ALT="a &gt; b"', IMG),
        (f'src="{DATA}"', None),
        ("", None),
        ('src="file:///C:/a.jpg"', None),
    ],
    ids=[
        "src",
        "thumbnail",
        "lazy",
        "lazy-empty",
        "data-src",
        "_src",
        "data-and-_src",
        "src-and-_src",
        "urlcloud",
    ]
    + [
        "urlcloud-alone",
        "urlcloud-empty",
        "protocol-relative",
        "unquoted",
        "capitals",
        "data",
        "nothing",
        "file",
    ],
)
def test_a_picture_of_the_body_is_found_in_any_attribute(
    read_body, attributes: str, expected: str | None
) -> None:
    raw = read_body(
        f'<p style="text-align: center"><img {attributes} /></p><p>疫情当前，众志成城。</p>'
    )
    assert [block.url for block in raw.blocks if isinstance(block, Image)] == (
        [expected] if expected else []
    )


LAZY = f'src="/static/1x1.gif" data-lazy-src="{IMG}"'
OUTSIDE = "https://cdn.example.com/a.jpg"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        pytest.param(LAZY, IMG, id="placeholder"),
        pytest.param(f'src="/static/1x1.gif" data-lazy="{IMG}"', IMG, id="data-lazy"),
        pytest.param(f'src="/static/wait.gif" data-url="{IMG}"', IMG, id="data-url"),
        pytest.param(f'src="{DATA}" lay-src="{IMG}"', IMG, id="lay-src"),
        pytest.param(f'src="{DATA}" data-echo="{IMG}/220"', IMG, id="data-echo-thumbnail"),
        pytest.param(f'src="{OUTSIDE}" data-original="{IMG}"', IMG, id="outside-before-own"),
        pytest.param(
            f'src="{OUTSIDE}" data-any-name="{IMG}"', IMG, id="outside-before-own-any-name"
        ),
        pytest.param(f'src="{IMG}" data-lazy-src="{OUTSIDE}"', IMG, id="own-before-outside"),
        pytest.param(f'srcset="{IMG}/220 220w, {OTHER} 1080w"', OTHER, id="srcset"),
        pytest.param(f'srcset="{IMG} 1x, {OTHER} 2x"', OTHER, id="srcset-density"),
        pytest.param(f'srcset="{IMG}"', IMG, id="srcset-one"),
        pytest.param(f'src="/static/1x1.gif" data-srcset="{IMG} 1080w"', IMG, id="data-srcset"),
        pytest.param(f'src="{IMG}" srcset="{OTHER} 320w"', IMG, id="src-before-srcset"),
        pytest.param('src="/static/1x1.gif"', None, id="placeholder-alone"),
        pytest.param(
            'src="/static/wait.gif" data-src="javascript:;"', None, id="placeholder-beside-late"
        ),
        pytest.param(
            f'src="{IMG}" data-cover="{OTHER}" data-link="/a.html"', IMG, id="other-attributes"
        ),
        pytest.param(f'src="{OUTSIDE}"', OUTSIDE, id="outside"),
    ],
)
def test_a_picture_s_own_address_goes_before_a_placeholder(
    read_body, attributes: str, expected: str | None
) -> None:
    raw = read_body(f"<p><img {attributes} /></p><p>疫情当前，众志成城。</p>")
    assert [block.url for block in raw.blocks if isinstance(block, Image)] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(
    "markup",
    [
        f'<picture><source srcset="{IMG} 1080w"><img src="/static/1x1.gif"></picture>',
        f'<img src="/static/1x1.gif"><noscript><img src="{IMG}"></noscript>',
    ],
    ids=["picture", "noscript"],
)
def test_a_picture_may_stand_beside_its_placeholder(read_body, markup: str) -> None:
    raw = read_body(f"<p>{markup}</p><p>疫情当前，众志成城。</p>")
    assert [block.url for block in raw.blocks if isinstance(block, Image)] == [IMG]


SLASHED = FILM.replace("/", "\\/")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(f'var url = "{FILM}";', [FILM], id="plain"),
        pytest.param(f"var url='{FILM}';", [FILM], id="single-quotes"),
        pytest.param(f'{{"url":"{SLASHED}"}}', [FILM], id="escaped-slashes"),
        pytest.param(f'player("{FILM}?sign=a1")', [f"{FILM}?sign=a1"], id="query"),
        pytest.param(
            f'a="{FILM.removeprefix("http:")}"',
            [FILM.replace("http:", "https:")],
            id="protocol-relative",
        ),
        pytest.param(f'a="{FILM}";b="{FILM}";', [FILM], id="twice"),
        pytest.param(
            f'[{{"url":"{FILM.replace("f30", "f20")}"}},{{"url":"{FILM}"}}]', [FILM], id="qualities"
        ),
        pytest.param(
            f'a="{FILM}";b="{FILM.replace("d0a1", "e5")}"',
            [FILM, FILM.replace("d0a1", "e5")],
            id="two-films",
        ),
        pytest.param("var a = 1;", [], id="none"),
        pytest.param('var a = "v.mp4";', [], id="no-address"),
        pytest.param('a = "http://example.com/mp4.html"', [], id="mp4-in-a-name"),
        pytest.param("", [], id="empty"),
    ],
)
def test_video_files_stand_in_scripts(script: str, expected: list[str]) -> None:
    assert [video.url for video in script_videos(script, BASE)] == expected


def videos_of(blocks) -> list[tuple[str, str | None]]:
    return [(block.url, block.cover) for block in blocks if isinstance(block, Video)]


def test_a_script_in_the_body_holds_its_video(read_body) -> None:
    raw = read_body(
        f'<p>疫情当前。</p><script>var videoUrl = "{SLASHED}";</script><p>众志成城。</p>'
    )
    assert videos_of(raw.blocks) == [(FILM, None)]
    assert [getattr(block, "text", "video") for block in raw.blocks] == [
        "疫情当前。",
        "video",
        "众志成城。",
    ]


def test_a_marked_picture_is_a_video_and_no_picture(read_body) -> None:
    raw = read_body(
        f'<p><img class="edui-faked-video" urlCloud="{FILM}" coverImg="{IMG}/220" src="{OTHER}"/></p><p>众志成城。</p>'
    )
    assert videos_of(raw.blocks) == [(FILM, IMG)]
    assert not [block for block in raw.blocks if isinstance(block, Image)]


def test_a_marked_picture_without_cover(read_body) -> None:
    raw = read_body(
        f'<p><img class="edui-upload-video edui-faked-video" urlcloud="{FILM}" src="/spacer.gif"/></p>'
    )
    assert videos_of(raw.blocks) == [(FILM, None)]
