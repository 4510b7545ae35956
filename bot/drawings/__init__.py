"""What is drawn from facts: codes, certificates, pictures of figures. Pure: facts in, bytes out."""

from collections.abc import Callable

from domain.answers import Json

Draw = Callable[[dict[str, Json]], bytes]


def draw(kind: str, facts: dict[str, Json]) -> bytes:
    """The bytes of a PNG or PDF; the code of each kind is loaded when it is first asked for."""
    return _painter(kind)(facts)


def _painter(kind: str) -> Draw:
    if kind == "qr":
        from bot.drawings.qr import draw_qr

        return draw_qr
    if kind == "certificate":
        from bot.drawings.certificate import draw_certificate

        return draw_certificate
    if kind == "minutes":
        from bot.drawings.minutes import draw_minutes

        return draw_minutes
    if kind == "calendar":
        from bot.drawings.calendar import draw_calendar

        return draw_calendar
    if kind == "ranking":
        from bot.drawings.ranking import draw_ranking

        return draw_ranking
    if kind == "stats":
        from bot.drawings.stats import draw_stats

        return draw_stats
    if kind == "export":
        from bot.drawings.export import draw_export

        return draw_export
    raise ValueError(f"no drawing of this kind: {kind}")
