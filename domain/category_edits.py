"""Edits of a category 类别 as a secretary makes them in chat; the same rules as for a catalogue."""

import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from domain.catalogue import (
    LONGEST_NAME,
    LONGEST_WORD,
    MOST_CATEGORIES,
    MOST_WORDS,
    one_line,
    tells_enough,
)
from domain.categories import Category, Priority, Starter
from domain.permissions import Role
from domain.rules import RuleBroken
from domain.working_time import parse_target

FIRST_RESPONSE, FIRST_SOLUTION = "4h", "5d"
"""Targets of a new kind under a head that has none yet."""

_PARTS = re.compile(r"[\s,，、;；]+")
_TAKES_AWAY = re.compile(r"\s*(?:删除?|去掉|remove|drop)[\s:：]+(.+)", re.DOTALL | re.IGNORECASE)
_ADDS = re.compile(r"\s*(?:加|添加|增加|add)[\s:：]+", re.IGNORECASE)


def mark_of(category: Category) -> int:
    """A number that is another once anything of the category is: what an old card looked at."""
    return zlib.crc32(repr(category).encode()) & 0x7FFFFFFF


def read_name(text: str) -> str:
    name = one_line(" ".join(text.split()), LONGEST_NAME)
    if not name:
        raise RuleBroken("category.name_wrong", most=LONGEST_NAME)
    return name


def read_target(text: str) -> str:
    try:
        return str(parse_target(text))
    except ValueError:
        raise RuleBroken("category.target_wrong") from None


def read_words(text: str, now: Sequence[str]) -> tuple[str, ...]:
    """The words after an edit: more of them, or after 删 fewer."""
    if found := _TAKES_AWAY.fullmatch(text):
        gone = set(_split(found[1]))
        if not gone & set(now):
            raise RuleBroken("category.no_such_word", words="、".join(sorted(gone)))
        return tuple(word for word in now if word not in gone)
    more = _split(_ADDS.sub("", text, count=1))
    if not more:
        raise RuleBroken("category.say_words")
    words = tuple(dict.fromkeys([*now, *more]))
    _check_words(more, len(words))
    return words


def _split(text: str) -> list[str]:
    return [word for word in _PARTS.split(text) if word]


def _check_words(words: Sequence[str], count: int) -> None:
    for word in words:
        if not one_line(word, LONGEST_WORD) or not tells_enough(word):
            raise RuleBroken("category.word_wrong", word=word[:LONGEST_WORD], most=LONGEST_WORD)
    if count > MOST_WORDS:
        raise RuleBroken("category.too_many_words", most=MOST_WORDS)


@dataclass(frozen=True)
class NewKind:
    head: str
    name: str
    words: tuple[str, ...]


def read_new_kind(text: str) -> NewKind:
    """``大类 名称 词…``."""
    parts = _split(text)
    if len(parts) < 2:
        raise RuleBroken("category.new_usage")
    words = tuple(dict.fromkeys(parts[2:]))
    _check_words(words, len(words))
    return NewKind(read_name(parts[0]), read_name(parts[1]), words)


def found_kind(new: NewKind, known: Sequence[Category]) -> Starter:
    """A kind of a community's own, with the targets of the others under its head.

    Where all of those are confidential it is so too: better once too often.
    """
    if len(known) >= MOST_CATEGORIES:
        raise RuleBroken("category.too_many", most=MOST_CATEGORIES)
    check_free(new.name, known)
    kin = [one for one in known if one.head == new.head and one.is_active]
    return Starter(
        code=_free_code({one.code for one in known}),
        head=new.head,
        name=new.name,
        words=new.words,
        response=kin[0].response if kin else FIRST_RESPONSE,
        solution=kin[0].solution if kin else FIRST_SOLUTION,
        priority=Priority.NORMAL,
        grid_role=kin[0].grid_role if kin else Role.GRID_WORKER,
        is_confidential=bool(kin) and all(one.is_confidential for one in kin),
        needs_check=False,
        questions=(),
    )


def check_free(name: str, known: Sequence[Category], *, besides: int | None = None) -> None:
    """No two kinds are called the same."""
    if any(one.name == name and one.id != besides for one in known):
        raise RuleBroken("category.name_taken", name=name)


def _free_code(taken: Collection[str]) -> str:
    number = 1
    while f"own.{number}" in taken:
        number += 1
    return f"own.{number}"


SWITCHES = ("confidential", "check", "active", "priority", "role")


def switched(category: Category, field: str, value: str) -> Category:
    """The category with one of what is changed by a press; raises ``RuleBroken`` for what no
    button of ours says.
    """
    try:
        match field:
            case "confidential":
                return replace(category, is_confidential=_truth(value))
            case "check":
                return replace(category, needs_check=_truth(value))
            case "active":
                return replace(category, is_active=_truth(value))
            case "priority":
                return replace(category, priority=Priority(int(value)))
            case "role":
                return replace(category, grid_role=Role(value))
    except ValueError:
        pass
    raise RuleBroken("press.stale")


def _truth(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("neither on nor off")
    return value == "1"
