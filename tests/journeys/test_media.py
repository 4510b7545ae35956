"""What hangs on a case is kept as a copy of our own, once we have looked into it."""

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy import Connection

from bot.picture_check import likeness_of
from sandbox.seen import Message
from sandbox.watching import Place
from storage.tables import case_media, media_files
from tests.bot.pictures import archive, scene, telling_photo, telling_video, written
from tests.street import Street

pytestmark = pytest.mark.journey

UNKNOWN = {"status": 400, "description": "Bad Request: wrong file identifier/HTTP URL specified"}
AWAY = {"method": "getFile", "effect": {"status": 502, "body": "<html>"}}
REFUSED = "打不开，或者不是照片、视频，没有收进 #C1001"


async def rows(street: Street) -> list[dict[str, Any]]:
    """Every file of every case, with our copy of it."""

    def query(tx: Connection) -> list[dict[str, Any]]:
        found = sa.select(
            case_media, media_files.c.hash, media_files.c.likeness, media_files.c.kind.label("is_a")
        ).join(media_files, media_files.c.id == case_media.c.file_id, isouter=True)
        return [dict(row._mapping) for row in tx.execute(found.order_by(case_media.c.id))]

    return await street.read(query)


def copies(street: Street) -> list[Path]:
    folder = Path(street.program.settings.media.dir)
    return sorted(one for one in folder.rglob("*") if one.is_file())


def shown(place: Place, kind: str) -> list[Message]:
    return [one for one in place.messages if one.from_bot and kind in one.data]


async def bytes_of(street: Street, message: Message) -> bytes:
    return await street.driver.file(message.data["photo"][-1]["file_id"])


async def test_a_photo_is_kept_as_it_looks_and_takes_over_when_telegram_forgets_it(
    street: Street,
) -> None:
    await street.person("小李").sends_photo(
        "随手拍 井盖松动", to=street.group, data=telling_photo(orientation=3)
    )
    await street.settled()

    [row] = await rows(street)
    [copy] = copies(street)
    assert (row["state"], row["phase"], row["is_a"]) == ("kept", "before", "photo")
    assert copy.name == f"{row['hash'][2:]}.jpg"
    assert b"Exif" not in copy.read_bytes()
    image = Image.open(io.BytesIO(copy.read_bytes()))
    assert image.size == (320, 240)
    upright = likeness_of(scene().transpose(Image.Transpose.ROTATE_180))
    assert (int(row["likeness"], 16) ^ int(upright, 16)).bit_count() <= 4

    card = await street.staff.shows("待受理")
    world = street.sandbox.world
    world.forget(world.chats[street.staff.id], card.id)
    await street.driver.faults([{"method": "sendPhoto", "effect": UNKNOWN, "times": 1}])
    await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.wait(seconds=5)

    anew = await street.staff.shows("井盖松动", after=card)
    assert await bytes_of(street, anew) == copy.read_bytes()
    assert [one["file"] for one in await rows(street)] == [anew.data["photo"][-1]["file_id"]]
    calls = len([one for one in await street.driver.calls() if one["method"] == "editMessageMedia"])
    await street.person("赵师傅").presses("处理中", on=anew)
    await street.wait(seconds=5)
    again = [one for one in await street.driver.calls() if one["method"] == "editMessageMedia"]
    assert len(again) == calls, "the picture that stands there is the one that should"


async def test_a_document_reaches_the_staff_as_the_photo_it_is_and_not_before_we_looked(
    street: Street,
) -> None:
    await street.driver.faults([AWAY])
    await street.person("小李").sends_document(
        "墙.png", written(scene(), "PNG"), "随手拍 外墙要掉了", to=street.group
    )
    await street.wait(seconds=3)
    await street.staff.shows("外墙要掉了")
    assert not shown(street.staff, "photo") + shown(street.staff, "document")

    await street.restart()
    await street.driver.faults([])
    await street.wait(seconds=30)
    await street.wait(seconds=3)

    [row] = await rows(street)
    [photo] = shown(street.staff, "photo")
    assert (row["kind"], row["is_a"], row["state"]) == ("document", "photo", "kept")
    assert photo.reply_to_id is not None
    assert await bytes_of(street, photo) == copies(street)[0].read_bytes()
    assert row["file"] == photo.data["photo"][-1]["file_id"]
    assert not shown(street.staff, "document")


async def test_a_stranger_s_bad_file_in_somebody_s_case_is_told_to_the_stranger_alone(
    street: Street,
) -> None:
    xiaoli, stranger = street.person("小李"), street.person("外人")
    await xiaoli.says("随手拍 井盖松动", to=street.group)
    await street.settled()
    answer = await street.group.shows("已登记 #C1001")

    said = await stranger.sends_document(
        "photo.jpg", archive(), "看看这个", to=street.group, reply_to=answer
    )
    await street.wait(seconds=5)

    [told] = [one for one in street.group.messages if REFUSED in one.text]
    assert told.reply_to_id == said.id
    await xiaoli.private.never_shows(REFUSED)
    await street.staff.never_shows(REFUSED)
    assert not shown(street.staff, "document") + shown(street.staff, "photo")
    assert [(one["state"], one["refusal"]) for one in await rows(street)] == [
        ("refused", "unreadable")
    ]
    assert not copies(street)


async def test_an_album_of_bad_files_is_told_once_to_who_reported(street: Street) -> None:
    xiaoli = street.person("小李")
    for words in ("随手拍 井盖松动", ""):
        await xiaoli.sends_document(
            "a.jpg", b"MZ" + bytes(99), words, to=street.group, media_group_id="7"
        )
    await street.wait(seconds=5)

    told = [one for one in street.group.messages if REFUSED in one.text]
    assert len(told) == 1
    assert "请直接发照片" in told[0].text
    assert [one["state"] for one in await rows(street)] == ["refused"] * 2

    # What comes in answer to it belongs to the case.
    await xiaoli.sends_photo(to=street.group, data=telling_photo(), reply_to=told[0])
    await street.wait(seconds=5)
    assert [one["state"] for one in await rows(street)] == ["refused", "refused", "kept"]
    assert shown(street.staff, "photo")


async def test_before_and_after_are_kept_apart_and_two_communities_too(street: Street) -> None:
    engineer, xiaoli = street.person("郑工"), street.person("小李")
    await xiaoli.sends_album(
        ["随手拍 井盖松动", ""], to=street.group, photos=[telling_photo(), telling_photo(6)]
    )
    await street.settled()
    await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.person("赵师傅").sends_photo(
        "/resolve 1001 已加固", to=street.staff, data=written(scene(200, 200))
    )
    elsewhere = await engineer.founds("隔壁群")
    await engineer.adds_bot(elsewhere)
    await engineer.says("/setup 隔壁社区 public", to=elsewhere)
    await street.settled()
    await engineer.sends_video("/report 一样的井盖", to=elsewhere, data=telling_video())
    await engineer.sends_photo("/report 一样的井盖", to=elsewhere, data=telling_photo())
    await street.wait(seconds=5)

    found = await rows(street)
    assert [one["state"] for one in found] == ["kept"] * 5
    assert [one["phase"] for one in found] == ["before", "before", "after", "before", "before"]
    first, *_, last = found
    assert first["hash"] == last["hash"]
    assert first["community_id"] != last["community_id"]
    assert first["file_id"] != last["file_id"]
    assert len(copies(street)) == 4


@pytest.mark.sqlite
async def test_a_file_that_telegram_does_not_give_away_any_more_is_given_up_after_many_tries(
    street: Street,
) -> None:
    await street.driver.faults([{"method": "getFile", "effect": UNKNOWN}])
    await street.person("小李").sends_photo("随手拍 井盖松动", to=street.group)
    await street.settled()
    [row] = await rows(street)
    assert (row["state"], row["attempts"]) == ("wanted", 1)

    for _ in range(9):
        await street.wait(hours=6)

    [row] = await rows(street)
    asked = [one for one in await street.driver.calls() if one["method"] == "getFile"]
    assert (row["state"], len(asked)) == ("lost", 10)
    assert "wrong file identifier" in row["refusal"]
    assert shown(street.staff, "photo"), "Telegram itself may still show it"
