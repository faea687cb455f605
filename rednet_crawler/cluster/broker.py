"""The broker: Redis or RabbitMQ behind Dramatiq, and the messages that wait in it."""

import json
from typing import Any

import dramatiq
from dramatiq.middleware import Middleware, Retries

from rednet_crawler.archive.address import shown
from rednet_crawler.errors import SettingError, StorageError

QUEUE = "stations"
_ACTOR = "walk"
_EVERY_COMMAND = 1_000_000
"""Dramatiq looks for messages of dead workers in so many of a million commands: always.

Its default of 1,000 is for busy queues: with a few long jobs it would take an hour.
"""


def open_broker(url: str, *, heartbeat: float = 60.0) -> Any:
    """Return the broker of a URL.

    A worker that is silent for `heartbeat` seconds counts as dead: others get its jobs. (RabbitMQ
    notices the lost connection.) Raises SettingError for any other URL.
    """
    try:
        broker = _made(url, heartbeat)
    except ValueError:
        broker = None
    if broker is None:
        raise SettingError(
            f"broker {shown(url)}: has to be like redis://host:6379/0 or amqp://host:5672"
        )
    dramatiq.set_broker(broker)
    return broker


def _made(url: str, heartbeat: float) -> Any:
    middleware: list[Middleware] = [Retries()]
    if url.startswith(("redis://", "rediss://", "unix://")):
        from dramatiq.brokers.redis import (
            RedisBroker,  # Redis or RabbitMQ: only one may be installed
        )

        return RedisBroker(  # type: ignore[no-untyped-call]
            url=url,
            middleware=middleware,
            namespace="rednet",
            heartbeat_timeout=int(heartbeat * 1000),
            maintenance_chance=_EVERY_COMMAND,
        )
    if url.startswith(("amqp://", "amqps://")):
        from dramatiq.brokers.rabbitmq import RabbitmqBroker

        return RabbitmqBroker(url=url, middleware=middleware, confirm_delivery=True)
    return None


def send(broker: Any, station: str, after_run: int) -> None:
    """Send a job to the broker. Raises StorageError if it is refused."""
    message: dramatiq.Message[None] = dramatiq.Message(QUEUE, _ACTOR, (station, after_run), {}, {})
    try:
        broker.declare_queue(QUEUE)
        broker.enqueue(message)
    except Exception as error:  # each library has errors of its own
        raise StorageError(
            f"the broker does not take {station} ({_line(error)}); is it up?"
        ) from error


def waiting(broker: Any, now: float) -> set[str] | None:
    """Return the stations whose messages wait, for now or for later; None if that is unknown.

    `now` is in seconds since 1970. Messages that a worker has are left out: the archive knows them.
    """
    client = getattr(broker, "client", None)
    if client is None:
        broker.declare_queue(QUEUE, ensure=True)
        ready, delayed, _ = broker.get_queue_message_counts(QUEUE)
        return None if ready or delayed else set()
    broker.do_qsize(QUEUE)  # puts what dead workers had back
    ids = client.lrange(f"{broker.namespace}:{QUEUE}", 0, -1)
    ready = (
        [text for text in client.hmget(f"{broker.namespace}:{QUEUE}.msgs", ids) if text]
        if ids
        else []
    )
    delayed = client.hvals(f"{broker.namespace}:{QUEUE}.DQ.msgs")
    messages = [json.loads(text) for text in ready]
    messages += [
        each for each in map(json.loads, delayed) if each["options"].get("eta", 0) / 1000 > now
    ]
    return {str(message["args"][0]) for message in messages}


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
