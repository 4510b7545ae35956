"""Every answer of Telegram's has its remedy: each method with each answer, judged by what came of
the promise, what people saw, and what was asked of Telegram.
"""

import asyncio
from collections import Counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.payer import StopSending
from bot.remedies import BAD_REQUESTS
from bot.tally import Alarm
from sandbox import Sandbox
from storage.database import Database
from storage.outbox import DEAD, NEW, SENT, UNCERTAIN, Lane
from tests.bot.answers import ANSWERS, Effect
from tests.bot.bench import DELIVERIES, Bench, Trial, open_bench

# What comes of a promise whose call is answered so once, and well ever after.
#
#   said     asked again, and then it stands there
#   twice    asked again, and stands there twice: the first had arrived
#   as-it-is taken as done, not asked again
#   anew     said in a new message, the old one is left
#   less     said at once without what could not be had: its topic, its files
#   dropped  given up at once, with nothing said
#   done     given up, and it was done all the same
#
# For words · files · an edit of words · an edit of files · a reaction or deletion.
ONCE = {
    "wait": "said said said said dropped",
    "retry": "said said said said dropped",
    "unknown": "said said said said dropped",
    "unsure": "said said said said dropped",
    "unsure, and done": "twice twice said said done",
    "true already": "as-it-is as-it-is as-it-is as-it-is as-it-is",
    "card is gone": "dropped dropped anew anew dropped",
    "no topic": "less less dropped dropped dropped",
    "no reply": "less less dropped dropped dropped",
    "no media": "dropped less dropped less dropped",
    "out": "dropped dropped dropped dropped dropped",
    "not known": "dropped dropped dropped dropped dropped",
    "mute": "dropped dropped dropped dropped dropped",
    "bug": "dropped dropped dropped dropped dropped",
    "strange": "said said said said dropped",
}
COLUMNS = {
    **dict.fromkeys(["words"], 0),
    **dict.fromkeys(["photo", "video", "voice", "album"], 1),
    **dict.fromkeys(["new words"], 2),
    **dict.fromkeys(["new caption", "new picture"], 3),
    **dict.fromkeys(["reaction", "deletion"], 4),
}

# What comes of it when the answer never changes: state, and how often it was asked (``-`` is: on
# and on). For words · an edit of words.
ALWAYS = {
    "wait": (f"{NEW} -", f"{NEW} -"),
    "retry": (f"{NEW} -", f"{NEW} -"),
    "unknown": (f"{NEW} -", f"{NEW} -"),
    "unsure": (f"{UNCERTAIN} 3", f"{NEW} -"),
    "unsure, and done": (f"{UNCERTAIN} 3", f"{NEW} -"),
    "true already": (f"{SENT} 1", f"{SENT} 1"),
    "card is gone": (f"{DEAD} 1", f"{SENT} 1"),
    "no topic": (f"{DEAD} 2", f"{DEAD} 1"),
    "no reply": (f"{DEAD} 2", f"{DEAD} 1"),
    "no media": (f"{DEAD} 1", f"{DEAD} 1"),
    "out": (f"{DEAD} 1", f"{DEAD} 1"),
    "not known": (f"{DEAD} 1", f"{DEAD} 1"),
    "mute": (f"{DEAD} 1", f"{DEAD} 1"),
    "bug": (f"{DEAD} 1", f"{DEAD} 1"),
    "strange": (f"{DEAD} 5", f"{DEAD} 5"),
}

# What the operator hears of it, for anything but a reaction or deletion.
ALARMS = {
    "unknown": Alarm.STRANGE,
    "strange": Alarm.STRANGE,
    "bug": Alarm.BUG,
    "out": Alarm.GROUP_LOST,
    "not known": Alarm.GROUP_LOST,
    "mute": Alarm.GROUP_LOST,
}
MORE = {"no topic": {"thread": "77"}, "no reply": {"reply_to": "1"}}


def moved_to(chat: int) -> Effect:
    return {
        "status": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": chat},
    }


def answers() -> list[tuple[str, str, Effect]]:
    return [(sort, name, effect) for sort, some in ANSWERS.items() for name, effect in some.items()]


def trouble(bench: Bench, effects: dict[int, Effect], *, times: int | None) -> None:
    bench.sandbox.faults.replace(
        [
            {"method": trial.method, "chat": trial.chat.id, "effect": effect, "times": times}
            for trial in bench.trials
            if (effect := effects.get(trial.chat.id)) is not None
        ]
    )


def stands(bench: Bench, trial: Trial) -> int:
    """How often what was promised is there to be seen."""
    if trial.delivery == "reaction":
        return int(bench.world.bot.id in trial.chat.messages[trial.first].reactions)
    if trial.delivery == "deletion":
        return int(trial.first not in trial.chat.messages)
    said = bench.said(trial.chat.id)
    if trial.way.is_edit:
        return sum("新的说法" in one.get("text", one.get("caption", "")) for one in said)
    albums = {one["media_group_id"] for one in said if "media_group_id" in one}
    return len(albums) + sum("media_group_id" not in one for one in said)


async def outcome(
    bench: Bench, trial: Trial, asked: list[tuple[str, int]], *, at_once: bool
) -> str:
    """In the words of the table, what has come of a trial."""
    row, seen = await bench.row(trial), stands(bench, trial)
    if row.state == DEAD:
        assert len(asked) == 1, asked
        return "done" if seen else "dropped"
    assert row.state == SENT, row
    if len(asked) == 1:
        return "as-it-is"
    assert len(asked) == 2, asked
    if trial.way.is_edit and len(bench.said(trial.chat.id)) == 2:
        return "anew"
    assert seen == 1 or (seen == 2 and not trial.way.is_edit)
    return "twice" if seen == 2 else "less" if at_once else "said"


async def owe_all(bench: Bench, sorts: dict[int, str]) -> None:
    for trial in bench.trials:
        more = MORE.get(sorts[trial.chat.id], {}) if COLUMNS[trial.delivery] < 2 else {}
        await bench.owe(trial, **more)
    await bench.settle()


async def test_an_answer_that_comes_once_has_its_remedy(db: Database) -> None:
    sorts: dict[int, str] = {}
    effects: dict[int, Effect] = {}

    def prepare(bench: Bench) -> None:
        for sort, name, effect in answers():
            for delivery in DELIVERIES:
                chat = bench.add(f"{delivery}: {name}", delivery).chat.id
                sorts[chat], effects[chat] = sort, effect

    async with open_bench(db, prepare=prepare) as bench:
        before = {chat: len(asked) for chat, asked in bench.calls().items()}
        trouble(bench, effects, times=1)
        with capture_logs() as lines:
            await owe_all(bench, sorts)
            sent_at_once = {t.chat.id for t in bench.trials if (await bench.row(t)).state == SENT}
            for span in (5, 30, 1_000, 90_000):
                await bench.wait(seconds=span)
        calls, found, heard = bench.calls(), {}, {}
        rows = {(await bench.row(trial)).id: trial.chat.id for trial in bench.trials}
        for trial in bench.trials:
            chat = trial.chat.id
            asked = calls[chat][before.get(chat, 0) :]
            at_once = chat in sent_at_once
            found[trial.name] = await outcome(bench, trial, asked, at_once=at_once)
        for line in lines:
            if line["event"] == "alarm":
                heard[rows[line["row"]]] = line["alarm"]

    wanted = {
        trial.name: ONCE[sorts[trial.chat.id]].split()[COLUMNS[trial.delivery]]
        for trial in bench.trials
    }
    assert different(found, wanted) == {}
    alarms = {t.name: heard.get(t.chat.id) for t in bench.trials}
    assert (
        different(alarms, {t.name: alarm_at(t, sorts[t.chat.id], found) for t in bench.trials})
        == {}
    )
    assert bench.sender.tally.alarms == Counter(Alarm(one) for one in heard.values())


def different(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Name by name, what is and what should be."""
    return {name: (found[name], wanted[name]) for name in found if found[name] != wanted[name]}


def alarm_at(trial: Trial, sort: str, found: dict[str, str]) -> Alarm | None:
    if trial.delivery in ("reaction", "deletion"):
        return Alarm.STRANGE if sort == "unknown" else None
    if sort in ALARMS:
        return ALARMS[sort]
    return Alarm.GIVEN_UP if found[trial.name] == "dropped" else None


async def test_an_answer_that_stays_has_its_remedy(db: Database) -> None:
    sorts: dict[int, str] = {}
    effects: dict[int, Effect] = {}

    def prepare(bench: Bench) -> None:
        for sort, name, effect in answers():
            for delivery in ("words", "new words"):
                chat = bench.add(f"{delivery}: {name}", delivery).chat.id
                sorts[chat], effects[chat] = sort, effect

    async with open_bench(db, prepare=prepare) as bench:
        trouble(bench, effects, times=None)
        await owe_all(bench, sorts)
        for _ in range(6):
            await bench.wait(seconds=1_000)
        calls, found = bench.calls(), {}
        for trial in bench.trials:
            asked = [one for one in calls[trial.chat.id] if one[0] == trial.method]
            state = (await bench.row(trial)).state
            found[trial.name] = f"{state} {len(asked) if state != NEW else '-'}"
            assert state != NEW or len(asked) > 2 or "longer" in trial.name, trial.name

    wanted = {t.name: ALWAYS[sorts[t.chat.id]][t.way.is_edit] for t in bench.trials}
    assert different(found, wanted) == {}


async def test_a_group_that_moved_gets_everything_in_its_new_chat(db: Database) -> None:
    new: dict[int, int] = {}

    def prepare(bench: Bench) -> None:
        for delivery in DELIVERIES:
            chat = bench.add(delivery, delivery).chat
            new[chat.id] = bench.world.add_group(f"{delivery}, grown").id

    async with open_bench(db, prepare=prepare) as bench:
        before = {chat: len(asked) for chat, asked in bench.calls().items()}
        trouble(bench, {old: moved_to(chat) for old, chat in new.items()}, times=None)
        await owe_all(bench, dict.fromkeys(new, ""))
        await bench.wait(seconds=30)
        calls = bench.calls()

        for trial in bench.trials:
            old = trial.chat.id
            assert len(calls[old]) - before.get(old, 0) == 1, trial.name
            said = len(bench.said(new[old]))
            assert said == {"album": 2, "reaction": 0, "deletion": 0}.get(trial.name, 1), trial.name
            assert stands(bench, trial) == 0, trial.name


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_ends_the_sending_and_loses_nothing(
    db: Database, status: int
) -> None:
    """The one exception is a server too old to know of reactions."""

    def prepare(bench: Bench) -> None:
        for delivery in DELIVERIES:
            bench.add(delivery, delivery)

    async with open_bench(db, prepare=prepare) as bench:
        words = {401: "Unauthorized", 404: "Not Found"}[status]
        refused: Effect = {"status": status, "description": words}
        for trial in bench.trials:
            trouble(bench, {trial.chat.id: refused}, times=1)
            if status == 404 and trial.delivery == "reaction":
                await bench.owe(trial)
                await bench.settle()
                assert (await bench.row(trial)).state == DEAD
                continue
            await bench.owe(trial)
            with pytest.raises(StopSending):
                await asyncio.wait_for(bench.running, 5)
            assert (await bench.row(trial)).state == NEW
            bench.begin_anew()
            await bench.settle()

        left = [t for t in bench.trials if (status, t.delivery) != (404, "reaction")]
        assert [stands(bench, trial) for trial in left] == [1] * len(left)


async def test_without_a_network_nothing_is_tried_or_lost(db: Database) -> None:
    def prepare(bench: Bench) -> None:
        for delivery in DELIVERIES:
            bench.add(delivery, delivery)

    async with open_bench(db, prepare=prepare) as bench:
        port = int(bench.sandbox.api_base.rpartition(":")[2])
        await bench.sandbox.stop()
        niceties = {"reaction", "deletion"}
        lasting = [trial for trial in bench.trials if trial.delivery not in niceties]
        for trial in lasting:
            await bench.owe(trial)
        await bench.settle()
        assert {(await bench.row(trial)).attempts for trial in lasting} == {0}

        async with Sandbox(bench.world, port):
            for _ in range(4):
                await bench.wait(seconds=40)
            assert [stands(bench, trial) for trial in lasting] == [1] * len(lasting)
        assert bench.sender.tally.alarms == {}


async def test_silence_after_the_question_is_asked_about_again(db: Database) -> None:
    def prepare(bench: Bench) -> None:
        for delivery in DELIVERIES:
            bench.add(delivery, delivery)

    async with open_bench(db, prepare=prepare, seconds=1.0) as bench:
        silence: Effect = {"hang": 4, "after": True}
        trouble(bench, {trial.chat.id: silence for trial in bench.trials}, times=1)
        await owe_all(bench, {trial.chat.id: "" for trial in bench.trials})
        await bench.wait(seconds=30)

        for trial in bench.trials:
            is_new = COLUMNS[trial.delivery] < 2
            assert stands(bench, trial) == (2 if is_new else 1), trial.name


@pytest.mark.parametrize(("lane", "is_marked"), [(lane, lane in (0, 3)) for lane in Lane])
async def test_a_notice_said_again_says_that_it_may_be_known(
    db: Database, lane: Lane, is_marked: bool
) -> None:
    def prepare(bench: Bench) -> None:
        bench.add("again", "words")

    async with open_bench(db, prepare=prepare) as bench:
        [trial] = bench.trials
        trouble(bench, {trial.chat.id: "reset_after"}, times=1)
        await bench.owe(trial, lane=lane)
        await bench.wait(seconds=30)

        first, second = (one["text"] for one in bench.said(trial.chat.id))
        assert second == first + ("\n（如已收到请忽略）" if is_marked else "")


def test_every_phrase_of_the_table_is_met_in_a_whole_answer() -> None:
    """So that no phrase stands there which nothing says."""
    met = " | ".join(
        effect.get("description", "").lower()
        for _, _, effect in answers()
        if isinstance(effect, dict)
    )
    assert [p for _, phrases in BAD_REQUESTS for p in phrases if p not in met] == []
