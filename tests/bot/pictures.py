"""Pictures and what only pretends to be one, made in code."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageDraw

GPS = {1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 29.0)}
MAKER = "Chaoyang Phone 9"


def scene(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """A wall, a window and a lamp: something whose left is not its right."""
    image = Image.new("RGB", (width, height), (90, 120, 160))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height // 2, width, height), fill=(70, 60, 50))
    draw.rectangle((width // 8, height // 8, width // 3, height // 2), fill=(240, 230, 180))
    draw.ellipse((width // 2, height // 4, width, height), fill=(200, 40, 40))
    return image.convert(mode)


def written(image: Image.Image, form: str = "JPEG", **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **more)
    return file.getvalue()


def telling_photo(orientation: int = 1) -> bytes:
    """A JPEG as a phone writes it, with the place, the maker, a comment and what XMP tells."""
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(GPS)
    return written(
        scene(), exif=exif, comment=b"at my door", xmp=b"<x:xmpmeta>owner</x:xmpmeta>", quality=92
    )


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A few kilobytes that would be gigabytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def gif_bomb() -> bytes:
    """A GIF whose screen is said to be as large as a GIF's may be."""
    small = bytearray(written(scene(16, 16), "GIF"))
    small[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(small)


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("photo.jpg", bytes(100_000))
    return file.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def telling_video() -> bytes:
    """A film that says where it was made, in each of the places where films say so."""
    track = box(b"trak", box(b"tkhd", bytes(84)) + box(b"udta", b"+39.9074+116.3914/"))
    index = box(b"moov", box(b"mvhd", bytes(100)) + track + box(b"meta", b"ISO6709 +39.9+116.3"))
    brand = box(b"ftyp", b"isom\0\0\2\0isommp42")
    return brand + index + box(b"uuid", b"<x:xmpmeta>+39.9") + box(b"mdat", b"film" * 9)
