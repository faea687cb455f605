"""Whose spider runs: with the add-on another project has spiders of its own beside ours."""

from scrapy.crawler import Crawler


def is_ours(crawler: Crawler) -> bool:
    """Say whether a crawler runs a spider of this package, or one made of it: the rules of the site
    are for these alone.
    """
    return any(each.__module__.startswith("rednet_crawler.") for each in crawler.spidercls.__mro__)
