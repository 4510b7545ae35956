"""The process that draws (``bot/drawer.py``): asked on its input, it answers on its output."""

import json
import os
import signal
import sys
from typing import BinaryIO

from bot.drawings import draw
from bot.tracebacks import headline

LONGEST_DRAWING = 30
"""Seconds after which a drawing ends itself, should nobody be there any more to end it."""


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Say that all is ready; then draw what is asked for, until nobody asks any more."""
    _say(answers, {"ready": True})
    while line := asked.readline():
        question = json.loads(line)
        asked.read(question["size"])
        signal.alarm(LONGEST_DRAWING)
        try:
            content, error = draw(question["kind"], question["facts"]), None
        except Exception as failure:  # the one who asked says so in the log, and does without
            content, error = b"", headline(failure)
        signal.alarm(0)
        _say(answers, {"size": len(content), "error": error}, content)


def _say(answers: BinaryIO, about: dict[str, object], content: bytes = b"") -> None:
    answers.write(json.dumps(about).encode() + b"\n" + content)
    answers.flush()


if __name__ == "__main__":
    os.nice(5)
    # Only the end of our input ends us: a signal is for the bot, which ends us in its own time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)
