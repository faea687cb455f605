"""Sentences on who may reprint a text, in whatever words, and whether they claim it as the station's own.

The site's own sentence is 本文为怀化站原创文章，转载请附上原文出处链接和本声明 (`credits`). Other wordings are a guess.
"""

import re

_LONGEST = 160
_WORDS = ("转载", "版权", "著作权")
_OPENING = re.compile(
    r"[\s（(【\[*※]{0,6}(?:[^。，,；;：:]{0,12}(?:声明|原创|独家|版权|著作权)|(?:如需|欢迎|严禁|禁止|谢绝)?转载|未经|凡|以上|[本该此][文稿篇网站报])"
)
_DEMAND = re.compile(
    r"注明|附上|请勿|不得|谢绝|禁止|严禁|授权|违者|必究|所有|版权(?:归|属)|许可|同意|联系"
)
_CLAIM = re.compile(r"(?<![非“‘\"])原创(?:文章|稿件|作品|内容|新闻|报道|首发)?(?![”’\"])")
_BY = (
    re.compile(
        r"(?:本[文稿篇]|以上内容|该文|此文)?[系由为是]\s?([^。，,；;：:系由为是]{2,16}?)\s?(?:独家)?原创"
    ),
    re.compile(r"版权(?:归属?于?|属于?|为)\s?([^。，,；;：:]{2,16}?)\s?(?:所有|[。，,；;]|$)"),
)


def speaks_of_rights(line: str) -> bool:
    """Return whether a line says who may reprint the text.

    >>> speaks_of_rights("原创稿件，版权归怀化站所有，未经许可请勿转载。"), speaks_of_rights("未经许可转载他人文章的，依法处理。")
    (True, False)
    """
    return (
        len(line) <= _LONGEST
        and any(word in line for word in _WORDS)
        and _OPENING.match(line) is not None
        and _DEMAND.search(line) is not None
        and "依法" not in line
    )


def claims_original(line: str) -> bool:
    """Return whether a sentence on rights calls the text original."""
    return _CLAIM.search(line) is not None


def claimed_by(line: str) -> str | None:
    """Return who claims a text in a sentence on rights: 版权归怀化站所有 → 怀化站; None where it names nobody.

    >>> claimed_by("原创稿件，版权归怀化站所有，未经许可请勿转载。")
    '怀化站'
    """
    found = next((match for each in _BY if (match := each.search(line))), None)
    return found[1] if found and "作者" not in found[1] else None
