"""Which addresses may be connected to, and what may stand in for the site."""

import pytest

from rednet_crawler.downloads.addresses import is_public, may_stand_for_a_name
from rednet_crawler.errors import SettingError
from rednet_crawler.launch.own_settings import read_networks, read_replica

PUBLIC = (
    "113.240.0.1",
    "8.8.8.8",
    "2400:3200::1",
    "::ffff:113.240.0.1",
    "64:ff9b::71f0:1",
    "2002:71f0:1::1",
)
INSIDE = (
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.5", "198.51.100.1", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "::ffff:224.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "64:ff9b:1::808:808", "64:ff9b::e000:1",
    "2002:7f00:1::1", "2002:a00:1::1", "2002:c0a8:101::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001::1", "2001:db8::1",
    "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "100::1", "3fff::1",
    "2400:3200::1%eth0", "8.8.8.8%x", "", "hh.rednet.cn", "0x7f.1", "2130706433", "127.1",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_that_may_lead_inside_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("value", ["127.0.0.1:8765", "127.8.9.1:1", "localhost:80", "[::1]:8765"])
def test_a_replica_is_a_loopback_address_with_a_port(value: str) -> None:
    assert read_replica(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "::1%@host:80", "127.0.0.1%eth0:80", "[::1%eth0]:80", "user@127.0.0.1:80",
        "127.0.0.1@evil.example:80", "::1:80",
        "[127.0.0.1]:80", "[::1:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:８０",
        "10.0.0.1:80", "[64:ff9b::7f00:1]:80", "0.0.0.0:80", "evil.example:80", "http://127.0.0.1:80", " 127.0.0.1:80",
        "127.0.0.1:80/x", "127.0.0.1:80\n",
    ],
)  # fmt: skip
def test_nothing_else_stands_in_for_the_site(value: str) -> None:
    with pytest.raises(SettingError, match="loopback address"):
        read_replica(value)


@pytest.mark.parametrize("address", [address for address in INSIDE if address != "198.18.0.5"])
def test_a_name_may_stand_for_no_address_inside_but_for_the_fake_ones_of_proxies(
    address: str,
) -> None:
    assert may_stand_for_a_name("198.18.0.5", ())
    assert not may_stand_for_a_name(address, ())


@pytest.mark.parametrize(
    "address", [address for address in INSIDE if not address.startswith(("10.", "198.18.", "fd12"))]
)
def test_a_private_network_that_is_allowed_lets_no_other_address_pass(address: str) -> None:
    allowed = read_networks("10.0.0.0/8, fd00::/8")
    assert may_stand_for_a_name("10.0.0.1", allowed)
    assert may_stand_for_a_name("fd12::1", allowed)
    assert not may_stand_for_a_name("fd12::1%eth0", allowed)
    assert not may_stand_for_a_name(address, allowed)


@pytest.mark.parametrize(
    "value",
    ["0.0.0.0/0", "::/0", "127.0.0.0/8", "169.254.0.0/16", "169.254.169.254", "fe80::/10",
     "8.0.0.0/8", "10.0.0.1/8", "::1",
     "10.0.0.0/7", "x", "10.0.0.0/8;127.0.0.1"],
)  # fmt: skip
def test_nothing_but_a_private_network_is_allowed(value: str) -> None:
    with pytest.raises(SettingError, match="is no private network"):
        read_networks(value)
