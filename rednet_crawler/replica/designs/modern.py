"""A modern page: JSON-LD, og tags, advertisements in the text, teasers, comments."""

import json
from html import escape
from random import Random

from rednet_crawler.replica.credits import signed
from rednet_crawler.replica.markup import Typesetter
from rednet_crawler.replica.pages import Links
from rednet_crawler.replica.story import Story

_PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - {house}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}"><meta property="og:site_name" content="红网{house}">
<meta property="article:published_time" content="{iso}"><script type="application/ld+json">{ld}</script></head>
<body><header class="site-header"><h1 class="logo">{house}</h1><nav>{menu}</nav></header>
<main><article class="post"><header><p class="kicker">要闻</p><h1>{title}</h1>
<div class="meta"><time datetime="{iso}">{time}</time><span>来源：{source}</span>{names}{editor}<button>分享</button></div></header>
<div class="post-body">{before}<div class="promo"><a href="https://ads.example/x"><img src="https://ads.example/a.jpg"></a><span>广告</span></div>
{after}</div>{end}
<div class="tags"><a href="/t/1">怀化</a><a href="/t/2">新闻</a></div></article>
<section class="cards"><h3>猜你喜欢</h3>{cards}</section>
<section class="talk"><h3>网友评论（3）</h3>{comments}</section></main>
<footer><p>Copyright © 2024 红网{house} 版权所有，未经授权不得转载。</p></footer></body></html>"""


def page(story: Story, house: str, channels: Links, related: Links) -> str:
    """Return the page of a story."""
    dice = Random(f"modern/{story.content_id}")
    setter, cut = Typesetter(dice, rough=story.rough), len(story.pieces) // 2
    line, end = story.line, story.end
    written = line.published or ""
    iso = written.replace(" ", "T") + (":00" if written.count(":") == 1 else "") + "+08:00"
    truth = (end and end.source) or line.source
    authors = [*story.people, *((end.authors or ()) if end else ()), *(line.authors or ())]
    ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": iso,
        "author": [{"@type": "Person", "name": name} for name in dict.fromkeys(each.name for each in authors)],
        "publisher": {"@type": "Organization", "name": f"红网{house}"},
    }
    editors = (end and end.editors) or line.editors
    notice = f"<p>本文为{story.original_by}原创文章，转载请附上原文出处链接和本声明。</p>" if story.original_by else ""
    said = f"<p>作者：{signed(end.authors, dice)}</p>" if end and end.authors else ""
    return _PAGE.format(
        title=escape(story.title),
        house=house,
        iso=iso,
        time=written,
        ld=json.dumps(ld, ensure_ascii=False),
        source=truth,
        names=f"<span>作者：{signed(line.authors, dice)}</span>" if line.authors else "",
        editor=f"<span>责编：{' '.join(editors)}</span>" if editors else "",
        before=setter.body(story.pieces[:cut]),
        after=setter.body(story.pieces[cut:]),
        end=f'<div class="sign">{said}{notice}</div>' if said or notice else "",
        menu="".join(f'<a href="{address}">{name}</a>' for name, address in channels),
        cards="".join(
            f'<div class="card"><a href="{address}"><h4>{escape(text)}</h4></a><p>近日，{escape(text)}引发关注，记者走访。</p></div>'
            for text, address in related
        ),
        comments="".join(
            f'<div class="c"><b>网友{number}</b><span>{number}小时前</span><p>写得真好，为家乡点赞，多来一些，{number}个赞。</p></div>'
            for number in range(1, 4)
        ),
    )
