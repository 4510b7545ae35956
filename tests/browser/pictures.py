"""Screenshots for the manual: PNG files of 256 colours, small enough to keep in the tree."""

import base64
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext

PALETTE = Path(__file__).with_name("palette.js").read_text(encoding="utf-8")
LEAST = 5_000
"""A picture of something is never this small; an empty page is."""
LARGEST = 300_000


@dataclass(frozen=True)
class Pictures:
    folder: Path

    async def keep(self, name: str, raw: bytes, context: BrowserContext) -> None:
        small = await fewer_colours(raw, context)
        assert LEAST < len(small) < LARGEST, f"{name}: {len(small)} bytes"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.png").write_bytes(small)


async def fewer_colours(raw: bytes, context: BrowserContext) -> bytes:
    """The same picture with a palette. The browser reads PNG anyway, so we only write it."""
    desk = await context.new_page()
    found = await desk.evaluate(PALETTE, base64.b64encode(raw).decode())
    await desk.close()
    width, height = int(found["width"]), int(found["height"])
    pixels = base64.b64decode(found["pixels"])
    lines = b"".join(
        b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", header),
            (b"PLTE", base64.b64decode(found["palette"])),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )
