"""Small numbers as people write them, in figures or in Chinese."""

NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
"""What ``number_of`` reads, for a pattern."""

_ONES = {word: n for n, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def number_of(text: str) -> int | None:
    """A number below a hundred; ``None`` for what is none, 十十 or 三五.

    >>> number_of("12"), number_of("十二"), number_of("二十一"), number_of("两"), number_of("三五")
    (12, 12, 21, 2, None)
    """
    if text.isdecimal():
        return int(text)
    tens, has_ten, ones = text.rpartition("十")
    if not has_ten:
        return _ONES.get(ones)
    first, last = _ONES.get(tens or "一"), _ONES.get(ones or "零")
    return None if first is None or last is None else first * 10 + last


def narrow(text: str) -> str:
    """The same with narrow figures and signs, each in its old place.

    >>> narrow("２．５ 昨天 １４：００，清运")
    '2.5 昨天 14:00,清运'
    """
    return text.translate(_NARROW)
