"""A webhook: where updates are posted to, and what Telegram refuses to post to."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.refusals import bad_request

MOST_CONNECTIONS = 100
USUAL_CONNECTIONS = 40
PORTS = (80, 88, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_SECRET = 256
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@dataclass
class Hook:
    """``last_error`` stays after things have gone well again, as Telegram's does."""

    url: str
    secret: str = ""
    max_connections: int = USUAL_CONNECTIONS
    last_error: str = ""
    last_error_at: int = 0


def check_url(url: str) -> str:
    """An https address on one of Telegram's ports; on this very machine anything will do."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise bad_request("bad webhook: URL host is empty or malformed") from None
    if host in LOOPBACK and parts.scheme in ("http", "https"):
        return url
    if parts.scheme != "https" or not host:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    try:
        host.encode("idna")
    except UnicodeError:  # a part of it is empty or too long: no name server is even asked
        raise bad_request(
            "bad webhook: Failed to resolve host: Name or service not known"
        ) from None
    return url


def check_secret(secret: str) -> str:
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret
