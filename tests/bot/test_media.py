"""What strangers send is looked at by its content; only pictures, films and voices are kept."""

import io
import random
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.checker import PROGRAM, CannotLook, Checker, Found
from bot.copies import Copies
from bot.errors import OperatorError
from bot.picture_check import (
    HEIC,
    LONGEST_SIDE,
    MAY_BE,
    TOO_MANY_PIXELS,
    UNREADABLE,
    examine,
    likeness_of,
    serve,
)
from bot.picture_check import Found as Seen
from cards.card import Media
from sandbox.samples import sample
from tests.bot import pictures
from tests.bot.pictures import scene, telling_photo, telling_video, written

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
HOSTILE = {
    "nothing": b"",
    "one byte": b"\xff",
    "a beginning alone": b"\xff\xd8\xff",
    "a truncated JPEG": written(scene())[:-2000],
    "a truncated PNG": written(scene(), "PNG")[:300],
    "a JPEG with its head cut": written(scene())[300:],
    "an SVG": SVG,
    "a page named as a photo": PAGE,
    "a page behind a JPEG's first bytes": b"\xff\xd8\xff\xe0" + PAGE,
    "a page in a GIF's clothes": b"GIF89a/*" + PAGE + b"*/",
    "a page in a PNG's clothes": b"\x89PNG\r\n\x1a\n" + PAGE,
    "a page in a WebP's clothes": b"RIFF\0\0\0\0WEBP" + PAGE,
    "an archive": pictures.archive(),
    "a program for Windows": b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0",
    "a program for Linux": b"\x7fELF" + bytes(60),
    "a PDF": b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj",
    "a TIFF": written(scene(), "TIFF"),
    "a BMP": written(scene(), "BMP"),
    "an icon": written(scene(64, 64), "ICO"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "a film without an index": pictures.box(b"ftyp", b"isom") + pictures.box(b"mdat", bytes(99)),
    "a film with a page behind it": telling_video() + PAGE,
    "a film cut short": telling_video()[:-7],
    "a film of empty boxes": pictures.box(b"free") * 200_000,
    "a box that is smaller than itself": b"\0\0\0\2ftypisom",
    "a box larger than the world": b"\0\0\0\1ftyp" + b"\xff" * 8 + bytes(16),
    "sound without a head": b"OggS" + bytes(200),
    "a voice with a page behind it": sample("voice").content + PAGE,
    "a voice cut short": sample("voice").content[:-3],
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("given_as", MAY_BE)
def test_what_is_no_picture_is_refused_by_whatever_name_it_comes(
    content: bytes, given_as: str
) -> None:
    assert examine(content, given_as) == UNREADABLE


@pytest.mark.parametrize("content", [pictures.png_bomb(), pictures.gif_bomb()], ids=["PNG", "GIF"])
def test_a_bomb_is_never_unpacked(content: bytes) -> None:
    assert len(content) < 20_000
    assert examine(content, "document") == TOO_MANY_PIXELS


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_format_that_only_some_telephones_read_has_a_word_of_its_own(brand: bytes) -> None:
    assert examine(pictures.box(b"ftyp", brand + bytes(12)), "document") == HEIC


def test_two_hundred_handfuls_of_random_bytes_break_nothing() -> None:
    chance = random.Random(2026)
    whole = [written(scene()), written(scene(), "PNG"), written(scene(), "GIF")]
    whole += [written(scene(), "WEBP"), telling_video(), sample("voice").content]
    for _ in range(200):
        content = bytearray(chance.choice([*whole, chance.randbytes(chance.randrange(2000))]))
        for _ in range(min(len(content), chance.randrange(1, 30))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        for given_as in ("photo", "document", "voice"):
            found = examine(bytes(content), given_as)
            assert isinstance(found, Seen) or found in (UNREADABLE, HEIC, TOO_MANY_PIXELS)


def seen(content: bytes, given_as: str = "photo") -> Seen:
    found = examine(content, given_as)
    assert isinstance(found, Seen), found
    return found


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_nothing_but_the_picture_is_left_of_a_photo() -> None:
    given = telling_photo()
    assert b"Exif" in given
    assert pictures.MAKER.encode() in given

    kept = seen(given).content

    image = opened(kept)
    assert not image.getexif()
    assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", pictures.MAKER.encode(), b"at my door", b"xmpmeta", b"GPS"):
        assert trace not in kept


def test_a_photo_taken_sideways_stands_upright() -> None:
    upright, sideways = seen(telling_photo()), seen(telling_photo(orientation=6))

    assert (upright.width, upright.height) == (320, 240)
    assert (sideways.width, sideways.height) == (240, 320)
    assert opened(sideways.content).size == (240, 320)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("PNG", mode) for mode in ("RGB", "RGBA", "P", "L", "LA", "1", "I;16")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
        ("GIF", "P"),
    ],
)
def test_every_usual_kind_of_picture_becomes_a_plain_photo(form: str, mode: str) -> None:
    image = scene(mode="L" if mode == "I;16" else mode).convert(mode)

    found = seen(written(image, form), "document")

    assert (found.kind, found.mime) == ("photo", "image/jpeg")
    kept = opened(found.content)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (320, 240))


def test_what_can_be_seen_through_lies_on_white() -> None:
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))

    assert opened(seen(written(glass, "PNG")).content).getpixel((20, 20)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_is_kept() -> None:
    first, second = Image.new("RGB", (40, 40), "red"), Image.new("RGB", (40, 40), "blue")
    moving = written(first, "GIF", save_all=True, append_images=[second])

    pixel = opened(seen(moving, "document").content).getpixel((20, 20))

    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > 50 > pixel[2]


def test_a_picture_larger_than_needed_is_made_smaller_and_one_dot_stays_a_dot() -> None:
    large, dot = seen(written(scene(4000, 1000))), seen(written(scene(1, 1), "PNG"))

    assert (large.width, large.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)
    assert (dot.width, dot.height) == (1, 1)


def distance(one: str | None, other: str | None) -> int:
    assert one is not None
    assert other is not None
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_pictures_that_look_alike_have_nearly_the_same_likeness() -> None:
    likeness = seen(written(scene())).likeness
    alike = [
        seen(written(scene(), quality=30)).likeness,
        seen(written(scene(640, 480), "PNG")).likeness,
        seen(written(scene().point(lambda light: min(255, light + 20)))).likeness,
    ]
    other = likeness_of(scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT))

    assert likeness is not None
    assert len(likeness) == 16
    assert likeness == seen(written(scene())).likeness
    assert max(distance(likeness, one) for one in alike) <= 6
    assert distance(likeness, other) > 16


def test_a_film_no_longer_says_where_it_was_made_and_is_otherwise_the_same() -> None:
    given = telling_video()

    kept = seen(given, "document")

    assert (kept.kind, kept.mime, kept.likeness) == ("video", "video/mp4", None)
    assert len(kept.content) == len(given)
    for trace in (b"39.9", b"udta", b"meta", b"uuid"):
        assert trace in given
        assert trace not in kept.content
    assert kept.content.count(b"film") == 9
    assert seen(kept.content, "video").content == kept.content


def test_a_kind_counts_as_what_it_is_not_as_what_it_is_called() -> None:
    photo, video, voice = written(scene()), telling_video(), sample("voice").content

    assert seen(video, "video").kind == "video"
    assert seen(voice, "voice").kind == "voice"
    assert seen(sample("video").content, "document").kind == "video"
    for content, given_as in ((photo, "voice"), (video, "photo"), (voice, "document")):
        assert examine(content, given_as) == UNREADABLE


# The process


def test_the_process_answers_file_after_file() -> None:
    photo = telling_photo()
    asked = io.BytesIO(
        b'{"size": %d, "given_as": "photo"}\n%s{"size": 3, "given_as": "photo"}\nabc'
        % (len(photo), photo)
    )
    answers = io.BytesIO()

    serve(asked, answers)

    ready, found, *rest = answers.getvalue().split(b"\n", 2)
    assert ready == b'{"ready": true}'
    assert b'"kind": "photo"' in found
    assert rest[0].endswith(b'{"refusal": "unreadable"}\n')


async def test_a_file_is_looked_at_elsewhere() -> None:
    checker = Checker()
    try:
        found = await checker.check(telling_photo(), "photo")
        refused = await checker.check(PAGE, "photo")
    finally:
        checker.close()

    assert isinstance(found, Found)
    assert found.content == seen(telling_photo()).content
    assert refused == UNREADABLE
    with pytest.raises(CannotLook):
        await checker.check(PAGE, "photo")


THE_PROGRAM = Path(PROGRAM[-1]).read_bytes()
READY = "print('{}', flush=True); import sys, time; "


@pytest.mark.parametrize(
    "deed",
    [
        "sys.stdin.buffer.readline(); sys.exit(3)",
        "sys.stdin.buffer.readline(); print('nonsense', flush=True)",
        "sys.stdin.buffer.readline(); time.sleep(60)",
    ],
    ids=["crashes", "is taken over", "hangs"],
)
async def test_a_file_that_ends_the_process_is_refused_and_the_next_gets_a_new_one(
    deed: str, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(READY + deed, encoding="utf-8")
    checker = Checker((sys.executable, "-I", str(program)), longest_look=0.5)
    try:
        assert await checker.check(telling_photo(), "photo") == UNREADABLE
        program.write_bytes(THE_PROGRAM)
        assert isinstance(await checker.check(telling_photo(), "photo"), Found)
    finally:
        checker.close()


@pytest.mark.parametrize("deed", ["import nowhere", "import time; time.sleep(60)"])
async def test_a_process_that_does_not_begin_is_no_fault_of_the_file(deed: str) -> None:
    checker = Checker((sys.executable, "-I", "-c", deed), longest_look=0.5)

    with pytest.raises(CannotLook):
        await checker.check(telling_photo(), "photo")

    checker.close()


# The folder


def test_a_copy_lies_by_its_hash_for_us_alone_and_twice_is_once(tmp_path: Path) -> None:
    copies = Copies(tmp_path / "deep" / "media")
    copies.prepare()

    mark = copies.keep(b"picture", "image/jpeg")
    again = copies.keep(b"picture", "image/jpeg")

    [file] = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert mark == again
    assert file == tmp_path / "deep" / "media" / mark[:2] / f"{mark[2:]}.jpg"
    assert file.read_bytes() == b"picture"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.parent.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_sudden_end_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".new-abc").write_bytes(b"half")

    Copies(tmp_path).prepare()

    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_is_told_by_its_key(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OperatorError, match=r"^media\.dir: .*file/media"):
        Copies(tmp_path / "file" / "media").prepare()


async def test_only_what_has_no_name_is_read_and_what_is_gone_is_left_out(tmp_path: Path) -> None:
    copies = Copies(tmp_path)
    name = copies.keep(b"picture", "image/jpeg")
    stored = f"{name[:2]}/{name[2:]}.jpg"
    named, nameless = Media("photo", "P", stored, 1), Media("photo", "", stored, 2)
    gone = Media("photo", "", "ab/cdef.jpg", 3)

    media = await copies.complete([named, nameless, gone])

    assert [(one.picture, one.content) for one in media] == [(1, b""), (2, b"picture")]
    assert [one.content for one in await copies.unfold(media)] == [b"picture", b"picture"]
