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
