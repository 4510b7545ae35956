"""The settings of the web side: where Telegram posts, where we listen, where figures are shown."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from bot.errors import SettingsError
from bot.logs import TOKEN
from bot.section import Port, Section, address_of, is_safe

HEALTH_PATHS: Final = ("/healthz", "/readyz")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)+/?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")

MAKE_A_SECRET: Final = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


class WebhookSettings(Section):
    """Used only where ``bot.mode`` is ``webhook``."""

    url: str = Field(
        default="",
        description=(
            "an https:// address with a path of its own and never the token in it;"
            " plain http:// only on this machine"
        ),
        examples=["https://bot.example.org/telegram"],
    )
    secret: SecretStr = Field(
        default=SecretStr(""),
        description=f"32 to 256 letters, digits, _ and -; make one: {MAKE_A_SECRET}",
        examples=["Zk3v...43 letters"],
    )

    @field_validator("url")
    @classmethod
    def _has_a_path_of_its_own(cls, url: str) -> str:
        if not url:
            return url
        parts = address_of(url)
        path = parts.path
        # Telegram would repeat a name in other letters than ours, and we ask it what it has.
        if (
            not url.isascii()
            or not is_safe(parts)
            or parts.query
            or parts.fragment
            or parts.username is not None
        ):
            raise ValueError
        if not _PATH.fullmatch(path) or path in HEALTH_PATHS or TOKEN.search(url):
            raise ValueError
        return url

    @field_validator("secret")
    @classmethod
    def _secret_is_long_enough(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value().strip()
        if text and not _SECRET.fullmatch(text):
            raise ValueError
        return SecretStr(text)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def check_used(self) -> None:
        """Raises ``SettingsError`` where Telegram is to post and something is missing for it.

        Without a secret anybody could post what they like as if it were Telegram's.
        """
        if not self.url:
            raise SettingsError(
                'webhook.url is empty; bot.mode = "webhook" needs the address to which Telegram'
                ' posts (for example "https://bot.example.org/telegram")'
            )
        if not self.secret.get_secret_value():
            raise SettingsError(
                'webhook.secret is empty; bot.mode = "webhook" needs 32 letters or more'
                f" that only Telegram and you know; make them: {MAKE_A_SECRET}"
            )


_HOST: Final = "an address of this machine; 0.0.0.0 listens on all of them"


class _Listening(Section):
    host: str = Field(default="127.0.0.1", description=_HOST)
    port: Port = 0

    @field_validator("host")
    @classmethod
    def _host_is_an_address_of_a_machine(cls, host: str) -> str:
        if host != "localhost":
            ipaddress.ip_address(host)
        return host


class WebSettings(_Listening):
    """Where we listen for Telegram's posts, and for whoever asks how we are."""

    port: Port = 8080


class MetricsSettings(_Listening):
    port: Port = 9464
