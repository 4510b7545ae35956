"""Texts as only somebody means them who wants to see what happens; the same ones in every run."""

from collections.abc import Iterator
from random import Random

LONGEST_UNITS = 4096
"""What one message of Telegram may hold."""

_MARKS = (
    *(
        "<b>粗</b>",
        "<a href='https://evil.example/'>点</a>",
        "<script>",
        "&lt;",
        "&#0;",
        "</",
        "<!--",
    ),
    *("*粗*", "_斜_", "__", "`码`", "```\n码\n```", "[点](tg://user?id=1)", "||藏||", "~~", "\\"),
    *(
        "@xiaoli",
        "@all",
        "/start",
        "/forget@linlian_bot",
        "#C1001",
        "#随手拍",
        "$USD",
        "+8613800138000",
    ),
    *("https://evil.example/?a=1&b=<c>", "t.me/evil", "tg://resolve?domain=evil", "a@b.example"),
    *(
        "{name}",
        "{0}",
        "{",
        "}}",
        "%s",
        "%(a)d",
        "${x}",
        "\\u4e00",
        "'; DROP TABLE cases;--",
        "\x1b[31m",
    ),
)
_SIGNS = (
    *("\u202e", "\u202d", "\u202a", "\u202b", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069"),
    *("\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad", "\u034f"),
    *(
        "\u00a0",
        "\u2002",
        "\u3000",
        "\u2028",
        "\u2029",
        "\u0085",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\v",
        "\f",
    ),
    *(
        "\x00",
        "\x01",
        "\x07",
        "\x08",
        "\x1f",
        "\x7f",
        "\x9f",
        "\ufffd",
        "\ufffe",
        "\uffff",
        "\U000e0041",
    ),
    *("\u0301", "\u0338", "\u0489", "\u20e3", "\u0e49" * 9, "Z̷̢͚̈́a̸̼͛l̶̤͝g̵̯̈o̴͎͆", "\ufdfd", "𒐫", "\U0010ffff"),
)
_PICTURES = ("😀", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏿", "🇨🇳", "🇨", "❤️‍🔥", "1️⃣", "🧑🏻‍❤️‍💋‍🧑🏿", "𠀀", "𝕬")
_WORDS = (
    "井盖",
    "松动",
    "三号楼",
    "שלום",
    "مرحبا",
    "ไทย",
    "abc",
    " ",
    "。",
    "，",
    "—",
    "…",
    "٣",
    "Ａ",
)
_HALVES = ("\ud83d", "\ude00", "\ud800", "\udfff", "\ude00\ud83d")
_PIECES = (*_MARKS, *_SIGNS, *_PICTURES * 3, *_WORDS * 5)

NASTIEST = (
    "\u202eזה הפוך\u202c 随手拍 \u2067abc\u2069",
    "<b>粗</b> *粗* _斜_ [点](tg://user?id=1) `码` ||藏|| &lt;&amp;",
    "@xiaoli /forget@linlian_bot #C1001 https://evil.example/?a=<b>&c",
    "{name} {0} {} %s %(a)s ${x} {{}} \\n",
    "\x00零\x01一\x07\x1b[31m红\x7f\x9f",
    "👨‍👩‍👧‍👦" * 60,
    "𠀀" * 1900,
    "😀" * 2047,
    "Z̷̢͚̈́a̸̼͛l̶̤͝g̵̯̈o̴͎͆" * 20,
    "\u200b零\u200d宽\ufeff\u2060",
    "行\u2028段\u2029页\f竖\v\u0085回\r尾",
    "a\u00a0b\u3000c\u2002d\te",
)


def size(text: str) -> int:
    """In UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_shown(typed: str, shown: str) -> bool:
    """Whether these words stand there, whole or as a beginning of whole letters and an ellipsis."""
    if typed in shown:
        return True
    start = shown.find(typed[:10])
    while start >= 0:
        ends = (place for place, letter in enumerate(shown) if letter == "…" and place > start)
        if any(typed.startswith(shown[start:end]) for end in ends):
            return True
        start = shown.find(typed[:10], start + 1)
    return False


def texts(count: int, *, seed: int, halves: bool = True) -> Iterator[str]:
    """``count`` different ones, most as long as a sentence, some as long as a message may be.
    ``halves`` of surrogate pairs are in some: no sound JSON brings them, but a careless program.
    """
    chance, made = Random(seed), set[str]()
    while len(made) < count:
        number = len(made)
        pieces = _PIECES + _HALVES * 5 if halves and number % 10 == 0 else _PIECES
        wanted = 3000 if number % 40 == 39 else chance.choice((1, 3, 8, 8, 20, 20, 60))
        text = "".join(chance.choices(pieces, k=wanted))
        text = _fitting(_joined(text), LONGEST_UNITS)
        if text not in made:
            made.add(text)
            yield text


def _joined(text: str) -> str:
    """Two halves that stand side by side are one letter; others stay halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _fitting(text: str, units: int) -> str:
    while size(text) > units:
        text = text[: len(text) - max(1, (size(text) - units) // 2)]
    return text
