"""Waiting for what nobody rings a bell about."""

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], bool], within: float, every: float = 0.005) -> bool:
    """Whether it came to be so in time."""
    for _ in range(int(within / every)):
        if is_so():
            return True
        await asyncio.sleep(every)
    return is_so()
