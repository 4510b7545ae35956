"""Uploaded bytes and the names Telegram gives them.

Ids are made from the content, so that sending the same bytes, or an old id, gives the same id.
"""

import base64
import hashlib
import mimetypes
from dataclasses import dataclass

_ID_PREFIX = {
    "photo": "AgACAgUAAxkB",
    "video": "BAACAgUAAxkB",
    "voice": "AwACAgUAAxkB",
    "document": "BQACAgUAAxkB",
    "sticker": "CAACAgUAAxkB",
    "animation": "CgACAgUAAxkB",
    "audio": "CQACAgUAAxkB",
    "video_note": "DQACAgUAAxkB",
}
_FOLDER = {
    "photo": "photos",
    "video": "videos",
    "voice": "voice",
    "document": "documents",
    "sticker": "stickers",
    "animation": "animations",
    "audio": "music",
    "video_note": "video_notes",
}
_MIME = {
    "photo": "image/jpeg",
    "video": "video/mp4",
    "voice": "audio/ogg",
    "document": "application/octet-stream",
    "sticker": "image/webp",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
    "video_note": "video/mp4",
}
_SUFFIX = {
    "photo": ".jpg",
    "video": ".mp4",
    "voice": ".oga",
    "document": "",
    "sticker": ".webp",
    "animation": ".mp4",
    "audio": ".mp3",
    "video_note": ".mp4",
}


@dataclass(frozen=True)
class Upload:
    content: bytes
    name: str = ""
    mime: str = ""


@dataclass(frozen=True)
class StoredFile:
    kind: str
    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes


class FileStore:
    """All files of one bot; ``owner`` makes its ids worthless to another bot."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload, variant: str = "") -> StoredFile:
        mark = hashlib.sha256(upload.content).hexdigest()
        unique_id = "AQAD" + _digest(kind, variant, mark)[:12]
        file_id = _ID_PREFIX[kind] + _digest(self._owner, kind, variant, mark, upload.name)
        if file_id in self._by_id:
            return self._by_id[file_id]
        mime = _mime(kind, upload)
        suffix = _SUFFIX[kind] or mimetypes.guess_extension(mime) or ""
        path = f"{_FOLDER[kind]}/file_{len(self._by_id)}{suffix}"
        stored = StoredFile(kind, file_id, unique_id, path, upload.name, mime, upload.content)
        self._by_id[file_id] = stored
        self._by_path[path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def _mime(kind: str, upload: Upload) -> str:
    """The name tells more than the sender, who often says no more than "bytes"."""
    usual = _MIME[kind]
    for mime in (mimetypes.guess_type(upload.name)[0], upload.mime.partition(";")[0].strip()):
        if mime and (kind == "document" or mime.startswith(usual.partition("/")[0])):
            return mime
    return usual


def _digest(*parts: str) -> str:
    mark = hashlib.sha256("\0".join(parts).encode()).digest()
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")
