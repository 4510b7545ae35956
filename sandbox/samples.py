"""Something to send for who has no file at hand."""

import base64
from pathlib import Path

from sandbox.files import Upload

FOLDER = Path(__file__).parent / "static" / "samples"
_NAMES = {
    "photo": "photo.jpg",
    "video": "video.mp4",
    "animation": "video.mp4",
    "video_note": "video.mp4",
    "voice": "voice.ogg",
    "audio": "voice.ogg",
}

# A grey dot, the smallest JPEG that every browser shows.
_DOT = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////"
    "////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAA"
    "AAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)


def sample(kind: str) -> Upload:
    name = _NAMES.get(kind)
    if name and (FOLDER / name).is_file():
        return Upload((FOLDER / name).read_bytes(), name)
    if kind == "document":
        return Upload("样本文件\n".encode(), "sample.txt", "text/plain")
    return Upload(_DOT, name or "")
