"""The command line: ``python -m bot``, installed as ``linlian``.

Only light imports stand at the top: each verb fetches what it needs, so that a wrong word or a
wrong setting is answered at once.
"""

import argparse
import asyncio
import contextlib
import errno
import os
import re
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import unquote, urlsplit

import structlog

from bot import logs
from bot.errors import OperatorError, SettingsError, UsageError
from bot.settings import Settings, load_settings


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; try: {self.prog} --help")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError("must be a number from 0 to 65535 (for example 8080)")
    return int(text)


def _token(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,19}:[A-Za-z0-9_-]{3,}", text):
        raise argparse.ArgumentTypeError("must look like a bot token (for example 123456:ABC-def)")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="linlian",
        description="The neighbourhood bot. Without a verb: run if a bot token is set, else demo.",
        allow_abbrev=False,
    )
    everywhere = _Parser(add_help=False)
    everywhere.add_argument(
        "--config",
        type=Path,
        metavar="PATH",
        default=argparse.SUPPRESS,
        help="the settings file (config.toml where there is one)",
    )
    parser.add_argument("--config", type=Path, metavar="PATH", help="the settings file")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for verb, meaning in {
        "demo": "the practice sandbox with the bot on it; needs no token",
        "run": "the bot on Telegram",
        "check": "look at settings, token, groups and database: what is there to mend?",
        "migrate": "bring the database up to date and stop",
        "invite": "print a one-time link that makes its first user a secretary",
        "export": "cases, hours, points or meetings as a table into a file",
        "sandbox": "the practice sandbox alone, for any bot",
    }.items():
        one = verbs.add_parser(verb, help=meaning, description=meaning, parents=[everywhere])
        if verb in {"demo", "sandbox"}:
            one.add_argument("--port", type=_port, default=0, help="0, the default: any free one")
        if verb == "sandbox":
            _add_sandbox(one)
        if verb in {"invite", "export"}:
            one.add_argument("community", metavar="COMMUNITY", help="the community's name")
        if verb == "export":
            _add_export(one)
    return parser


def _add_sandbox(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--token",
        type=_token,
        default=os.environ.get("SANDBOX_TOKEN") or None,
        help="the bot's token; made up if not given. Better set SANDBOX_TOKEN in the"
        " environment: others can read what stands on a command line",
    )
    one.add_argument("--privacy-mode", action="store_true", help="hide plain group talk")


def _add_export(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", type=Path, metavar="FILE", help="where to; an xlsx workbook")
    what = "what of which time, as one says it to the bot: 时长 上月, 2026-10 三号网格"
    one.add_argument("words", nargs="*", metavar="WORDS", help=what)
    one.add_argument("--names", action="store_true", help="with the names of people; recorded")


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 fine, 2 wrong usage or settings, 1 anything else."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        logs.configure()
        return _obey(_parser().parse_args(argv))
    except KeyboardInterrupt:
        return 0
    except OperatorError as error:
        return _explain(error)
    except Exception as error:  # the outermost door: what else arrives here is a fault of ours
        if expected := _expected(error):
            return _explain(expected)
        structlog.get_logger("linlian").exception("stopped by an unexpected failure")
        return 1
    finally:
        signal.signal(signal.SIGTERM, before)


def _expected(error: Exception) -> OperatorError | None:
    """What other rooms, which do not know this one, raise for the operator to mend."""
    from storage.database import StorageError

    if isinstance(error, StorageError):
        return OperatorError(str(error))
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return OperatorError("this port is taken; choose another by --port")
    return None


def _explain(error: OperatorError) -> int:
    line = " ".join(logs.redact(error.message).split())
    print(f"linlian: {line}", file=sys.stderr)
    return error.exit_code


def _obey(args: argparse.Namespace) -> int:
    if args.verb == "sandbox":
        return _sandbox(args.port, args.token, args.privacy_mode)
    settings = load_settings(args.config, os.environ)
    logs.configure(secrets=_secrets(settings))
    match args.verb or ("run" if settings.bot.has_token else "demo"):
        case "run":
            return _run(settings)
        case "check":
            return _check(settings)
        case "migrate":
            return _migrate(settings)
        case "invite":
            return _invite(settings, args.community)
        case "export":
            return _export(settings, args)
        case _:
            return _demo(settings, getattr(args, "port", 0))


def _secrets(settings: Settings) -> list[str]:
    proxy = settings.bot.proxy
    return [
        settings.bot.token.get_secret_value(),
        settings.webhook.secret.get_secret_value(),
        proxy,
        *_passwords(proxy),
        *_passwords(settings.database.url),
    ]


def _passwords(address: str) -> list[str]:
    """The password in an address, as it stands there and as it is meant."""
    password = urlsplit(address).password or ""
    return [password, unquote(password)]


def _demo(settings: Settings, port: int) -> int:
    from bot.demo import demo

    return asyncio.run(_until_stopped(demo(settings, port)))


def _run(settings: Settings) -> int:
    if not settings.bot.has_token:
        raise SettingsError(
            'bot.token is empty; put the text that @BotFather gave you (token = "..." below'
            " [bot], or LINLIAN_BOT__TOKEN), or practise without one: linlian demo"
        )
    from bot.run import run

    return asyncio.run(_until_stopped(run(settings)))


def _check(settings: Settings) -> int:
    from bot.check import check

    return asyncio.run(check(settings))


def _migrate(settings: Settings) -> int:
    from bot.run import migrate

    migrate(settings)
    return 0


def _invite(settings: Settings, community: str) -> int:
    from bot.run import invite

    print(asyncio.run(invite(settings, community)))
    return 0


def _export(settings: Settings, args: argparse.Namespace) -> int:
    from bot.export import export

    count = export(settings, args.community, args.file, args.words, with_names=args.names)
    print(f"{count} rows: {args.file}")
    return 0


def _sandbox(port: int, token: str | None, privacy_mode: bool) -> int:
    from sandbox.__main__ import serve

    async def alone() -> int:
        await serve(port, token, privacy_mode)
        return 0

    return asyncio.run(_until_stopped(alone()))


async def _until_stopped(work: Coroutine[None, None, int]) -> int:
    """Run ``work``; the first Ctrl-C or SIGTERM cancels it and gives it the time it takes."""
    task = asyncio.ensure_future(work)

    def stop() -> None:
        if not task.cancelling():
            task.cancel()

    with contextlib.suppress(NotImplementedError):  # not every system has them
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        return 0


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM is as polite as Ctrl-C, also before and after the loop runs."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
