"""What a new community begins with, above all its catalogue of categories."""

from pathlib import Path

import pytest

from bot.catalogue_file import LARGEST_FILE
from bot.errors import SettingsError
from bot.first_values import first_catalogue, first_values
from bot.settings import CommunitySettings, Settings, load_settings
from locales import LOCALES
from locales.catalogue import FOLDER

CANARY = "123456789:AAcanary-canary_canary-canary-canar"
OWN = """
[[category]]
code = "road.cover"
head = "道路"
name = "井盖"
words = ["井盖"]
response = "2h"
solution = "1d"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.toml"


def refusal(file: Path) -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings(None, {"LINLIAN_COMMUNITY__CATALOGUE": str(file)})
    assert refused.value.exit_code == 2
    line = refused.value.message
    assert line.startswith("LINLIAN_COMMUNITY__CATALOGUE: community.catalogue must be the path of")
    assert "\n" not in line
    return line


def test_without_a_file_it_is_ours_in_the_language_of_the_community() -> None:
    names = {locale: first_catalogue(CommunitySettings(), locale)[0].name for locale in LOCALES}

    assert names == {"zh_CN": "电梯困人", "en": "People trapped in a lift"}
    assert first_values(Settings().community).starters[0].name == names["zh_CN"]


def test_a_file_of_the_operators_own_is_taken_in_every_language(file: Path) -> None:
    file.write_text(OWN, encoding="utf-8")

    community = load_settings(None, {"LINLIAN_COMMUNITY__CATALOGUE": str(file)}).community

    assert [one.code for one in first_values(community).starters] == ["road.cover"]
    assert first_catalogue(community, "zh_CN") == first_catalogue(community, "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_copy_of_ours_is_a_file_that_can_be_read(locale: str, file: Path) -> None:
    file.write_bytes((FOLDER / locale / "catalogue.toml").read_bytes())

    community = load_settings(None, {"LINLIAN_COMMUNITY__CATALOGUE": str(file)}).community

    assert first_values(community).starters == first_catalogue(CommunitySettings(), locale)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "because a catalogue is made of [[category]] entries and nothing else"),
        (b"\n\n[[category]\n", "because line 3 is not valid TOML"),
        ("# 井盖".encode("gbk"), "because the file is not UTF-8 text"),
        (b"#" * (LARGEST_FILE + 1), "because the file is larger than 256 KB"),
        (OWN.replace('"2h"', '"2 weeks"').encode(), 'because category "road.cover": response must'),
        (OWN.replace("words", "wrods").encode(), '"wrods" is no field; did you mean words?'),
        (b"a = " + b"[" * 5000, "is not valid TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line_that_names_the_setting(
    raw: bytes, words: str, file: Path
) -> None:
    file.write_bytes(raw)

    assert words in refusal(file)


def test_a_secret_in_it_is_not_repeated(file: Path) -> None:
    file.write_text(OWN + f'"{CANARY}" = 1\n', encoding="utf-8")

    assert "AAcanary" not in refusal(file)


def test_a_file_that_was_taken_away_later_is_named_too(file: Path) -> None:
    file.write_text(OWN, encoding="utf-8")
    community = load_settings(None, {"LINLIAN_COMMUNITY__CATALOGUE": str(file)}).community
    file.unlink()

    with pytest.raises(SettingsError, match=r"community\.catalogue: the file cannot be read"):
        first_values(community)
