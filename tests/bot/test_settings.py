"""The settings: what loads, and the one line an operator reads when something does not."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import OperatorError, SettingsError
from bot.settings import KEYS, SECRET_KEYS, Settings, load_settings

CANARY = "123456789:AAcanary-canary_canary-canary-canar"
HALF = CANARY.partition(":")[2]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody's own ``config.toml`` is read."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refusal(path: Path | None, environ: dict[str, str] | None = None) -> str:
    """The one line with which these settings are refused."""
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environ or {})
    assert caught.value.exit_code == 2
    return one_line(caught.value)


def answer(path: Path | None, environ: dict[str, str]) -> str:
    """Empty when they load, else the line; anything but a ``SettingsError`` goes through."""
    try:
        load_settings(path, environ)
    except SettingsError as error:
        return one_line(error)
    return ""


def one_line(error: OperatorError) -> str:
    assert str(error) == error.message
    assert error.message.isprintable(), "one line without control characters"
    assert len(error.message) < 600
    assert "pydantic" not in error.message
    return error.message


def value_of(settings: Settings, key: str) -> Any:
    section, _, name = key.partition(".")
    return getattr(getattr(settings, section), name)


def test_without_a_file_and_a_variable_everything_has_its_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LINLIAN_COMMUNITY__LOCALE", "en")  # only what is handed in counts

    settings = load_settings(None, {})

    assert settings == Settings()
    assert not settings.bot.has_token
    assert settings.bot.api_base == "https://api.telegram.org"
    assert settings.database.path == Path("data/linlian.db")
    assert settings.limits.model_dump() == {
        "per_second": 30,
        "private_per_second": 1,
        "group_per_minute": 20,
        "person_per_minute": 30,
        "chat_per_minute": 200,
    }
    assert settings.community.timezone == "Asia/Shanghai"
    assert settings.community.locale == "zh_CN"


def test_the_file_in_this_folder_is_read_unasked(file: Path) -> None:
    file.write_text('community.locale = "en"', encoding="utf-8")

    assert load_settings(None, {}).community.locale == "en"


def test_the_environment_wins_over_the_file_key_by_key(file: Path) -> None:
    file.write_text("[limits]\nper_second = 10\ngroup_per_minute = 11\n", encoding="utf-8")

    settings = load_settings(
        file,
        {
            "LINLIAN_LIMITS__PER_SECOND": "0",
            "LINLIAN_BOT__OPERATORS": "[7, 8]",
            "LINLIAN_BOT__TOKEN": CANARY,
            "LINLIAN_SOAK": "large",
            "PATH": "/bin",
        },
    )

    assert settings.limits.per_second == 0
    assert settings.limits.group_per_minute == 11
    assert settings.bot.operators == [7, 8]
    assert settings.bot.token.get_secret_value() == CANARY


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().limits.per_second = 3


ACCEPTED = [
    ("bot.token", "", ""),
    ("bot.token", f" {CANARY}\n", CANARY),
    ("bot.api_base", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
    ("bot.api_base", "http://localhost:8081", "http://localhost:8081"),
    ("bot.api_base", "http://[::1]:8081", "http://[::1]:8081"),
    ("bot.api_base", "https://bot.example:8443/x", "https://bot.example:8443/x"),
    ("bot.proxy", "socks5://user:word@10.0.0.1:1080", "socks5://user:word@10.0.0.1:1080"),
    ("bot.proxy", "", ""),
    ("bot.operators", "", []),
    ("bot.operators", "[123456789]", [123456789]),
    ("webhook.url", "", ""),
    ("webhook.url", "http://127.0.0.1:8080/telegram", "http://127.0.0.1:8080/telegram"),
    ("webhook.url", "https://bot.example:8443/a/b-1/", "https://bot.example:8443/a/b-1/"),
    ("webhook.secret", "", ""),
    ("webhook.secret", f" {'aZ0_-' * 8}\n", "aZ0_-" * 8),
    ("web.host", "0.0.0.0", "0.0.0.0"),
    ("web.host", "::1", "::1"),
    ("web.host", "localhost", "localhost"),
    ("web.port", "0", 0),
    ("metrics.port", "65535", 65535),
    ("database.url", "sqlite+aiosqlite:////srv/linlian.db", "sqlite+aiosqlite:////srv/linlian.db"),
    ("media.dir", "/srv/media", "/srv/media"),
    ("keys.file", "/srv/linlian.key", "/srv/linlian.key"),
    ("limits.chat_per_minute", "0", 0),
    ("community.timezone", "Asia/Urumqi", "Asia/Urumqi"),
    ("community.catalogue", "", ""),
    ("community.quiet_hours", "", ""),
    ("community.quiet_hours", "22：00－07：00", "22:00-07:00"),
    ("community.office_hours", "09:00-12:00, 14:00-24:00", "09:00-12:00,14:00-24:00"),
    (
        "community.office_hours",
        "周一至周五 9:00-17:00；周六 9:00-12:00",
        "1-5 09:00-17:00; 6 09:00-12:00",
    ),
]


@pytest.mark.parametrize(("key", "text", "value"), ACCEPTED)
def test_a_good_value_is_taken(key: str, text: str, value: object) -> None:
    settings = load_settings(None, {variable(key): text})

    taken = value_of(settings, key)
    assert (taken.get_secret_value() if isinstance(taken, SecretStr) else taken) == value


def variable(key: str) -> str:
    return "LINLIAN_" + key.replace(".", "__").upper()


# key, the value as TOML, what the line must say
REFUSED = [
    ("limits.per_second", '"viele"', 'whole number, 0 or more (for example 30), not "viele"'),
    ("limits.per_second", '""', "(for example 30), not empty"),
    ("limits.per_second", "-1", "not -1"),
    ("limits.per_second", "1.5", "not 1.5"),
    ("limits.per_second", "nan", "out of range"),
    ("limits.per_second", "true", "not true"),
    ("limits.per_second", "[1]", "not a list"),
    ("limits.per_second", "{ a = 1 }", "not a section"),
    ("limits.per_second", "2026-11-21", "not a date or time"),
    ("limits.per_second", "0x" + "f" * 5000, "out of range"),
    ("limits.private_per_second", "1000001", "not 1000001"),
    ("limits.group_per_minute", '"\\u0000\\u2028\\n"', "not "),
    ("limits.person_per_minute", '"' + "9" * 5000 + '"', "a text of 5000 letters"),
    ("limits.chat_per_minute", "-0.5", "not -0.5"),
    ("bot.token", "123", "@BotFather"),
    ("bot.token", '"change me"', "@BotFather"),
    ("bot.api_base", '""', "https://"),
    ("bot.api_base", '"http://api.example"', "only for a server on this machine"),
    ("bot.api_base", '"http://127.0.0.1.example"', "only for a server on this machine"),
    ("bot.api_base", '"api.telegram.org"', "https://"),
    ("bot.api_base", '"https://[::1"', "https://"),
    ("bot.api_base", '"https://a.example:99999"', "https://"),
    ("bot.api_base", '"ftp://a.example"', "https://"),
    ("bot.proxy", '"10.0.0.1:1080"', "socks5://127.0.0.1:1080"),
    ("bot.proxy", '"socks5://10.0.0.1"', "port"),
    ("bot.mode", '"push"', '"polling" or "webhook"'),
    ("bot.mode", "1", '"polling"'),
    ("bot.operators", "7", "list of people's Telegram ids"),
    ("bot.operators", '["wang"]', '[123456789]), not "wang"'),
    ("bot.operators", "[-1001234567890]", "above 0"),
    ("bot.operators", "[true]", "not true"),
    ("bot.operators", '"[1,"', "list of people's Telegram ids"),
    ("bot.operators", '"' + "[" * 15_000 + '"', "list of people's Telegram ids"),
    ("webhook.url", '"http://bot.example/telegram"', "only on this machine"),
    ("webhook.url", '"https://bot.example"', "a path of its own"),
    ("webhook.url", '"https://bot.example/"', "a path of its own"),
    ("webhook.url", '"https://邻联.example/a"', "a path of its own"),
    ("webhook.url", '"https://bot.example/healthz"', "a path of its own"),
    ("webhook.url", '"https://bot.example/a?b=c"', "https://bot.example.org/telegram"),
    ("webhook.url", '"https://bot.example/{a}"', "https://bot.example.org/telegram"),
    ("webhook.url", '"https://u:hunter2@bot.example/a"', "a path of its own"),
    ("webhook.url", f'"https://bot.example/{CANARY}"', "never the token"),
    ("webhook.secret", '"too short"', "32 to 256 letters, digits, _ and -"),
    ("webhook.secret", f'"{"a" * 31}"', "secrets.token_urlsafe(32)"),
    ("webhook.secret", f'"{"a" * 257}"', "32 to 256"),
    ("webhook.secret", f'"{"a" * 32}!"', "letters, digits"),
    ("web.host", '"bot.example"', "0.0.0.0 listens on all of them"),
    ("web.host", '""', "not empty"),
    ("web.port", '"http"', "port from 1 to 65535, or 0 for any free one (for example 8080)"),
    ("web.port", "65536", "not 65536"),
    ("web.port", "true", "not true"),
    ("metrics.host", '"*"', '(for example "127.0.0.1"), not "*"'),
    ("metrics.port", "-1", "(for example 9464), not -1"),
    (
        "database.url",
        '"postgresql+psycopg://linlian"',
        "or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
    ),
    ("database.url", '"sqlite:///data/linlian.db"', "sqlite+aiosqlite:///data/linlian.db"),
    ("database.url", '"sqlite+aiosqlite:///"', "path of a file"),
    ("database.url", '"sqlite+aiosqlite:///:memory:"', "path of a file"),
    ("database.url", '"sqlite+aiosqlite:///data/"', "path of a file"),
    ("media.dir", '""', '(for example "data/media"), not empty'),
    ("media.dir", '"a\\u0000b"', "the path of a folder"),
    ("keys.file", '""', '(for example "data/linlian.key"), not empty'),
    ("keys.file", '"keys/"', "the path of a file"),
    ("community.timezone", '"Asia/Shangai"', "did you mean Asia/Shanghai?"),
    ("community.timezone", '""', "not empty"),
    ("community.timezone", '"Asia"', '(for example "Asia/Shanghai"), not "Asia"'),
    ("community.timezone", '"../../etc/passwd"', "time zone"),
    ("community.locale", '"zh_TW"', '"zh_CN" or "en"'),
    ("community.quiet_hours", '"22-7"', '(for example "22:00-07:00"), not "22-7"'),
    ("community.quiet_hours", '"25:00-07:00"', "22:00-07:00"),
    ("community.quiet_hours", '"07:00-07:00"', "22:00-07:00"),
    ("community.quiet_hours", "7", "22:00-07:00"),
    ("community.office_hours", '""', "not empty"),
    ("community.office_hours", '"09:00-12:00,11:00-18:00"', "in order"),
    ("community.office_hours", '"18:00-09:00"', "in order"),
    ("community.catalogue", '"/nowhere.toml"', "because the file cannot be read (No such file"),
    ("community.catalogue", '"."', "because the file cannot be read (Is a directory)"),
    ("community.catalogue", '"a\\u0000b"', "because this is not a file name"),
    ("community.catalogue", "7", "(for example "),
]


@pytest.mark.parametrize(("key", "value", "words"), REFUSED)
def test_a_wrong_value_is_named_with_its_key_and_a_right_one(
    key: str, value: str, words: str, file: Path
) -> None:
    file.write_text(f"{key} = {value}\n", encoding="utf-8")

    line = refusal(file)

    assert line.startswith(f"{file}: {key} must be ")
    assert "(for example " in line
    assert words in line


def test_every_key_has_a_refusal_of_its_own_in_the_table_above() -> None:
    assert {key for key, _, _ in REFUSED} == set(KEYS)


HOOK = {
    "LINLIAN_BOT__MODE": "webhook",
    "LINLIAN_WEBHOOK__URL": "https://bot.example/telegram",
    "LINLIAN_WEBHOOK__SECRET": "s" * 32,
}


def test_a_webhook_needs_its_address_and_its_secret() -> None:
    assert load_settings(None, HOOK).webhook.path == "/telegram"

    without_url = refusal(None, HOOK | {"LINLIAN_WEBHOOK__URL": ""})
    assert without_url.startswith('webhook.url is empty; bot.mode = "webhook" needs the address')
    without_secret = refusal(None, HOOK | {"LINLIAN_WEBHOOK__SECRET": ""})
    assert without_secret.startswith('webhook.secret is empty; bot.mode = "webhook" needs 32')
    assert 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"' in without_secret


def test_who_polls_needs_neither() -> None:
    assert load_settings(None, HOOK | {"LINLIAN_BOT__MODE": "polling"}).bot.mode == "polling"
    assert load_settings(None, {}).webhook.url == ""


def test_a_wrong_variable_is_named_as_the_variable_it_is(file: Path) -> None:
    file.write_text("limits.per_second = 5", encoding="utf-8")

    line = refusal(file, {"LINLIAN_LIMITS__PER_SECOND": "viele"})

    assert line == (
        "LINLIAN_LIMITS__PER_SECOND: limits.per_second must be a whole number, 0 or more"
        ' (for example 30), not "viele"'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[limits]\nper_secnd = 3", "limits.per_secnd is not a setting; did you mean limits.per_s"),
        ("[bot]\ntimezone = 'UTC'", "did you mean community.timezone (timezone = ..."),
        (
            "token = 'x'",
            "token is not a setting; did you mean bot.token (token = ... below [bot])?",
        ),
        ("[lmits]\nper_second = 3", "did you mean limits.per_second"),
        ('"a\\nb" = 1', "a\\nb is not a setting"),
        (f"{'x' * 15_000} = 1", "xxx... is not a setting"),
        ("limits = 3", "limits must be a section, a line [limits]"),
        ("[[bot]]\ntoken = 'x'", "bot must be a section"),
        ("[bot.token]\na = 1", "bot.token must be"),
        ("_env_file = 'x'", "_env_file is not a setting"),
        ("a." * 8_000 + "a = 1", "is not a setting"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(text: str, words: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")

    assert words in refusal(file)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("LINLIAN_BOT__TOKN", "LINLIAN_BOT__TOKEN"),
        ("LINLIAN_BOT_TOKEN", "LINLIAN_BOT__TOKEN"),
        ("LINLIAN_LIMIT__PER_SECOND", "LINLIAN_LIMITS__PER_SECOND"),
        ("LINLIAN_BOT__TOKEN__X", "LINLIAN_BOT__TOKEN"),
        ("LINLIAN_BOT", "LINLIAN_BOT__"),
    ],
)
def test_a_variable_that_is_almost_a_setting_is_not_passed_over(name: str, nearest: str) -> None:
    line = refusal(None, {name: CANARY})

    assert line.startswith(f"{name} is not a setting; did you mean {nearest}")
    assert HALF not in line


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("[bot]\ntoken = 123:abc\n", "line 2"),
        ("[bot]\n\nmode =\n", "line 3"),
        ("[bot\n", "line 1"),
        ("[bot]\n[bot]\n", "line 2"),
        ('[bot]\nmode = "polling"\nmode = "polling"\n', "line 3"),
        ('[bot]\nmode = "pol', "the end of the file"),
        ("[limits]\nper_second = " + "9" * 5000, "not valid TOML"),
        ("a = " + "[" * 15_000, "not valid TOML"),
    ],
)
def test_broken_toml_is_answered_with_its_line(text: str, number: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")

    line = refusal(file)

    assert number in line
    assert 'timezone = "Asia/Shanghai"' in line


CHINESE = '# 夜间免打扰\n[community]\nlocale = "en"\n'


@pytest.mark.parametrize(
    "raw",
    [
        CHINESE.encode("utf-8-sig"),
        CHINESE.replace("\n", "\r\n").encode(),
        CHINESE.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
    ids=["bom", "crlf", "bom and crlf"],
)
def test_what_editors_on_windows_add_does_no_harm(raw: bytes, file: Path) -> None:
    file.write_bytes(raw)

    assert load_settings(file, {}).community.locale == "en"


@pytest.mark.parametrize("raw", [b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_file_leaves_the_defaults(raw: bytes, file: Path) -> None:
    file.write_bytes(raw)

    assert load_settings(file, {}) == Settings()


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "utf-16", "utf-16-le", "utf-32"])
def test_another_encoding_is_answered_with_what_to_do(encoding: str, file: Path) -> None:
    file.write_bytes("# 社區免打擾時段\n[bot]\n".encode(encoding))

    assert "save the file as UTF-8" in refusal(file)


@pytest.mark.parametrize("junk", [b"\0", b"a", b"[", b"a.", b"\xff", "字".encode(), b"[[a]]\n"])
def test_a_megabyte_of_junk_is_refused_by_its_size(junk: bytes, file: Path) -> None:
    file.write_bytes(junk * (2**20 // len(junk)))

    assert "larger than 16 KB" in refusal(file)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.toml", "there is no such file; copy config.example.toml to it"),
        ("config.toml/x", "there is no such file"),
        ("", "this is a folder"),
        ("a\0b", "cannot be read"),
        ("x" * 300, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_opened_is_named(name: str, words: str, file: Path) -> None:
    file.touch()

    assert words in refusal(file.parent / name)


@pytest.fixture
def unreadable(file: Path) -> Iterator[Path]:
    """A file of somebody else's; root, who may read all, becomes nobody meanwhile."""
    file.write_text(f"token = {CANARY}", encoding="utf-8")
    file.chmod(0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield file
    os.seteuid(was)
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)


def test_a_file_of_somebody_else_is_refused_by_its_mode(unreadable: Path) -> None:
    assert "this user may not read it" in refusal(unreadable)


def places_for_a_token() -> list[str]:
    keys = [f'{key} = "{CANARY}"' for key in KEYS if key != "bot.token"]
    return [
        *keys,
        f'bot.token = "{CANARY}!"',
        f'bot.token = ["{CANARY}"]',
        f"bot.token = {CANARY}",
        f'bot.operators = ["{CANARY}"]',
        f'"{CANARY}" = 1',
        f'bot."{CANARY}" = 1',
        f'bot = "{CANARY}"',
        f'bot.token = "{CANARY}"\nbot.mode = "webhook"',
        f'bot.token = "{CANARY}"\nbot.tokn = "{CANARY}"',
        f'bot.token = "{CANARY}',
    ]


@pytest.mark.parametrize("text", places_for_a_token())
def test_a_token_in_the_wrong_place_is_not_repeated(text: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")

    assert "canary" not in refusal(file)


@pytest.mark.parametrize("key", sorted(SECRET_KEYS))
def test_the_value_of_a_secret_key_is_never_repeated(key: str) -> None:
    assert "hunter2" not in refusal(None, {variable(key): "x://u:hunter2@h"})


def test_the_token_hides_itself_in_every_form_of_the_settings() -> None:
    settings = load_settings(None, {"LINLIAN_BOT__TOKEN": CANARY})

    for text in (repr(settings), str(settings), str(settings.model_dump()), repr(settings.bot)):
        assert "canary" not in text
    assert "canary" not in settings.model_dump_json()


KEY_LINES = st.builds(
    "{} = {}".format,
    st.sampled_from([*KEYS, "bot", "limits", "bot.x", "nothing"]),
    st.one_of(
        st.text(max_size=40).map(lambda text: f'"{text}"'),
        st.integers().map(str),
        st.floats().map(str),
        st.sampled_from(["true", "[]", "[1, 'a']", "{}", "1979-05-27", "'x'", f"'{CANARY}'", ""]),
    ),
)


@hypothesis_settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(b"[bot]\r\ntoken = 'x'\r")
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(KEY_LINES, max_size=4).map(lambda lines: "\n".join(lines).encode()),
    )
)
def test_whatever_the_file_holds_it_loads_or_gives_one_line(file: Path, raw: bytes) -> None:
    file.write_bytes(raw)

    assert "canary" not in answer(file, {})


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from([variable(key) for key in KEYS]),
        st.one_of(st.text(max_size=60), st.just("\udcff"), st.just(CANARY)),
        max_size=4,
    )
)
def test_whatever_the_environment_holds_it_loads_or_gives_one_line(environ: dict[str, str]) -> None:
    assert "canary" not in answer(None, environ)


@pytest.mark.parametrize("text", ["0={}", "[bots]", "bots = []"])
def test_an_empty_section_of_an_unknown_name_is_told_too(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match="is not a setting") as told:
        load_settings(file, {})
    assert "\n" not in str(told.value)


def test_an_empty_section_of_a_known_name_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[bot]\n", encoding="utf-8")

    assert not load_settings(file, {}).bot.has_token


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://linlian:secret@db.example.org/linlian",
        "postgresql+psycopg://linlian@127.0.0.1:5433/linlian?sslmode=verify-full",
    ],
)
def test_a_postgresql_is_named_by_its_address(url: str) -> None:
    assert load_settings(None, {"LINLIAN_DATABASE__URL": url}).database.is_postgres


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://linlian:secret@db/linlian",
        "postgresql+psycopg://linlian:secret@db",
        "postgresql+psycopg:///linlian",
        "postgresql+psycopg://linlian:secret@db/a/b",
        "postgresql+psycopg://linlian:secret@db/linlian?options=-csearch_path%3Dmine",
    ],
)
def test_an_address_that_is_none_is_refused_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"database\.url must be") as caught:
        load_settings(None, {"LINLIAN_DATABASE__URL": url})
    assert "secret" not in str(caught.value)
