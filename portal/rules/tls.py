"""HTTPS certificates of the office's own: for which names and addresses, how far the root may speak, when to renew."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.rules import errors

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ROOT_YEARS = 10
LEAF_SPAN = timedelta(days=397)  # browsers refuse a longer one from public roots and may from ours
RENEW_BEFORE = timedelta(days=30)
BACKDATED = timedelta(hours=1)  # a PC whose clock is behind takes it too
# Two moments after one another, as RFC 5280 §4.1.2.5 has them written.
VALIDITY = re.compile(rb"(?:\x17\x0d(\d{12})|\x18\x0f(\d{14}))Z(?:\x17\x0d(\d{12})|\x18\x0f(\d{14}))Z")
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")

# A root that leaks must not speak for any public site: no name but those asked for and names that mean
# nothing outside of a LAN, no address but private ones and those asked for.
PRIVATE_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
PRIVATE = tuple(ipaddress.ip_network(one) for one in (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"),
    *("::1/128", "fc00::/7", "fe80::/10"),
))


@dataclass(frozen=True)
class Names:
    """What a certificate is for, without doubles, in the order given."""

    hosts: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """As they stand in the address bar."""
        return (*self.hosts, *(str(one) for one in self.addresses))

    def lacking(self, others: Iterable[str]) -> list[str]:
        """Those of the others that it is not for."""
        return [one for one in others if one not in self.all and f"*.{one.partition('.')[2]}" not in self.hosts]


@dataclass(frozen=True)
class Reach:
    """What the root may speak for."""

    hosts: tuple[str, ...]
    networks: tuple[Network, ...]

    def beyond(self, names: Names) -> list[str]:
        """Those that a certificate from this root would not be believed for."""
        hosts = [h for h in names.hosts if not any(h == own or h.endswith(f".{own}") for own in self.hosts)]
        inside = {a for a in names.addresses for network in self.networks if a in network}
        return [*hosts, *(str(a) for a in names.addresses if a not in inside)]


def names_of(words: Iterable[str]) -> Names:
    """Host names and addresses told apart; what is neither is refused."""
    hosts: dict[str, None] = {}
    addresses: dict[Address, None] = {}
    for word in (one.strip().strip("[]").lower().rstrip(".") for one in words):
        try:
            addresses[ipaddress.ip_address(word)] = None
        except ValueError:
            if not HOST.fullmatch(word) or word.rpartition(".")[2].isdigit():
                raise errors.TlsRefused(word, why="tls_name") from None
            hosts[word] = None
    return Names(tuple(hosts), tuple(addresses))


def reach_of(names: Names) -> Reach:
    """As little as these names need, and what is private anyway."""
    public = [a for a in names.addresses if not any(a in network for network in PRIVATE)]
    hosts = dict.fromkeys((*PRIVATE_NAMES, *names.hosts))
    return Reach(tuple(hosts), (*PRIVATE, *(ipaddress.ip_network(a) for a in public)))


def last_moment(der: bytes) -> datetime:
    """Until when a certificate is good, read from its bytes: its library is too heavy for one date."""
    found = VALIDITY.search(der)
    if found is None:
        raise ValueError("not a certificate")
    short, long = found[3], found[4]
    text = long.decode() if long else f"{'20' if short < b'50' else '19'}{short.decode()}"
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def is_due(until: datetime, at: datetime) -> bool:
    """Whether it is time for the next certificate."""
    return until - at <= RENEW_BEFORE


def leaf_until(at: datetime, root_until: datetime) -> datetime:
    """Its last moment: never after the root's, and never too long for a browser."""
    return min(at - BACKDATED + LEAF_SPAN, root_until)


def grouped(fingerprint: str) -> str:
    """A SHA-256 as people compare it: pairs with colons."""
    return ":".join(fingerprint[n:n + 2] for n in range(0, len(fingerprint), 2)).upper()
