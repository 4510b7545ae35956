"""The .ics file: one entry that changes and goes, in every calendar's words."""

from bot.drawings import draw

FACTS = {
    "uid": "activity-7",
    "sequence": 0,
    "is_off": False,
    "title": "小区清洁；捡垃圾" * 8,
    "place": "东门",
    "starts_at": "2026-11-28T01:00:00+00:00",
    "ends_at": "2026-11-28T03:00:00+00:00",
    "stamp": "2026-11-25T02:00:00+00:00",
}


def lines_of(written: bytes) -> list[str]:
    """The file's lines, the folded ones whole again."""
    return written.replace(b"\r\n ", b"").decode().split("\r\n")


def test_an_entry_says_when_and_where() -> None:
    written = draw("calendar", FACTS)

    assert {
        "METHOD:PUBLISH",
        "UID:activity-7@linlian",
        "SEQUENCE:0",
        "DTSTAMP:20261125T020000Z",
        "DTSTART:20261128T010000Z",
        "DTEND:20261128T030000Z",
        f"SUMMARY:{FACTS['title']}",
        "LOCATION:东门",
        "STATUS:CONFIRMED",
    } <= set(lines_of(written))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


def test_what_is_called_off_is_the_same_entry_taken_away() -> None:
    lines = lines_of(draw("calendar", {**FACTS, "sequence": 2, "is_off": True, "place": ""}))

    assert {"METHOD:CANCEL", "UID:activity-7@linlian", "SEQUENCE:2", "STATUS:CANCELLED"} <= set(
        lines
    )
    assert not [one for one in lines if one.startswith("LOCATION")]
