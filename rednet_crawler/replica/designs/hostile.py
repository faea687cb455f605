"""Nothing but div, span and br, no meta tags, the text in several boxes, noise that is longer than it."""

from html import escape
from random import Random

from rednet_crawler.items import Image, TableBlock, Video
from rednet_crawler.replica.credits import signed
from rednet_crawler.replica.markup import Typesetter
from rednet_crawler.replica.pages import Links
from rednet_crawler.replica.story import Heading, Piece, Story

_PAGE = """<html><head><meta charset="utf-8"><title>{title}_{house}</title></head><body>
<div id="a1"><div>{house}</div><div>{menu}</div></div>
<div id="b1"><div>{teasers}</div></div>
<div id="c1"><div><span>{title}</span></div><div>{line}</div>
{boxes}
<div>{end}</div></div>
<div id="d1"><div>相关新闻</div><div>{teasers}</div></div>
<div id="e1"><div>最新评论</div>{talk}</div>
<div id="f1">关于我们 联系我们<br>本网站由怀化市某某中心主办，未经授权禁止复制或建立镜像，违者必究。<br>湘ICP备05001234号</div>
</body></html>"""


_SUMMARY = "记者从有关部门获悉，相关工作正在有序推进，" + "群众反响热烈，" * 6 + "更多详情请看报道。"


def page(story: Story, house: str, channels: Links, related: Links) -> str:
    """Return the page of a story."""
    dice = Random(f"hostile/{story.content_id}")
    line, end = story.line, story.end
    said = [f"<span>{line.published}</span>"]
    said += [f"<span>来源：{line.source}</span>"] if line.source else []
    said += [f"<span>作者：{signed(line.authors, dice)}</span>"] if line.authors else []
    said += [f"<span>编辑：{' '.join(line.editors)}</span>"] if line.editors else []
    lines = []
    if end:
        lines += [f"来源：{end.source}"] if end.source else []
        lines += [f"作者：{signed(end.authors, dice)}"] if end.authors else []
        lines += [f"编辑：{' '.join(end.editors)}"] if end.editors else []
        lines += [f"本文为{story.original_by}原创文章，转载请附上原文出处链接和本声明。"] if story.original_by else []
    count = min(dice.choice((2, 3)), len(story.pieces))
    size = -(-len(story.pieces) // max(count, 1))
    parts = [story.pieces[at : at + size] for at in range(0, len(story.pieces), size or 1)]
    boxes = '\n<div><a href="https://ads.example/b"><img src="https://ads.example/b.jpg"></a><span>广告</span></div>\n'.join(
        f"<div>{_box(part, dice)}</div>" for part in parts
    )
    teasers = "".join(
        f'<div><a href="{address}">{escape(text)}</a><br>{escape(text)}。{_SUMMARY}<br>2023-0{number}-11</div>'
        for number, (text, address) in enumerate([*related, *related], 1)
    )
    return _PAGE.format(
        title=escape(story.title),
        house=f"红网{house}",
        menu=" ".join(f'<a href="{address}">{name}</a>' for name, address in channels),
        line=" ".join(said),
        boxes=boxes,
        end="<br>".join(lines),
        teasers=teasers,
        talk="".join(
            f"<div><span>匿名网友{number}</span><br>{'这篇报道写得真好，为家乡点赞！' * 8}<br>{number}小时前 回复</div>"
            for number in range(1, 9)
        ),
    )


def _box(part: tuple[Piece, ...], dice: Random) -> str:
    setter = Typesetter(dice, rough=False)
    lines = []
    for piece in part:
        match piece:
            case str():
                lines.append("　　" + setter.inline(piece))
            case Heading(text):
                lines.append(f'<span style="font-weight:bold">{escape(text)}</span>')
            case Image():
                caption = f"<br><span style='font-size:12px'>{escape(piece.caption)}</span>" if piece.caption else ""
                lines.append(f'<div style="text-align:center"><img src="{piece.url}">{caption}</div>')
            case Video() | TableBlock():
                lines.append(setter.body((piece,)))
            case tuple():
                lines += [
                    f'<div style="text-align:center"><img src="{each.url}"><br>{escape(each.caption or "")}</div>'
                    for each in piece
                ]
    return "<br><br>".join(lines)
