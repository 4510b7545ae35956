"""The words for people: gettext catalogues, one file per noun, zh_CN first."""

from locales.catalogue import LOCALES, Speaker, speaker

__all__ = ["LOCALES", "Speaker", "speaker"]
