"""The add-on for a Scrapy project of one's own: `ADDONS = {"rednet_crawler.RednetAddon": 0}`."""

from typing import Any

from scrapy.settings import BaseSettings

from rednet_crawler import settings as ours

_OF_THE_PROJECT = frozenset(
    {"ADDONS", "BOT_NAME", "COMMANDS_MODULE", "NEWSPIDER_MODULE", "SPIDER_MODULES"}
)
"""Settings that say what a project is, and are read before add-ons."""


class RednetAddon:
    """Brings the handlers, middlewares, pipelines, extensions and defaults of this project into another one.

    Values that the other project sets stay, and its own components stand beside ours. Pipelines of
    its own come after 450: there they get an `Article`.
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Set what the project has not set itself, and add our components to its own.

        The spiders check the settings when they are made, which is before Scrapy calls `update_settings`.
        """
        for name, value in vars(ours).items():
            if not name.isupper() or name in _OF_THE_PROJECT:
                continue
            if isinstance(value, dict):
                _add(settings, name, value)
            else:
                settings.set(name, value, priority="addon")


def _add(settings: BaseSettings, name: str, components: dict[str, Any]) -> None:
    theirs = {key: value for key, value in settings.getdict(name).items() if key not in components}
    priority = max(settings.getpriority(name) or 0, 15)
    settings.set(name, {**components, **theirs}, priority=priority)
