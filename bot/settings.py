"""The settings: ``config.toml`` and the environment, checked before anything starts.

Every key stands here once (those of the web and of the database in files of their own), with the
words an operator reads when its value is wrong. Nothing else in the program reads the file or the
environment.
"""

import difflib
import json
import re
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.catalogue_file import read_catalogue_file
from bot.config_file import DEFAULT_FILE, read_table, shown
from bot.database_settings import DatabaseSettings
from bot.errors import SettingsError
from bot.logs import TOKEN
from bot.section import PerTime, Section, address_of, is_safe, no_truth_value
from bot.web_settings import MetricsSettings, WebhookSettings, WebSettings
from domain.office_hours import parse_hours
from domain.quiet_hours import parse_quiet

PREFIX: Final = "LINLIAN_"

# Values of these may hold a password, so a refusal never repeats them.
SECRET_KEYS: Final = frozenset(
    {"bot.token", "bot.proxy", "bot.api_base", "webhook.url", "webhook.secret", "database.url"}
)


def _from_json(value: object) -> object:
    """Lists come as JSON from the environment; an empty variable is an empty list."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else []
    except RecursionError:
        raise ValueError from None


TelegramId = Annotated[int, BeforeValidator(no_truth_value), Field(gt=0, lt=2**52)]


class BotSettings(Section):
    token: SecretStr = Field(
        default=SecretStr(""),
        description="the text that @BotFather gave you, or empty for the practice sandbox",
        examples=["123456789:AAbbCC..."],
    )
    api_base: str = Field(
        default="https://api.telegram.org",
        description="an https:// address; plain http:// only for a server on this machine",
    )
    proxy: str = Field(
        default="",
        description="empty, or the address and port of a socks5, socks4 or http proxy",
        examples=["socks5://127.0.0.1:1080"],
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling", description='"polling" or "webhook"'
    )
    operators: Annotated[list[TelegramId], NoDecode, BeforeValidator(_from_json)] = Field(
        default=[],
        description="a list of people's Telegram ids, which are whole numbers above 0",
        examples=[[123456789]],
    )

    @field_validator("token")
    @classmethod
    def _token_has_its_form(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value().strip()
        if text and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
            raise ValueError
        return SecretStr(text)

    @field_validator("api_base")
    @classmethod
    def _plain_http_stays_at_home(cls, address: str) -> str:
        parts = address_of(address)
        if not is_safe(parts) or parts.query or parts.fragment:
            raise ValueError
        return address.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _proxy_names_its_port(cls, address: str) -> str:
        if address:
            parts = address_of(address)
            if parts.scheme not in {"socks5", "socks4", "http"} or not parts.port:
                raise ValueError
        return address

    @property
    def has_token(self) -> bool:
        return bool(self.token.get_secret_value())


class MediaSettings(Section):
    dir: str = Field(default="data/media", description="the path of a folder", min_length=1)

    @field_validator("dir")
    @classmethod
    def _is_a_path(cls, path: str) -> str:
        if "\0" in path or TOKEN.search(path):
            raise ValueError
        return path

    @property
    def path(self) -> Path:
        return Path(self.dir)


class KeySettings(Section):
    file: str = Field(default="data/linlian.key", description="the path of a file", min_length=1)

    @field_validator("file")
    @classmethod
    def _is_a_path(cls, path: str) -> str:
        if "\0" in path or TOKEN.search(path) or path.endswith("/"):
            raise ValueError
        return path

    @property
    def path(self) -> Path:
        return Path(self.file)


class LimitSettings(Section):
    """How much is sent and heard; 0 switches a limit off."""

    per_second: PerTime = 30
    private_per_second: PerTime = 1
    group_per_minute: PerTime = 20
    person_per_minute: PerTime = 30
    chat_per_minute: PerTime = 200


class CommunitySettings(Section):
    """First values for a new community."""

    timezone: str = Field(default="Asia/Shanghai", description="the name of a time zone")
    locale: Literal["zh_CN", "en"] = Field(default="zh_CN", description='"zh_CN" or "en"')
    quiet_hours: str = Field(
        default="22:00-07:00", description="a beginning and an end, or empty for no quiet hours"
    )
    office_hours: str = Field(
        default="09:00-12:00,14:00-18:00",
        description="periods of the day in order, with a comma between",
    )
    catalogue: str = Field(
        default="",
        description="the path of a file of categories that can be read, or empty for our own",
        examples=["/etc/linlian/catalogue.toml"],
    )

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            near = difflib.get_close_matches(name, zoneinfo.available_timezones(), n=1)
            raise ValueError(f"did you mean {near[0]}?" if near else "") from None
        return name

    @field_validator("quiet_hours")
    @classmethod
    def _quiet_hours_have_their_form(cls, text: str) -> str:
        return str(parse_quiet(text) or "")

    @field_validator("office_hours")
    @classmethod
    def _office_hours_have_their_form(cls, text: str) -> str:
        return str(parse_hours(text))

    @field_validator("catalogue")
    @classmethod
    def _catalogue_can_be_read(cls, path: str) -> str:
        if path:
            try:
                read_catalogue_file(Path(path))
            except ValueError as error:
                raise ValueError(f"because {error}") from None
        return path


class Settings(BaseSettings):
    """All of them. Made by ``load_settings``; made by hand it holds only what it is given."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
    )

    bot: BotSettings = BotSettings()
    webhook: WebhookSettings = WebhookSettings()
    web: WebSettings = WebSettings()
    metrics: MetricsSettings = MetricsSettings()
    database: DatabaseSettings = DatabaseSettings()
    media: MediaSettings = MediaSettings()
    keys: KeySettings = KeySettings()
    limits: LimitSettings = LimitSettings()
    community: CommunitySettings = CommunitySettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def _sections() -> dict[str, type[BaseModel]]:
    return {
        name: info.annotation
        for name, info in Settings.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }


SECTIONS: Final = _sections()
KEYS: Final[Mapping[str, FieldInfo]] = {
    f"{section}.{key}": info
    for section, model in SECTIONS.items()
    for key, info in model.model_fields.items()
}


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of ``path`` (``config.toml`` if there is one), the environment on top.

    Raises ``SettingsError`` for the first thing that is wrong, in one line that names the key
    and never repeats a secret.
    """
    file = shown(str(path or DEFAULT_FILE), 200)
    table = read_table(path, file)
    _check_table(table, file)
    names = _check_variables(environ)
    for section, values in _from_environment(environ).items():
        table[section] = {**table.get(section, {}), **values}
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        [first, *_] = error.errors(include_url=False)
    else:
        if settings.bot.mode == "webhook":
            settings.webhook.check_used()
        return settings
    key = ".".join(str(part) for part in first["loc"][:2])
    raise SettingsError(_refusal(names.get(key, file), key, first))


class _Environment(EnvSettingsSource):
    """The environment that was handed in, not the process's own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in environ.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    nested = {name: value for name, value in environ.items() if "__" in name}
    return _Environment(nested)()


def _variable(key: str) -> str:
    return PREFIX + key.replace(".", "__").upper()


def _check_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that are settings, by key. One that is almost a setting is refused.

    Names that begin with no section, such as a test's own switch, are none of our business.
    """
    known = {_variable(key): key for key in KEYS}
    found = {}
    for name in environ:
        section = name.upper().removeprefix(PREFIX).partition("_")[0].lower()
        if not name.upper().startswith(PREFIX):
            continue
        if name.upper() in known:
            found[known[name.upper()]] = name.upper()
        elif "__" in name or section in SECTIONS:
            own = [one for one in known if one.startswith(f"{PREFIX}{section.upper()}__")]
            near = difflib.get_close_matches(name.upper(), own or known, n=1, cutoff=0)
            near = near or [*known]
            raise SettingsError(f"{shown(name, 60)} is not a setting; did you mean {near[0]}?")
    return found


def _check_table(table: Mapping[str, object], file: str) -> None:
    for name, values in table.items():
        if name in SECTIONS and not isinstance(values, dict):
            raise SettingsError(
                f"{file}: {name} must be a section, a line [{name}] with its settings below"
            )
        inner = [f"{name}.{one}" for one in values] if isinstance(values, dict) else []
        for key in inner if inner or name in SECTIONS else [name]:  # an empty section is one too
            if key not in KEYS:
                raise SettingsError(
                    f"{file}: {shown(key, 60)} is not a setting; {_suggestion(key)}"
                )


def _suggestion(key: str) -> str:
    last = key.rpartition(".")[2].lower()
    same = [known for known in KEYS if known.endswith(f".{last}")]
    near = same or difflib.get_close_matches(key[:80], KEYS, n=1, cutoff=0.0)
    section, _, name = near[0].partition(".")
    return f"did you mean {near[0]} ({name} = ... below [{section}])?"


def _refusal(where: str, key: str, error: ErrorDetails) -> str:
    info = KEYS[key]
    example = info.examples[0] if info.examples else info.default
    hint = str(error.get("ctx", {}).get("error", "")) if error["type"] == "value_error" else ""
    hint = f"; {hint}" if hint.startswith(("did you mean", "because ")) else ""
    shown = "" if key in SECRET_KEYS else f", not {_value(error['input'])}"
    return (
        f"{where}: {key} must be {info.description}"
        f" (for example {json.dumps(example, ensure_ascii=False)}){shown}{hint}"
    )


def _value(value: object) -> str:
    """A wrong value as it may be repeated: short, on one line; a long one may be a secret."""
    if value == "":
        return "empty"
    if isinstance(value, str):
        return f'"{shown(value, 24)}"' if len(value) <= 24 else f"a text of {len(value)} letters"
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return f"{value}" if abs(value) < 10**12 else "a number out of range"
    return {"dict": "a section", "list": "a list"}.get(type(value).__name__, "a date or time")
