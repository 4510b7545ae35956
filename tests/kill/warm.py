"""A process that has everything loaded and forks a bot at each word, so that a restart is quick.

Speaks JSON, one line each way: first it says that it is ready. ``["start", config, log]`` is
answered with a process id, ``["look", process id]`` with its exit code (minus the signal that
ended it), or with ``null`` for one that still runs.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable

import bot.dispatch
import bot.run
from bot.__main__ import main

RUNNING = set[int]()


def start(config: str, log: str) -> int:
    """The bot as the command line starts it, in a process of its own."""
    process = os.fork()
    if process:
        RUNNING.add(process)
        return process
    code = 70
    try:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, 2)
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(0, 1)
        code = main(["run", "--config", config])
        sys.stderr.flush()
    finally:
        os._exit(code)


def look(process: int) -> int | None:
    found, status = os.waitpid(process, os.WNOHANG)
    if not found:
        return None
    RUNNING.remove(process)
    return os.waitstatus_to_exitcode(status)


VERBS: dict[str, Callable[..., int | None]] = {"start": start, "look": look}


def serve() -> None:
    assert bot.dispatch
    assert bot.run
    gc.freeze()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        verb, *rest = json.loads(line)
        print(json.dumps(VERBS[verb](*rest)), flush=True)
    for process in RUNNING:  # whoever told us what to do is gone
        os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    serve()
