"""The key of voucher codes: made once, for us alone, and never made anew in place of a bad one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.keys import open_codes


def test_a_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "linlian.key"

    codes = open_codes(path)

    assert open_codes(path) == codes
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert open_codes(tmp_path / "another.key") != codes


def test_those_who_start_at_once_share_one(tmp_path: Path) -> None:
    path = tmp_path / "linlian.key"
    with ThreadPoolExecutor(8) as starting:
        found = list(starting.map(open_codes, [path] * 8))

    assert all(one == found[0] for one in found)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64, b"g" * 64, b"0" * 63])
def test_a_file_that_is_no_key_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "linlian.key"
    path.write_bytes(content)

    with pytest.raises(OperatorError, match=r"^keys\.file: .*not a key of ours"):
        open_codes(path)

    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OperatorError, match=r"^keys\.file: "):
        open_codes(tmp_path / "file" / "linlian.key")
