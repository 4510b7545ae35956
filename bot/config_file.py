"""A settings file as it lies on the disk: bytes that become a table, or one line that says why not.

What the keys mean is in ``bot/settings.py``.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from bot.errors import SettingsError
from bot.logs import redact

DEFAULT_FILE: Final = Path("config.toml")
LARGEST_FILE: Final = 16 * 1024


def read_table(path: Path | None, file: str) -> dict[str, Any]:
    try:
        with (path or DEFAULT_FILE).open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        if path is None:
            return {}
        raise SettingsError(
            f"{file}: there is no such file; copy config.example.toml to it and fill it in"
        ) from None
    except IsADirectoryError:
        raise SettingsError(
            f"{file}: this is a folder; name a file (for example config.toml)"
        ) from None
    except PermissionError:
        raise SettingsError(
            f"{file}: this user may not read it; change its owner or mode"
            " (for example chmod 600 after chown)"
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise SettingsError(
            f"{file}: cannot be read ({reason or 'not a file name'});"
            " name a file (for example config.toml)"
        ) from None
    return _parsed(raw, file)


def _parsed(raw: bytes, file: str) -> dict[str, Any]:
    if len(raw) > LARGEST_FILE:
        raise SettingsError(
            f"{file}: larger than {LARGEST_FILE // 1024} KB, so it is not a settings file;"
            " start from config.example.toml"
        )
    try:
        if b"\0" in raw:
            raise ValueError  # UTF-16, with or without its mark
        text = raw.decode("utf-8-sig")
    except ValueError:
        raise SettingsError(
            f"{file}: this is not UTF-8 text; save the file as UTF-8 (in the editor: Save as)"
        ) from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error)) if isinstance(error, ValueError) else None
        where = f"line {place[1]}" if place else "the end of the file" if text else "the file"
        raise SettingsError(
            f"{file}: {where} is not valid TOML; write a key, = and a value,"
            ' text in double quotes (for example timezone = "Asia/Shanghai")'
        ) from None


def shown(text: str, most: int) -> str:
    """Text from outside for a terminal: no secret, no control character, not too long."""
    line = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in redact(text[:4096])[:most]
    )
    return line if len(text) <= most else f"{line}..."
