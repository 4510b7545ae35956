"""What a bot may hang under a message, and Telegram's refusals of what it may not."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.hook import LOOPBACK
from sandbox.refusals import Refusal, bad_request

MOST_BUTTONS = 100
MOST_DATA_BYTES = 64
LONGEST_COPY = 256
_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
_CANNOT = "can't parse inline keyboard button: "
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+-]*:(?!\d)")
_PRIVATE_ONLY = {"request_contact": "phone number", "request_location": "location"}


def check_inline(markup: Any, *, is_private: bool) -> dict[str, Any] | None:
    """The inline keyboard of a markup, or ``None``; an empty one means no keyboard."""
    if not _object(markup) or "inline_keyboard" not in markup:
        return None
    rows = _rows(markup, "inline_keyboard", "inline keyboard")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button, is_private=is_private)
    return {"inline_keyboard": [row for row in rows if row]} if buttons else None


def prompt_of(markup: Any, *, is_private: bool) -> dict[str, Any] | None:
    """A forced reply or a reply keyboard: shown to people, never reported back to the bot.

    An empty keyboard is none.
    """
    if not _object(markup) or "inline_keyboard" in markup:
        return None
    if "keyboard" not in markup:
        return dict(markup) or None
    rows = _rows(markup, "keyboard", "reply keyboard")
    for button in (button for row in rows for button in row):
        _check_key(button, is_private=is_private)
    kept = [row for row in rows if row]
    return markup | {"keyboard": kept} if kept else None


def _object(markup: Any) -> bool:
    """Whether there is a markup at all."""
    if markup is None or markup == "":
        return False
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return True


def _rows(markup: dict[str, Any], field: str, what: str) -> list[list[Any]]:
    rows = markup[field]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'can\'t parse {what}: Field "{field}" must be of type Array')
    return rows


def _check_key(button: Any, *, is_private: bool) -> None:
    """A button of a reply keyboard, which may be no more than its label."""
    label = button.get("text") if isinstance(button, dict) else button
    if not isinstance(label, str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not label.strip():
        raise bad_request("can't parse keyboard button: Text buttons must be non-empty")
    if not isinstance(button, dict):
        return
    for field, what in _PRIVATE_ONLY.items():
        if button.get(field) and not is_private:
            raise bad_request(f"{what} can be requested in private chats only")
    if "web_app" in button:
        _check_web_app(button["web_app"], "keyboard", is_private=is_private)


def _check_button(button: Any, *, is_private: bool) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request(_CANNOT + 'Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request(_CANNOT + "Text buttons must be non-empty")
    if not any(action in button for action in _ACTIONS):
        raise bad_request(_CANNOT + "Text buttons are unallowed in the inline keyboard")
    for field in ("callback_data", "url"):
        if not isinstance(button.get(field, ""), str):
            raise bad_request(_CANNOT + f'Field "{field}" must be of type String')
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and (why := _why_no_link(button["url"])):
        raise _invalid("inline keyboard button URL", button["url"], why)
    if "copy_text" in button:
        _check_copied(button["copy_text"])
    if "web_app" in button:
        _check_web_app(button["web_app"], "inline keyboard", is_private=is_private)


def _check_copied(copied: Any) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str):
        raise bad_request(_CANNOT + 'Can\'t find field "text"')
    if not 1 <= len(text) <= LONGEST_COPY:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_web_app(app: Any, where: str, *, is_private: bool) -> None:
    url = app.get("url") if isinstance(app, dict) else None
    if not isinstance(url, str):
        raise bad_request(_CANNOT + 'Can\'t find field "url"')
    if not url.lower().startswith("https://"):
        raise _invalid(f"{where} button Web App URL", url, "Only HTTPS links are allowed")
    if why := _why_no_link(url):
        raise _invalid(f"{where} button Web App URL", url, why)
    if not is_private:
        raise bad_request("BUTTON_TYPE_INVALID")


def _why_no_link(url: str) -> str | None:
    """What is written without a scheme counts as http; nobody else can follow a link to here."""
    if url.lower().startswith(("tg://", "ton://")):
        return None
    try:
        parts = urlsplit(url if _SCHEME.match(url) else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    is_here = host in LOOPBACK or host.startswith("127.")
    return "Wrong HTTP URL" if is_here or "." not in host.strip(".") or " " in host else None


def _invalid(what: str, url: str, why: str) -> Refusal:
    return bad_request(f"{what} '{url}' is invalid: {why}")
