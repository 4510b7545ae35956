"""Chats one can watch, on behalf of a driver."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.seen import Message

if TYPE_CHECKING:
    from sandbox.driver import Driver

PATIENCE = 10.0  # seconds to wait for the bot when nothing else is said
LAST_SHOWN = 8  # messages quoted when an expectation fails


@dataclass(frozen=True)
class Place:
    """A chat, watched from outside."""

    street: "Driver"
    id: int

    @property
    def data(self) -> dict[str, Any]:
        return self.street.mirror.chats[self.id]

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat now, oldest first."""
        bot_id = int(self.street.mirror.bot["id"])
        here = self.street.mirror.messages.get(self.id, {})
        return [Message(here[message_id], bot_id) for message_id in sorted(here)]

    def message(self, message_id: int) -> Message | None:
        """One message as it is now, or ``None`` once it is deleted."""
        return next((each for each in self.messages if each.id == message_id), None)

    async def shows(
        self,
        words: str,
        *,
        within: float = PATIENCE,
        from_bot: bool = False,
        after: Message | None = None,
    ) -> Message:
        """The newest message with these words, as soon as there is one.

        Edits count: what matters is what stands there now, not what was sent.
        """

        def look() -> Message | None:
            for message in reversed(self.messages):
                if after is not None and message.id <= after.id:
                    return None
                if words in message.text and (message.from_bot or not from_bot):
                    return message
            return None

        found = await self.street.until(look, within)
        assert found is not None, f"{self.title} never showed “{words}”:\n{self.transcript()}"
        return found

    async def never_shows(self, words: str) -> None:
        """That nothing in the chat holds these words at this moment."""
        shown = [message for message in self.messages if words in message.text]
        assert not shown, f"{self.title} shows “{words}”:\n{self.transcript()}"

    def transcript(self) -> str:
        return "\n".join(f"  {message}" for message in self.messages[-LAST_SHOWN:]) or "  (nothing)"
