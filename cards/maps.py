"""Links to a map that people here can open."""

from cards.card import Reader, Span
from domain.media import Point


def map_link(point: Point, to: Reader) -> Span:
    """The map's own page takes WGS-84 when told so, and puts its pin where the phone stood."""
    url = (
        f"https://uri.amap.com/marker?position={point.longitude:.6f},{point.latitude:.6f}"
        "&coordinate=wgs84"
    )
    return Span(to.say("case.map"), url=url)
