"""Codes, papers and the font: pure, so they are looked at as bytes."""

import io
import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont
from PIL import Image

from bot.drawings import draw
from bot.drawings.fonts import FONT, UNKNOWN, printable
from bot.drawings.qr import DOTS, QUIET_DOTS
from bot.drawings.ranking import BAR_TO, FOOT, HEAD, ROW, WIDTH
from cards.card import Reader
from cards.certificates import paper_facts
from domain.answers import Json
from domain.certificates import Certificate, Content, Line
from domain.hours import HourKind
from locales import LOCALES, speaker
from locales.catalogue import read_catalogue

LINK = "https://t.me/linlian_bot?start=cert_Z2026-7K3QM9PT"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
RARE_NAMES = "喆堃赟犇玥镕珺翀昇旻晟淼垚焱燚骉曌溍祎彧翊偲璟旸烨龑𬭎"

ODD_NAMES = [
    "",
    " ",
    "😀",
    "小李😀\u200d\ufe0f",
    "\u202e李雷",
    "李\x00\x07雷",
    "𠮷野家",
    "**李** __雷__",
    "O'Brien",
    "مريم",
    "\ud800",
]


def dots_of(picture: bytes) -> list[list[bool]]:
    """Which dots are dark, without the quiet zone; each dot looked at in its middle."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    count = image.width // DOTS - 2 * QUIET_DOTS
    middles = [(QUIET_DOTS + n) * DOTS + DOTS // 2 for n in range(count)]
    return [[image.getpixel((x, y)) == 0 for x in middles] for y in middles]


def test_a_code_says_the_link_dot_by_dot_with_white_around_it() -> None:
    picture = draw("qr", {"start": "cert_Z2026-7K3QM9PT", "link": LINK})

    meant = [[bool(dot) for dot in row] for row in segno.make_qr(LINK, error="m").matrix]
    assert dots_of(picture) == meant
    image = Image.open(io.BytesIO(picture)).convert("L")
    assert image.width == image.height >= 300
    edge = image.crop((0, 0, image.width, QUIET_DOTS * DOTS))
    assert edge.getextrema() == (255, 255)


def test_a_code_says_plain_text_where_there_is_no_link() -> None:
    assert draw("qr", {"text": "482913"}) != draw("qr", {"text": "482914"})


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="no drawing"):
        draw("poem", {})


# The certificate


def certificate(
    name: str = "李雷", lines: int = 3, more: int = 0, words: str = "陪聊"
) -> Certificate:
    day = date(2026, 1, 3)
    listed = (Line(day, "elders", HourKind.VERIFIED, 150, words),) * lines
    services = (("elders", 150 * lines), ("太极拳教学", 15))
    content = Content(day, date(2026, 11, 20), 150 * lines, 15, services, listed, more)
    return Certificate(1, 1, 1, "Z2026-7K3QM9PT", name, "桃然亭", content, NOW)


def paper_facts_of(found: Certificate, locale: str = "zh_CN") -> dict[str, Json]:
    reader = Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)
    return paper_facts(found, reader)


def paper_of(found: Certificate, locale: str = "zh_CN") -> bytes:
    return draw("certificate", {**paper_facts_of(found, locale), "link": LINK})


def pages_of(paper: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", paper))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_certificate_is_a_paper_with_its_font_in_it(locale: str) -> None:
    paper = paper_of(certificate(), locale)

    assert paper.startswith(b"%PDF-")
    assert paper.rstrip().endswith(b"%%EOF")
    assert pages_of(paper) == 2
    assert b"/FontFile2" in paper
    assert b"NotoSansSC" in paper
    assert len(paper) < 200_000


def test_the_same_certificate_is_the_same_paper() -> None:
    assert paper_of(certificate()) == paper_of(certificate())
    assert paper_of(certificate()) != paper_of(certificate(name="韩梅梅"))


def test_a_hundred_services_and_endless_names_go_on_over_pages() -> None:
    hundred = paper_of(certificate(lines=100, words="把三号楼前的杂物搬到清运点" * 20))
    assert 5 <= pages_of(hundred) <= 20

    endless = paper_of(certificate(name="王" * 3000, words="好" * 4000, more=12))
    assert 2 <= pages_of(endless) <= 4


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_no_name_is_too_odd_for_paper(name: str) -> None:
    assert pages_of(paper_of(certificate(name=name, words=name))) == 2


# The ranking


@pytest.mark.parametrize("name", [*ODD_NAMES, "李\n雷", "a\rb\u2028c", "王" * 200], ids=ascii)
def test_no_name_is_too_odd_for_a_ranking(name: str) -> None:
    rows = [[1, name, 20], [2, "王阿姨", 5]]
    picture = draw("ranking", {"title": name, "community": name, "rows": rows})

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    assert image.size == (WIDTH, HEAD + 2 * ROW + FOOT)
    golden = [image.getpixel((BAR_TO - 40, HEAD + ROW * n + ROW // 2)) for n in range(2)]
    assert golden[0] != golden[1], "the bar of whoever earned most is the longest"


# The font


@pytest.fixture(scope="module")
def glyphs() -> dict[int, Any]:
    page = FPDF()
    page.add_font("ours", fname=FONT)
    font = page.fonts["ours"]
    assert isinstance(font, TTFFont)
    return dict(font.cmap)


def in_gb2312() -> str:
    """Every sign of the national standard, the 3,755 common hanzi first among them."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return b"".join(rows).decode("gb2312", errors="ignore")


def test_the_font_has_the_hanzi_that_are_in_use_and_those_of_rare_names(
    glyphs: dict[int, Any],
) -> None:
    hanzi = [sign for sign in in_gb2312() if unicodedata.category(sign) == "Lo"]
    assert len(set(hanzi)) > 6700

    missing = {sign for sign in [*hanzi, *RARE_NAMES] if ord(sign) not in glyphs}
    assert not missing


def test_the_font_has_every_letter_of_our_own_words(glyphs: dict[int, Any]) -> None:
    for locale in LOCALES:
        said = {sign for one in read_catalogue(locale) for sign in str(one.string)}
        letters = {sign for sign in said if unicodedata.category(sign)[0] in "LNP"}
        assert {sign for sign in letters if ord(sign) not in glyphs} == set()


def test_the_font_brings_its_licence_and_stays_small() -> None:
    licence = FONT.with_name("OFL.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in licence.upper()
    assert FONT.stat().st_size < 6_000_000


def test_a_letter_that_the_font_lacks_is_missed_and_a_smile_is_not(
    glyphs: dict[int, Any],
) -> None:
    assert printable("小李😀\u200d", glyphs) == "小李"
    assert printable("م", glyphs) == UNKNOWN
    assert ord(UNKNOWN) in glyphs
