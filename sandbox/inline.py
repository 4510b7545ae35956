"""What people ask a bot while they type its name in some chat."""

import secrets
from dataclasses import dataclass, field
from typing import Any


@dataclass
class InlineQuery:
    """One question and, once the bot has answered, the messages to choose from."""

    person_id: int
    chat_id: int
    words: str
    at: float
    id: str = field(default_factory=lambda: str(secrets.randbits(62)))
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)  # by the result's id
    answered: bool = False
