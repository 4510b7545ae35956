"""A port that answers HTTP: strangers may write anything there, and it ends in no log."""

import errno
import logging
from collections.abc import Awaitable, Callable, Iterable

import structlog
from aiohttp import web

from bot.errors import OperatorError

LARGEST_BODY = 1024 * 1024
LINGERING_SECONDS = 2.0
"""How long a body that was refused is read on, so that its sender reads the refusal."""
CLOSING_SECONDS = 1.0

log = structlog.get_logger("web")

# aiohttp writes what it could not even parse into its log, each time, with its words.
_SILENCE = logging.Logger("silence", logging.CRITICAL + 1)

Door = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def serve(
    routes: Iterable[web.RouteDef], *, section: str, host: str, port: int
) -> web.AppRunner:
    """Listen until its ``cleanup``. Raises ``OperatorError`` naming the key of ``section``."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_outermost])
    app.add_routes(routes)
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_SILENCE,
        lingering_time=LINGERING_SECONDS,
        shutdown_timeout=CLOSING_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise _explained(error, section, host, port) from error
    log.info("listening", section=section, host=host, port=port_of(runner))
    return runner


def port_of(runner: web.AppRunner) -> int:
    port: int = runner.addresses[0][1]
    return port


@web.middleware
async def _outermost(request: web.Request, handler: Door) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except ConnectionError:  # whoever asked has gone
        return web.Response(status=400)
    except Exception:  # a mistake of ours must not silence the port
        log.exception("a request could not be answered")
        return web.Response(status=500)


def _explained(error: OSError, section: str, host: str, port: int) -> OperatorError:
    match error.errno:
        case errno.EADDRINUSE:
            line = f"{section}.port: {port} on {host} is taken by another program; choose another"
        case errno.EACCES:
            line = f"{section}.port: this user may not listen on {port}; choose one above 1023"
        case _:
            line = f"{section}.host: {host} is no address of this machine"
    return OperatorError(line, exit_code=2)
