"""How Telegram says no: a code, its exact words, and sometimes parameters."""

from typing import Any

_PREFIXES = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}


class Refusal(Exception):
    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> Refusal:
    return Refusal(400, _PREFIXES[400] + words)


def forbidden(words: str) -> Refusal:
    return Refusal(403, _PREFIXES[403] + words)


def conflict(words: str) -> Refusal:
    return Refusal(409, _PREFIXES[409] + words)


class CannotDo(Exception):
    """A person tried what their app would not let them do; the words are for the page."""
