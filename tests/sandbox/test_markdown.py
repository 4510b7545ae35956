"""MarkdownV2 as Telegram reads it: https://core.telegram.org/bots/api#markdownv2-style"""

from typing import Any

import pytest

from sandbox.markdown import RESERVED, parse_markdown
from sandbox.refusals import Refusal
from tests.sandbox.conftest import Api

CANNOT = "Bad Request: can't parse entities: "


def mark(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | more


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("没有标记", "没有标记", []),
        ("*粗* _斜_", "粗 斜", [mark("bold", 0, 1), mark("italic", 2, 1)]),
        ("__下划__", "下划", [mark("underline", 0, 2)]),
        ("~删~ ||遮||", "删 遮", [mark("strikethrough", 0, 1), mark("spoiler", 2, 1)]),
        ("*粗_斜_*", "粗斜", [mark("bold", 0, 2), mark("italic", 1, 1)]),
        ("🙂*粗*", "🙂粗", [mark("bold", 2, 1)]),
        ("`a*b`", "a*b", [mark("code", 0, 3)]),
        (r"`a\`b`", "a`b", [mark("code", 0, 3)]),
        ("```python\nx = 1```", "x = 1", [mark("pre", 0, 5, language="python")]),
        ("```\nx```", "x", [mark("pre", 0, 1)]),
        (
            "[这里](https://example.org)",
            "这里",
            [mark("text_link", 0, 2, url="https://example.org")],
        ),
        (r"[x](a\)b)", "x", [mark("text_link", 0, 1, url="a)b")]),
        ("![👍](tg://emoji?id=5)", "👍", [mark("custom_emoji", 0, 2, custom_emoji_id="5")]),
        (">引用\n>还有\n不是", "引用\n还有\n不是", [mark("blockquote", 0, 6)]),
        (r"1\.5 \- 2", "1.5 - 2", []),
        ("**", "", []),
    ],
)
def test_marks_become_entities(source: str, text: str, marks: list[dict[str, Any]]) -> None:
    assert parse_markdown(source) == (text, marks)


@pytest.mark.parametrize("letter", sorted(set(RESERVED) - set("_*[~`>")))
def test_a_reserved_character_is_escaped_or_refused(letter: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_markdown(f"a{letter}")

    words = f"Character '{letter}' is reserved and must be escaped with the preceding '\\'"
    assert refused.value.description == CANNOT + words
    assert parse_markdown(f"a\\{letter}") == (f"a{letter}", [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
        ("🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15"),
        ("🏟 🏟_abac * asd _", "Can't find end of Italic entity at byte offset 21"),
        ("🏟 🏟`", "Can't find end of Code entity at byte offset 9"),
        ("🏟 🏟```a", "Can't find end of Pre entity at byte offset 9"),
        ("🏟 🏟```a ", "Can't find end of PreCode entity at byte offset 9"),
        ("🏟 🏟__🏟 🏟_", "Can't find end of Italic entity at byte offset 20"),
        ("🏟 🏟_🏟 🏟__", "Can't find end of Underline entity at byte offset 19"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_what_is_broken_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_markdown(source)

    assert refused.value.description == CANNOT + words


async def test_a_bot_writes_in_it(api: Api) -> None:
    here = {"chat_id": 1001, "parse_mode": "MarkdownV2"}

    sent = await api.result(
        "sendMessage", **here, text=r"*案件 \#C1001*：[小李](tg://user?id=1001)"
    )
    refused = await api.refusal("sendMessage", **here, text="第1.5条")

    assert [each["type"] for each in sent["entities"]] == ["bold", "hashtag", "text_mention"]
    assert refused.startswith(CANNOT + "Character '.' is reserved")
