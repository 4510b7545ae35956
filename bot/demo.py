"""``make run`` without a token: a street of our own, and the very same bot on it."""

import asyncio
import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import OperatorError
from bot.settings import Settings
from sandbox import Sandbox

if TYPE_CHECKING:
    from bot.program import Program

PAUSE_S = 1.5
BEGIN_AGAIN_S = 3

log = structlog.get_logger("demo")


async def demo(settings: Settings, port: int, *, pause_s: float = PAUSE_S) -> int:
    """Print the page's address, start the bot, play the scene, stay until told to stop.

    Each time begins in a fresh folder, so nobody can break anything by practising.
    """
    from bot.neighbourhood import build_neighbourhood

    here = build_neighbourhood()
    folder = Path(tempfile.mkdtemp(prefix="linlian-"))
    try:
        async with Sandbox(here.world, port) as sandbox:
            print(f"{sandbox.page_url}", flush=True)
            there = _on(settings, sandbox, folder, here.operator_id)
            await _live(there, sandbox, here, pause_s=pause_s)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _on(settings: Settings, sandbox: Sandbox, folder: Path, operator_id: int) -> Settings:
    """The operator's settings, but for where the bot speaks and what it keeps."""
    bot = settings.bot.model_copy(
        update={
            "token": SecretStr(sandbox.token),
            "api_base": sandbox.api_base,
            "proxy": "",
            "mode": "polling",
            "operators": [operator_id],
        }
    )
    url = f"sqlite+aiosqlite:///{folder / 'linlian.db'}"
    database = settings.database.model_copy(update={"url": url})
    web = settings.web.model_copy(update={"port": 0})
    metrics = settings.metrics.model_copy(update={"port": 0})
    media = settings.media.model_copy(update={"dir": str(folder / "media")})
    keys = settings.keys.model_copy(update={"file": str(folder / "linlian.key")})
    changed = {"bot": bot, "web": web, "metrics": metrics, "database": database, "media": media}
    return settings.model_copy(update={**changed, "keys": keys})


async def _live(settings: Settings, sandbox: Sandbox, here: object, *, pause_s: float) -> None:
    # The bot takes seconds to load, so the address is out before.
    from bot.first_values import first_values
    from bot.neighbourhood import Neighbourhood, settle_in
    from bot.program import Program
    from bot.scene import play

    assert isinstance(here, Neighbourhood)
    clock = Clock()
    sandbox.world.clock.on_move(lambda seconds: clock.move(seconds=seconds))
    program = Program(settings, clock=clock)
    scene: asyncio.Task[None] | None = None
    try:
        await program.start()
        defaults = first_values(settings.community)
        await program.db.do(settle_in, here, defaults=defaults, now=clock.now())
        scene = asyncio.create_task(play(sandbox.page_url, pause_s=pause_s))
        scene.add_done_callback(_say_how_it_went)
        while True:
            await _until_it_ends(program)
            program = Program(settings, clock=clock)
    finally:
        if scene is not None:
            scene.cancel()
            with contextlib.suppress(asyncio.CancelledError, AssertionError):
                await scene
        await program.stop()


async def _until_it_ends(program: "Program") -> None:
    """A trouble that somebody has switched on may end the bot, never the practice: it is stopped,
    and after a moment another one takes its place.
    """
    try:
        if not program.is_running:
            await program.start()
        await program.wait()
    except OperatorError as error:
        log.error("the bot has ended; another one begins", why=error.message)
    await program.stop()
    await asyncio.sleep(BEGIN_AGAIN_S)


def _say_how_it_went(scene: "asyncio.Task[None]") -> None:
    if scene.cancelled():
        return
    if scene.exception() is None:
        log.info("the scene has been played; the street is yours")
    else:
        log.error("the scene stopped early; the street is yours all the same")
