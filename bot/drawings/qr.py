"""A code for a telephone to read, large enough from another's screen."""

import io

import segno

from domain.answers import Json

DOTS = 10
"""Each dot's width: a usual link becomes some 370 pixels, which a chat shows unspoilt."""
QUIET_DOTS = 4
"""White around it, without which telephones do not find it; as the standard asks."""


def draw_qr(facts: dict[str, Json]) -> bytes:
    """``link`` or else ``text`` as a PNG."""
    code = segno.make_qr(facts.get("link") or facts["text"], error="m")
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=DOTS, border=QUIET_DOTS)
    return picture.getvalue()
