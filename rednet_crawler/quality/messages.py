"""Alarms as webhook messages.

Receivers are WeCom (企业微信), DingTalk (钉钉), Feishu (飞书), Slack, Telegram, or plain JSON.
"""

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
from rednet_crawler.safety import one_line

_KIND_OF_HOST = {
    "qyapi.weixin.qq.com": "wecom",
    "oapi.dingtalk.com": "dingtalk",
    "open.feishu.cn": "feishu",
    "open.larksuite.com": "feishu",
    "hooks.slack.com": "slack",
    "api.telegram.org": "telegram",
}
"""Host → kind of webhook. Other URLs may name it, `dingtalk+https://…`, or get plain JSON."""
_KINDS = ("wecom", "dingtalk", "feishu", "slack", "telegram", "json")
_CHINESE = ("wecom", "dingtalk", "feishu")
"""Whose readers are told in Chinese as well."""
_PRINTABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?|[0-9a-f:]+(%[a-z0-9]+)?")
_SCHEME = re.compile(r"([a-z0-9+]{1,12}):")
_LONGEST = 3_500
"""Bytes of a message; WeCom accepts 4,096."""
_SHOWN = 20


class Message(NamedTuple):
    """One POST request: URL and JSON body."""

    url: str
    body: bytes


class Webhook(NamedTuple):
    """A URL that receives alarms, and the form of message it takes."""

    kind: str
    url: str


def read_webhooks(setting: str) -> list[Webhook]:
    """Parse webhook URLs with blanks between. Raises SettingError for an invalid one.

    The error names the URL by its number and scheme only, because the rest is a secret.
    """
    webhooks = []
    for number, word in enumerate(setting.split(), start=1):
        kind, plus, url = word.partition("+")
        kind, url = (kind, url) if plus and kind in _KINDS else ("", word)
        host = _host(url)
        if host is None:
            scheme = _SCHEME.match(url)
            raise SettingError(
                f"REDNET_ALARM_WEBHOOK: address {number} "
                f"({scheme[1] if scheme else 'without a scheme'}): has to hold http(s) addresses "
                "with host, path and key, of ASCII, without user or blank; "
                f"{'+, '.join(_KINDS)}+ before one says whose webhook it is"
            )
        webhooks.append(Webhook(kind or _KIND_OF_HOST.get(host, "json"), url))
    return webhooks


def _host(url: str) -> str | None:
    """Return the host of a URL that http.client accepts as it is, else None."""
    if not _PRINTABLE.fullmatch(url):
        return None
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError:  # an invalid port or IPv6 address
        return None
    host = address.hostname
    if address.scheme not in ("http", "https") or not host or "@" in address.netloc or port == 0:
        return None
    return host if _HOST.fullmatch(host) else None


def words(record: Record, alarms: Sequence[Record], kind: str = "json") -> str:
    """Return a run's alarms as plain text: one line each, the pages to look at below.

    Some words come from pages, so they are escaped for chat receivers. Plain JSON is read by
    programs: there only unsafe characters are removed.
    """
    plain, address = (one_line, one_line) if kind == "json" else (in_message, link)
    station, run = (plain(str(record[name] or "-")) for name in ("station", "run"))
    lines = [f"红网采集告警 rednet-crawler, station {station}, run {run}: {len(alarms)} alarms"]
    for alarm in alarms[:_SHOWN]:
        told = [alarm["message"]]
        if kind in _CHINESE and alarm.get("message_zh"):
            told.insert(0, alarm["message_zh"])
        lines.append(f"- [{alarm['kind']}] {' / '.join(map(plain, told))}")
        lines += [f"  {address(url)}" for url in alarm["urls"]]
    if len(alarms) > _SHOWN:
        lines.append(f"… and {len(alarms) - _SHOWN} more")
    text = "\n".join(lines)
    short = text.encode()[:_LONGEST].decode(errors="ignore")
    return short if short == text else short + "…"


def message(
    webhook: Webhook,
    text: str,
    secret: str,
    now: datetime,
    alarms: Sequence[Record] = (),
) -> Message:
    """Return a text in the form of a webhook, signed if there is a secret and the kind signs.

    Forms and signatures follow each receiver's documentation of custom group bots.
    """
    if webhook.kind == "wecom":
        return Message(webhook.url, _json({"msgtype": "text", "text": {"content": text}}))
    if webhook.kind == "dingtalk":
        body = _json({"msgtype": "text", "text": {"content": text}})
        at = str(int(now.timestamp() * 1000))
        signature = {"timestamp": at, "sign": _sign(secret, f"{at}\n{secret}")} if secret else {}
        return Message(_with(webhook.url, signature) if secret else webhook.url, body)
    if webhook.kind == "feishu":
        at = str(int(now.timestamp()))
        signed = {"timestamp": at, "sign": _sign(f"{at}\n{secret}", "")} if secret else {}
        body = _json({**signed, "msg_type": "text", "content": {"text": text}})
        return Message(webhook.url, body)
    if webhook.kind in ("slack", "telegram"):
        return Message(webhook.url, _json({"text": text}))
    body = _json({"text": text, "alarms": [_plain(alarm) for alarm in alarms]})
    return Message(webhook.url, body)


def refusal(response: bytes) -> str | None:
    """Return why a receiver refused a message, else None.

    These receivers send status 200 and the error in the body.
    """
    try:
        said = json.loads(response or b"{}")
    except ValueError:
        return None
    if not isinstance(said, Mapping):
        return None
    code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), 0)
    if code in (0, "0", None):
        return None
    return f"{code}: {said.get('errmsg') or said.get('msg') or 'no reason given'}"


def _plain(alarm: Record) -> dict[str, Any]:
    return {
        name: one_line(value) if isinstance(value, str) else value  # pages wrote some of the texts
        for name, value in alarm.items()
    }


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _with(url: str, parameters: Mapping[str, str]) -> str:
    address = urlsplit(url)
    query = "&".join(filter(None, (address.query, urlencode(parameters))))
    return urlunsplit(address._replace(query=query))


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
