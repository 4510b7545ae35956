"""A catalogue 类别清单 as somebody wrote it: raw tables become starters, or one line says why not.

The starter catalogue itself is data in ``locales/``.
"""

import difflib
import re
from collections.abc import Mapping, Sequence

from domain.categories import Priority, Question, Starter, parts_of
from domain.permissions import Role
from domain.working_time import parse_target

TABLE = "category"
MOST_CATEGORIES = 200
LONGEST_CODE = 40
LONGEST_NAME = 40
LONGEST_TEXT = 60
MOST_WORDS = 80
LONGEST_WORD = 30
MOST_QUESTIONS = 3
MOST_ANSWERS = 6
GRID_ROLES = (Role.GRID_WORKER, Role.SECRETARY, Role.DEPARTMENT)

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_NEEDED = ("code", "head", "name", "words", "response", "solution")
_OPTIONAL = ("priority", "grid_role", "confidential", "check", "questions")


def parse_catalogue(raw: Mapping[str, object]) -> tuple[Starter, ...]:
    """The starters of a catalogue in its own order.

    Raises ``ValueError`` for the first thing that is wrong: one line that names entry and field.
    """
    entries = raw.get(TABLE)
    stray = [name for name in raw if name != TABLE]
    if stray or not isinstance(entries, list) or not entries:
        raise ValueError(f"a catalogue is made of [[{TABLE}]] entries and nothing else")
    if len(entries) > MOST_CATEGORIES:
        raise ValueError(f"{len(entries)} categories are too many; {MOST_CATEGORIES} is the most")
    starters = tuple(_Entry(entry, number).starter() for number, entry in enumerate(entries, 1))
    for field, values in (
        ("code", [one.code for one in starters]),
        ("name", [one.name for one in starters]),
    ):
        for number, value in enumerate(values):
            if value in values[:number]:
                raise ValueError(f'category "{starters[number].code}": {field} stands twice')
    return starters


class _Entry:
    """One entry that is being read; what it complains of is named as its writer would find it."""

    def __init__(self, entry: object, number: int) -> None:
        self._called = f"category {number}"
        if not isinstance(entry, dict):
            raise self._wrong("it", "a table")
        self._entry: dict[str, object] = entry
        code = entry.get("code")
        if isinstance(code, str) and _CODE.fullmatch(code) and len(code) <= LONGEST_CODE:
            self._called = f'category "{code}"'
        for name in entry:
            if name not in (*_NEEDED, *_OPTIONAL):
                near = difflib.get_close_matches(name, (*_NEEDED, *_OPTIONAL), n=1, cutoff=0)
                what = (
                    f'"{name}"' if name.isidentifier() and len(name) <= 20 else "what stands there"
                )
                raise ValueError(f"{self._called}: {what} is no field; did you mean {near[0]}?")

    def starter(self) -> Starter:
        return Starter(
            code=self._code(),
            head=self._text("head", LONGEST_NAME),
            name=self._text("name", LONGEST_NAME),
            words=self._words(),
            response=self._target("response"),
            solution=self._target("solution"),
            priority=Priority[
                self._choice("priority", [one.name.lower() for one in Priority]).upper()
            ],
            grid_role=Role(self._choice("grid_role", [role.value for role in GRID_ROLES])),
            is_confidential=self._truth("confidential"),
            needs_check=self._truth("check"),
            questions=self._questions(),
        )

    def _wrong(self, field: str, wanted: str) -> ValueError:
        return ValueError(f"{self._called}: {field} must be {wanted}")

    def _text(self, field: str, most: int) -> str:
        return one_line(self._entry.get(field), most) or self._refuse(field, _text_of(most))

    def _refuse(self, field: str, wanted: str) -> str:
        raise self._wrong(field, wanted)

    def _code(self) -> str:
        code = self._text("code", LONGEST_CODE)
        if not _CODE.fullmatch(code):
            raise self._wrong("code", 'small letters and digits with dots, such as "road.cover"')
        return code

    def _target(self, field: str) -> str:
        try:
            return str(parse_target(self._text(field, LONGEST_TEXT)))
        except ValueError:
            raise self._wrong(field, 'working hours or days, such as "2h" or "3d"') from None

    def _choice(self, field: str, choices: Sequence[str]) -> str:
        """One of a few; the first of them, if nothing is said."""
        chosen = self._entry.get(field, choices[0])
        if not isinstance(chosen, str) or chosen not in choices:
            raise self._wrong(field, " or ".join(f'"{one}"' for one in choices))
        return chosen

    def _truth(self, field: str) -> bool:
        value = self._entry.get(field, False)
        if not isinstance(value, bool):
            raise self._wrong(field, "true or false")
        return value

    def _words(self) -> tuple[str, ...]:
        words = self._lines("words", self._entry.get("words"), 0, MOST_WORDS, LONGEST_WORD)
        for word in words:
            if not tells_enough(word):
                raise self._wrong("words", f'of two letters or more, not "{_shown(word)}"')
        return words

    def _questions(self) -> tuple[Question, ...]:
        found = self._entry.get("questions", [])
        if not isinstance(found, list) or len(found) > MOST_QUESTIONS:
            raise self._wrong("questions", f"a list of at most {MOST_QUESTIONS}")
        return tuple(map(self._question, found))

    def _question(self, found: object) -> Question:
        if not isinstance(found, dict) or found.keys() != {"text", "answers"}:
            raise self._wrong("questions", "tables of text and answers")
        text = one_line(found["text"], LONGEST_TEXT) or self._refuse(
            "questions.text", _text_of(LONGEST_TEXT)
        )
        answers = self._lines("questions.answers", found["answers"], 2, MOST_ANSWERS, LONGEST_NAME)
        return Question(text, answers)

    def _lines(
        self, field: str, found: object, least: int, most: int, longest: int
    ) -> tuple[str, ...]:
        """A list of texts, each said once."""
        lines = [one_line(one, longest) for one in found] if isinstance(found, list) else [""]
        if not all(lines) or not least <= len(lines) <= most or len(set(lines)) < len(lines):
            count = f"{least} to {most}" if least else f"at most {most}"
            raise self._wrong(field, f"a list of {count} different texts, {longest} letters each")
        return tuple(lines)


def tells_enough(word: str) -> bool:
    """Whether a word could suggest a category: of two letters or more, and no part of it empty."""
    parts = parts_of(word)
    return all(parts) and sum(map(len, parts)) >= 2


def one_line(found: object, most: int) -> str:
    """A text of one line without spaces around it; empty if it is none, or too long."""
    text = found.strip() if isinstance(found, str) else ""
    return text if text.isprintable() and len(text) <= most else ""


def _text_of(most: int) -> str:
    return f"a text of up to {most} letters"


def _shown(text: str) -> str:
    return "".join(letter for letter in text[:LONGEST_WORD] if letter.isprintable())
