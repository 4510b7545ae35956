"""An entry for a telephone's calendar: an .ics file (RFC 5545)."""

from datetime import datetime

from icalendar import Calendar, Event

from domain.answers import Json


def draw_calendar(facts: dict[str, Json]) -> bytes:
    """``uid`` stays the same for an entry that is changed, and ``sequence`` grows: by these two a
    calendar takes it for the one it has. ``is_off`` takes it away.
    """
    event = Event()
    event.add("uid", f"{facts['uid']}@linlian")
    event.add("sequence", facts["sequence"])
    event.add("dtstamp", datetime.fromisoformat(facts["stamp"]))
    event.add("dtstart", datetime.fromisoformat(facts["starts_at"]))
    event.add("dtend", datetime.fromisoformat(facts["ends_at"]))
    event.add("summary", facts["title"])
    if facts["place"]:
        event.add("location", facts["place"])
    event.add("status", "CANCELLED" if facts["is_off"] else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Linlian//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if facts["is_off"] else "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
