"""Bytes become the photo, video, voice, document or sticker part of a message."""

from typing import Any

from sandbox.files import FileStore, Upload

PHOTO_SIZES = (("s", 90), ("m", 320), ("x", 1280))
USUAL_PHOTO = (1280, 960)
MOVING = {"duration": 3, "width": 1280, "height": 720}


def describe(files: FileStore, kind: str, upload: Upload) -> dict[str, Any]:
    """The message field for this file, under its kind."""
    if kind == "photo":
        return {"photo": _photo(files, upload)}
    stored = files.add(kind, upload)
    about: dict[str, Any] = {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
    }
    if kind == "sticker":
        about |= {"type": "regular", "width": 512, "height": 512, "emoji": "🙂"}
        return {kind: about | {"is_animated": False, "is_video": False}}
    if kind == "video_note":
        return {kind: about | {"length": 240, "duration": 3}}
    about["mime_type"] = stored.mime
    if stored.name and kind != "voice":
        about["file_name"] = stored.name
    if kind == "document":
        return {kind: about}
    if kind == "animation":  # and for bots that know none, as the document it also is
        return {kind: about | MOVING, "document": about}
    return {kind: about | (MOVING if kind == "video" else {"duration": MOVING["duration"]})}


def _photo(files: FileStore, upload: Upload) -> list[dict[str, Any]]:
    """Several sizes, small to large, as Telegram lists them; the bytes behind all are the same."""
    width, height = image_size(upload.content) or USUAL_PHOTO
    sizes: list[dict[str, Any]] = []
    for letter, longest in PHOTO_SIZES:
        shrink = min(1.0, longest / max(width, height))
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        if sizes and size == (sizes[-1]["width"], sizes[-1]["height"]):
            break
        stored = files.add("photo", Upload(upload.content, mime=upload.mime), variant=letter)
        sizes.append(
            {
                "file_id": stored.file_id,
                "file_unique_id": stored.unique_id,
                "file_size": len(upload.content),
                "width": size[0],
                "height": size[1],
            }
        )
    return sizes


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from a PNG or JPEG header, or ``None`` if it is neither."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        return _known(int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    return None


def is_image(content: bytes) -> bool:
    if image_size(content):
        return True
    return content[:6] in (b"GIF87a", b"GIF89a") or content[8:12] == b"WEBP"


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(content[at + 5 : at + 7])
            return _known(int.from_bytes(content[at + 7 : at + 9]), height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _known(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width and height else None
