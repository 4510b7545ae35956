"""Marks in a text: those written, those found, and where they stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import compose, find_entities, utf16_length
from sandbox.refusals import Refusal


def marks(text: str, entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each mark with the words it covers, cut the way Telegram's apps cut them."""
    units = text.encode("utf-16-le")
    return [
        (
            mark["type"],
            units[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le"),
        )
        for mark in entities
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#随手拍 3号楼", [("hashtag", "#随手拍")]),
        ("🙂🙂 #随手拍，谢谢", [("hashtag", "#随手拍")]),
        ("#C1001 与 #42", [("hashtag", "#C1001")]),
        ("/help@linlian_bot 1/2", [("bot_command", "/help@linlian_bot")]),
        ("谢谢 @xiaoli！a@b.cn", [("mention", "@xiaoli")]),
        ("见 https://example.org/#top。", [("url", "https://example.org/#top")]),
        ("什么也没有", []),
    ],
)
def test_what_an_app_would_mark_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    assert marks(text, find_entities(text)) == found


@pytest.mark.parametrize(
    ("html", "text", "found"),
    [
        ("<b>一<i>二</i></b>", "一二", [("bold", "一二"), ("italic", "二")]),
        ("  <b> 一</b> \n", "一", [("bold", "一")]),
        ("<code>#x</code> #y", "#x #y", [("code", "#x"), ("hashtag", "#y")]),
        ('<a href="https://e.org/?a=1&amp;b=>">见</a>', "见", [("text_link", "见")]),
        ("&lt;b&gt; &#20013; &copy; &", "<b> 中 &copy; &", []),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", "x")]),
        ("<blockquote expandable>长</blockquote>", "长", [("expandable_blockquote", "长")]),
    ],
)
def test_html_becomes_text_and_marks(html: str, text: str, found: list[tuple[str, str]]) -> None:
    plain, entities = compose(html, "HTML")

    assert plain == text
    assert marks(plain, entities) == found


@given(st.text(alphabet="ab<>/&;#\"' =🙂字\n", max_size=40))
def test_any_text_is_either_read_or_refused(source: str) -> None:
    try:
        text, entities = compose(source, "HTML")
    except Refusal:
        return
    for mark in entities:
        assert mark["length"] > 0
        assert 0 <= mark["offset"] <= mark["offset"] + mark["length"] <= utf16_length(text)
