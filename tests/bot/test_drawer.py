"""Drawings are made by a process beside ours: it may die, hang or be slow, the bot goes on."""

import asyncio
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aiogram.methods import EditMessageCaption, EditMessageMedia, SendDocument, SendPhoto
from aiogram.types import BufferedInputFile, InputMediaPhoto
from structlog.testing import capture_logs

from bot.drawer import PROGRAM, ROOT, Drawer, Stopping
from bot.telegram import edit_of, new_message
from cards.card import Card, Drawing, Media, plain
from domain.addresses import Address
from storage.messages import Standing
from tests.bot.test_drawings import certificate, paper_facts_of

QR = Drawing("qr", {"start": "cert_Z2026-7K3QM9PT"}, "code.png")
OTHER = Drawing("qr", {"start": "cert_Z2026-7K3QM9PV"}, "code.png")
HERE = Address("-7")
LONGEST_LAG = 0.2
"""Drawn in our own process, the certificate of this test alone takes longer."""

needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux knows it")


async def drawn(drawer: Drawer, *drawings: Drawing, shown: str | None = None) -> tuple[Media, ...]:
    media = [Media("photo", drawing=one) for one in drawings]
    return await drawer.complete(media, shown=shown, bot_name="linlian_bot")


async def test_what_is_drawn_is_kept_for_a_while_and_what_stands_there_is_not_drawn() -> None:
    drawer = Drawer()
    try:
        [one] = await drawn(drawer, QR)
        [standing] = await drawn(drawer, OTHER, shown=OTHER.mark)
    finally:
        await drawer.stop()

    assert one.content.startswith(b"\x89PNG")
    assert standing.content == b""
    assert await drawn(drawer, QR) == (one,)
    with pytest.raises(Stopping):
        await drawn(drawer, OTHER)


async def test_what_cannot_be_drawn_is_left_out_and_the_next_is_drawn() -> None:
    drawer = Drawer()
    try:
        found = await drawn(drawer, Drawing("poem", {}), Drawing("certificate", {}), QR)
    finally:
        await drawer.stop()

    assert [one.drawing for one in found] == [QR]


READY = "print('{}', flush=True); import sys, time; sys.stdin.buffer.readline(); "


@pytest.mark.parametrize(
    "deed",
    ["sys.exit(3)", "print('nonsense', flush=True)", "time.sleep(60)"],
    ids=["crashes", "talks nonsense", "hangs"],
)
async def test_a_drawing_that_ends_the_process_is_left_out_and_the_next_gets_a_new_one(
    deed: str, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(READY + deed, encoding="utf-8")
    drawer = Drawer((sys.executable, str(program)), longest_drawing=0.5)
    try:
        assert await drawn(drawer, QR) == ()
        program.write_text(
            f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r})\n"
            "runpy.run_module('bot.drawings', run_name='__main__')",
            encoding="utf-8",
        )
        assert len(await drawn(drawer, QR)) == 1
    finally:
        await drawer.stop()


async def test_without_a_process_the_words_stand_alone() -> None:
    for program in ((sys.executable, "-c", "import nowhere"), ("/nowhere/at/all",)):
        drawer = Drawer(program)

        assert await drawn(drawer, QR) == ()

        await drawer.stop()


async def test_the_loop_does_not_wait_for_a_long_paper() -> None:
    drawer = Drawer()
    facts = paper_facts_of(certificate(lines=300))
    worst = 0.0

    async def watch() -> None:
        nonlocal worst
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0)
            worst = max(worst, time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        [paper] = await drawn(drawer, Drawing("certificate", facts))
        await asyncio.sleep(0)
    finally:
        watching.cancel()
        await drawer.stop()

    assert paper.content.startswith(b"%PDF")
    assert worst < LONGEST_LAG


# Its life


def has_ended(pid: int) -> bool:
    """Within ten seconds."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


def drawers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(one) for file in children for one in file.read_text().split()]
    return [one for one in found if b"bot.drawings" in Path(f"/proc/{one}/cmdline").read_bytes()]


@needs_pidfd
async def test_it_is_begun_when_first_needed_and_ended_at_the_stop() -> None:
    drawer = Drawer()
    assert drawers_of(os.getpid()) == []
    await drawn(drawer, QR)
    [process] = drawers_of(os.getpid())

    await drawer.stop()

    assert has_ended(process)


@needs_pidfd
async def test_a_stop_does_not_wait_for_what_is_being_drawn(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    deed = f"open({str(begun)!r}, 'w').close(); time.sleep(60)"
    drawer = Drawer((sys.executable, "-c", READY + deed), longest_drawing=60)
    drawing = asyncio.create_task(drawn(drawer, QR))
    await asyncio.to_thread(begun.read_text)

    async with asyncio.timeout(5):
        await drawer.stop()

    with pytest.raises(Stopping):
        await drawing


KILLED = """
import asyncio
from bot.drawer import Drawer
from cards.card import Drawing, Media

async def main():
    drawing = Media("photo", drawing=Drawing("qr", {"text": "1"}))
    await Drawer().complete([drawing], shown=None, bot_name="b")
    print("drawn", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@needs_pidfd
def test_when_we_are_killed_it_ends_by_itself() -> None:
    with subprocess.Popen(
        (sys.executable, "-c", KILLED), cwd=ROOT, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"drawn\n"
        [process] = drawers_of(killed.pid)
        killed.kill()

    assert has_ended(process)


def test_it_is_our_own_program() -> None:
    assert PROGRAM[0] == sys.executable
    assert (ROOT / "bot" / "drawings" / "__main__.py").is_file()


# On Telegram


def card(one: Media, words: str = "码") -> Card:
    return Card(plain(words), media=(one,))


def sent(kind: str, drawing: Drawing) -> Media:
    return Media(kind, content=b"drawn", drawing=drawing)


def test_a_drawing_is_sent_by_its_name_and_kept_as_what_is_on_it() -> None:
    paper = Drawing("certificate", {"a": 1}, "志愿服务证明.pdf")
    for kind, method, drawing in (("photo", SendPhoto, QR), ("document", SendDocument, paper)):
        delivery = new_message(card(sent(kind, drawing)), HERE, bot_name="bot")

        [request] = delivery.requests
        assert isinstance(request.method, method)
        file = getattr(request.method, kind)
        assert isinstance(file, BufferedInputFile)
        assert (file.filename, file.data) == (drawing.file_name, b"drawn")
        assert delivery.media_file == drawing.mark


def test_a_drawing_that_stands_there_is_not_sent_again_and_another_takes_its_place() -> None:
    same = edit_of(Standing("9", QR.mark), card(Media("photo", drawing=QR)), HERE, bot_name="bot")
    other = edit_of(Standing("9", QR.mark), card(sent("photo", OTHER)), HERE, bot_name="bot")
    added = edit_of(Standing("9", None), card(sent("photo", OTHER)), HERE, bot_name="bot")

    assert isinstance(same.requests[0].method, EditMessageCaption)
    assert same.media_file == QR.mark
    for delivery in (other, added):
        method = delivery.requests[0].method
        assert isinstance(method, EditMessageMedia)
        assert isinstance(method.media, InputMediaPhoto)
        assert isinstance(method.media.media, BufferedInputFile)
        assert delivery.media_file == OTHER.mark


def test_a_mark_tells_drawings_apart_by_all_that_is_on_them() -> None:
    marks = {QR.mark, OTHER.mark, Drawing("qr", QR.facts).mark, Drawing("ranking", QR.facts).mark}

    assert len(marks) == 4
    assert Drawing("qr", {"a": 1, "b": 2}).mark == Drawing("qr", {"b": 2, "a": 1}).mark


async def test_why_a_drawing_failed_is_said_without_what_was_to_be_drawn() -> None:
    """A code is a key to somebody's points, and a log is read by many."""
    drawer = Drawer()
    with capture_logs() as lines:
        try:
            assert await drawn(drawer, Drawing("qr", {"start": "v_" + 500 * "K7QM2F9PXW"})) == ()
            assert await drawn(drawer, Drawing("K7QM2F9PXW", {})) == ()
        finally:
            await drawer.stop()

    assert [one["event"] for one in lines] == ["a drawing failed"] * 2
    assert "K7QM2F9PXW" not in str([one["why"] for one in lines])
