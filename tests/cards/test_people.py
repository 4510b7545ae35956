"""What members and operators read: joining, home, help, groups, roles, grids; in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cards.card import Button, Card, Press, Reader
from cards.communities import Group, rights_card, set_up_card
from cards.grids import GridFacts, grid_list_card
from cards.onboarding import Joining, joining_card
from cards.people import (
    Me,
    door_card,
    help_card,
    home_card,
    language_card,
    privacy_card,
    welcome_card,
)
from cards.roles import read_back_card
from domain.communities import Right
from domain.onboarding import TRADES, Step
from domain.people import ChatKind, MemberKind
from domain.permissions import GIVEN_ROLES, Role
from handlers.presses import pack
from locales import LOCALES, speaker

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def reader_of(locale: str) -> Reader:
    return Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)


@pytest.fixture
def chinese() -> Reader:
    return reader_of("zh_CN")


@pytest.fixture(params=LOCALES)
def reader(request: pytest.FixtureRequest) -> Reader:
    return reader_of(request.param)


def labels(card: Card) -> list[list[str]]:
    return [[button.label for button in row] for row in card.buttons]


def presses(card: Card) -> Iterator[Press]:
    for row in card.buttons:
        for button in row:
            if button.press is not None:
                yield button.press


def joining(step: Step, **changes: object) -> Joining:
    facts: dict[str, object] = {
        "person_id": 10**9,
        "version": 10**6,
        "step": step,
        "is_first": False,
        "community": "桃然亭",
        "kind": MemberKind.RIDER,
        "choices": ((10**9, "一号网格"), (2, "二号网格"), (3, "三号网格")),
    }
    return Joining(**(facts | changes))  # type: ignore[arg-type]


def test_the_first_question_offers_three_kinds_and_no_way_back(chinese: Reader) -> None:
    card = joining_card(joining(Step.KIND, is_first=True), chinese)

    assert card.text == "您好，这里是桃然亭。请问您是？"
    assert labels(card) == [["我是居民", "我是小哥", "我是商户"]]


def test_grids_can_be_skipped_and_left_again(chinese: Reader) -> None:
    card = joining_card(joining(Step.GRID), chinese)

    assert labels(card) == [["一号网格", "二号网格"], ["三号网格"], ["跳过 / 说不清"], ["返回"]]


def test_the_notice_ends_with_consent(chinese: Reader) -> None:
    card = joining_card(joining(Step.PRIVACY), chinese)

    assert labels(card) == [["同意"], ["返回"]]
    assert "境外" in card.text


@pytest.mark.parametrize("step", [one for one in Step if one is not Step.DONE])
@pytest.mark.parametrize("kind", [one for one in MemberKind if TRADES[one]])
def test_every_step_speaks_and_its_presses_fit_the_wire(
    step: Step, kind: MemberKind, reader: Reader
) -> None:
    card = joining_card(joining(step, kind=kind), reader)

    assert card.text
    assert all(len(pack(press).encode()) <= 64 for press in presses(card))
    assert {press.version for press in presses(card)} == {10**6}


def me(*roles: Role) -> Me:
    return Me(7, "小李", "桃然亭", "rider", "courier", "一号网格", frozenset(roles))


def test_home_says_who_i_am_here_and_what_i_can_do(chinese: Reader) -> None:
    card = home_card(me(Role.CAPTAIN), chinese)

    assert card.text.startswith("小李，您好！桃然亭\n小哥 · 快递 · 一号网格 · 队长\n")
    assert "随手拍" in card.text
    assert "工作群" in card.text
    assert "活动 /activities，时长 /hours，积分 /points，兑换 /redeem" in card.text
    assert "核销" not in card.text
    till = home_card(me(Role.MERCHANT), chinese).text
    assert "核销发 /verify 加券码，或扫码；对账发 /statement。" in till
    assert labels(card) == [["随手拍", "我的诉求"], ["帮助", "隐私", "English"]]


def test_home_of_a_newcomer_without_answers_is_short(chinese: Reader) -> None:
    card = home_card(Me(7, "小李", "桃然亭", None, None, None, frozenset()), chinese, is_new=True)

    assert card.text.startswith("小李，欢迎加入桃然亭！\n看到问题")
    assert "工作群" not in card.text


@pytest.mark.parametrize("kind", MemberKind)
def test_home_knows_every_kind_trade_and_role(kind: MemberKind, reader: Reader) -> None:
    for trade in TRADES[kind] or (None,):
        facts = Me(7, "小李", "桃然亭", kind, trade, None, frozenset(GIVEN_ROLES))
        assert home_card(facts, reader).text


def help_for(
    reader: Reader,
    *roles: Role,
    is_member: bool = True,
    is_operator: bool = False,
    chat_kind: ChatKind | None = None,
) -> Card:
    return help_card(
        reader,
        roles=frozenset(roles),
        is_member=is_member,
        is_operator=is_operator,
        chat_kind=chat_kind,
        is_private=chat_kind is None,
    )


def test_help_is_by_role(chinese: Reader) -> None:
    resident = help_for(chinese)
    worker = help_for(chinese, Role.GRID_WORKER)
    secretary = help_for(chinese, Role.SECRETARY)

    assert "/report" in resident.text
    assert "工作群" not in resident.text
    assert "工作群" in worker.text
    assert "/role" not in worker.text
    assert "/role" in secretary.text
    for what in ("网格：", "地点："):
        assert (worker.text.count(what), secretary.text.count(what)) == (1, 1), what
    for one in (resident, worker, secretary):
        assert "\n活动 /activities，时长 /hours，积分 /points，兑换 /redeem\n" in one.text


def test_help_in_a_public_group_is_everybodys_with_a_door(chinese: Reader) -> None:
    card = help_for(chinese, Role.SECRETARY, chat_kind=ChatKind.PUBLIC)

    assert card.text == help_for(chinese).text
    assert card.buttons == ((Button("打开私聊", start="help"),),)


def test_an_operator_in_a_strange_group_learns_to_set_up(chinese: Reader) -> None:
    card = help_for(chinese, is_member=False, is_operator=True, chat_kind=ChatKind.PUBLIC)

    assert "/setup" in card.text


@pytest.mark.parametrize("kind", ChatKind)
def test_a_setup_reads_back_community_and_kind(kind: ChatKind, reader: Reader) -> None:
    card = set_up_card(Group("桃然亭", kind, ()), reader, is_new=True, was=None)

    assert "桃然亭" in card.text
    assert reader.say(f"chat_kind.{kind}") in card.text
    assert reader.say("rights.all_well") in card.text


def test_a_setup_says_what_is_missing_and_how_to_give_it(chinese: Reader) -> None:
    card = set_up_card(
        Group("桃然亭", ChatKind.PUBLIC, ("hear",)), chinese, is_new=False, was=ChatKind.STAFF
    )

    assert "管理员" in card.text
    assert "/setprivacy" in card.text
    assert "本群原来是工作群，现在改为居民群。" in card.text


@pytest.mark.parametrize("right", Right)
def test_every_missing_right_has_its_words(right: Right, reader: Reader) -> None:
    text = rights_card(Group("桃然亭", ChatKind.PUBLIC, (right.value,)), reader).text

    assert text == reader.say(f"rights.{right}")


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_a_naming_is_read_back_with_name_role_and_place(role: Role, reader: Reader) -> None:
    text = read_back_card("赵师傅", ((role.value, "一号网格"), (role.value, None)), reader).text

    assert "赵师傅" in text
    assert "一号网格" in text
    assert text.count(reader.say(f"role.{role}")) == 2


def test_who_holds_nothing_is_said_so(chinese: Reader) -> None:
    assert read_back_card("赵师傅", (), chinese).text == "好的，赵师傅现在没有职务。"


def test_grids_are_listed_with_workers_and_words(chinese: Reader) -> None:
    facts = (GridFacts("一号网格", ("赵师傅",), ("1号楼",)), GridFacts("二号网格", (), ()))

    assert grid_list_card(facts, ("陈师傅",), chinese).text == (
        "一号网格\n网格员：赵师傅\n词：1号楼\n二号网格\n网格员：（暂无网格员）\n全社区：陈师傅"
    )
    assert grid_list_card((), (), chinese).text == "还没有划分网格，整个社区算一个网格。"


def test_names_with_braces_and_marks_stay_as_they_are(chinese: Reader) -> None:
    name = "{小李} <b>&*_"

    assert name in read_back_card(name, (), chinese).text
    assert name in welcome_card(chinese, community=name, community_id=1).text


def test_the_small_cards_speak_both_languages(reader: Reader) -> None:
    assert privacy_card(reader).text
    assert labels(language_card(7, reader)) == [["中文", "English"]]
    for what in ("start", "privacy", "lang"):
        door = door_card(reader, key=f"door.{what}", label="door.open", start=what)
        assert door.buttons[0][0].start == what
    welcome = welcome_card(reader, community="桃然亭", community_id=3)
    assert welcome.buttons[0][0].start == "join_3"
