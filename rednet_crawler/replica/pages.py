"""The article pages in the five templates of the site (docs/site.md, section 5)."""

from html import escape
from random import Random

from rednet_crawler.items import Video

from .credits import signed
from .markup import Typesetter
from .story import Story

_MAIN = {
    "standard": """<section class="box_left f_left">
<h1 class="detail_title">
  {title}
</h1>
<div class="m_b_25">{line}</div>
<article>
<section class="detail_article_content{floats}">
{body}
</section>
<section>{end}</section>
</article></section>
""",
    "wide": """<h1 class="p_t_30 f36 p_b_40 h36">{title}</h1>
<div class="m_b_25">{line}</div>
<article class="f18 detail-article m_b_30">
{body}
{end_inside}</article>
<div>{end_behind}</div>
""",
    "baidu": """<h1>{title}</h1>
<div>{line}</div>
<article>
<div class="detail_article_content">
{body}
</div>
<section>{end}</section>
</article>
""",
    "app": """<div class="title">{title}</div>
<div class="time">{time}</div>
<section class="content">{line}</section>
<div class="{app_body}">
{body}
{end}</div>
""",
    "video": """<h1 id="cut_title">{title}</h1>
<div class="content_info clear">{line}</div>
<div class="video_left f_left"><script>
var player = {{"url": "{film}"}};
</script></div>
<div class="detail_article_content">
{body}
</div>
{end}""",
    "legacy": """<div class="title"><h1>{title}</h1></div>
<span class="pubdate">{time}</span>
<span class="author">{line}</span>
<div id="articlecontent">
{body}
{end}</div>
""",
}
_LINE = {
    "standard": '<span class="p_l_{width}">{text}</span>\n',
    "baidu": '<span id="{kind}_baidu">{text}</span>\n',
    "app": "<p>{text}</p>\n",
    "video": "<span>{text}</span>",
    "legacy": "{text} ",
}
_PAGE = """<!DOCTYPE html>
<html><head>
{charset}{meta}<title>{title}_{house}_红网</title>
<script>
var siteId = "53";
var siteName = "{house}";
var contentId = "{story.content_id}";
var newsType = {news_type};
var pcDomain = "https://{story.station}.rednet.cn";
var wapDomain = "https://{story.station}-wap.rednet.cn";
</script>
<link rel="stylesheet" href="/a.css">
</head><body>
{menu}{breadcrumb}{main}{foot}</body></html>
"""
_FOOT = """<div><h3>相关链接</h3>{related}</div>
<div><h3>频道精选</h3>{channels}</div>
<div class="readnext">阅读下一篇<div class="readnex_detail">{next}</div></div>
<a href="https://www.rednet.cn/">返回红网首页</a> <a href="/">返回{house}首页</a>
"""
_NOTICE = "本文为{}原创文章，转载请附上原文出处链接和本声明。"
_DECLARED = {"gb2312": "gb2312", "gbk": "gbk", "undeclared": ""}
_TYPES = ("text/html;charset=UTF-8", "text/html; charset=utf-8", "text/html")

Links = list[tuple[str, str]]
"""Text and URL."""


def article_page(story: Story, house: str, channels: Links, related: Links) -> tuple[bytes, str]:
    """Return a story's page and its Content-Type; `house` is the station's name."""
    dice, meta = Random(f"page/{story.station}/{story.content_id}"), story.meta
    legacy, optional = story.template == "legacy", dice.choice((None, ""))
    declared = _DECLARED.get(story.variant, "utf-8")
    named = {
        "source": meta.source,
        "author": None if meta.authors is None else " ".join(credit.name for credit in meta.authors),
        "publishdate": meta.published,
        "description": story.description or optional,
        "keywords": dice.choice((",", "，")).join(story.keywords) or optional,
    }
    crumbs = " &gt; ".join(_anchor(name, "/") for name in story.breadcrumb)
    within_site = not legacy and story.template != "app"
    following = "".join(_anchor(*link, ' class="btn"') for link in related[:1])
    foot = _FOOT.format(related=_links(related), channels=_links(channels), next=following, house=house)
    html = _PAGE.format(
        story=story,
        house=house,
        charset=f'<meta charset="{declared}">\n' if declared else "",
        meta="".join(f'<meta name="{name}" content="{text}">\n' for name, text in named.items() if text is not None),
        title=escape(story.title),
        news_type=3 if story.template == "video" else 1,
        breadcrumb=f'<div class="breadcrumb">当前位置：{crumbs}</div>\n' if within_site else "",
        menu=f'<div class="menu">{_links(channels)}</div>' if within_site else "",
        main=_main(story, dice),
        foot=foot if within_site else "",
    )
    body = html.encode("gb18030" if legacy and story.variant != "utf-8" else "utf-8")
    return body, "text/html" if legacy else _TYPES[len(story.title) % len(_TYPES)]


def _main(story: Story, dice: Random) -> str:
    setter, template, end = Typesetter(dice, rough=story.rough), story.template, _end(story, dice)
    line = _line(story, dice)
    time = line.pop("pubtime", "") if template in ("app", "legacy") else ""
    spans = (
        _LINE[template].format(kind=kind, width=25 if kind == "pubtime" else 10, text=text)
        for kind, text in line.items()
    )
    pieces = tuple(piece for piece in story.pieces if not (template == "video" and isinstance(piece, Video)))
    in_lines = story.variant in ("gb2312", "mistaken") and all(isinstance(piece, str) for piece in pieces)
    inside = dice.random() < 0.6
    return _MAIN[story.variant if template == "standard" and story.variant else template].format(
        title=escape(story.title),
        line="".join(spans).strip().removeprefix("作者：" if template == "legacy" and len(line) == 1 else "\0"),
        time=time,
        body=setter.lines(pieces) if in_lines else setter.body(pieces),
        floats=dice.choice(("", " f_left", " f_right", " m_t_20", " p_t_20", " f_left m_t_20 p_t_20")),
        app_body=dice.choice(("description", "detail_article")),
        film="".join(piece.url for piece in story.pieces if isinstance(piece, Video)),
        end=end,
        end_inside=end if inside else "",
        end_behind="" if inside else end,
    )


def _line(story: Story, dice: Random) -> dict[str, str]:
    """Return kind → text of the line under the title, in the template's order."""
    line = story.line
    found = {
        "source": None if line.source is None else f"来源：{line.source}",
        "author": None if line.authors is None else f"作者：{signed(line.authors, dice)}",
        "editor": None if line.editors is None else f"编辑：{' '.join(line.editors)}",
        "pubtime": line.published,
    }
    order = ("pubtime", "source", "author") if story.template == "video" else tuple(found)
    return {kind: text for kind in order if (text := found[kind]) is not None}


def _end(story: Story, dice: Random) -> str:
    """Return the end matter, in templates 1 and 2 with CSS classes."""
    end, full = story.end, story.template in ("standard", "baidu")
    if end is None:
        return ""
    lines = (
        [] if end.source is None else [f"来源：{dice.choice((end.source, _anchor(end.source, '//www.rednet.cn/')))}"]
    )
    lines += [] if end.authors is None else [f"作者：{signed(end.authors, dice)}"]
    if end.editors is not None and len(end.editors) == 3:
        lines += [f"{rank}审：{name}" for rank, name in zip("一二三", end.editors, strict=True)]
    elif end.editors is not None:
        lines.append(f"{dice.choice(('编辑', '编辑', '责编', '责任编辑'))}：{' '.join(end.editors)}")
    lines += [_NOTICE.format(story.original_by)] if story.original_by else []
    lines += [f"本文链接：{story.url}"] if full else []
    html, css_class = "", ' class="f14 m_t_50 m_b_5 h20"' if full else ""
    for line in lines:
        typed = line.replace("：", ":").replace("，", ",") if story.half_width else line
        html += f"<p{css_class}>{typed}</p>\n"
        css_class = css_class.replace("50", "5")
    return html


def _links(links: Links) -> str:
    return "<ul>\n" + "".join(f"<li>{_anchor(*link)}</li>\n" for link in links) + "</ul>"


def _anchor(text: str, address: str, attributes: str = "") -> str:
    return f'<a href="{address}"{attributes}>{escape(text)}</a>'
