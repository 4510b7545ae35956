"""签到 and 签退 as they are seen: the code on the leader's screen, and what a scan is answered."""

from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card, Drawing, Media, Press, Reader, bold, plain
from cards.length import shorten
from cards.times import say_time
from domain.activities import Activity, Seat
from domain.check_in import Turn, code_at, start_of

TITLE_WORDS = 40


@dataclass(frozen=True)
class Presence:
    """``came`` of those who are ``going`` have been there."""

    came: int
    going: int


def title_of(activity: Activity) -> str:
    return shorten(activity.title, TITLE_WORDS)


def code_card(activity: Activity, presence: Presence, to: Reader) -> Card:
    """The code of this minute as a picture and as a number, and who came so far. Nothing on it
    names anybody: it is held out to whoever comes.
    """
    code = code_at(activity.secret, activity.id, to.now)
    lines = (
        bold(to.say("checkin.code", title=title_of(activity))),
        *plain(
            to.say("checkin.code_number", number=f"{code.number[:3]} {code.number[3:]}"),
            to.say("checkin.code_how"),
            to.say("checkin.came", came=presence.came, going=presence.going),
        ),
    )
    picture = Media(
        "photo",
        drawing=Drawing("qr", {"start": start_of(activity.id, code.link)}, "check-in.png"),
    )
    hide = Button(to.say("attendance.button.hide"), Press("checkin.hide", activity.id))
    return Card(lines, ((hide,),), (picture,))


def turn_card(activity: Activity, seat: Seat | None, what: str, to: Reader) -> Card:
    """What a good code has done, or asks."""
    title = title_of(activity)
    came, left = (
        _at(seat.checked_in_at if seat else None, to),
        _at(seat.checked_out_at if seat else None, to),
    )
    if what == Turn.ALREADY_OUT:
        return Card(plain(to.say("checkin.out", title=title, came=came, left=left)))
    if what == Turn.OUT and seat is not None:
        press = Press("checkin.out", activity.id, seat.version)
        leave = Button(to.say("attendance.button.leave"), press)
        return Card(plain(to.say("checkin.leave", title=title, came=came)), ((leave,),))
    key = "checkin.in" if what == Turn.IN else "checkin.in_already"
    return Card(plain(to.say(key, title=title, came=came)))


def join_card(activity: Activity, link: str, to: Reader) -> Card:
    """Somebody without a place, where there is one: the button is good as long as the code is."""
    press = Press("checkin.join", activity.id, arg=link)
    join = Button(to.say("attendance.button.join"), press)
    return Card(plain(to.say("checkin.join", title=title_of(activity))), ((join,),))


def _at(moment: datetime | None, to: Reader) -> str:
    return say_time(moment, to) if moment else "—"
