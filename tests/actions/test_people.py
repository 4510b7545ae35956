"""Roles, grids, joining and languages, as deeds."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from actions.grids import define_grid, remove_grid, show_grids
from actions.onboarding import begin_joining, go_back_in_joining, go_on_joining
from actions.people import choose_language, show_privacy
from actions.roles import give_role
from domain.answers import Answer
from domain.onboarding import Step
from domain.people import Visitor
from domain.permissions import Role
from domain.roles import Target, parse_wish
from domain.rules import RuleBroken
from storage import communities, people, roles
from storage.conversations import Conversation, begin_conversation, find_conversation
from tests.actions.conftest import DEFAULTS, OPERATOR, Place


def name(place: Place, by: Visitor, words: str, who: Visitor | Target | None = None) -> None:
    here = place.here()
    wish = parse_wish(words)
    assert wish is not None
    target = Target(who.external_id, who.name, None) if isinstance(who, Visitor) else who
    give_role(
        place.tx,
        visitor=by,
        here=here,
        wish=wish,
        target=target,
        source=f"tg:-100:{here.reply_to}",
        now=place.now,
    )


def held(place: Place, who: Visitor) -> list[tuple[str, str | None]]:
    found = roles.list_held(place.tx, community_id=place.id, person_id=who.person_id)
    return [(one.role.value, one.place) for one in found]


@pytest.fixture
def secretary(place: Place) -> Visitor:
    return place.person("陈书记", Role.SECRETARY)


def refused(broken: pytest.ExceptionInfo[RuleBroken]) -> str:
    return broken.value.key


def test_an_operator_names_a_secretary(place: Place) -> None:
    operator = place.seen_in(place.outsider("运维"), place.id, OPERATOR)
    chen = place.person("陈书记")

    name(place, operator, "书记", chen)

    assert held(place, chen) == [("secretary", None)]
    assert place.owed("role.read_back") == [{"person": chen.person_id}]


@pytest.mark.parametrize("words", ["网格员", "none", "商户"])
def test_an_operator_names_nothing_else(place: Place, words: str) -> None:
    operator = place.seen_in(place.outsider("运维"), place.id, OPERATOR)

    with pytest.raises(RuleBroken) as broken:
        name(place, operator, words, place.person("赵师傅"))

    assert refused(broken) == "permission.only_secretaries"


@pytest.mark.parametrize("words", ["书记", "网格员", "无"])
def test_an_outsider_names_nobody(place: Place, words: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        name(place, place.person("外人"), words, place.person("赵师傅"))

    assert refused(broken) == "permission.only_secretaries"


def test_a_role_that_ended_meanwhile_gives_no_power(place: Place, secretary: Visitor) -> None:
    other = place.person("王书记", Role.SECRETARY)
    name(place, other, "无", secretary)

    with pytest.raises(RuleBroken):
        name(place, secretary, "网格员", place.person("外人"))


def test_a_secretary_names_somebody_never_seen_before(place: Place, secretary: Visitor) -> None:
    name(place, secretary, "网格员", Target("77", "赵师傅", "zhao"))

    account = people.find_account(place.tx, channel="telegram", external_id="77")
    assert account is not None
    member = people.find_member(place.tx, community_id=place.id, person_id=account.person_id)
    assert member is not None
    assert member.name == "赵师傅"
    assert place.owed("role.read_back") == [{"person": account.person_id}]


def test_a_name_with_an_at_sign_goes_before_the_reply(place: Place, secretary: Visitor) -> None:
    zhao = place.person("赵师傅", username="Zhao_Wg")
    li = place.person("小李")

    name(place, secretary, "@zhao_wg 网格员", li)

    assert held(place, zhao) == [("grid_worker", None)]
    assert held(place, li) == []


def test_an_unknown_or_ambiguous_name_is_nobody(place: Place, secretary: Visitor) -> None:
    place.person("甲", username="wang")
    place.person("乙", username="WANG")
    place.outsider("丙", username="elsewhere")

    for words in ("@nobody 网格员", "@wang 网格员", "@elsewhere 网格员"):
        with pytest.raises(RuleBroken) as broken:
            name(place, secretary, words)
        assert refused(broken) == "role.unknown_name"


def test_without_a_person_the_usage_is_told(place: Place, secretary: Visitor) -> None:
    with pytest.raises(RuleBroken) as broken:
        name(place, secretary, "网格员")

    assert refused(broken) == "role.usage"


def test_a_grid_narrows_a_role_and_a_second_grid_is_added(place: Place, secretary: Visitor) -> None:
    place.grid("一号网格"), place.grid("二号网格")
    zhao = place.person("赵师傅")

    name(place, secretary, "网格员", zhao)
    name(place, secretary, "网格员 一号网格", zhao)
    assert held(place, zhao) == [("grid_worker", "一号网格")]

    name(place, secretary, "网格员 二号网格", zhao)
    name(place, secretary, "网格员 二号网格", zhao)
    assert held(place, zhao) == [("grid_worker", "一号网格"), ("grid_worker", "二号网格")]

    name(place, secretary, "网格员", zhao)
    assert held(place, zhao) == [("grid_worker", None)]


def test_an_unknown_grid_lists_the_grids(place: Place, secretary: Visitor) -> None:
    with pytest.raises(RuleBroken) as broken:
        name(place, secretary, "网格员 三号网格", place.person("赵师傅"))
    assert refused(broken) == "role.no_grids"

    place.grid("一号网格")
    with pytest.raises(RuleBroken) as broken:
        name(place, secretary, "网格员 三号网格", place.person("赵师傅"))
    assert broken.value.params == {"grid": "三号网格", "grids": "一号网格"}


def test_captains_have_teams_and_departments_names(place: Place, secretary: Visitor) -> None:
    wang, office = place.person("王阿姨"), place.person("城管小张")

    name(place, secretary, "队长 红袖标队", wang)
    name(place, secretary, "部门 城管", office)

    assert held(place, wang) == [("captain", "红袖标队")]
    assert held(place, office) == [("department", "城管")]


def test_a_secretary_has_no_place(place: Place, secretary: Visitor) -> None:
    with pytest.raises(RuleBroken) as broken:
        name(place, secretary, "书记 一号网格", place.person("赵师傅"))

    assert refused(broken) == "role.takes_no_place"


def test_none_ends_every_role_of_a_person(place: Place, secretary: Visitor) -> None:
    zhao = place.person("赵师傅", Role.GRID_WORKER, Role.CAPTAIN)

    name(place, secretary, "none", zhao)

    assert held(place, zhao) == []


def test_the_last_secretary_cannot_be_ended(place: Place, secretary: Visitor) -> None:
    with pytest.raises(RuleBroken) as broken:
        name(place, secretary, "无", secretary)

    assert refused(broken) == "role.last_secretary"
    assert held(place, secretary) == [("secretary", None)]


def test_roles_of_another_community_count_nothing_here(place: Place, secretary: Visitor) -> None:
    other = communities.add_community(place.tx, "别处", defaults=DEFAULTS, now=place.now)
    stranger = place.seen_in(secretary, other.id)

    with pytest.raises(RuleBroken):
        name(place, stranger, "网格员", place.person("赵师傅"))


def add_grid(place: Place, by: Visitor, title: str, *words: str) -> Answer | None:
    here = place.here()
    return define_grid(
        place.tx,
        visitor=by,
        name=title,
        words=words,
        source=f"tg:-100:{here.reply_to}",
        now=place.now,
    )


def test_a_grid_said_again_has_only_its_new_words(place: Place, secretary: Visitor) -> None:
    first = add_grid(place, secretary, "一号网格", "1号楼", "2号楼")
    again = add_grid(place, secretary, "一号网格", "3号楼", "3号楼")

    assert first == Answer("grid.defined", {"name": "一号网格", "words": "1号楼、2号楼"})
    assert again == Answer("grid.changed", {"name": "一号网格", "words": "3号楼"})


def test_one_character_is_too_short_a_word(place: Place, secretary: Visitor) -> None:
    with pytest.raises(RuleBroken) as broken:
        add_grid(place, secretary, "一号网格", "楼")

    assert refused(broken) == "grid.word_too_short"


@pytest.mark.parametrize("role", [None, Role.GRID_WORKER, Role.CAPTAIN])
def test_only_a_secretary_changes_grids(place: Place, role: Role | None) -> None:
    with pytest.raises(RuleBroken):
        add_grid(place, place.person("外人", *([role] if role else [])), "一号网格", "1号楼")


def test_grids_are_listed_to_staff_only(place: Place) -> None:
    for who, source in (
        (place.person("外人"), "a"),
        (place.person("赵师傅", Role.GRID_WORKER), "b"),
    ):
        here = place.here()
        if source == "a":
            with pytest.raises(RuleBroken):
                show_grids(place.tx, visitor=who, here=here, source=source, now=place.now)
        else:
            show_grids(place.tx, visitor=who, here=here, source=source, now=place.now)

    assert len(place.owed("grid.list")) == 1


def test_a_grid_with_a_past_is_not_removed(place: Place, secretary: Visitor) -> None:
    place.grid("一号网格"), place.grid("二号网格")
    name(place, secretary, "网格员 一号网格", place.person("赵师傅"))

    with pytest.raises(RuleBroken) as broken:
        remove_grid(place.tx, visitor=secretary, name="一号网格", source="a", now=place.now)
    assert refused(broken) == "grid.in_use"

    answer = remove_grid(place.tx, visitor=secretary, name="二号网格", source="b", now=place.now)
    assert answer == Answer("grid.removed", {"name": "二号网格"})


def start(place: Place, who: Visitor, wanted: int | None = None) -> None:
    here = place.here(who.external_id)
    begin_joining(
        place.tx,
        visitor=who,
        here=here,
        wanted=wanted,
        source=f"tg:{who.external_id}:{here.reply_to}",
        now=place.now,
    )


def talk(place: Place, who: Visitor) -> Conversation:
    found = find_conversation(place.tx, who.person_id, form="onboarding")
    assert found is not None
    return found


def press(place: Place, who: Visitor, choice: str = "", *, version: int | None = None) -> None:
    at = talk(place, who)
    version = at.version if version is None else version
    go_on_joining(
        place.tx,
        visitor=who,
        here=place.here(who.external_id),
        version=version,
        step=Step(at.step),
        choice=choice,
        source=f"press:{at.step}:{choice}:{version}:{who.person_id}",
        now=place.now,
    )


def go_back(place: Place, who: Visitor) -> None:
    version = talk(place, who).version
    go_back_in_joining(
        place.tx,
        visitor=who,
        here=place.here(who.external_id),
        version=version,
        source=f"press:back:{version}:{who.person_id}",
        now=place.now,
    )


def member(place: Place, who: Visitor) -> people.Member:
    found = people.find_member(place.tx, community_id=place.id, person_id=who.person_id)
    assert found is not None
    return found


def test_a_rider_joins_with_trade_and_grid(place: Place) -> None:
    grid_id = place.grid("一号网格", "1号楼")
    li = place.outsider("小李")

    start(place, li)
    for choice in ("rider", "courier", str(grid_id)):
        press(place, li, choice)
    assert member(place, li).kind is None, "nothing is kept before they agree"
    press(place, li)

    known = member(place, li)
    assert (known.kind, known.trade, known.grid_id) == ("rider", "courier", grid_id)
    assert known.consented_at == place.now
    assert known.privacy_told_at == place.now
    assert talk(place, li).step == Step.DONE


def test_a_resident_where_no_grids_are_is_asked_once_and_agrees(place: Place) -> None:
    wang = place.outsider("王阿姨")

    start(place, wang)
    press(place, wang, "resident")
    press(place, wang)

    assert member(place, wang).kind == "resident"


def test_grid_may_be_skipped(place: Place) -> None:
    place.grid("一号网格")
    wang = place.outsider("王阿姨")

    start(place, wang)
    for choice in ("resident", "", ""):
        press(place, wang, choice)

    assert member(place, wang).grid_id is None
    assert member(place, wang).consented_at is not None


def test_going_back_and_choosing_otherwise_forgets_the_trade(place: Place) -> None:
    liu = place.outsider("刘老板")
    start(place, liu)
    press(place, liu, "merchant")
    press(place, liu, "catering")
    go_back(place, liu)
    go_back(place, liu)
    assert talk(place, liu).step == Step.KIND

    press(place, liu, "resident")
    press(place, liu)

    assert (member(place, liu).kind, member(place, liu).trade) == ("resident", None)


def test_a_press_on_a_stale_card_is_found_out(place: Place) -> None:
    li = place.outsider("小李")
    start(place, li)
    old = talk(place, li).version
    press(place, li, "rider")

    with pytest.raises(RuleBroken) as broken:
        press(place, li, "guard", version=old)

    assert refused(broken) == "press.stale"
    assert talk(place, li).step == Step.TRADE


def test_a_report_form_in_between_does_not_disturb_joining(place: Place) -> None:
    li = place.outsider("小李")
    start(place, li)
    begin_conversation(
        place.tx,
        person_id=li.person_id,
        community_id=place.id,
        form="report",
        step="photos",
        data={},
        now=place.now,
    )

    press(place, li, "rider")

    assert talk(place, li).step == Step.TRADE


@pytest.mark.parametrize("choice", ["boss", "", "7"])
def test_a_made_up_choice_is_stale(place: Place, choice: str) -> None:
    li = place.outsider("小李")
    start(place, li)

    with pytest.raises(RuleBroken):
        press(place, li, choice)


def test_several_communities_are_offered_to_a_stranger(place: Place) -> None:
    communities.add_community(place.tx, "别处", defaults=DEFAULTS, now=place.now)
    li = place.outsider("小李")

    start(place, li)
    assert talk(place, li).step == Step.COMMUNITY
    press(place, li, str(place.id))

    assert talk(place, li).step == Step.KIND
    assert member(place, li).name == "小李"


def test_the_link_of_a_group_says_which_community(place: Place) -> None:
    communities.add_community(place.tx, "别处", defaults=DEFAULTS, now=place.now)
    li = place.outsider("小李")

    start(place, li, wanted=place.id)

    assert talk(place, li).step == Step.KIND
    assert talk(place, li).community_id == place.id


def test_a_member_is_a_member_before_the_last_step(place: Place) -> None:
    li = place.outsider("小李")

    start(place, li)

    assert people.is_member(place.tx, community_id=place.id, person_id=li.person_id)


def test_starting_again_shows_home(place: Place) -> None:
    wang = place.outsider("王阿姨")
    start(place, wang)
    press(place, wang, "resident")
    press(place, wang)

    start(place, place.seen_in(wang, place.id))

    assert place.owed("member.home") == [{"person": wang.person_id}]
    assert len(place.owed("member.onboarding")) == 1


def test_the_office_is_not_asked_whether_it_is_a_rider(place: Place, secretary: Visitor) -> None:
    start(place, secretary)

    assert len(place.owed("member.home")) == 1


def test_where_nobody_has_set_up_the_bot_says_so(tx: Connection, place: Place) -> None:
    li = place.outsider("小李")
    tx.exec_driver_sql("DELETE FROM communities")

    with pytest.raises(RuleBroken) as broken:
        start(place, li)

    assert refused(broken) == "start.nobody_set_up"


def test_a_language_is_chosen_and_an_unknown_one_explained(
    tx: Connection, place: Place, now: datetime
) -> None:
    li = place.person("小李")
    here = place.here(li.external_id)

    answer = choose_language(tx, visitor=li, here=here, language="EN", source="a", now=now)

    assert answer == Answer("language.now_en")
    account = people.find_account(tx, channel="telegram", external_id=li.external_id)
    assert account is not None
    assert account.locale == "en"
    with pytest.raises(RuleBroken):
        choose_language(tx, visitor=li, here=here, language="fr", source="b", now=now)


def test_showing_the_notice_is_remembered(tx: Connection, place: Place, now: datetime) -> None:
    li = place.person("小李")

    show_privacy(tx, visitor=li, here=place.here(li.external_id), source="a", now=now)

    assert member(place, li).privacy_told_at == now
    assert len(place.owed("privacy.notice")) == 1
