"""The broker: Redis or RabbitMQ behind Dramatiq, and what it has of our messages."""

import json
from typing import Any

import dramatiq
from dramatiq.middleware import Middleware, Retries

from rednet_crawler.archive.address import shown
from rednet_crawler.errors import SettingError, StorageError

QUEUE = "stations"
_ACTOR = "walk"
_EVERY_COMMAND = 1_000_000
"""Of a million commands after how many Dramatiq looks for messages of dead workers. Its default of 1,000 is for busy queues: with few, long
units it would take an hour."""


def open_broker(url: str, *, heartbeat: float = 60.0) -> Any:
    """Return the broker of a URL. A worker that is silent for `heartbeat` seconds counts as dead: its units go to others.

    (RabbitMQ sees by the connection that a worker is gone.) Raises SettingError for a URL that is of neither kind.
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
        from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415 - only one of them may be installed

        return RedisBroker(  # type: ignore[no-untyped-call]
            url=url,
            middleware=middleware,
            namespace="rednet",
            heartbeat_timeout=int(heartbeat * 1000),
            maintenance_chance=_EVERY_COMMAND,
        )
    if url.startswith(("amqp://", "amqps://")):
        from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415

        return RabbitmqBroker(url=url, middleware=middleware, confirm_delivery=True)
    return None


def send(broker: Any, station: str, after_run: int) -> None:
    """Hand a unit to the broker. Raises StorageError where it does not take it."""
    message: dramatiq.Message[None] = dramatiq.Message(QUEUE, _ACTOR, (station, after_run), {}, {})
    try:
        broker.declare_queue(QUEUE)
        broker.enqueue(message)
    except Exception as error:  # each library has errors of its own
        raise StorageError(
            f"the broker does not take {station} ({_line(error)}); is it up?"
        ) from error


def waiting(broker: Any, now: float) -> set[str] | None:
    """Return the stations for which a message waits to be handed out now or at a later time; None where that cannot be told.

    `now` is in seconds since 1970. What was handed out is not among them: whether a worker has it the archive knows.
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
