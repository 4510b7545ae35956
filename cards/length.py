"""How long a text is to Telegram, which counts UTF-16 units: 😀 is two."""

ELLIPSIS = "…"


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """The longest beginning of ``text`` with at most ``limit`` units; no 😀 is cut in two."""
    taken = 0
    for place, letter in enumerate(text):
        taken += 2 if letter > "\uffff" else 1
        if taken > limit:
            return text[:place]
    return text


def shorten(text: str, limit: int) -> str:
    """The text, or as much of its beginning as fits together with an ellipsis."""
    if 2 * len(text) <= limit or units(text) <= limit:
        return text
    return clip(text, limit - units(ELLIPSIS)) + ELLIPSIS
