"""Reads the catalogues and speaks their sentences."""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
LOCALES = ("zh_CN", "en")


class Speaker:
    """Says the sentence behind a key in one language."""

    def __init__(self, locale: str, translations: gettext.NullTranslations) -> None:
        self.locale = locale
        self._translations = translations

    def __call__(self, key: str, /, **params: object) -> str:
        """The sentence with its blanks filled. People's words go in as they are: only the
        catalogue's own text is read as a pattern.
        """
        sentence = self._translations.gettext(key)
        assert sentence != key, f"no words for {key} in {self.locale}"
        return sentence.format_map(params)

    def knows(self, key: str) -> bool:
        return self._translations.gettext(key) != key


def read_catalogue(locale: str) -> Catalog:
    """All files of one language as one catalogue; a key that stands in two files is our mistake."""
    whole = Catalog(locale)
    for path in sorted((FOLDER / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale):
                if not message.id:
                    continue
                assert message.id not in whole, f"{message.id} stands twice in {locale}"
                whole.add(message.id, message.string)
    return whole


@cache
def speaker(locale: str) -> Speaker:
    """The voice for a language; Chinese for one we do not speak."""
    chosen = locale if locale in LOCALES else LOCALES[0]
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(chosen))
    compiled.seek(0)
    return Speaker(chosen, gettext.GNUTranslations(compiled))
