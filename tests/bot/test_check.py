"""``linlian check`` says what there is to mend, beside the running bot, and changes nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from actions.points import move_points, pool_of, purse_of
from bot.check import check
from bot.remedies import Kind, Remedy
from bot.settings import KeySettings, MediaSettings, Settings
from bot.settling import Failure, book_failure
from bot.web_settings import WebhookSettings
from domain.addresses import Address
from domain.points import AccountKind
from storage import inbox, outbox, paying
from storage.messages import Standing
from storage.tables import members, point_accounts
from tests.street import Street

SECRET = "x" * 40


async def findings(street: Street, capsys: pytest.CaptureFixture[str], **changes: Any) -> str:
    settings = street.program.settings.model_copy(update=changes)
    capsys.readouterr()
    code = await check(settings)
    said = capsys.readouterr().out
    assert settings.bot.token.get_secret_value() not in said
    assert code == ("MEND" in said)
    return said


def mended(said: str) -> list[str]:
    return [line[6:] for line in said.splitlines() if line.startswith("MEND")]


async def test_a_street_in_order(street: Street, capsys: pytest.CaptureFixture[str]) -> None:
    said = await findings(street, capsys)

    assert mended(said) == []
    assert "token     belongs to @linlian_bot" in said
    assert "up to date" in said
    assert "幸福里居民群: the bot may do all it needs" in said


async def test_a_folder_that_cannot_be_written(
    street: Street, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    nowhere = MediaSettings(dir=str(tmp_path / "file" / "media"))

    [line] = mended(await findings(street, capsys, media=nowhere))

    assert line.startswith("media     ")
    assert "cannot be written" in line


async def test_a_key_of_voucher_codes_that_is_none(
    street: Street, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.key").write_text("torn", encoding="ascii")
    bad, none = (KeySettings(file=str(tmp_path / name)) for name in ("bad.key", "none.key"))

    [line] = mended(await findings(street, capsys, keys=bad))
    assert "put the backup back" in line
    assert "will be made" in await findings(street, capsys, keys=none)
    assert not none.path.exists(), "looking makes nothing"
    out_of_reach = KeySettings(file=str(tmp_path / ("k" * 300)))
    [line] = mended(await findings(street, capsys, keys=out_of_reach))
    assert "keys.file" in line


async def test_a_group_in_which_the_bot_is_deaf(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    world = street.sandbox.world
    world.privacy_mode = True
    world.stand(world.chats[street.group.id], world.bot.id, "member")

    [line] = mended(await findings(street, capsys))

    assert line.startswith("group     幸福里居民群: the bot hears only commands")
    assert "make it an administrator" in line


async def test_what_was_set_aside_and_given_up(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    now = street.clock.now()

    def go_wrong(tx: Connection) -> None:
        """In one transaction, so that the running bot does not come between."""
        inbox.add_arrivals(tx, bot_id=1, arrivals=[inbox.Arrival(1, "1", "{}")], now=now)
        inbox.park(tx, 1, error="KeyError", now=now)
        promise: dict[str, Any] = {"dedup": "a", "kind": "words", "lane": outbox.Lane.NOTICE}
        outbox.owe(tx, **promise, to=Address("1"), community_id=None, now=now)
        [owed] = paying.claim_owed(tx, now=now, waiting_chats=(), limit=1)
        paying.give_up(tx, owed, state=outbox.DEAD, error="chat not found", now=now)

    await street.program.db.do(go_wrong)

    lines = mended(await findings(street, capsys))

    assert any("1 set aside after several tries" in one and "KeyError" in one for one in lines)
    assert any("1 given up" in one and "words, chat not found" in one for one in lines)


def give_up(tx: Connection, kind: str, failure: Failure, *, to: str, now: datetime) -> None:
    """Promise something there, and learn that it cannot be said."""
    dedup = f"{kind}:{to}:{failure}"
    lane = outbox.Lane.NOTICE
    outbox.owe(tx, dedup=dedup, kind=kind, to=Address(to), lane=lane, community_id=None, now=now)
    [owed] = paying.claim_owed(tx, now=now, waiting_chats=(), limit=1)
    book_failure(tx, [owed], failure=failure, standing=Standing("9"), now=now)


async def test_what_nobody_can_mend_is_told_and_not_to_be_mended(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    now = street.clock.now()

    def go_by(tx: Connection) -> None:
        for kind, refusal, to in (
            ("words", Kind.UNREACHABLE, "77"),
            ("words", Kind.LOST, "78"),
            ("words", Kind.SILENCED, "-79"),
            ("case.react", Kind.BUG, "-79"),
            ("message.delete", Kind.RETRY, "-79"),
            ("member.welcome", Kind.RECARD, "-79"),
        ):
            give_up(tx, kind, Failure(Remedy(refusal), "Bad Request: so"), to=to, now=now)

    await street.program.db.do(go_by)

    said = await findings(street, capsys)
    assert mended(said) == []
    assert "messages  6 came too late or to nobody in the last 7 days; nothing to do" in said


async def test_reasons_are_told_together_and_without_what_they_quote(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    now = street.clock.now()

    def go_wrong(tx: Connection) -> None:
        for number in (17, 4711):
            reason = f'Bad Request: can\'t parse "王阿姨" at {number}'
            give_up(tx, "words", Failure(Remedy(Kind.BUG), reason), to=f"{number}", now=now)

    await street.program.db.do(go_wrong)

    said = await findings(street, capsys)
    [line] = mended(said)
    assert "2 given up" in line
    assert "words, Bad Request: can't parse … at …" in line
    assert "王阿姨" not in said
    assert "4711" not in said


async def test_points_that_do_not_add_up(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    now = street.clock.now()

    def earn(tx: Connection) -> None:
        people = tx.execute(sa.select(members.c.community_id, members.c.person_id).limit(1)).one()
        pool, purse = pool_of(tx, people.community_id), purse_of(tx, *people)
        move_points(tx, source="a", from_=pool, to=purse, points=5, rule="conduct.free", now=now)

    await street.program.db.do(earn)
    assert "points    1 entries in 2 accounts add up" in await findings(street, capsys)

    def forge(tx: Connection) -> None:
        is_purse = point_accounts.c.kind == AccountKind.PERSON.value
        tx.execute(point_accounts.update().where(is_purse).values(balance=8))

    await street.program.db.do(forge)
    lines = mended(await findings(street, capsys))

    assert [line.partition("has ")[2] for line in lines[:1]] == ["8, but its entries add up to 5"]
    assert lines[1].endswith("come to 3 together, not to 0")
    assert len(lines) == 2


async def test_a_bot_that_does_not_run(street: Street, capsys: pytest.CaptureFixture[str]) -> None:
    await street.program.stop()
    await street.person("小李").says("随手拍 井盖松动", to=street.group)

    said = await findings(street, capsys)

    assert "1 updates waiting at Telegram" in said


async def test_telegram_that_posts_to_nobody(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = street.program.settings
    webhook = WebhookSettings(url="https://bot.example.org/hook", secret=SecretStr(SECRET))
    bot = settings.bot.model_copy(update={"mode": "webhook"})

    [line] = mended(await findings(street, capsys, bot=bot, webhook=webhook))

    assert "does not post to webhook.url" in line


async def test_without_a_token_or_a_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Settings()
    nowhere = first.database.model_copy(update={"url": f"sqlite+aiosqlite:///{tmp_path}/no.db"})

    assert await check(first.model_copy(update={"database": nowhere})) == 1

    lines = mended(capsys.readouterr().out)
    assert [line.split()[0] for line in lines] == ["database", "token"]
    assert "does not exist yet" in lines[0]
