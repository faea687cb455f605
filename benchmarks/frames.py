"""What surrounds an article on a page of a news site: menus, lists of links, scripts."""

_MENU = (
    '<li class="nav-item"><a class="nav-link" href="https://hh.rednet.cn/topic/{0}.html" '
    'title="专题{0}">专题{0}</a></li>\n'
)
_SCRIPT = "var item{0} = document.getElementById('item{0}'); if (item{0}) {{ item{0}.className = 'shown'; }}\n"


def framed(body: bytes, size: int) -> bytes:
    """Return a page with a frame of so many bytes: half of it a menu at its top, half a script at its end.

    A page that is not valid UTF-8, or that has no body to stand around, is returned as it is; so is
    any for a size of 0.
    """
    if not size:
        return body
    try:
        start = body.index(b">", body.index(b"<body")) + 1
        body.decode()
    except ValueError:
        return body
    menu, script = (_filled(part, size // 2) for part in (_MENU, _SCRIPT))
    end = body.rfind(b"</body>")
    end = end if end >= start else len(body)
    top, bottom = (
        f'\n<ul class="nav">{menu}</ul>\n'.encode(),
        f"<script>{script}</script>\n".encode(),
    )
    return body[:start] + top + body[start:end] + bottom + body[end:]


def _filled(part: str, size: int) -> str:
    length = len(part.format(9000).encode())
    return "".join(part.format(9000 + number) for number in range(size // length))
