"""What robots are told: an alarm whose name, mark and addresses a page has made up."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rednet_crawler.quality.messages import Webhook, message, read_webhooks, words
from rednet_crawler.quality.site_health import Limits, troubles

NAME = '法治<at user_id="all">所有人</at>[点此](https://evil.example/)\u202e @all <!channel> <@zhangsan> **粗**'
OURS = "https://hh.rednet.cn/channel/9217.html"
KINDS = ("wecom", "dingtalk", "feishu", "slack", "telegram")


def alarms() -> list[dict[str, Any]]:
    entry = {"name": NAME, "url": OURS, "entries": 0}
    record = {
        "listings": {"9217": entry},
        "tried": 0,
        "missing": [],
        "statuses": {},
        "without_article": 0,
        "failed": 0,
    }
    before = {"listings": {"9217": {**entry, "entries": 3}}}
    found = troubles(record, [before], Limits(failures=0.25, hours=0), None, datetime.now(UTC))
    return [{**alarm.to_record(), "urls": [OURS, "https://evil.example/[x]"]} for alarm in found]


def posted(kind: str) -> Any:
    text = words({"station": "hh", "run": 7}, alarms(), kind)
    return json.loads(
        message(Webhook(kind, "https://robot.example/"), text, "", datetime.now(UTC), alarms()).body
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_channel_mentions_nobody_and_links_nowhere(kind: str) -> None:
    said = posted(kind)
    text = said["text"] if kind in ("slack", "telegram") else (said.get("content") or said["text"])
    text = text if isinstance(text, str) else next(iter(text.values()))
    heading, line, ours, foreign = text.split("\n")
    assert heading == "红网采集告警 rednet-crawler, station hh, run 7: 1 alarms"
    name = '法治＜at user_id="all"＞所有人＜/at＞［点此］(https：…'
    english = f"the listing of {name} is empty; it had 3 entries"
    chinese = f"频道“{name}”的列表为空，此前有 3 条"
    in_china = kind in ("wecom", "dingtalk", "feishu")
    assert line == f"- [listing] {f'{chinese} / {english}' if in_china else english}"
    assert ours.strip() == OURS
    assert foreign.strip() == "https：//evil·example/［x］"


def test_programs_get_the_words_as_they_are_without_control_characters() -> None:
    said = posted("json")
    assert '法治<at user_id="all">所有人</at>[点此](' in said["text"]
    assert said["alarms"][0]["field"] == NAME.replace("\u202e", "")


@pytest.mark.parametrize(
    ("address", "kind"),
    [("https://hooks.slack.com/services/T/B/x", "slack"),
     ("https://api.telegram.org/bot1:x/sendMessage?chat_id=1", "telegram"), ("slack+http://127.0.0.1/", "slack")]
)  # fmt: skip
def test_slack_and_telegram_are_known_by_their_addresses(address: str, kind: str) -> None:
    (webhook,) = read_webhooks(address)
    assert webhook.kind == kind
