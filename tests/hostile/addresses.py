"""Forbidden addresses in all the spellings that get past a careless check, and public ones that must not be refused."""

from __future__ import annotations

import ipaddress
import itertools
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


def _listed(text: str) -> list[str]:
    return text.split()


# One of each kind that leads inside: loopback, this network, private, carrier, link-local (clouds' metadata),
# protocol assignments, benchmarking, multicast, reserved, broadcast.
INSIDE = _listed("""
    127.0.0.1 127.8.9.10 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 192.0.0.8
    198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
""")
INSIDE_V6 = _listed("""
    ::1 :: 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001 fe80::1 fc00::1 fd00:ec2::254 fec0::1
    ff02::1 ff0e::1 100::1 2001:db8::1 3fff::1 5f00::1 2001::1 2002::1
""")
SCHEMES = _listed("""
    file ftp ftps gopher dict ldap ldaps tftp sftp ssh telnet imap smtp jar netdoc data javascript ws wss unix
    phar view-source feed rtsp redis mailto about blob chrome
""")
PORTS = [0, 1, 21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 587, 993, 1433, 2049, 2375, 2379, 3306, 3389,
         5432, 5984, 5985, 6379, 6443, 8000, 8080, 8443, 9000, 9200, 10250, 11211, 27017, 65535]  # fmt: skip

# Root name servers, resolvers, and large sites' networks, in both families; and the neighbours of forbidden blocks.
PUBLIC = _listed("""
    198.41.0.4 170.247.170.2 192.33.4.12 199.7.91.13 192.203.230.10 192.5.5.241 192.112.36.4 198.97.190.53
    192.36.148.17 192.58.128.30 193.0.14.129 199.7.83.42 202.12.27.33 1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9
    149.112.112.112 208.67.222.222 208.67.220.220 64.6.64.6 77.88.8.8 114.114.114.114 93.184.216.34
    151.101.1.69 104.16.132.229 13.107.42.14 17.253.144.10 20.70.246.20 31.13.71.36 52.94.236.248 140.82.121.4
    142.250.74.46 157.240.1.35 185.199.108.153 212.58.237.1 216.58.207.206 203.0.112.255 203.0.114.1 1.0.0.0
    9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.255.255 169.255.0.1
    172.15.255.255 172.32.0.1 192.0.1.1 192.88.98.1 192.88.100.1 192.167.255.255 192.169.0.1 198.17.255.255
    198.20.0.1 198.51.99.1 198.51.101.1 223.255.255.254 2001:503:ba3e::2:30 2801:1b8:10::b 2001:500:2::c
    2001:500:2d::d 2001:500:a8::e 2001:500:2f::f 2001:500:12::d0d 2001:500:1::53 2001:7fe::53
    2001:503:c27::2:30 2001:7fd::1 2001:500:9f::42 2001:dc3::35 2606:4700:4700::1111 2606:4700:4700::1001
    2001:4860:4860::8888 2001:4860:4860::8844 2620:fe::fe 2620:fe::9 2620:119:35::35 2620:119:53::53
    2a02:6b8::feed:ff 2a00:1450:4001:81b::200e 2400:cb00:2048:1::c629:d7a2 2a03:2880:f12f:83:face:b00c:0:25de
    2a04:4e42::81 2600:1901:0:38d7:: 2620:1ec:c11::200 2a01:4f8:0:1::5:1 2a02:26f0:c900::1
    2603:1030:20e:3::23c 2600:9000:2490::1 2407:300::1 2804:10:10::10 2c0f:fb50:4002::1 2001:200::1
    2001:638::1 2003::1 2400::1 2a00::1 2c00::1
""")


@dataclass(frozen=True)
class Spelling:
    """
    One attempt: an address, and what the names in it stand for.

    url    `{port}` in it is the trap's port.
    names  The addresses of each name; other hosts are asked of the system.
    """

    url: str
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


def _numbers(address: str) -> Iterator[str]:
    """What inet_aton of the C library reads as `address`, and what looks like it."""
    a, b, c, d = parts = [int(part) for part in address.split(".")]
    whole = int(ipaddress.IPv4Address(address))
    yield from (address, f"{address}.", str(whole), hex(whole), hex(whole).upper(), f"0{whole:o}", f"0x{whole:012x}")
    yield from (
        f"{a}.{whole & 0xFFFFFF}",
        f"{a}.{b}.{c << 8 | d}",
        f"0x{a:x}.{whole & 0xFFFFFF}",
        f"0{a:o}.{b}.{c}.{d}",
    )
    yield ".".join(f"0x{part:x}" for part in parts)
    yield ".".join(f"0X{part:02X}" for part in parts)
    yield ".".join(f"0{part:o}" for part in parts)
    yield ".".join(f"{part:04o}" for part in parts)
    yield f"0x{a:x}.0{b:o}.{c}.{d}"
    # What IDNA makes of digits and dots of other scripts.
    yield address.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    yield address.replace(".", "。")
    yield address.replace(".", "．")
    yield "".join(chr(0x245F + int(char)) if char in "123456789" else char for char in address)
    yield address.replace("1", "%31").replace("0", "%30")
    yield f"{address[0]}\t{address[1:]}"
    yield f"{address}%00.example"


def _embedded(address: str) -> Iterator[str]:
    """IPv6 addresses that carry an IPv4 address inside: mapped, compatible, translated, tunnelled."""
    whole = int(ipaddress.IPv4Address(address))
    high, low = f"{whole >> 16:x}", f"{whole & 0xFFFF:x}"
    yield from (f"::ffff:{address}", f"::ffff:{high}:{low}", f"0:0:0:0:0:FFFF:{high}:{low}", f"::{address}")
    yield from (f"::ffff:0:{address}", f"64:ff9b::{high}:{low}", f"64:ff9b::{address}", f"64:ff9b:1::{high}:{low}")
    yield from (f"2002:{high}:{low}::", f"2002:{high}:{low}::1", f"fe80::5efe:{address}", f"2001:db8::{high}:{low}")
    hidden = 0xFFFFFFFF ^ whole
    yield f"2001:0:53aa:64c:0:fbff:{hidden >> 16:x}:{hidden & 0xFFFF:x}"


def _named(address: str) -> Iterator[Spelling]:
    """Names that stand for `address`, alone or among public ones."""
    label = address.replace(".", "-")
    for number, answers in enumerate(
        ([address], ["8.8.8.8", address], [address, "8.8.8.8"], [f"::ffff:{address}"], ["2606:4700::1", address])
    ):
        host = f"inside-{label}-{number}.example"
        yield Spelling(f"http://{host}:{{port}}/", {host: answers})


def direct() -> list[Spelling]:
    """Addresses that lead inside by themselves."""
    hosts = [host for address in INSIDE for host in _numbers(address)]
    hosts += [f"[{host}]" for address in INSIDE for host in _embedded(address)]
    hosts += [f"[{host}]" for host in INSIDE_V6] + [
        "[::1%25lo]",
        "[fe80::1%25eth0]",
        "localhost",
        "LOCALHOST",
        "localhost.",
    ]
    found = [Spelling(f"http://{host}:{{port}}/") for host in hosts]
    found += [spelling for address in INSIDE for spelling in _named(address)]
    return found


def disguised() -> list[Spelling]:
    """Addresses that hide where they lead: behind user information, backslashes, other schemes and other ports."""
    forms = (
        "reader:key@{}",
        "@{}",
        "public.example@{}",
        "public.example:80@{}",
        "{}#@public.example",
        "{}\\@public.example",
    )
    hosts = [form.format(f"{address}:{{port}}") for form, address in itertools.product(forms, INSIDE[:8])]
    found = [Spelling(f"http://{host}/") for host in hosts]
    found += [Spelling(f"{scheme}://127.0.0.1:{{port}}/") for scheme in SCHEMES]
    found += [Spelling(f"http://public.example:{port}/", {"public.example": ["8.8.8.8"]}) for port in PORTS]
    return found


def is_ipv6_here() -> bool:
    """Whether this machine has an IPv6 loopback for a trap to listen on."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
