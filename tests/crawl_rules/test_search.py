"""Which articles are asked for channels that the menu does not link, and which channels are walked then."""

from collections.abc import Iterable

import pytest

from rednet_crawler.crawl import channels as channels_module
from rednet_crawler.crawl.channels import Channels, ChannelSearch
from rednet_crawler.errors import PageError, UnknownChannelError
from rednet_crawler.items import ChannelLink

ARTICLES = [
    f"https://cs.rednet.cn/content/646847/83/{number}.html" for number in range(13000000, 13000009)
]


def link(name: str, number: int, station: str = "cs") -> ChannelLink:
    return ChannelLink(name, str(number), f"https://{station}.rednet.cn/channel/{number}.html")


def search(
    *asked_for: str, menu: Iterable[ChannelLink] = (), known: Iterable[tuple[str, str]] = ()
) -> ChannelSearch:
    made = ChannelSearch(Channels("cs", asked_for))
    made.take_menu(menu, ARTICLES, [], known, searched=False)
    return made


def test_a_menu_that_links_what_was_asked_for_needs_no_search() -> None:
    assert search("要闻", menu=[link("要闻", 1)]).next() is None


def test_articles_are_asked_one_after_another_until_one_links_channels() -> None:
    made = search("法治", menu=[link("要闻", 1)])
    assert [made.next(), made.next()] == ARTICLES[:2]
    made.take_article([])
    assert made.next() == ARTICLES[2]
    made.take_article([link("时政", 2)])  # an article links them all: no other has more
    assert made.next() is None
    assert made.answered


def test_only_a_few_are_asked() -> None:
    made = search("法治", menu=[link("要闻", 1)])
    assert [made.next() for _ in range(5)] == [*ARTICLES[:4], None]


def test_a_channel_of_another_station_does_not_end_the_search() -> None:
    made = search("法治", menu=[link("要闻", 1)])
    made.next()
    made.take_article([link("法治", 2, "hh")])
    assert made.next() == ARTICLES[1]


def test_a_channel_that_an_earlier_run_walked_is_not_missing() -> None:
    assert search("法治", menu=[link("要闻", 1)], known=[("2", "法治")]).next() is None


def test_after_the_listings_one_article_more_is_asked_and_once_only() -> None:
    made = ChannelSearch(Channels("cs", ("法治",)))
    made.take_menu([link("要闻", 1)], [], [], [], searched=False)
    assert made.next() is None
    assert made.again(ARTICLES)
    assert [made.next(), made.next()] == [ARTICLES[0], None]
    assert not made.again(ARTICLES)


def test_once_an_article_has_linked_channels_none_is_asked_after_the_listings() -> None:
    made = search("法治", menu=[link("要闻", 1)])
    made.next()
    made.take_article([link("时政", 2)])
    assert not made.again(ARTICLES)


def test_channels_are_walked_by_name_or_number() -> None:
    channels = Channels("cs", ("法治", "7"))
    channels.learn([link("要闻", 1), link("法治", 2)])
    assert [each.channel_id for each in channels.to_walk()] == ["2", "7"]


def test_a_name_that_the_station_does_not_have_is_told_with_those_it_has() -> None:
    channels = Channels("cs", ("法制",))
    channels.learn([link("要闻", 1), link("法治", 2)])
    with pytest.raises(UnknownChannelError, match="要闻、法治"):
        channels.to_walk()


def test_a_station_without_channels_and_one_with_too_many_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channels = Channels("cs", ())
    with pytest.raises(PageError, match="links no channel"):
        channels.to_walk()
    monkeypatch.setattr(channels_module, "_MOST_CHANNELS", 1)
    channels.learn([link("要闻", 1), link("法治", 2)])
    with pytest.raises(PageError, match="links 2 channels"):
        channels.to_walk()


HOME = ["要闻", "法治", "欢迎光临"]


@pytest.mark.parametrize(
    ("menu", "names", "has", "missing"),
    [
        ([("要闻", 1)], ["要闻"], "", []),
        ([("要闻", 1)], HOME, "", ["法治"]),
        ([("要闻", 1)], HOME, "*", []),
        ([("要闻", 1)], HOME, "要闻，政务", ["政务"]),
    ],
    ids=["all", "named-without-a-link", "whatever-is-found", "by-setting"],
)
def test_channels_that_the_home_page_names_and_does_not_link_are_missing(
    menu: list[tuple[str, int]], names: list[str], has: str, missing: list[str]
) -> None:
    channels = Channels("hh", ())
    channels.read_menu([link(name, number, "hh") for name, number in menu], names)
    assert channels.missing(has) == missing


def test_where_the_home_page_links_no_channel_all_that_are_known_are_expected() -> None:
    channels = Channels("hh", ())
    channels.read_menu([], ["要闻"])
    channels.learn_of_article([link("要闻", 1, "hh")])
    assert len(channels.missing("")) == 18
