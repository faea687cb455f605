"""Other tags, wrappers and order of blocks; the meta tags as today."""

from html import escape
from random import Random

from rednet_crawler.replica.credits import signed
from rednet_crawler.replica.markup import Typesetter
from rednet_crawler.replica.pages import Links
from rednet_crawler.replica.story import Story

_PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8">{meta}<title>{title}_要闻_红网{house}</title></head><body>
<div class="top"><a href="/">红网{house}</a>{menu}</div>
<div class="wrap"><div class="left"><h2>频道</h2>{menu}</div>
<div class="right"><div class="crumb"><a href="/">首页</a> &gt; <a href="/channel/1.html">要闻</a></div>
<div class="info">{line}</div>
<h2 class="tt">{title}</h2>
<div class="bd"><div class="in">
{body}
</div></div>
<ul class="sign">{end}</ul>
<dl><dt>相关阅读</dt>{related}</dl>
<div class="box"><h4>热门排行</h4><ol>{hot}</ol></div>
</div></div><div class="bottom"><p>红网{house}版权所有 湘ICP备05001234号</p></div></body></html>"""


def page(story: Story, house: str, channels: Links, related: Links) -> str:
    """Return the page of a story."""
    dice = Random(f"retagged/{story.content_id}")
    body = Typesetter(dice, rough=story.rough).body(story.pieces).replace("<p", "<div").replace("</p>", "</div>")
    line, end, meta = story.line, story.end, story.meta
    colon = dice.choice(("：", "：", ":", "｜"))
    said = [f"<em>{line.published}</em>"]
    said += [f"<em>来源{colon}{line.source}</em>"] if line.source else []
    said += [f"<em>作者{colon}{signed(line.authors, dice)}</em>"] if line.authors else []
    said += [f"<em>编辑{colon}{' '.join(line.editors)}</em>"] if line.editors else []
    dice.shuffle(said)
    lines = []
    if end:
        lines += [f"来源：{end.source}"] if end.source else []
        lines += [f"作者：{signed(end.authors, dice)}"] if end.authors else []
        lines += [f"责编：{' '.join(end.editors)}"] if end.editors else []
        lines += [f"本文为{story.original_by}原创文章，转载请附上原文出处链接和本声明。"] if story.original_by else []
    named = {
        "source": meta.source,
        "author": " ".join(credit.name for credit in meta.authors or ()),
        "publishdate": meta.published,
    }
    return _PAGE.format(
        title=escape(story.title),
        house=house,
        meta="".join(f'<meta name="{name}" content="{text}">' for name, text in named.items() if text),
        menu="".join(f'<a href="{address}">{name}</a>' for name, address in channels),
        line="".join(said),
        body=body,
        end="".join(f"<li>{each}</li>" for each in lines),
        related="".join(f'<dd><a href="{address}">{escape(text)}</a></dd>' for text, address in related),
        hot="".join(
            f'<li><a href="{address}">{escape(text)}</a> <span>2023-05-06</span></li>' for text, address in related
        ),
    )
