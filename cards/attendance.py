"""The leader's cards: 签到名单 while an activity is on, 核对名单 once it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.check_in import Presence, title_of
from cards.length import shorten
from cards.times import say_time
from domain.activities import Activity, ActivityState, Seat
from domain.check_in import MOST_OVER, Result, asks_where, minutes_of
from domain.hours import say_hours

NAMES_ON_A_PAGE = 10
LISTED_ON_A_PAGE = 8
NAME_WORDS = 12
HERE = "✓ "
"""Before the name of whoever is there: it is a list to tick off."""


@dataclass(frozen=True)
class Roll:
    """Who goes, in the order in which they joined; what they are called; how often each stayed
    away of late.
    """

    seats: Sequence[Seat]
    names: Mapping[int, str]
    no_shows: Mapping[int, int]

    def name(self, seat: Seat) -> str:
        return shorten(self.names.get(seat.person_id, "?"), NAME_WORDS)

    @property
    def presence(self) -> Presence:
        return Presence(sum(one.checked_in_at is not None for one in self.seats), len(self.seats))


def leaders_card(
    activity: Activity, roll: Roll, to: Reader, *, view: str, page: int, is_counted: bool
) -> Card:
    """What whoever leads has in hand: the code, and names to tick. ``is_counted``: they have a
    seat themselves.
    """
    lines = [bold(title_of(activity)), *plain(_when(activity, to))]
    if activity.state is not ActivityState.PLANNED:
        return Card((*lines, *plain(to.say(f"attendance.state.{activity.state.value}"))))
    came, going = roll.presence.came, roll.presence.going
    lines += plain(to.say("checkin.came", came=came, going=going))
    if view == "home":
        lines += plain(to.say("attendance.home_hint"))
        if asks_where(activity):
            lines += plain(to.say("attendance.near_only", metres=activity.radius_m))
        return Card(tuple(lines), _home_rows(activity, to, is_counted=is_counted))
    lines += plain(to.say(f"attendance.press_{view}"))
    shown = roll.seats if view == "in" else [one for one in roll.seats if one.checked_in_at]
    lines += _missed_before(roll, to) if view == "in" else ()
    names = [_tick(one, roll, view) for one in _page(shown, page, NAMES_ON_A_PAGE)]
    turns = _turns(len(shown), page, NAMES_ON_A_PAGE, to, view=("attend.view", activity.id, view))
    home = Button(to.say("attendance.button.back"), Press("attend.view", activity.id, arg="home"))
    return Card(tuple(lines), (*rows(names, width=2), *turns, (home,)))


def _home_rows(activity: Activity, to: Reader, *, is_counted: bool) -> Rows:
    def button(label: str, press: Press) -> Button:
        return Button(to.say(f"attendance.button.{label}"), press)

    where = button("far" if asks_where(activity) else "near", Press("attend.near", activity.id))
    near = (where,) if activity.point else ()
    me = () if is_counted else (button("me", Press("attend.me", activity.id)),)
    return (
        (button("code", Press("checkin.code", activity.id)), *me),
        (
            button("list_in", Press("attend.view", activity.id, arg="in")),
            button("list_out", Press("attend.view", activity.id, arg="out")),
        ),
        (button("all_out", Press("attend.all_out", activity.id)), *near),
    )


def _tick(seat: Seat, roll: Roll, view: str) -> Button:
    moment = seat.checked_in_at if view == "in" else seat.checked_out_at
    label = f"{HERE if moment else ''}{roll.name(seat)}"
    return Button(label, Press(f"attend.{view}", seat.id, seat.version))


def _missed_before(roll: Roll, to: Reader) -> tuple[Line, ...]:
    """Who stayed away of late, once or more: the leader may give them a ring."""
    found = [
        to.say("attendance.missed_before", who=roll.name(one), count=roll.no_shows[one.person_id])
        for one in roll.seats
        if roll.no_shows.get(one.person_id) and one.checked_in_at is None
    ]
    return plain(*found[:NAMES_ON_A_PAGE])


def confirm_card(activity: Activity, roll: Roll, to: Reader, *, page: int) -> Card:
    """Everybody with times and hours; a press on a name puts one right, 确认名单 all."""
    lines = [bold(to.say("attendance.confirm", title=title_of(activity)))]
    lines += plain(_when(activity, to))
    shown = _page(roll.seats, page, LISTED_ON_A_PAGE)
    lines += plain(*(_listed(one, activity, roll, to) for one in shown))
    turns = _turns(
        len(roll.seats), page, LISTED_ON_A_PAGE, to, view=("attend.page", activity.id, "")
    )
    if activity.state is not ActivityState.ENDED:
        lines += plain(to.say(f"attendance.state.{activity.state.value}"))
        return Card(tuple(lines), turns)
    lines += plain(to.say("attendance.confirm_hint"))
    names = [
        Button(roll.name(one), Press("attend.page", activity.id, page, str(one.id)))
        for one in shown
    ]
    confirm = Button(
        to.say("attendance.button.confirm"),
        Press("attend.confirm", activity.id, activity.version),
    )
    return Card(tuple(lines), (*rows(names, width=2), *turns, (confirm,)))


def one_card(activity: Activity, seat: Seat, roll: Roll, to: Reader, *, page: int) -> Card:
    """One person's time, to be put right."""
    lines = (
        bold(to.say("attendance.confirm", title=title_of(activity))),
        *plain(_listed(seat, activity, roll, to), to.say("attendance.one_hint", most=MOST_OVER)),
    )

    def button(what: str) -> Button:
        press = Press("attend.right", seat.id, seat.version, what)
        return Button(to.say(f"attendance.button.{what}"), press)

    is_there = minutes_of(seat, activity) > 0
    change = (button("less"), button("more")) if is_there else ()
    back = Button(to.say("attendance.button.back"), Press("attend.page", activity.id, page))
    other = button("absent" if is_there else "there")
    return Card(lines, (*((change,) if change else ()), (other, back)))


def own_card(activity: Activity, seat: Seat, who: str, to: Reader) -> Card:
    """For a secretary: whoever confirmed the list was there too."""
    hours = say_hours(minutes_of(seat, activity))
    said = to.say("attendance.own", who=who, title=title_of(activity), hours=hours)
    if seat.result != Result.ASKED:
        return Card(plain(said, to.say("attendance.own_done")))
    confirm = Button(to.say("attendance.button.own"), Press("attend.own", seat.id, seat.version))
    return Card(plain(said, to.say("attendance.own_hint")), ((confirm,),))


def waits_card(activity: Activity, leader: str, to: Reader) -> Card:
    """For a secretary: the leader has not confirmed the list."""
    said = to.say("attendance.waits", title=title_of(activity), who=leader)
    if activity.state is not ActivityState.ENDED:
        return Card(plain(said, to.say("attendance.own_done")))
    look = Button(to.say("attendance.button.look"), Press("attend.open", activity.id))
    return Card(plain(said), ((look,),))


def told_card(
    activity: Activity,
    to: Reader,
    *,
    minutes: int,
    points: int,
    pending: int,
    has_checked_in: bool,
) -> Card:
    """What somebody gets for having been there, in one message; or that they were missed. Who did
    check in must hear that the leader says otherwise, and what they can do.
    """
    title = title_of(activity)
    if not minutes and has_checked_in:
        return Card(plain(to.say("attendance.said_absent", title=title)))
    if not minutes:
        return Card(plain(to.say("attendance.missed", title=title)))
    lines = plain(to.say("attendance.told", title=title, hours=say_hours(minutes)))
    if points:
        lines += plain(to.say("attendance.points", points=points))
    if pending:
        lines += plain(to.say("attendance.pending", points=pending))
    return Card(lines)


def _when(activity: Activity, to: Reader) -> str:
    until = f"{activity.ends_at.astimezone(to.zone):%H:%M}"
    return to.say("attendance.when", start=say_time(activity.starts_at, to), end=until)


def _listed(seat: Seat, activity: Activity, roll: Roll, to: Reader) -> str:
    """One line: who, from when to when, how many hours, and a word where nobody checked out."""
    minutes, who = minutes_of(seat, activity), roll.name(seat)
    if not minutes:
        key = "attendance.listed_own_absent" if seat.minutes == 0 else "attendance.listed_absent"
        return to.say(key, who=who)
    hours = say_hours(minutes)
    if seat.checked_in_at is None:
        return to.say("attendance.listed_seen", who=who, hours=hours)
    came, left = (
        f"{at.astimezone(to.zone):%H:%M}" if at else "—"
        for at in (seat.checked_in_at, seat.checked_out_at)
    )
    line = to.say("attendance.listed", who=who, came=came, left=left, hours=hours)
    return to.say("attendance.flagged", line=line) if seat.is_flagged else line


def _page(shown: Sequence[Seat], page: int, size: int) -> Sequence[Seat]:
    return shown[page * size : (page + 1) * size]


def _turns(count: int, page: int, size: int, to: Reader, *, view: tuple[str, int, str]) -> Rows:
    """上一页 and 下一页, where there are such."""
    verb, subject, arg = view
    before = Button(to.say("page.back"), Press(verb, subject, max(page - 1, 0), arg))
    after = Button(to.say("page.on"), Press(verb, subject, page + 1, arg))
    turns = [*([before] if page else []), *([after] if (page + 1) * size < count else [])]
    return (tuple(turns),) if turns else ()
