"""What a failed exchange is called: from the exceptions of sockets, TLS and urllib3 to a drop reason."""

from __future__ import annotations

import http.client
import ssl

from urllib3 import exceptions as urllib3

from pipeline.errors import RequestRefused


def refusal_of(error: Exception, host: str, *, is_spent: bool, is_body: bool) -> RequestRefused:
    """
    The drop reason of what went wrong, and a sentence without anything that the server wrote.

    is_spent  Whether the server had sent more than it may.
    is_body   Whether the headers were through.
    """
    if isinstance(error, TimeoutError | urllib3.TimeoutError):
        return RequestRefused("timed_out", f"{host} took longer than the deadline")
    if is_spent:
        reason = "too_large" if is_body else "bad_response"
        return RequestRefused(reason, f"{host} sent more {'body' if is_body else 'headers'} than allowed")
    if isinstance(error, urllib3.SSLError | ssl.SSLError):
        return RequestRefused("tls_failed", f"{host}: {_tls_words(error)}")
    if _is_short(error):
        return RequestRefused("short_body", f"{host} ended the body early")
    if isinstance(error, http.client.RemoteDisconnected) or _is_broken(error):
        return RequestRefused("connection_failed", f"{host}: {_system_words(error)}")
    return RequestRefused("bad_response", f"{host}: {type(error).__name__}")


def _is_short(error: Exception) -> bool:
    causes = _causes(error)
    # A chunk without a size is an IncompleteRead to urllib3.
    if any(isinstance(cause, urllib3.InvalidChunkLength) for cause in causes):
        return False
    is_incomplete = any(isinstance(cause, http.client.IncompleteRead) for cause in causes)
    return is_incomplete or (isinstance(error, urllib3.ProtocolError) and "prematurely" in str(error))


def _is_broken(error: Exception) -> bool:
    return any(isinstance(cause, OSError) for cause in _causes(error))


def _system_words(error: Exception) -> str:
    words = (cause.strerror for cause in _causes(error) if isinstance(cause, OSError) and cause.strerror)
    return next(words, "it broke off")


def _causes(error: Exception) -> list[Exception]:
    """The error, and those that urllib3 wrapped in it."""
    return [error, *(part for part in error.args if isinstance(part, Exception))]


def _tls_words(error: Exception) -> str:
    inner = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
    return str(getattr(inner, "verify_message", None) or getattr(inner, "reason", None) or "no TLS connection")[:120]
