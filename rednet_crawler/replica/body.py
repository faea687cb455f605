"""Bodies of made-up articles: paragraphs, headings, images, videos, tables."""

from uuid import UUID

from rednet_crawler.items import Image, TableBlock, Video

from .story import Heading, Piece
from .text import Writer


def report(writer: Writer, opening: str) -> list[Piece]:
    """Return a report: a lead with dateline, perhaps sections, images, a video or a table."""
    dice = writer.dice
    pieces: list[Piece] = [opening + writer.paragraph(), *_paragraphs(writer, 0, 3)]
    numbered = dice.random() < 0.25
    for numeral in "一二三四"[: dice.choice((0, 0, 2, 3, 4))]:
        heading = writer.write("heading")
        pieces.append(Heading(f"{numeral}、{heading}" if numbered else heading))
        pieces += _paragraphs(writer, 1, 4)
    extras: list[Piece] = [_image(writer) for _ in range(dice.choice((0, 0, 1, 1, 2, 4)))]
    extras += [_video(writer, covered=dice.random() < 0.5)] if dice.random() < 0.1 else []
    extras += [_table(writer)] if dice.random() < 0.08 else []
    for extra in extras:
        pieces.insert(dice.randint(1, len(pieces)), extra)
    return pieces


def notice(writer: Writer) -> list[Piece]:
    """Return a notice: a list of names or a table, then the signature and the day."""
    people = " ".join(writer.people(writer.dice.randint(4, 9)))
    names: list[Piece] = [writer.typed("获奖名单如下："), people]
    listed = names if writer.dice.random() < 0.6 else [_table(writer)]
    day = writer.day
    signature = ("怀化市人民政府办公室", f"{day.year}年{day.month}月{day.day}日")
    return [writer.paragraph(2), *listed, writer.paragraph(1), *signature]


def photo_story(writer: Writer) -> list[Piece]:
    """Return a carousel, or single images without text, such as posters."""
    dice = writer.dice
    if dice.random() < 0.4:
        return [Image(url=_image_url(writer)) for _ in range(dice.randint(1, 3))]
    said = _paragraphs(writer, 0, 1)
    return [*said, tuple(_image(writer) for _ in range(dice.randint(2, 5)))]


def film(writer: Writer, opening: str) -> list[Piece]:
    """Return the body of a video page: the video, with or without a short text."""
    text = [opening + writer.paragraph()] if writer.dice.random() < 0.5 else []
    return [_video(writer, covered=False), *text]


def _image_url(writer: Writer) -> str:
    name = UUID(int=writer.dice.getrandbits(128), version=4)
    return f"https://img.rednet.cn/{writer.day:%Y/%m-%d}/{name}.jpg"


def _image(writer: Writer) -> Image:
    url = _image_url(writer)
    return Image(url=url, caption=writer.write("caption") if writer.dice.random() < 0.7 else None)


def _video(writer: Writer, *, covered: bool) -> Video:
    name = f"{writer.dice.getrandbits(64):016x}vodgzp/{writer.dice.randint(10**18, 10**19)}"
    url = f"http://1400085894.vod2.myqcloud.com/{name}/v.f30.mp4"
    return Video(url=url, cover=_image_url(writer) if covered else None)


def _paragraphs(writer: Writer, least: int, most: int) -> list[Piece]:
    return [writer.paragraph() for _ in range(writer.dice.randint(least, most))]


def _table(writer: Writer) -> TableBlock:
    rows = [("序号", "姓名", "项目（个）"), ("1", writer.person(), "")]
    numbers = range(2, writer.dice.randint(3, 6))
    rows += [(str(number), writer.person(), writer.word("thing")) for number in numbers]
    return TableBlock(rows=tuple(rows))
