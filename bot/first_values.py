"""What a new community begins with: values of the settings, categories 类别, rules 积分规则."""

from functools import cache
from pathlib import Path

from bot.catalogue_file import read_catalogue_file
from bot.errors import SettingsError
from bot.settings import CommunitySettings
from domain.cases import Act
from domain.catalogue import parse_catalogue
from domain.categories import Starter
from domain.communities import CommunityDefaults
from domain.rule_sheet_file import parse_rules
from domain.rule_sheets import RuleSheet
from domain.templates import TEMPLATED
from locales import speaker
from locales.starter import read_rules, read_starter


def first_values(community: CommunitySettings) -> CommunityDefaults:
    """Raises ``SettingsError`` if the operator's catalogue cannot be read any more."""
    return CommunityDefaults(
        community.timezone,
        community.locale,
        community.office_hours,
        community.quiet_hours,
        first_catalogue(community, community.locale),
        first_templates(community.locale),
        first_sheet(community.locale),
    )


def first_templates(locale: str) -> tuple[tuple[Act, str], ...]:
    """The ready answers a community begins with: a few for each act, a line each."""
    say = speaker(locale)
    return tuple(
        (act, words)
        for act in TEMPLATED
        for words in say(f"template.first.{act.value}").splitlines()
    )


def first_catalogue(community: CommunitySettings, locale: str) -> tuple[Starter, ...]:
    """The operator's own catalogue if there is one, else ours in a community's language."""
    if not community.catalogue:
        return _our_own(locale)
    try:
        return read_catalogue_file(Path(community.catalogue))
    except ValueError as error:
        raise SettingsError(f"community.catalogue: {error}") from None


@cache
def _our_own(locale: str) -> tuple[Starter, ...]:
    return parse_catalogue(read_starter(locale))


@cache
def first_sheet(locale: str) -> RuleSheet:
    """What pays how much, in a community's language."""
    return parse_rules(read_rules(locale))
