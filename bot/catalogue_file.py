"""A catalogue of categories 类别 that an operator wrote, as it lies on the disk."""

import re
import tomllib
from pathlib import Path
from typing import Final

from domain.catalogue import parse_catalogue
from domain.categories import Starter

LARGEST_FILE: Final = 256 * 1024


def read_catalogue_file(path: Path) -> tuple[Starter, ...]:
    """Raises ``ValueError`` with one line that says what is wrong in it."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ValueError(f"the file cannot be read ({error.strerror})") from None
    except ValueError:
        raise ValueError("this is not a file name") from None
    if len(raw) > LARGEST_FILE:
        raise ValueError(f"the file is larger than {LARGEST_FILE // 1024} KB")
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("the file is not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        raise ValueError(f"line {place[1] if place else 1} is not valid TOML") from None
    return parse_catalogue(table)
