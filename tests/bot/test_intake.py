"""What is kept of an update is what came, but for the one character no database keeps."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.intake import body_of

WORDS = st.text(alphabet=st.sampled_from('a\0\\u0"井🛵\n'), max_size=12)


@given(WORDS)
def test_words_are_kept_letter_by_letter(words: str) -> None:
    body = body_of({"update_id": 1, "message": {"text": words, words: [words]}})

    kept = json.loads(body)["message"]

    seen = words.replace("\0", "\ufffd")
    assert body.isascii()
    assert kept == {"text": seen, seen: [seen]}


def test_keyboards_are_not_kept_wherever_they_hang() -> None:
    """They would say what the label of a pressed button was, in a secret ballot too."""
    ours = {"text": "换不换物业", "reply_markup": {"inline_keyboard": [[{"text": "换"}]]}}
    pressed = {"callback_query": {"data": "p1:x", "message": {**ours, "reply_to_message": ours}}}
    replied = {"message": {"text": "好", "photo": [{"file_id": "1"}], "reply_to_message": ours}}

    for update in (pressed, replied):
        body = body_of({"update_id": 1, **update})
        assert "reply_markup" not in body
        assert json.loads(body).keys() == {"update_id", *update}
    assert json.loads(body)["message"]["photo"] == [{"file_id": "1"}]
