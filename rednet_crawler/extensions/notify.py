"""The alarms of a run: compared with earlier runs in the archive, and sent to webhooks."""

import http.client
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from scrapy.settings import BaseSettings

from rednet_crawler.archive.alarms import Open, subject_of
from rednet_crawler.quality.alarms import Record, head_start, is_mended, read_well
from rednet_crawler.quality.drift import drifts
from rednet_crawler.quality.messages import Message, Webhook, message, read_webhooks, refusal, words
from rednet_crawler.quality.site_health import Limits, troubles
from rednet_crawler.safety import HIDDEN, clean, hide, one_line
from rednet_crawler.spiders.base import RednetSpider

logger = logging.getLogger(__name__)
_SHORTEST_KEY = 4
"""Least characters of a part of a URL that is hidden; shorter parts occur in other words."""
_TOLD_AGAIN = timedelta(days=1)
_TIMEOUT = 10
"""Seconds that a webhook has to respond."""
_LONGEST_RESPONSE = 10_000


def judge(
    spider: RednetSpider, record: Record, limits: Limits, now: datetime
) -> list[dict[str, Any]]:
    """Return the alarms of a run that has ended, as run.json holds them, and enter those that are
    open from now on. Raises StorageError.

    A new archive has no past to compare with. One that an earlier run raised stays until pages show
    that its cause is gone. `since` is the start of the run that raised the alarm first; `told` says
    whether the alarm is new, or was last sent a day ago; `raised` whether this run raised it.
    """
    archive, outcome = spider.archive, spider.outcome
    before = archive.runs.reports(spider.station, spider.run)
    of_pages = archive.runs.reports(spider.station, spider.run, of_pages=True)
    asked = any(spider.given.get(name) for name in ("channel", "since", "until", "limit"))
    newest = None
    if outcome.listed and outcome.ledger.complete and not asked:
        newest = archive.articles.newest(spider.station, now)
    alarms = [*troubles(record, before, limits, newest, now), *drifts(outcome.coverage, of_pages)]
    opened = {subject_of(each.alarm): each for each in archive.alarms.open(spider.station)}
    last: Record = before[0] if before else {"alarms": (), "ended_at": record["started_at"]}
    known = {subject_of(each): str(each["since"]) for each in last.get("alarms", ())}
    known |= {subject: each.since for subject, each in opened.items()}
    raised: dict[tuple[object, ...], Open] = {}
    for alarm in alarms:
        one = alarm.to_record() | {"raised": True}
        one |= {name: one_line(one[name]) for name in ("message", "message_zh")}
        one["urls"] = [one_line(url) for url in one["urls"]]
        since = known.get(subject_of(one), str(record["started_at"]))
        raised[subject_of(one)] = Open(
            spider.station, spider.run, since, head_start(one, record), one
        )
    kept = _still_open(opened, raised, record, judges_silence=newest is not None)
    archive.alarms.enter(spider.station, [*raised.values(), *kept])
    return [
        {
            **each.alarm,
            "since": each.since,
            "told": subject_of(each.alarm) not in known or _is_due(each.since, record, last),
        }
        for each in (*raised.values(), *kept)
    ]


def _still_open(
    opened: Mapping[tuple[object, ...], Open],
    raised: Mapping[tuple[object, ...], Open],
    record: Record,
    *,
    judges_silence: bool,
) -> list[Open]:
    """Return the alarms of earlier runs that this one neither raised nor showed to be mended."""
    kept = []
    for subject, each in opened.items():
        well = each.well + read_well(each.alarm, record, judges_silence=judges_silence)
        if subject not in raised and not is_mended(each.alarm, well):
            kept.append(each._replace(well=well, alarm={**each.alarm, "raised": False}))
    return kept


def _is_due(since: str, record: Record, last: Record) -> bool:
    """Return whether an alarm is to be sent again: once a day."""
    now, before = (_age(since, at) // _TOLD_AGAIN for at in (record["ended_at"], last["ended_at"]))
    return now > before


class Notifier:
    """Sends alarms to the webhooks of the settings."""

    def __init__(self, settings: BaseSettings) -> None:
        """Read the settings. Raises SettingError for an invalid URL."""
        self.webhooks = read_webhooks(str(settings["REDNET_ALARM_WEBHOOK"] or ""))
        self._secret = str(settings["REDNET_ALARM_SECRET"] or "")

    def notify(self, record: Record, now: datetime) -> None:
        """Send the alarms of a run that are new or due again."""
        alarms = [alarm for alarm in record["alarms"] if alarm["told"]]
        for webhook in self.webhooks if alarms else ():
            _post(
                webhook,
                message(webhook, words(record, alarms, webhook.kind), self._secret, now, alarms),
            )

    def send(self, text: str, now: datetime) -> int:
        """Post a text to each webhook; return how many took it. A refusal is logged."""
        return sum(
            _post(webhook, message(webhook, text, self._secret, now)) for webhook in self.webhooks
        )


def _post(webhook: Webhook, sent: Message) -> bool:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = Request(sent.url, sent.body, headers)  # noqa: S310 - read_webhooks takes http(s) only
    try:
        with build_opener(_NoRedirects).open(request, timeout=_TIMEOUT) as response:
            reason = refusal(response.read(_LONGEST_RESPONSE))
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = _reason(error)
    if reason is not None:  # without the address, which is a secret
        told = hide(_without(webhook, sent, clean(reason)))
        logger.error(
            "alarms could not be sent to the %s webhook of REDNET_ALARM_WEBHOOK: %s",
            webhook.kind,
            told,
        )
    return reason is None


def _reason(error: Exception) -> str:
    """Return the reason without words of a server or http.client: they may repeat a secret."""
    if isinstance(error, HTTPError):
        return f"HTTP status {error.code}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, OSError):
        return cause.strerror or type(cause).__name__
    return f"{type(error).__name__}; look at the address, and at http_proxy and https_proxy"


def _without(webhook: Webhook, sent: Message, text: str) -> str:
    """Return the words of a response without the parts of the webhook's URL."""
    address = urlsplit(webhook.url)
    secret = {webhook.url, sent.url, address.path, address.query, *address.path.split("/")}
    secret.update(pair.partition("=")[2] for pair in address.query.split("&"))
    for part in sorted(
        {form for each in secret for form in (each, unquote(each))}, key=len, reverse=True
    ):
        text = text.replace(part, HIDDEN) if len(part) >= _SHORTEST_KEY else text
    return text


class _NoRedirects(HTTPRedirectHandler):
    """A message goes where the settings say, and nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow none."""


def _age(since: str, at: str) -> timedelta:
    return max(datetime.fromisoformat(at) - datetime.fromisoformat(since), timedelta())
