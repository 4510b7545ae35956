"""The catalogues: every language says everything, with the same blanks."""

import ast
import re
import string
from collections.abc import Iterator

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


ROOMS = ("actions", "bot", "cards", "domain", "handlers")
SPEAKING = {"say", "Answer", "RuleBroken", "_press"}


def parts_of_the_product() -> Iterator[ast.AST]:
    for room in ROOMS:
        for file in (FOLDER.parent / room).rglob("*.py"):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def as_pattern(node: ast.expr) -> str | None:
    """The key a piece of code names: whole, or with anything where a value is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        known = (one.value if isinstance(one, ast.Constant) else None for one in node.values)
        return "".join(re.escape(str(one)) if one is not None else r"[\w.]+" for one in known)
    return None


def test_every_sentence_is_said_somewhere() -> None:
    """A key nobody names is a sentence that has outlived its use."""
    named = {
        pattern
        for node in parts_of_the_product()
        if isinstance(node, ast.Constant | ast.JoinedStr) and (pattern := as_pattern(node))
    }
    patterns = [re.compile(one) for one in named if re.match(r"[a-z_]+\\\.", one)]

    unsaid = [key for key in sentences("zh_CN") if not any(p.fullmatch(key) for p in patterns)]
    assert unsaid == []


def test_everything_that_is_said_has_words() -> None:
    keys = sentences("zh_CN")
    spoken = set()
    for node in parts_of_the_product():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in SPEAKING:
                spoken |= {p for one in node.args[:2] if (p := as_pattern(one)) and r"\." in p}
    assert len(spoken) > 100

    wordless = [one for one in spoken if not any(re.fullmatch(one, key) for key in keys)]
    assert wordless == []
