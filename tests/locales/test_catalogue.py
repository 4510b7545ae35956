"""The catalogues: every language says everything, with the same blanks."""

import string

import pytest

from locales import LOCALES
from locales.catalogue import FOLDER, read_catalogue, speaker


def sentences(locale: str) -> dict[str, str]:
    return {str(one.id): str(one.string) for one in read_catalogue(locale) if one.id}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_says_everything_with_the_same_blanks(locale: str) -> None:
    first, other = sentences(LOCALES[0]), sentences(locale)

    assert other.keys() == first.keys()
    assert {key: blanks(said) for key, said in other.items()} == {
        key: blanks(said) for key, said in first.items()
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_empty_or_has_nameless_blanks(locale: str) -> None:
    for key, sentence in sentences(locale).items():
        assert sentence.strip(), key
        assert "" not in blanks(sentence), key


def test_every_language_has_the_same_files() -> None:
    files = [{path.name for path in (FOLDER / locale).glob("*.po")} for locale in LOCALES]

    assert all(one == files[0] for one in files)


def test_a_language_we_do_not_speak_is_answered_in_chinese() -> None:
    assert speaker("fr").locale == "zh_CN"


def test_words_of_people_are_never_read_as_a_pattern() -> None:
    said = speaker("zh_CN")("role.holds_none", name="{name} {0} %s")

    assert "{name} {0} %s" in said
