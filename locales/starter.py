"""Reads the starter catalogue of categories 类别 and the starter rule sheet 积分规则; what their
fields mean is checked by others.
"""

import tomllib

from locales.catalogue import FOLDER, LOCALES


def read_starter(locale: str) -> dict[str, object]:
    """The catalogue for a language; the Chinese one for one we do not speak."""
    return _read(locale, "catalogue.toml")


def read_rules(locale: str) -> dict[str, object]:
    """The rule sheet for a language, likewise."""
    return _read(locale, "rule_sheet.toml")


def _read(locale: str, name: str) -> dict[str, object]:
    chosen = locale if locale in LOCALES else LOCALES[0]
    return tomllib.loads((FOLDER / chosen / name).read_text(encoding="utf-8"))
