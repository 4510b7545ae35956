"""Names, setups, roles and the steps of joining, as values."""

import doctest

import pytest

import domain.communities
import domain.grids
import domain.onboarding
import domain.people
import domain.roles
from domain.communities import LONGEST_NAME, SetUp, parse_set_up
from domain.onboarding import TRADES, Path, Step
from domain.people import ChatKind, MemberKind, mask_name
from domain.permissions import GIVEN_ROLES, Role
from domain.roles import parse_wish

ROOMS = [
    domain.communities,
    domain.grids,
    domain.onboarding,
    domain.people,
    domain.roles,
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_the_examples_in_the_rules_are_true(room: object) -> None:
    assert doctest.testmod(room).failed == 0  # type: ignore[arg-type]


def test_a_masked_name_keeps_its_first_character_only() -> None:
    assert mask_name("王阿姨") == "王*"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("桃然亭 public", ChatKind.PUBLIC),
        ("桃然亭 居民群", ChatKind.PUBLIC),
        ("桃然亭  Riders ", ChatKind.RIDERS),
        ("桃然亭 小哥群", ChatKind.RIDERS),
        ("桃然亭 工作群", ChatKind.STAFF),
    ],
)
def test_a_setup_names_its_kind_in_either_language(words: str, kind: ChatKind) -> None:
    assert parse_set_up(words) == SetUp("桃然亭", kind)


@pytest.mark.parametrize(
    "words",
    ["", "桃然亭", "public", "桃然亭 群", "public 桃然亭", "长" * (LONGEST_NAME + 1) + " staff"],
)
def test_a_setup_that_lacks_something_is_not_understood(words: str) -> None:
    assert parse_set_up(words) is None


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_every_role_is_understood_by_its_code(role: Role) -> None:
    wish = parse_wish(role.value)
    assert wish is not None
    assert wish.role is role


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("书记", Role.SECRETARY),
        ("网格员", Role.GRID_WORKER),
        ("部门", Role.DEPARTMENT),
        ("商户", Role.MERCHANT),
        ("监督员", Role.SUPERVISOR),
        ("队长", Role.CAPTAIN),
        ("无", None),
        ("none", None),
    ],
)
def test_every_role_is_understood_in_chinese(word: str, role: Role | None) -> None:
    wish = parse_wish(word)
    assert wish is not None
    assert wish.role is role


@pytest.mark.parametrize("words", ["", "@wang", "老大", "网格员 @a @b"])
def test_a_wish_without_one_role_and_at_most_one_name_is_not_understood(words: str) -> None:
    assert parse_wish(words) is None


@pytest.mark.parametrize("kind", MemberKind)
@pytest.mark.parametrize("has_grids", [False, True])
@pytest.mark.parametrize("chooses", [False, True])
def test_every_way_of_joining_ends_and_leads_back(
    kind: MemberKind, has_grids: bool, chooses: bool
) -> None:
    path = Path(chooses, has_grids, kind)
    step, walked = path.steps[0], [path.steps[0]]
    while step is not Step.DONE:
        step = path.after(step)
        walked.append(step)

    assert walked == path.steps
    assert (Step.TRADE in walked) == bool(TRADES[kind])
    assert (Step.GRID in walked) == has_grids
    assert (Step.COMMUNITY in walked) == chooses
    assert [path.before(step) for step in walked[1:]] == walked[:-1]


def test_residents_are_not_asked_for_a_trade() -> None:
    assert Step.TRADE not in Path(False, True, MemberKind.RESIDENT).steps
