"""Names of outlets: papers, agencies, stations, offices."""

import re

_OUTLET = re.compile(
    r"红网.*|.*(?:社|报|网|站|台|客户端|时刻|新闻|中心|政府|局|办|委|在线|公众号|发布)"
)


def is_outlet(text: str) -> bool:
    """Return whether a text has the form of an outlet's name: 怀化日报, 鹤城区融媒体中心."""
    return _OUTLET.fullmatch(text) is not None
