"""The page's controls, pressed over HTTP as the page itself does."""

from typing import Any

import aiohttp

from sandbox import Sandbox


async def look(sandbox: Sandbox, path: str = "controls") -> Any:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.page_url}{path}") as response,
    ):
        response.raise_for_status()
        return await response.json()


async def turn(sandbox: Sandbox, what: str, body: Any) -> None:
    await _post(sandbox.page_url, what, body)


async def is_refused(sandbox: Sandbox, what: str, body: Any) -> str:
    """The sentence why."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.page_url}{what}", json=body) as response,
    ):
        assert response.status == 400
        done = await response.json()
        assert done["ok"] is False
        return str(done["error"])


async def move_clock(page_url: str, *, hours: float) -> None:
    await _post(page_url, "clock", {"move_s": hours * 3600})


async def spoil(page_url: str, rules: list[dict[str, Any]]) -> None:
    await _post(page_url, "faults", rules)


async def _post(page_url: str, what: str, body: Any) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{page_url}{what}", json=body) as response,
    ):
        done = await response.json()
        assert done == {"ok": True}, done
