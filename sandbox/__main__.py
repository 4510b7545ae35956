"""``python -m sandbox``: the sandbox alone, for any bot to connect to."""

import argparse
import asyncio
import contextlib
import os
import re

from sandbox.neighbourhood import default_world
from sandbox.server import Sandbox

TOKEN_VARIABLE = "SANDBOX_TOKEN"


async def serve(port: int, token: str | None, privacy_mode: bool) -> None:
    world = default_world(token, privacy_mode=privacy_mode)
    async with Sandbox(world, port) as sandbox:
        print(f"page   {sandbox.page_url}")
        print(f"api    {sandbox.api_base}")
        print(f"token  {sandbox.token}", flush=True)
        await asyncio.Event().wait()


def _token(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,19}:[A-Za-z0-9_-]{3,}", text):
        raise argparse.ArgumentTypeError("must look like a bot token (for example 123456:ABC-def)")
    return text


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument(
        "--token",
        type=_token,
        default=os.environ.get(TOKEN_VARIABLE) or None,
        help="the bot's token; made up when not given. Others on this machine can read it in the"
        f" list of processes: better set {TOKEN_VARIABLE} in the environment",
    )
    parser.add_argument("--privacy-mode", action="store_true", help="hide plain group talk")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port, given.token, given.privacy_mode))


if __name__ == "__main__":
    main()
