"""Credentials that addresses and headers carry: told, left out of all that is kept, put back for the request.

A reader's key stands in the address of a private feed, and often in every address that it lists. It belongs into the
sources file (or the list of a backfill) and nowhere else: an address is kept with PLACEHOLDER in the key's place, so
that it stays the same when the key is changed, and is asked for with what the user wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit, urlunsplit

from pipeline.addresses import registrable_domain, safe_url

PLACEHOLDER = "KEY"
# Names of parameters that are for nothing else. Not "key", "id" or "session": those name articles too.
_NAME = re.compile(
    r".*(?:token|signature|secret|password|passwd|passphrase|apikey|sessionid|sessid|credentials?)|auth|authkey|sig|pwd"
    r"|jwt|bearer"
)
# Shorter values of such names are numbers of articles and words.
_VALUE_CHARS = 6
# In the address of a feed itself whatever is as long as this may be a reader's key, whatever its name.
_FEED_VALUE_CHARS = 12
# Headers that are about who asks, not about the page.
_HEADER = re.compile(r"(?i).*(?:cookie|auth|token|session|secret|password|api-?key|csrf|xsrf|credential).*")
# Both are linear without re2, which takes no lone surrogates, and a log line may have them.
_ADDRESS = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>`]{1,2000}")
_CREDENTIALS_BEFORE_HOST = re.compile(r"(?i)^([a-z][a-z0-9+.-]*://)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Keys:
    """
    What the user wrote into the address of a source.

    values  Parameter to value, decoded.
    domain  The registrable domain whose keys they are; they are sent nowhere else.
    """

    values: Mapping[str, str]
    domain: str | None

    @classmethod
    def of_source(cls, url: str) -> Keys:
        """The keys in the address of a feed or a status page."""
        found = {
            name: value
            for name, value in parse_qsl(_query(url))
            if is_key(name, value) or len(value) >= _FEED_VALUE_CHARS
        }
        return cls(found, registrable_domain(url))

    def put_back(self, url: str) -> str:
        """The address to ask for: with the key where it is one of ours, else without the parameter."""
        if f"={PLACEHOLDER}" not in url:
            return url
        is_ours = registrable_domain(url) == self.domain
        parts = urlsplit(url)
        asked = []
        for part in parts.query.split("&"):
            name, _, value = part.partition("=")
            known = self.values.get(unquote_plus(name)) if is_ours else None
            if value != PLACEHOLDER:
                asked.append(part)
            elif known is not None:
                asked.append(f"{name}={quote(known, safe='')}")
        return urlunsplit(parts._replace(query="&".join(asked)))


NO_KEYS = Keys({}, None)


def is_key(name: str, value: str) -> bool:
    """Whether a parameter carries a credential, by its name."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    is_number = value.isdigit() and len(value) < 2 * _VALUE_CHARS
    return len(value) >= _VALUE_CHARS and not is_number and _NAME.fullmatch(plain) is not None


def without_keys(url: str, known: Collection[str] = ()) -> str:
    """
    The address with PLACEHOLDER for each credential in its query; the rest to the letter.

    known  Values that are credentials whatever the name: those of the source's own address.
    """
    parts = urlsplit(url)
    query = "&".join(_kept(part, known) for part in parts.query.split("&"))
    return url if query == parts.query else urlunsplit(parts._replace(query=query))


def text_without_keys(text: str, known: Collection[str] = ()) -> str:
    """A text of one line or several with no credentials in the addresses in it, and without the known ones at all."""
    for value in known:
        for form in {value, quote(value, safe="")}:
            text = text.replace(form, PLACEHOLDER)
    return _ADDRESS.sub(lambda found: _address_without_keys(found[0]), text)


def text_for_the_log(text: str) -> str:
    """A text whose addresses have neither user information nor query nor fragment."""
    return _ADDRESS.sub(lambda found: safe_url(found[0]), text) if "://" in text else text


def public_headers(headers: Mapping[str, str], known: Collection[str] = ()) -> dict[str, str]:
    """The headers of an answer that may be kept: no cookies, no challenges, no credentials in their addresses."""
    return {name: text_without_keys(value, known) for name, value in headers.items() if _HEADER.fullmatch(name) is None}


def _kept(part: str, known: Collection[str]) -> str:
    name, is_given, value = part.partition("=")
    decoded = unquote_plus(value)
    if is_given and (decoded in known or is_key(unquote_plus(name), decoded)):
        return f"{name}={PLACEHOLDER}"
    return part


def _address_without_keys(url: str) -> str:
    try:
        return without_keys(_CREDENTIALS_BEFORE_HOST.sub(r"\1", url))
    except ValueError:
        return "(unreadable address)"


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""
