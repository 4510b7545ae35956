"""The first Markdown, which many bots still write."""

from typing import Any

import pytest

from sandbox.old_markdown import parse_old_markdown
from sandbox.refusals import Refusal
from tests.sandbox.conftest import Api


def mark(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | more


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("🙂 *粗* _斜_", "🙂 粗 斜", [mark("bold", 3, 1), mark("italic", 5, 1)]),
        ("`a_b*c`", "a_b*c", [mark("code", 0, 5)]),
        ("```\na\n```", "a\n", [mark("pre", 0, 2)]),
        ("```python\na```", "a", [mark("pre", 0, 1, language="python")]),
        ("[群](https://t.me/x)", "群", [mark("text_link", 0, 1, url="https://t.me/x")]),
        ("[群] 里", "群 里", []),
        (r"第1.5条 \_ \* \` \[ \x", r"第1.5条 _ * ` [ \x", []),
        ("**", "", []),
    ],
)
def test_it_is_read(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_old_markdown(source) == (text, entities)


@pytest.mark.parametrize("source", ["字*x", "字_x*", "字`x", "字[x", "字```x``"])
def test_a_mark_that_does_not_end_is_refused(source: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_old_markdown(source)

    assert refused.value.description == (
        "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 3"
    )


async def test_a_bot_may_still_write_it(api: Api) -> None:
    sent = await api.result("sendMessage", chat_id=1001, text="*一*", parse_mode="Markdown")

    assert (sent["text"], sent["entities"]) == ("一", [mark("bold", 0, 1)])
    refused = await api.refusal("sendMessage", chat_id=1001, text="x", parse_mode="BBCode")
    assert refused == "Bad Request: unsupported parse_mode"
