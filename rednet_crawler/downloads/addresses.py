"""Which IP addresses may be connected to: public ones, and those that a name of the site may stand
for on this network.
"""

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

FAKE_IP = ipaddress.IPv4Network("198.18.0.0/15")
"""What proxies in TUN mode (Clash, Surge, sing-box) answer for every name: they know the name, and
connect to the real address.
"""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LEADING_ELSEWHERE = tuple(
    ipaddress.IPv6Network(each)
    for each in (
        "::/96",  # IPv4-compatible, out of use
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b:1::/48",  # NAT64 of one network: where in it the IPv4 address stands is known there alone
        "3fff::/20",  # documentation; older versions of `ipaddress` do not know it
        "fec0::/10",  # site-local, out of use
    )
)
"""Forms that `ipaddress` may call global, and that lead to an address which it has not seen, or
into a private network.
"""
_NAMED = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "no host"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's own network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "a private network"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "the fake addresses of proxies"),
        ("224.0.0.0/4", "multicast"),
        ("::1/128", "this machine"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
    )
)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public Internet: no loopback, private, link-local or multicast one.

    An IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4) is as public as that one. One
    with a scope (`%eth0`) is not.

    >>> [is_public(each) for each in ("113.240.0.1", "127.0.0.1", "::ffff:10.0.0.1")]
    [True, False, False]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None or any(found in network for network in _LEADING_ELSEWHERE):
            return False
        found = _ipv4_in(found) or found
    return found.is_global and not found.is_multicast


def may_stand_for_a_name(address: str, allowed: Sequence[Network]) -> bool:
    """Say whether a name of the site may resolve to an address: a public one, one of a proxy in TUN
    mode, one in `allowed`.

    >>> [may_stand_for_a_name(each, ()) for each in ("113.240.0.1", "198.18.0.5", "10.0.0.1", "127.0.0.1")]
    [True, True, False, False]
    """
    if is_public(address):
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if getattr(found, "scope_id", None) is not None:
        return False
    return any(found in network for network in (FAKE_IP, *allowed))


def range_of(address: str) -> tuple[str, str] | None:
    """Return the network that an address belongs to, and what it is; None where it has no name.

    >>> range_of("192.168.1.1")
    ('192.168.0.0/16', 'a private network')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return next(((str(network), name) for network, name in _NAMED if found in network), None)


def _ipv4_in(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour
