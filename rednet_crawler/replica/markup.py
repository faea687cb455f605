"""A body as HTML: the spans of word processors, images, captions, tables, line breaks."""

from html import escape
from random import Random

from rednet_crawler.items import Image, TableBlock, Video

from .story import Heading, Piece

_STYLES = ("font-size: 16px;", "font-family: 宋体; font-size: 14pt;", "mso-spacerun:'yes';font-family:仿宋_GB2312;")
_INDENTS = ("", "\u3000\u3000", "&nbsp; &nbsp; ", "&emsp;&emsp;", "<span>\u3000\u3000</span>")
_EMPTY = ("<p>&nbsp;</p>", "<p></p>", "<p><br/></p>", "<p>\u3000<span></span></p>")
_CENTRED = ('<p style="text-align: center;">', '<p align="center">', '<p style="text-indent:0em;text-align:center">')
_BOLD = ("<strong>{}</strong>", "<b>{}</b>", '<span style="font-weight: bold;">{}</span>')
_CELLS = ("<td>{}</td>", "<td><p>{}</p></td>", '<td><p align="center"><span>{}</span></p></td>')


class Typesetter:
    """Sets the body of an article; if `rough`, with spans and empty paragraphs."""

    def __init__(self, dice: Random, *, rough: bool) -> None:
        self._dice = dice
        self._rough = rough
        self._indent = dice.choice(_INDENTS)
        self._heading_look = dice.choice(("strong", "centred", "plain"))

    def body(self, pieces: tuple[Piece, ...]) -> str:
        """Return the pieces as HTML in reading order."""
        parts: list[str] = []
        before: Piece = ""
        for piece in pieces:
            if isinstance(piece, str) and _ends(before) and _ends(piece) and self._happens(0.15):
                line_break = self._dice.choice(("<br/>", "<br><br>", "<br />")) + self._indent
                parts[-1] = f"{parts[-1].removesuffix('</p>')}{line_break}{self.inline(piece)}</p>"
            else:
                parts += [self._dice.choice(_EMPTY)] if self._happens(0.12) else []
                parts.append(self._piece(piece, before))
            before = piece
        return "\n".join(parts)

    def lines(self, pieces: tuple[Piece, ...]) -> str:
        """Return the paragraphs without `<p>`, as on old pages."""
        return "<br><br>\n".join(self._indent + self.inline(piece) for piece in pieces if isinstance(piece, str))

    def inline(self, text: str) -> str:
        """Return a text, cut into spans if the page is rough."""
        if len(text) < 6 or not self._happens(0.7):
            return self._plain(text)
        cuts = sorted(self._dice.sample(range(1, len(text)), self._dice.randint(1, 3)))
        return "".join(self._spanned(text[start:end]) for start, end in zip([0, *cuts], [*cuts, None], strict=True))

    def _happens(self, chance: float) -> bool:
        return self._rough and self._dice.random() < chance

    def _plain(self, text: str) -> str:
        blank = self._dice.choice((" ", " ", "&nbsp;", " &nbsp;"))
        return escape(text, quote=False).replace("\xa0", "&nbsp;").replace(" ", blank)

    def _spanned(self, text: str) -> str:
        html, chance = self._plain(text), self._dice.random()
        if chance < 0.35:
            return html
        if chance < 0.42:
            return f"{html}<span></span>\u200b"
        if chance < 0.47:
            return f'<a href="https://www.rednet.cn/">{html}</a>'
        styled = f'<span style="{escape(self._dice.choice(_STYLES))}">{html}</span>'
        return f"<span>{styled}</span>" if chance < 0.6 else styled

    def _piece(self, piece: Piece, before: Piece) -> str:
        match piece:
            case str():
                return self._paragraph(piece, first=before == "")
            case Heading(text):
                return self._heading(text, below_text=isinstance(before, str))
            case Image():
                return self._picture(piece)
            case Video():
                return self._dice.choice(_CENTRED) + _video(piece) + "</p>"
            case TableBlock(rows=rows):
                cell = self._dice.choice(_CELLS)
                lines = ("".join(cell.format(self._plain(text) or "&nbsp;") for text in row) for row in rows)
                return f'<table border="1"><tr>{"</tr><tr>".join(lines)}</tr></table>'
        entries = (f"<li>{self._image(image)}<p>{self.inline(image.caption or '')}</p></li>\n" for image in piece)
        return f'<div class="group_carousel"><ul>\n{"".join(entries)}</ul></div>'

    def _paragraph(self, text: str, *, first: bool) -> str:
        if not text.endswith(tuple("。：:！!”")) and " " not in text:
            return f'<p style="text-align: right;">{self.inline(text)}</p>'
        bold, stop, rest = "", "", text
        if not first and _ends(text) and self._happens(0.15):
            bold, stop, rest = (text, "", "") if self._happens(0.5) else text.partition("。")
            bold = f"<strong>{self.inline(bold + stop)}</strong>"
        return f"<p>{self._indent}{bold}{self.inline(rest)}</p>"

    def _heading(self, text: str, *, below_text: bool) -> str:
        """Return a heading; centred only below text, as below an image it would be its caption."""
        html = self.inline(text)
        bold = html if self._heading_look == "plain" else self._dice.choice(_BOLD).format(html)
        centred = below_text and self._heading_look == "centred"
        return f"{self._dice.choice(_CENTRED) if centred else f'<p>{self._indent}'}{bold}</p>"

    def _picture(self, image: Image) -> str:
        html, opening, chance = self._image(image), self._dice.choice(_CENTRED), self._dice.random()
        if image.caption is None:
            return f"{opening}{html}</p>"
        caption = self.inline(image.caption)
        if chance < 0.25:
            return f"{opening}{html}<br/>{caption}</p>"
        if chance < 0.5:
            return f'{opening}{html}</p>\n<p><span style="font-size: 12px;">{self._plain(image.caption)}</span></p>'
        return f"{opening}{html}</p>\n{opening}{caption}</p>"

    def _image(self, image: Image) -> str:
        url = image.url.replace("https:", self._dice.choice(("https:", "https:", "https:", "http:", "")))
        shown = url + self._dice.choice(("", "", "/220"))
        attributes = (
            f'src="{shown}" alt="" title="1.jpg"',
            f'src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{shown}"',
            f'src="{shown}" _src="{url}"',
            f'urlCloud="{url}" src="{shown}"',
        )
        return f"<img {self._dice.choice(attributes)}/>"


def _ends(piece: Piece) -> bool:
    return isinstance(piece, str) and piece.endswith("。")


def _video(video: Video) -> str:
    if video.cover:
        return f'<img class="edui-faked-video" urlCloud="{video.url}" coverImg="{video.cover}" src="{video.cover}"/>'
    return f'<script>var videoUrl = "{video.url}";</script>'
