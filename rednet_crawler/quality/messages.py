"""Alarms as messages to the robots of WeCom (企业微信), DingTalk (钉钉), Feishu (飞书), Slack and Telegram, and as plain JSON."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

from rednet_crawler.errors import SettingError
from rednet_crawler.export.receivers import in_message, link
from rednet_crawler.quality.alarms import Record
from rednet_crawler.safety.safe_text import one_line

ROBOTS = {
    "qyapi.weixin.qq.com": "wecom",
    "oapi.dingtalk.com": "dingtalk",
    "open.feishu.cn": "feishu",
    "open.larksuite.com": "feishu",
    "hooks.slack.com": "slack",
    "api.telegram.org": "telegram",
}
"""Host → whose robot it is. An address elsewhere says so itself: `dingtalk+https://…`; else it gets plain JSON."""
_KINDS = ("wecom", "dingtalk", "feishu", "slack", "telegram", "json")
_PRINTABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?|[0-9a-f:]+(%[a-z0-9]+)?")
_SCHEME = re.compile(r"([a-z0-9+]{1,12}):")
_LONGEST = 3_500
"""Bytes of a message: WeCom takes 4,096."""
_SHOWN = 20


class Message(NamedTuple):
    """What is posted: where, and a JSON body."""

    url: str
    body: bytes


class Robot(NamedTuple):
    """Who is told."""

    kind: str
    url: str


def read_robots(setting: str) -> list[Robot]:
    """Read addresses with blanks between. Raises SettingError for one that no message could be posted to.

    The text names the receiver by its number and its scheme: the rest is a key.
    """
    robots = []
    for number, word in enumerate(setting.split(), start=1):
        kind, plus, url = word.partition("+")
        kind, url = (kind, url) if plus and kind in _KINDS else ("", word)
        host = _host(url)
        if host is None:
            scheme = _SCHEME.match(url)
            raise SettingError(
                f"REDNET_ALARM_WEBHOOK: address {number} ({scheme[1] if scheme else 'without a scheme'}): has to hold "
                "http(s) addresses with host, path and key, of ASCII, without user or blank; "
                f"{'+, '.join(_KINDS)}+ before one says whose robot it is"
            )
        robots.append(Robot(kind or ROBOTS.get(host, "json"), url))
    return robots


def _host(url: str) -> str | None:
    """Return the host of an address that http.client takes as it is, else None."""
    if not _PRINTABLE.fullmatch(url):
        return None
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError:  # no port, no IPv6 address
        return None
    host = address.hostname
    if address.scheme not in ("http", "https") or not host or "@" in address.netloc or port == 0:
        return None
    return host if _HOST.fullmatch(host) else None


def words(record: Record, alarms: Sequence[Record], kind: str = "json") -> str:
    """Return what a kind of robot is told of a run's alarms, as plain text: a line for each, and its pages below.

    Pages wrote some of it. Plain JSON is for programs: nothing but unsafe characters is changed there.
    """
    plain, address = (one_line, one_line) if kind == "json" else (in_message, link)
    station, run = (plain(str(record[name] or "-")) for name in ("station", "run"))
    lines = [f"红网采集告警 rednet-crawler, station {station}, run {run}: {len(alarms)} alarms"]
    for alarm in alarms[:_SHOWN]:
        lines += [f"- [{alarm['kind']}] {plain(alarm['message'])}", *(f"  {address(url)}" for url in alarm["urls"])]
    if len(alarms) > _SHOWN:
        lines.append(f"… and {len(alarms) - _SHOWN} more")
    text = "\n".join(lines)
    short = text.encode()[:_LONGEST].decode(errors="ignore")
    return short if short == text else short + "…"


def message(robot: Robot, text: str, secret: str, now: datetime, alarms: Sequence[Record] = ()) -> Message:
    """Return a text as a robot takes it, signed with a secret where one is given and the robot asks for it.

    Forms and signatures are those of the robots' documentation (custom robots of groups).
    """
    if robot.kind == "wecom":
        return Message(robot.url, _json({"msgtype": "text", "text": {"content": text}}))
    if robot.kind == "dingtalk":
        body = _json({"msgtype": "text", "text": {"content": text}})
        at = str(int(now.timestamp() * 1000))
        sign = _sign(secret, f"{at}\n{secret}")
        return Message(_with(robot.url, {"timestamp": at, "sign": sign}) if secret else robot.url, body)
    if robot.kind == "feishu":
        at = str(int(now.timestamp()))
        signed = {"timestamp": at, "sign": _sign(f"{at}\n{secret}", "")} if secret else {}
        return Message(robot.url, _json({**signed, "msg_type": "text", "content": {"text": text}}))
    if robot.kind in ("slack", "telegram"):
        return Message(robot.url, _json({"text": text}))
    return Message(robot.url, _json({"text": text, "alarms": [_plain(alarm) for alarm in alarms]}))


def refusal(answer: bytes) -> str | None:
    """Return why a robot did not take a message: these answer 200 and say it in the body. None where it did."""
    try:
        said = json.loads(answer or b"{}")
    except ValueError:
        return None
    if not isinstance(said, Mapping):
        return None
    code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), 0)
    return None if code in (0, "0", None) else f"{code}: {said.get('errmsg') or said.get('msg') or 'no reason given'}"


def _plain(alarm: Record) -> dict[str, Any]:
    return {name: one_line(value) if isinstance(value, str) else value for name, value in alarm.items()}


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _with(url: str, parameters: Mapping[str, str]) -> str:
    address = urlsplit(url)
    return urlunsplit(address._replace(query="&".join(filter(None, (address.query, urlencode(parameters))))))


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
