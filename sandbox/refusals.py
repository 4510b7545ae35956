"""How Telegram says no in its own words, and how an app does to the person who holds it."""

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
    """A person tried what their app would not let them do: a code of ``REASONS``, and who or
    what it is about. ``str`` is the sentence in English.
    """

    def __init__(self, code: str, **names: object) -> None:
        super().__init__(REASONS[code].format_map(names))
        self.code = code
        self.names = {name: str(value) for name, value in names.items()}


# What the page is told by its code, and may say in another language; names stand in braces.
REASONS = {
    # Who and where
    "no_person": "There is no person with the id {id}.",
    "no_chat": "There is no chat with the id {id}.",
    "no_message": "There is no message {id} in {chat}.",
    "no_member": "{person} is not a member of {chat}.",
    "no_admin": "{person} is no administrator of {chat}.",
    "no_owner": "{person} does not own {chat}.",
    "owner": "{person} owns {chat}.",
    "private_chat": "That is a private chat, not a group.",
    "upgraded": "{chat} has become a supergroup and goes on there.",
    "no_deed": 'Nobody can do "{deed}" here.',
    # Coming and going
    "blocked": "{person} has blocked the bot and must unblock it first.",
    "never_met": "{person} has never written to the bot.",
    "banned": "{person} is banned from {chat}.",
    "here_already": "{person} is already in {chat}.",
    "bot_not_here": "{bot} is not in {chat}.",
    "bot_is_admin_in_channel": "In a channel a bot is an administrator or not there at all.",
    "bad_payload": "A link's payload is 1 to 64 letters of A-Z, a-z, 0-9, _ and -.",
    # Founding, upgrading, topics
    "no_title": "A new chat needs a title, and is a group, a supergroup or a channel.",
    "topics_need_supergroup": "Only a supergroup has topics.",
    "no_supergroup": "{chat} is no supergroup.",
    "no_plain_group": "{chat} is no group that could become a supergroup.",
    "no_forum": "{chat} has no topics.",
    "no_topic": "There is no topic {id} in {chat}.",
    "no_topic_name": "A topic needs a name.",
    "not_ones_topic": "{person} neither began that topic nor is an administrator.",
    "not_in_topic": "That message does not stand in {topic}.",
    "topic_closed": "{topic} is closed.",
    "topic_closed_already": "{topic} is closed already.",
    "topic_open_already": "{topic} is open already.",
    # Speaking
    "nothing_said": "There is nothing to say.",
    "text_too_long": "That is too long: a text has at most {most} characters.",
    "caption_too_long": "That is too long: a caption has at most {most} characters.",
    "album_too_long": "An album holds {most} files at most.",
    "no_media_kind": 'There is no media of the kind "{kind}".',
    "no_file": 'The file "{file}" did not come with the request.',
    "no_such_place": "A place has a latitude from -90 to 90 and a longitude from -180 to 180.",
    "not_passed_on": "That message cannot be passed on.",
    "not_ones_message": "{person} did not write that message.",
    "not_ones_to_delete": "{person} did not write that message and is no administrator.",
    "not_edited": "That message cannot be edited.",
    "only_text_edited": "That message has a text, nothing else to edit.",
    "only_caption_edited": "That message has a caption, nothing else to edit.",
    "only_reads": "{person} only reads {chat}.",
    "no_mask_in_private": "In a private chat everybody is themselves.",
    "no_mask_of_group": "Only an administrator of {chat} can speak as {chat}.",
    "no_linked_channel": "{chat} discusses no channel.",
    "no_own_channel": "{person} has no such channel to speak as.",
    # Touching and asking
    "no_button": 'There is no button "{button}" under that message.',
    "no_such_reaction": "{emoji} is not one of the reactions.",
    "no_inline_mode": "{bot} does not work in inline mode.",
    "not_asked": "{person} has not asked that.",
    "not_offered": 'The bot has not offered "{result}".',
    # The controls
    "no_seconds": "The clock moves by a number of seconds, move_s.",
    "too_far": "The clock moves ten years at most.",
    "on_or_off": "The limits are on or off: true or false.",
    "no_settings": "That takes an object with {known}.",
    "no_setting": 'There is nothing called "{setting}" to set here.',
    "no_whole_number": '"{setting}" is a whole number from {low} to {high}.',
    "bad_jump": "{why}",
    "bad_rules": "{why}",
    # What the page itself got wrong
    "refused": "{why}",
    "senseless": "That request makes no sense: {why}.",
    "no_menu": "Whose menu, and in which chat?",
    "no_number": "Calls are asked for after the number of one.",
    "no_json": "That is no JSON.",
}
