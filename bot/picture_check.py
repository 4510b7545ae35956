"""Looks at one file that somebody sent: what it is by its content, and what is kept of it.

Whoever wants to break in does it here, where bytes of strangers are decoded. So this one file runs
as a process of its own (``bot/side_process.py``): it imports nothing of ours, gets nothing of our
environment, may use little memory, and is ended when it takes too long.

A picture is decoded and written anew as a plain JPEG: upright, not larger than needed, with nothing
in it but the picture. Videos and voice notes stay as they are, but that the places and the makers
named in a video are blotted out.
"""

import contextlib
import io
import json
import os
import resource
import signal
import struct
import sys
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

MOST_PIXELS = 80_000_000
"""More than any telephone takes (8160 × 6144 is usual), and 320 MB once it is unpacked."""
LONGEST_SIDE = 2560
QUALITY = 85
MOST_MEMORY = 1 << 30
LONGEST_LOOK = 30
"""Seconds after which a look ends itself, should nobody be there any more to end it."""

UNREADABLE, HEIC, TOO_MANY_PIXELS = "unreadable", "heic", "too_many_pixels"

MAY_BE = {
    "photo": {"photo"},
    "video": {"video"},
    "voice": {"voice"},
    "document": {"photo", "video"},
}
"""What may come under which name: a document only if it is really a picture or a video."""

_APPLES = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_STILLS = {*_APPLES, b"avif", b"avis"}
_BEGINNINGS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
_TELLING = {b"udta", b"meta", b"uuid"}
"""The boxes of a video that say where, when and with what it was made."""
_MOST_BOXES = 10_000


@dataclass(frozen=True)
class Found:
    """What a file is, with the bytes to keep."""

    kind: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0
    likeness: str | None = None


class _Refused(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason


def examine(content: bytes, given_as: str) -> Found | str:
    """What a file is, or the reason why it is not taken; never an exception."""
    try:
        found = _found(content)
    except _Refused as refusal:
        return refusal.reason
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MANY_PIXELS
    except Exception:  # a decoder that is fed what was made to break it raises what it likes
        return UNREADABLE
    return found if found.kind in MAY_BE.get(given_as, set()) else UNREADABLE


def _found(content: bytes) -> Found:
    form = _picture_form(content)
    if form is not None:
        return _picture(content, form)
    if content[:4] == b"OggS":
        _check_voice(content)
        return Found("voice", "audio/ogg", content)
    if content[4:8] in _BEGINNINGS:
        return _video(content)
    raise _Refused(UNREADABLE)


# Pictures


def _picture_form(content: bytes) -> str | None:
    """Told by the first bytes alone, never by a name; nothing else is handed to a decoder."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def _picture(content: bytes, form: str) -> Found:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd in a file nobody needs to hear
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            plain = _plain(image)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return Found(
        "photo", "image/jpeg", written.getvalue(), plain.width, plain.height, likeness_of(plain)
    )


def _plain(image: Image.Image) -> Image.Image:
    """Upright, opaque, of a size that shows all there is to see; the first picture of several."""
    if image.width * image.height > MOST_PIXELS:
        raise _Refused(TOO_MANY_PIXELS)
    whole = image if image.mode != "P" else image.convert("RGBA")
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(whole)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.new("RGBA", layer.size, "white")
        upright.alpha_composite(layer)
    plain = upright.convert("RGB")
    plain.info = {}  # a comment found here would be written again
    return plain


def likeness_of(image: Image.Image) -> str:
    """64 bits that stay nearly the same when a picture is scaled, pressed or lit otherwise: whether
    each of 8 × 8 spots is brighter than its right neighbour (a difference hash).
    """
    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = grey[row * 9 + column], grey[row * 9 + column + 1]
            bits = bits << 1 | (left > right)
    return f"{bits:016x}"


# Voice notes and videos


def _check_voice(content: bytes) -> None:
    """Pages of Ogg with sound in them, from the first byte to the last."""
    if b"OpusHead" not in content[:128] and b"\x01vorbis" not in content[:128]:
        raise _Refused(UNREADABLE)
    at = 0
    while at < len(content):
        segments = content[at + 27 : at + 27 + content[at + 26]]
        if content[at : at + 4] != b"OggS" or len(segments) < content[at + 26]:
            raise _Refused(UNREADABLE)
        at += 27 + len(segments) + sum(segments)
    if at != len(content):
        raise _Refused(UNREADABLE)


def _video(content: bytes) -> Found:
    """Boxes from the first byte to the last, one of them the film's index."""
    brand = content[8:12] if content[4:8] == b"ftyp" else b""
    if brand in _STILLS:
        raise _Refused(HEIC if brand in _APPLES else UNREADABLE)
    blotted = bytearray(content)
    has_index = False
    for kind, begins, body, ends in _boxes(content, 0, len(content)):
        has_index = has_index or kind == b"moov"
        _blot(blotted, content, kind, begins, body, ends)
    if not has_index:
        raise _Refused(UNREADABLE)
    mime = "video/quicktime" if brand in (b"qt  ", b"") else "video/mp4"
    return Found("video", mime, bytes(blotted))


def _blot(
    blotted: bytearray, content: bytes, kind: bytes, begins: int, body: int, ends: int
) -> None:
    """Turn what tells too much into empty space of the same length, down to each track."""
    if kind in _TELLING:
        name = begins + 4
        blotted[name : name + 4] = b"free"
        blotted[body:ends] = bytes(ends - body)
    elif kind in (b"moov", b"trak"):
        for inner in _boxes(content, body, ends):
            _blot(blotted, content, *inner)


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """The boxes that follow one another: kind, where each begins, its body and its end."""
    for _ in range(_MOST_BOXES):
        if at == end:
            return
        if end - at < 8:
            break
        size, kind = struct.unpack_from(">I4s", content, at)
        body = at + 8
        if size == 1 and end - at >= 16:
            [size] = struct.unpack_from(">Q", content, body)
            body += 8
        ends = at + size if size else end
        if not body <= ends <= end:
            break
        yield kind, at, body, ends
        at = ends
    raise _Refused(UNREADABLE)


# The process


def _confine() -> None:
    """Whatever a file makes this process do: no file written, no memory eaten, others first; and
    should the machine run out of memory, this process is the one to be ended, not the bot.
    """
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(limit, (most, most))
    os.nice(5)
    # Only the end of our input ends us: a signal for the bot must not look like a hostile file.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Say that all is loaded; then for each file that is handed in, say what it is."""
    _say(answers, {"ready": True})
    while line := asked.readline():
        question = json.loads(line)
        content = asked.read(question["size"])
        signal.alarm(LONGEST_LOOK)
        found = examine(content, question["given_as"])
        signal.alarm(0)
        if isinstance(found, str):
            _say(answers, {"refusal": found})
        else:
            about = asdict(found) | {"content": None, "size": len(found.content)}
            _say(answers, about, found.content)


def _say(answers: BinaryIO, about: dict[str, object], content: bytes = b"") -> None:
    answers.write(json.dumps(about).encode() + b"\n" + content)
    answers.flush()


if __name__ == "__main__":
    _confine()
    serve(sys.stdin.buffer, sys.stdout.buffer)
