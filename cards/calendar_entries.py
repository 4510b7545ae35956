"""An entry for a telephone's calendar, of whatever people come together for."""

from datetime import datetime

from cards.card import Drawing, Media, Reader


def calendar_entry(
    uid: str,
    to: Reader,
    *,
    sequence: int,
    is_off: bool,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    file_name: str,
) -> Media:
    """An .ics file that every telephone's calendar opens; the same ``uid`` changes, or goes."""
    facts = {
        "uid": uid,
        "sequence": sequence,
        "is_off": is_off,
        "title": title,
        "place": place,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "stamp": to.now.replace(microsecond=0).isoformat(),
    }
    return Media("document", drawing=Drawing("calendar", facts, file_name))
