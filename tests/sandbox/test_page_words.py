"""The page is Chinese: whatever a person is refused has its sentence there."""

import re
from pathlib import Path

from sandbox.refusals import REASONS

TABLE = Path("sandbox/static/refusals.js")
A_ROW = re.compile(r'^  (\w+): "([^"]+)",$', re.MULTILINE)
A_NAME = re.compile(r"\{(\w+)\}")
NEVER_ASKED = {
    "no_deed",
    "no_settings",
    "no_setting",
    "bad_jump",
    "refused",
    "senseless",
    "no_menu",
    "no_number",
    "no_json",
}
"""What the page does not ask for: should it all the same, it says that this cannot be done now."""


def test_every_refusal_is_said_in_chinese() -> None:
    root = Path(__file__).parents[2]
    said = dict(A_ROW.findall((root / TABLE).read_text(encoding="utf-8")))

    assert said.keys() == REASONS.keys() - NEVER_ASKED
    for code, words in said.items():
        assert set(A_NAME.findall(words)) <= set(A_NAME.findall(REASONS[code])), code
