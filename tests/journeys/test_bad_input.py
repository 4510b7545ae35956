"""Whatever people, clients and strangers send: one clear line for a mistake, harm for nobody."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.addresses import TELEGRAM, Address
from domain.communities import CommunityDefaults
from domain.people import ChatKind
from sandbox.chats import Chat
from sandbox.driver import Message, Neighbour, Place
from sandbox.entities import utf16_length
from sandbox.hearing import tell_message
from storage import communities
from storage.tables import case_events, cases, inbox
from tests.street import Street

pytestmark = pytest.mark.journey

TOO_BIG = bytes(20 * 1024 * 1024 + 1)

HOSTILE = {
    "markup": "<b>门</b> &amp; <script>alert(1)</script> <a href='tg://user?id=1'>x</a>",
    "markdown": "*门* _坏_ `了` [点我](tg://user?id=1) ||x|| ~~y~~",
    "format": "{} {0} {code} {0.__class__} %s %(code)s %d $code ${x}",
    "right to left": "门\u202eהדלת שבורה\u202c坏 العربية",
    "zero width": "门\u200b坏\u200d了\ufeff啊\u2060x",
    "four bytes": "𠮷野家門口🕳️👨‍👩‍👧‍👦🏳️‍🌈 𝕏",
    "combining": "Z̴͓̞a̵l̶g̷o 門́̂̃̄",
    "SQL": "'; DROP TABLE cases; --",
    "newlines": "第一行\n\n\n第四行\t制表",
}


async def check_alive(street: Street) -> None:
    """No update has failed on the way, and the next report is filed as ever."""

    def stumbled(tx: Connection) -> list[Any]:
        wanted = sa.or_(inbox.c.attempts > 0, inbox.c.state != "done")
        return list(tx.execute(sa.select(inbox.c.error, inbox.c.body).where(wanted)))

    await street.settled()
    assert await street.read(stumbled) == []
    await street.person("王阿姨").says("随手拍 这里一切照旧", to=street.group)
    await street.settled()
    await street.staff.shows("这里一切照旧")


async def count_cases(street: Street) -> int:
    return await street.read(
        lambda tx: tx.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one()
    )


def said_by_bot(place: Place, after: Message) -> list[Message]:
    return [one for one in place.messages if one.from_bot and one.id > after.id]


def forge(
    street: Street, who: Neighbour, body: dict[str, Any], to: Place, reply_to: Message | None = None
) -> Message:
    """A message of a kind that the page does not offer."""
    world = street.sandbox.world
    chat = world.chats[to.id]
    head: dict[str, Any] = {"from": world.people[who.id].user()}
    if reply_to is not None:
        head["reply_to_message"] = chat.messages[reply_to.id].quoted()
    message = world.post(chat, head | body)
    tell_message(world, chat, message)
    return Message(message.view(), world.bot.id)


# ── nothing, too much ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["/report", "/report@linlian_bot", "/report   ", "随手拍 。。。"])
async def test_an_empty_report_in_a_group_is_asked_for_its_words(
    street: Street, words: str
) -> None:
    said = await street.person("小李").says(words, to=street.group)
    await street.settled()

    [question] = said_by_bot(street.group, said)
    assert "什么问题、在哪里" in question.text
    assert await count_cases(street) == 0
    await check_alive(street)


async def test_an_empty_report_in_private_opens_the_form(street: Street) -> None:
    said = await street.person("小李").says("/report")
    await street.settled()

    [form] = said_by_bot(street.person("小李").private, said)
    assert form.buttons
    assert await count_cases(street) == 0
    await check_alive(street)


async def test_the_longest_message_is_filed_and_shown_short(street: Street) -> None:
    words = "井" * (4096 - len("随手拍 "))
    await street.person("小李").says(f"随手拍 {words}", to=street.group)
    await street.settled()

    answer = await street.group.shows("已登记 #C1001")
    card = await street.staff.shows("待受理")
    assert utf16_length(answer.text) < 1024
    assert "井" * 500 in card.text
    assert utf16_length(card.text) < 1024
    await check_alive(street)


async def test_ten_thousand_characters_do_no_harm(street: Street) -> None:
    """No client sends them today; servers of one's own, or tomorrow's Telegram, might."""
    xiaoli = street.person("小李")
    said = forge(street, xiaoli, {"text": "随手拍 " + "🕳" * 10_000}, street.group)
    await street.settled()
    answer = await street.group.shows("已登记 #C1001")
    assert answer.reply_to_id == said.id

    world = street.sandbox.world
    chat = world.chats[street.group.id]
    message = chat.messages[said.id]
    world.amend(chat, message, {"text": "随手拍 " + "长" * 10_000})
    tell_message(world, chat, message, "edited_message")
    await street.wait(seconds=5)

    assert "长长长" in (await street.staff.shows("待受理")).text
    await check_alive(street)


async def test_a_file_too_large_with_words_is_filed_without_it(street: Street) -> None:
    said = await street.person("小李").sends_document(
        "plan.pdf", TOO_BIG, "随手拍 东门围墙开裂", to=street.group
    )
    await street.settled()

    texts = [one.text for one in said_by_bot(street.group, said)]
    assert sum("已登记 #C1001" in text for text in texts) == 1
    assert sum("20 MB" in text for text in texts) == 1
    assert len(texts) == 2
    await check_alive(street)


@pytest.mark.parametrize(
    ("caption", "is_private"), [("随手拍", False), ("随手拍", True), ("", True)]
)
async def test_a_file_too_large_without_words_gets_one_clear_line(
    street: Street, caption: str, is_private: bool
) -> None:
    xiaoli = street.person("小李")
    place = xiaoli.private if is_private else street.group
    if is_private:
        await xiaoli.says("报事 先认识一下", to=street.group)
    before = await count_cases(street)

    said = await xiaoli.sends_document("film.mov", TOO_BIG, caption, to=place)
    await street.settled()

    [line] = said_by_bot(place, said)
    assert "20 MB" in line.text
    assert await count_cases(street) <= before + 1
    await check_alive(street)


# ── what is no report at all ───────────────────────────────────────────────────────────────

FILE = {"file_id": "AAA", "file_unique_id": "A", "duration": 1, "file_size": 1000}
KINDS: dict[str, dict[str, Any]] = {
    "dice": {"dice": {"emoji": "🎲", "value": 6}},
    "contact": {"contact": {"phone_number": "+8613800138000", "first_name": "小李"}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "audio": {"audio": FILE},
    "round video": {"video_note": FILE | {"length": 240}},
    "sticker": {
        "sticker": {
            "file_id": "AAA",
            "file_unique_id": "A",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    "nothing known": {"telepathy": {"thought": "?"}},
}


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_kind_in_a_group_is_talk(street: Street, kind: str) -> None:
    said = forge(street, street.person("小李"), KINDS[kind], street.group)
    await street.settled()

    assert said_by_bot(street.group, said) == []
    await check_alive(street)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_kind_answers_no_question(street: Street, kind: str) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    question = await street.group.shows("什么问题、在哪里")

    said = forge(street, xiaoli, KINDS[kind], street.group, reply_to=question)
    await street.settled()
    [line] = said_by_bot(street.group, said)
    assert line.reply_to_id == said.id
    assert await count_cases(street) == 0

    await xiaoli.says("还是垃圾桶满了", to=street.group, reply_to=question)
    await street.settled()
    assert "还是垃圾桶满了" in (await street.group.shows("已登记 #C1001")).text
    await check_alive(street)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_kind_in_the_form_is_told_what_would_do(street: Street, kind: str) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("/report")
    await street.settled()

    said = forge(street, xiaoli, KINDS[kind], xiaoli.private)
    await street.settled()

    [line] = said_by_bot(xiaoli.private, said)
    assert "请发照片" in line.text
    assert await count_cases(street) == 0
    await check_alive(street)


FOUND = {"hashtag", "bot_command", "mention", "url", "email", "cashtag"}
"""What Telegram marks by itself in any text."""


# ── hostile text ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_words_stand_on_every_card_as_they_were_written(
    street: Street, kind: str
) -> None:
    words = HOSTILE[kind]
    xiaoli = street.person("小李")
    await xiaoli.says(f"随手拍 门口：{words}", to=street.group)
    await street.settled()
    await xiaoli.says("/case 1001")
    await street.settled()

    for shown in (
        await street.group.shows("已登记 #C1001"),
        await street.staff.shows("待受理"),
        await xiaoli.private.shows("#C1001", from_bot=True),
    ):
        assert words in shown.text
        ours = [marked(shown, one) for one in shown.data["entities"] if one["type"] not in FOUND]
        assert ours == [shown.text.split("\n")[0]], "only our own first line is marked"
    await check_alive(street)


def marked(message: Message, entity: dict[str, Any]) -> str:
    units = message.text.encode("utf-16-le")
    return units[entity["offset"] * 2 :][: entity["length"] * 2].decode("utf-16-le")


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_hostile_name_is_written_as_its_owner_writes_it(street: Street, kind: str) -> None:
    name = HOSTILE[kind].replace("\n", " ").replace("\t", " ")
    world = street.sandbox.world
    stranger = world.add_person(name, None)
    world.stand(world.chats[street.group.id], stranger.id, "member")
    somebody = Neighbour(street.driver, stranger.id)
    await street.driver.until(lambda: stranger.id in street.driver.mirror.people or None, 5)

    await somebody.says("随手拍", to=street.group)
    await street.settled()

    question = await street.group.shows("什么问题、在哪里")
    assert question.text.startswith(name)
    [mention] = [
        one for one in question.data["entities"] if "mention" in one["type"] or "url" in one
    ]
    assert marked(question, mention) == name
    await check_alive(street)


# ── forged presses ─────────────────────────────────────────────────────────────────────────

HUGE = 2**63
FORGED = [
    "",
    "p1",
    "p1:",
    "p1::::",
    "p1:case.accept",
    "p1:case.accept:1",
    "p1:case.accept:一:二:三",
    "p1:case.accept:1:1:1:1:1",
    "p1:case.accept:-1:1:",
    "p1:case.accept:0:0:",
    f"p1:case.accept:{HUGE}:1:",
    f"p1:case.accept:1:{HUGE}:",
    f"p1:case.accept:-{HUGE * 2}:1:",
    f"p1:case.assign:1:1:{HUGE}",
    "p1:case.assign:1:1:someone",
    "p1:case.assign:1:1:²",
    "p1:case.assign:1:1:99999",
    "p1:case.rate:1:1:perfect",
    f"p1:case.look:{HUGE}:1:",
    f"p1:case.add:{HUGE}:1:",
    f"p1:case.follow:{HUGE}:1:",
    f"p1:case.claim_find:{HUGE}:1:",
    f"p1:case.reveal_reporter:{HUGE}:1:",
    "p1:case.page:-5:0:",
    f"p1:case.page:{HUGE}:0:",
    f"p1:form.next:{HUGE}:1:",
    "p1:role.give:1:1:secretary",
    "p1:set_up:1:1:",
    "p1:case.burn:1:1:",
    "p0:case.accept:1:1:",
    "p2:case.accept:1:1:",
    "\x00\x01\x7f\ufffd",
    "'; DROP TABLE cases; --",
    "🕳" * 16,
    "x" * 64,
]


async def press(street: Street, who: Neighbour, on: Message, data: str) -> str:
    """What the bot answered to a press that no button of ours could have made."""
    body = {"as": who.id, "do": "press", "chat": on.chat_id, "message_id": on.id}
    done = await street.driver.act(body | {"data": data, "as_seen": True})
    await street.settled()
    answers = street.driver.mirror.answers
    answer = await street.driver.until(lambda: answers.get(done["query_id"]), 5)
    assert answer is not None, f"nobody answered {data!r}"
    return str(answer["text"] or "")


async def history(street: Street) -> list[tuple[Any, ...]]:
    """All that ever happened to any case."""
    return await street.read(
        lambda tx: (
            [
                tuple(row)
                for row in tx.execute(sa.select(cases.c.id, cases.c.version, cases.c.stage))
            ]
            + [tuple(row) for row in tx.execute(sa.select(case_events.c.id, case_events.c.kind))]
        )
    )


@pytest.mark.parametrize("name", ["赵师傅", "外人", "小李"])
async def test_forged_presses_change_nothing(street: Street, name: str) -> None:
    await street.person("小李").says("随手拍 3号楼门坏了", to=street.group)
    await street.settled()
    card = await street.staff.shows("待受理")
    answer = await street.group.shows("已登记")
    who = street.person(name)
    on = answer if name == "小李" else card
    before = await history(street)

    for data in FORGED:
        await press(street, who, on, data)
        assert await history(street) == before, f"{data!r} did something"

    assert (await street.staff.shows("待受理")).text == card.text
    await check_alive(street)


@pytest.mark.parametrize(
    "payload",
    [f"case_{HUGE}", "case_²", "case_-1", "case_", "join_", "x" * 64, "report_1", "invite_"],
)
async def test_a_forged_link_gets_one_answer(street: Street, payload: str) -> None:
    """What a link carries may be typed by hand, and then it is anything."""
    xiaoli = street.person("小李")
    await xiaoli.says("报事 3号楼门坏了", to=street.group)
    await xiaoli.starts()
    await street.settled()

    said = await xiaoli.says(f"/start {payload}", to=xiaoli.private)
    await street.settled()

    assert len(said_by_bot(xiaoli.private, said)) == 1
    await check_alive(street)


NONSENSE = [f"{HUGE}", "#C²²²²", "-1", "1001; DROP", "@" * 500, "{0}"]


@pytest.mark.parametrize("command", ["case", "accept", "assign", "resolve", "note", "withdraw"])
async def test_nonsense_after_a_command_changes_nothing(street: Street, command: str) -> None:
    before = await history(street)
    for words in NONSENSE:
        said = await street.person("陈书记").says(f"/{command} {words}", to=street.staff)
        await street.settled()

        assert said_by_bot(street.staff, said), words
        assert await history(street) == before
    await check_alive(street)


async def test_a_case_of_another_community_does_not_exist(street: Street) -> None:
    elsewhere = await another_community(street)
    await street.person("小李").says("随手拍 3号楼门坏了", to=street.group)
    wang = street.person("王阿姨")
    await wang.says("随手拍 别处的秘密", to=elsewhere)
    await street.settled()
    card = await street.staff.shows("3号楼门坏了")
    [theirs] = await street.read(
        lambda tx: tx.execute(
            sa.select(cases.c.id, cases.c.version).where(cases.c.words == "别处的秘密")
        ).all()
    )
    before = await history(street)

    chen = street.person("陈书记")
    for verb in ("accept", "assign", "resolve", "reject", "note", "look", "add", "follow"):
        said = await press(street, chen, card, f"p1:case.{verb}:{theirs.id}:{theirs.version}:")
        assert "秘密" not in said
    assert await history(street) == before
    await street.staff.never_shows("秘密")
    await check_alive(street)


async def another_community(street: Street) -> Place:
    world = street.sandbox.world
    members = [world.people[street.person("王阿姨").id]]
    group: Chat = world.add_group("隔壁居民群", members=members, bot="administrator")
    defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")

    def bind(tx: Connection) -> None:
        community = communities.add_community(tx, "隔壁", defaults=defaults, now=street.clock.now())
        communities.bind_chat(
            tx,
            community_id=community.id,
            at=Address(str(group.id), TELEGRAM),
            kind=ChatKind.PUBLIC,
            title=group.title,
            missing_rights=(),
            now=street.clock.now(),
        )

    await street.program.db.do(bind)
    await street.driver.until(lambda: group.id in street.driver.mirror.chats or None, 5)
    return Place(street.driver, group.id)
