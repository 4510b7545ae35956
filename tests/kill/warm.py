"""A process that has everything loaded and forks a bot at each word, so that a restart is quick.

Speaks JSON, one line each way: ``["start", config, log]`` is answered with a process id,
``["wait", process id]`` with its exit code (minus the signal that ended it).
"""

import gc
import json
import os
import sys

import bot.dispatch
import bot.run
from bot.__main__ import main


def start(config: str, log: str) -> int:
    """The bot as the command line starts it, in a process of its own."""
    process = os.fork()
    if process:
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


def wait(process: int) -> int:
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def serve() -> None:
    assert bot.dispatch
    assert bot.run
    gc.freeze()
    for line in sys.stdin:
        verb, *rest = json.loads(line)
        answer = start(*rest) if verb == "start" else wait(*rest)
        print(answer, flush=True)


if __name__ == "__main__":
    serve()
