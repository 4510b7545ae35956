"""A catalogue somebody wrote: what is fine, and the one line that says what is not."""

import re
import tomllib

import pytest

from domain.catalogue import MOST_CATEGORIES, parse_catalogue
from domain.categories import Priority, Question, Starter
from domain.permissions import Role
from locales import LOCALES
from locales.starter import read_starter

PLAIN = """
[[category]]
code = "road.cover"
head = "道路"
name = "井盖"
words = ["井盖"]
response = "2h"
solution = "1d"
"""


def test_what_is_left_out_is_as_usual() -> None:
    assert parse_catalogue(tomllib.loads(PLAIN)) == (
        Starter(
            code="road.cover",
            head="道路",
            name="井盖",
            words=("井盖",),
            response="2h",
            solution="1d",
            priority=Priority.NORMAL,
            grid_role=Role.GRID_WORKER,
            is_confidential=False,
            needs_check=False,
            questions=(),
        ),
    )


def test_what_is_said_is_kept() -> None:
    more = """
    priority = "urgent"
    grid_role = "department"
    confidential = true
    check = true
    questions = [{ text = "还在漏吗？", answers = ["有", "没有"] }]
    """
    [one] = parse_catalogue(tomllib.loads(PLAIN + more))
    assert (one.priority, one.grid_role) == (Priority.URGENT, Role.DEPARTMENT)
    assert one.is_confidential
    assert one.needs_check
    assert one.questions == (Question("还在漏吗？", ("有", "没有")),)


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('code = "road.cover"', "", "category 1: code must be a text of up to 40 letters"),
        ('"road.cover"', '"Road Cover"', "category 1: code must be small letters and digits"),
        ('name = "井盖"', "name = 3", 'category "road.cover": name must be a text'),
        ('name = "井盖"', 'name = " "', 'category "road.cover": name must be a text'),
        ('name = "井盖"', 'name = "井\\n盖"', 'category "road.cover": name must be a text'),
        ('head = "道路"', f'head = "{"路" * 41}"', "head must be a text of up to 40 letters"),
        ('"2h"', '"2 weeks"', 'response must be working hours or days, such as "2h" or "3d"'),
        ('"2h"', '"0h"', "response must be working hours or days"),
        ('"1d"', "1", "solution must be working hours or days"),
        ('["井盖"]', '"井盖"', "words must be a list of at most 80 different texts"),
        ('["井盖"]', '["井盖", "井盖"]', "words must be a list"),
        ('["井盖"]', '["井盖", 3]', "words must be a list"),
        ('["井盖"]', '["灯"]', 'words must be of two letters or more, not "灯"'),
        ('["井盖"]', '["楼道…"]', 'words must be of two letters or more, not "楼道…"'),
        ('"1d"', '"1d"\npriority = 2', 'priority must be "normal" or "high" or "urgent"'),
        ('"1d"', '"1d"\ngrid_role = "merchant"', 'grid_role must be "grid_worker" or'),
        ('"1d"', '"1d"\ncheck = "yes"', "check must be true or false"),
        ('"1d"', '"1d"\nconfidental = true', '"confidental" is no field; did you mean conf'),
        ('"1d"', '"1d"\nquestions = "有吗"', "questions must be a list of at most 3"),
        ('"1d"', '"1d"\nquestions = ["有吗"]', "questions must be tables of text and answers"),
        (
            '"1d"',
            '"1d"\nquestions = [{ text = "有吗", answers = ["有"] }]',
            "questions.answers must be a list of 2 to 6 different texts",
        ),
        (
            '"1d"',
            '"1d"\nquestions = [{ text = "", answers = ["有", "没有"] }]',
            "questions.text must be a text of up to 60 letters",
        ),
        ('"1d"\n', f'"1d"\n{PLAIN}', 'category "road.cover": code stands twice'),
        (
            '"1d"\n',
            '"1d"\n' + PLAIN.replace("road.cover", "road.lid"),
            'category "road.lid": name stands twice',
        ),
    ],
)
def test_the_first_mistake_is_one_line_that_names_entry_and_field(
    was: str, becomes: str, complaint: str
) -> None:
    assert was in PLAIN
    with pytest.raises(ValueError, match=re.escape(complaint)) as refused:
        parse_catalogue(tomllib.loads(PLAIN.replace(was, becomes, 1)))
    said = str(refused.value)
    assert said.startswith("category ")
    assert "\n" not in said


@pytest.mark.parametrize(
    "text", ["", "category = []", "category = 3", "[road]\nname = 3", "x = 1\n" + PLAIN]
)
def test_what_is_no_catalogue_is_called_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"\[\[category\]\] entries and nothing else"):
        parse_catalogue(tomllib.loads(text))


def test_an_entry_that_is_no_table_is_named_by_its_place() -> None:
    with pytest.raises(ValueError, match="category 1: it must be a table"):
        parse_catalogue({"category": ["井盖"]})


def test_a_catalogue_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        parse_catalogue({"category": [{}] * (MOST_CATEGORIES + 1)})


@pytest.mark.parametrize(
    ("written", "target"), [("2h", "2h"), (" 10 d ", "10d"), ("４小时", "4h"), ("3个工作日", "3d")]
)
def test_a_target_is_kept_as_it_is_counted(written: str, target: str) -> None:
    [one] = parse_catalogue(tomllib.loads(PLAIN.replace("2h", written)))
    assert one.response == target


@pytest.mark.parametrize("locale", LOCALES)
def test_the_starter_is_a_catalogue_and_its_targets_are_spans(locale: str) -> None:
    starters = parse_catalogue(read_starter(locale))

    assert len(starters) == 50
    for one in starters:
        assert re.fullmatch(r"\d+(\.\d+)?[hd]", one.response)
        assert re.fullmatch(r"\d+(\.\d+)?[hd]", one.solution)
        assert all(question.text.endswith(("？", "?")) for question in one.questions)


def test_a_language_we_do_not_speak_gets_the_chinese_starter() -> None:
    assert read_starter("fr") == read_starter("zh_CN") != read_starter("en")
