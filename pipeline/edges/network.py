"""Which addresses may be reached at all: every one that a name resolves to is vetted, and the vetted one is used."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import re2

from pipeline.addresses import host_of, safe_url
from pipeline.errors import RequestRefused, SettingsError
from pipeline.settings import Settings

Resolve = Callable[[str, int, float], Sequence[str]]
IsPublic = Callable[[str], bool]

# What `ipaddress.is_global` lets through, or judges otherwise from one Python to the next, and that leads (or
# may lead) elsewhere than it seems: addresses that carry an IPv4 address inside, and special-purpose blocks of
# the IANA registries. IPv6 outside 2000::/3 is refused as a whole, since nothing else is assigned for unicast.
_UNICAST_V6 = ipaddress.ip_network("2000::/3")
_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation, unknown to Python 3.11
    )
)
# A name may have any number of addresses, whoever's they are; so many are tried.
_TRIED = 4
# Letters, digits, hyphens, dots, underscores as names have them; colons for IPv6 (without zone ids).
_HOST = re2.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Target:
    """
    Where a request goes, as its address says it.

    host       Name or literal for the Host header and the certificate; an A-label in lower case.
    path       Path and query in ASCII, ready for the request line.
    local      (address, port) that the operator listed for exactly this host and port, or None.
    """

    scheme: str
    host: str
    port: int
    path: str
    local: tuple[str, int] | None

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_usual = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{host}" + ("" if is_usual else f":{self.port}")


def target_of(url: str, settings: Settings) -> Target:
    """
    The address taken apart, where it may be asked for at all.

    Raises RequestRefused (address_refused) for another scheme than http and https, user information, a port that
    is not allowed, or a host that cannot be one; SettingsError where a local host stands for no address.
    """
    try:
        parts = urlsplit(url)
        usual = 443 if parts.scheme == "https" else 80
        port = usual if parts.port is None else parts.port
    except ValueError as error:
        raise _refused(url, "the address cannot be read") from error
    host = host_of(url)
    if parts.scheme not in {"http", "https"}:
        raise _refused(url, "only http and https are fetched")
    if not host or not _HOST.fullmatch(host):
        raise _refused(url, "it names no usable host")
    if "@" in parts.netloc:
        raise _refused(url, "it carries user information")
    local = _local(settings.local_hosts, host, port)
    if local is None and port not in settings.allowed_ports:
        raise _refused(url, f"port {port} is not in OUTWIRE_ALLOWED_PORTS")
    path = quote(parts.path or "/", safe=_PATH_SAFE) + (
        "?" + quote(parts.query, safe=_PATH_SAFE) if parts.query else ""
    )
    return Target(scheme=parts.scheme, host=host, port=port, path=path, local=local)


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is a public unicast address and no disguise of another one."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip not in _UNICAST_V6:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in _REFUSED)


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """
    All addresses of a name, in the order in which the system prefers them; within `seconds`.

    Raises RequestRefused: name_unresolved, timed_out.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(info[4][0]) for info in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # getaddrinfo knows no deadline: it is asked in a thread of its own, which is left behind when it hangs.
    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise RequestRefused("timed_out", f"{host} was not resolved within {seconds:.0f} s") from None
    if isinstance(answer, Exception) or not answer:
        raise RequestRefused("name_unresolved", f"{host} has no address")
    return answer


def vetted_addresses(target: Target, seconds: float, resolve: Resolve, is_public: IsPublic) -> list[tuple[str, int]]:
    """
    The (address, port) pairs to connect to: the operator's own for a local host, else the first few that the name has.

    Raises RequestRefused (address_refused) where any of them is not public: a name that mixes public and private
    addresses is an attempt to reach the private one.
    """
    if target.local:
        return [target.local]
    addresses = resolve(target.host, target.port, seconds)
    private = [address for address in addresses if not is_public(address)]
    if private:
        raise RequestRefused("address_refused", f"{target.host} stands for {private[0]}, which is not public")
    return [(address, target.port) for address in addresses[:_TRIED]]


def _local(local_hosts: dict[str, str], host: str, port: int) -> tuple[str, int] | None:
    place = local_hosts.get(f"{host}:{port}")
    if place is None:
        return None
    address, _, local_port = place.rpartition(":")
    try:
        return str(ipaddress.ip_address(address.strip("[]"))), int(local_port)
    except ValueError as error:
        raise SettingsError(
            f"OUTWIRE_LOCAL_HOSTS: {host}:{port} stands for {place!r}; an IP address with a port is needed, such as "
            '"127.0.0.1:8080".'
        ) from error


def _refused(url: str, why: str) -> RequestRefused:
    return RequestRefused("address_refused", f"{safe_url(url)}: {why}")
