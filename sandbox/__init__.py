"""A stand-in for Telegram: a local Bot API and a chat page, for any bot, on loopback only."""

from sandbox.server import Sandbox
from sandbox.world import World

__all__ = ["Sandbox", "World"]
