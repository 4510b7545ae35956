"""The key of voucher codes: a file beside the data, made at the first start.

Who has a copy of the database alone can tell no code; so the key is never kept in it, and both are
backed up, in different places if possible.
"""

import contextlib
import os
import re
import secrets
import tempfile
from pathlib import Path

import structlog

from bot.errors import OperatorError
from domain.voucher_codes import Codes

KEY_BYTES = 32

log = structlog.get_logger("keys")


def open_codes(path: Path) -> Codes:
    """The codes that this key makes; where there is no file yet, a key is made.

    Raises ``OperatorError`` naming ``keys.file`` for a file that cannot be read or is none of ours.
    """
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is not a key of ours"
        raise OperatorError(f"keys.file: {path}: {why}") from None
    if not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", text):
        raise OperatorError(f"keys.file: {path}: this is not a key of ours; put the backup back")
    return Codes(bytes.fromhex(text))


def _make(path: Path) -> None:
    """Whole or not at all; of two programs that start at once, one makes it and both use it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".new-key-")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(KEY_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
            log.info("a key for voucher codes was made; back it up", file=str(path))
    finally:
        Path(unfinished).unlink()
