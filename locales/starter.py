"""Reads the starter catalogue of categories 类别; what its fields mean is checked by others."""

import tomllib

from locales.catalogue import FOLDER, LOCALES


def read_starter(locale: str) -> dict[str, object]:
    """The catalogue for a language; the Chinese one for one we do not speak."""
    chosen = locale if locale in LOCALES else LOCALES[0]
    return tomllib.loads((FOLDER / chosen / "catalogue.toml").read_text(encoding="utf-8"))
