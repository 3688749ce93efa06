"""Certificates are verified against the name that was asked for, whatever address the connection is made to."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.edges import exchange
from pipeline.edges.web import Web
from pipeline.errors import RequestRefused
from pipeline.settings import Settings
from tests.fetching.servers import page, redirect, serving

HOST = "harbourpost.example"
TODAY = datetime.now(UTC)
Issue = Callable[..., ssl.SSLContext]


def _key_and_name(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Name]:
    return ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """An authority that this process trusts; gives a server's context with a certificate from it."""
    authority_key, authority_name = _key_and_name("a test's own authority")

    def sign(key: ec.EllipticCurvePrivateKey, subject: x509.Name, ends: datetime, **more: object) -> x509.Certificate:
        issuer, issuer_key = (authority_name, authority_key) if more.get("is_trusted", True) else (subject, key)
        builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(TODAY - timedelta(days=9)).not_valid_after(ends)
        names = [x509.DNSName(str(more["host"]))] if "host" in more else [x509.IPAddress(ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca="host" not in more, path_length=None), critical=True)
        return builder.sign(issuer_key, hashes.SHA256())

    root = sign(authority_key, authority_name, TODAY + timedelta(days=9))
    trusted = tmp_path / "authority.pem"
    trusted.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    def context(host: str, *, is_trusted: bool = True, ends: datetime = TODAY + timedelta(days=9)) -> ssl.SSLContext:
        key, name = _key_and_name(host)
        certificate = sign(key, name, ends, host=host, is_trusted=is_trusted)
        both = tmp_path / "server.pem"
        both.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(both)
        return made

    return context


def web(settings: Settings, address: str, **more: object) -> Web:
    return Web(
        settings.model_copy(update={"local_hosts": {f"{HOST}:443": address}, "deadline_seconds": 5.0, **more}),
    )


def test_a_trusted_certificate_for_the_name_is_accepted_and_the_name_is_sent(settings: Settings, issue: Issue) -> None:
    asked_for: list[str | None] = []
    context = issue(HOST)
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    with serving({"/": page("secure")}, tls=context) as server:
        got = web(settings, server.address).get(f"https://{HOST}/", cap_bytes=10_000)
    assert b"secure" in got.body
    assert set(asked_for) == {HOST}
    assert server.asked[-1].headers["host"] == HOST


ignore_old_tls = pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
FAULTS = [{"host": "another.example"}, {"is_trusted": False}, {"ends": TODAY - timedelta(days=1)}]


@ignore_old_tls
@pytest.mark.parametrize("fault", FAULTS, ids=["another name", "self-signed", "expired"])
def test_only_the_verification_stops_a_certificate_that_does_not_hold(
    fault: dict[str, object], settings: Settings, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = issue(**{"host": HOST, **fault})
    with serving({"/": page("insecure")}, tls=context) as server:
        with pytest.raises(RequestRefused):
            web(settings, server.address).get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False)
        # One connection, and no second try that looks away.
        assert server.accepts == 1
        verify_nothing(monkeypatch)
        got = web(settings, server.address).get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False)
    assert b"insecure" in got.body


def verify_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard switched off, where the door takes its context from and where a connection asks for certificates."""
    monkeypatch.setattr("pipeline.edges.web.tls_context", lax_context)
    connection = exchange._PinnedHTTPS
    monkeypatch.setattr(
        exchange, "_PinnedHTTPS", lambda *args, **more: connection(*args, **{**more, "cert_reqs": "CERT_NONE"})
    )


def lax_context() -> ssl.SSLContext:
    """Verifies nothing, and takes any version of TLS."""
    context = exchange.tls_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@ignore_old_tls
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_a_server_that_speaks_old_tls_only_is_refused(
    version: ssl.TLSVersion, settings: Settings, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = issue(HOST)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = version
    with serving({"/": page("downgraded")}, tls=context) as server:
        with pytest.raises(RequestRefused) as caught:
            web(settings, server.address).get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False)
        assert caught.value.reason == "tls_failed"
        assert (server.asked, server.accepts) == ([], 1)
        verify_nothing(monkeypatch)
        got = web(settings, server.address).get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False)
    assert b"downgraded" in got.body


@pytest.mark.parametrize("fault", FAULTS, ids=["another name", "self-signed", "expired"])
def test_a_certificate_that_does_not_hold_fails_and_no_request_is_sent(
    fault: dict[str, object], settings: Settings, issue: Issue
) -> None:
    context = issue(**{"host": HOST, **fault})
    with serving({"/": page("insecure")}, tls=context) as server, pytest.raises(RequestRefused) as caught:
        web(settings, server.address).get(f"https://{HOST}/", cap_bytes=10_000)
    assert caught.value.reason == "tls_failed"
    assert server.asked == []


def test_plain_http_on_the_secure_port_is_no_way_round(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_the_clear() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(page("insecure"))

        threading.Thread(target=answer_in_the_clear, daemon=True).start()
        with pytest.raises(RequestRefused) as caught:
            web(settings, f"127.0.0.1:{listener.getsockname()[1]}").get(f"https://{HOST}/", cap_bytes=10_000)
    assert caught.value.reason == "tls_failed"


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_redirect_from_https_to_http_is_not_followed_unless_nobody_looks(
    is_guarded: bool, settings: Settings, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_guarded:
        monkeypatch.setattr("pipeline.edges.web._next_url", urljoin)
    with serving({"/": page("plain")}) as plain, serving({"/": redirect(f"http://{HOST}/")}, tls=issue(HOST)) as server:
        both = {f"{HOST}:443": server.address, f"{HOST}:80": plain.address}
        door = web(settings, server.address, local_hosts=both)
        if is_guarded:
            with pytest.raises(RequestRefused, match="address_refused"):
                door.get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False)
        else:
            assert b"plain" in door.get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False).body
    assert plain.accepts == (0 if is_guarded else 1)


def stalling(first: bytes, drip: bytes, seconds: float) -> Callable[[socket.socket], None]:
    """Takes a connection and begins a handshake, or not even that; breaks it off after `seconds`."""

    def stall(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        ends_at = time.monotonic() + seconds
        with suppress(OSError), connection:
            connection.recv(65536)
            connection.sendall(first)
            while time.monotonic() < ends_at:
                connection.sendall(drip)
                time.sleep(0.05)

    return stall


# Nothing; a record of a handshake, of which 16 KB are announced and a byte comes at a time.
STALLS = {"silent": (b"", b""), "dripping": (b"\x16\x03\x03\x40\x00", b"\x02")}


@pytest.mark.parametrize(("first", "drip"), STALLS.values(), ids=STALLS.keys())
@pytest.mark.parametrize("is_guarded", [True, False])
def test_only_the_deadline_ends_a_handshake_that_stalls(
    first: bytes, drip: bytes, is_guarded: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = exchange._connected

    def patient(*args: Any) -> socket.socket:
        sock = connected(*args)
        sock.settimeout(10.0)
        return sock

    if not is_guarded:
        monkeypatch.setattr(exchange, "_connected", patient)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=stalling(first, drip, 1.3), args=(listener,), daemon=True).start()
        started = time.monotonic()
        with pytest.raises(RequestRefused) as caught:
            web(settings, address, deadline_seconds=0.4).get(f"https://{HOST}/", cap_bytes=1, check_robots=False)
    seconds = time.monotonic() - started
    if is_guarded:
        assert caught.value.reason == "timed_out"
        assert 0.3 <= seconds <= 0.9
    else:
        assert seconds >= 1.2


def test_a_body_that_drips_over_tls_ends_at_the_deadline(settings: Settings, issue: Issue) -> None:
    def drip(stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            stream.sendall(b"x")
            time.sleep(0.05)

    with serving({"/": drip}, tls=issue(HOST)) as server:
        slow = web(settings, server.address, deadline_seconds=0.6)
        started = time.monotonic()
        with pytest.raises(RequestRefused) as caught:
            slow.get(f"https://{HOST}/", cap_bytes=10_000, check_robots=False)
    assert caught.value.reason == "timed_out"
    assert time.monotonic() - started < 2
