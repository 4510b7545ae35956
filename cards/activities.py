"""Activities 志愿活动 as they are seen: the card in the groups, and one person's own view of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cards.card import Button, Card, Line, Press, Reader, Rows, Span, bold, listed, plain, rows
from cards.length import shorten
from cards.maps import map_link
from cards.services import say_service
from domain.activities import Activity, ActivityState, Seat, SeatState, may_cancel
from domain.activity_repeats import WEEKLY, kind_of
from domain.check_in import LEADER_TOLD_BEFORE
from domain.hours import Service

LIST_TITLE = 20
NAME_WORDS, MOST_NAMES = 12, 60


@dataclass(frozen=True)
class ActivityFacts:
    """``going`` and ``waiting`` are counts, also of each team; ``place_in_queue`` the reader's own,
    ``names`` who goes, for whoever may know; ``is_cover_asked``: others were asked to take the
    reader's place.
    """

    activity: Activity
    leader: str
    going: int = 0
    waiting: int = 0
    teams: Mapping[str, int] = field(default_factory=dict)
    seat: Seat | None = None
    place_in_queue: int = 0
    is_led_by_reader: bool = False
    is_cover_asked: bool = False
    names: tuple[str, ...] = ()


def activity_card(facts: ActivityFacts, to: Reader) -> Card:
    """What everybody may know: names are counts here."""
    activity = facts.activity
    lines = about_lines(facts, to)
    if not is_open(activity, to.now):
        return Card(lines)
    details = Button(to.say("activity.button.details"), start=f"act_{activity.id}")
    leave = Button(to.say("activity.button.leave"), Press("activity.leave", activity.id))
    joins = join_buttons(facts, to)
    if len(joins) == 1:
        return Card(lines, ((*joins, leave, details), *_check_in_row(activity, to)))
    return Card(lines, (*rows(joins, width=2), (leave, details), *_check_in_row(activity, to)))


def _check_in_row(activity: Activity, to: Reader) -> Rows:
    """签到, an hour before the start: whoever leads gets to the code, others to how it is done."""
    if to.now < activity.starts_at - LEADER_TOLD_BEFORE:
        return ()
    return ((Button(to.say("attendance.button.check_in"), Press("checkin.open", activity.id)),),)


def is_open(activity: Activity, now: datetime) -> bool:
    return activity.state is ActivityState.PLANNED and now < activity.ends_at


def about_lines(facts: ActivityFacts, to: Reader) -> tuple[Line, ...]:
    activity = facts.activity
    lines = [bold(_title(activity, to)), *plain(say_when(activity, to))]
    if activity.place:
        lines.append(_place(activity, to))
    if activity.state is ActivityState.CANCELLED:
        return (*lines, *plain(to.say("activity.off_because", reason=activity.words)))
    lines += plain(_places(facts, to))
    if activity.teams:
        counts = (
            to.say("activity.team_count", team=one, count=facts.teams.get(one, 0))
            for one in activity.teams
        )
        lines += plain(to.say("activity.teams", teams=listed(counts, to.say)))
    leader = to.say("activity.leader", who=shorten(facts.leader, LIST_TITLE))
    lines += plain(leader, *_kind(activity, to))
    if is_open(activity, to.now) and to.now < activity.cancel_by:
        until = say_day(activity.cancel_by, to)
        lines += plain(to.say("activity.cancel_by", until=until))
    return tuple(lines)


def _title(activity: Activity, to: Reader) -> str:
    if activity.state is ActivityState.CANCELLED:
        return to.say("activity.head_off", title=activity.title)
    is_over = activity.state is not ActivityState.PLANNED or to.now >= activity.ends_at
    return to.say("activity.head_over" if is_over else "activity.head", title=activity.title)


def say_when(activity: Activity, to: Reader) -> str:
    return say_span(activity.starts_at, activity.ends_at, to)


def say_span(starts_at: datetime, ends_at: datetime, to: Reader) -> str:
    """With its date, for a card stands for days: 11月28日（周六）09:00–11:00."""
    end = ends_at.astimezone(to.zone)
    is_next_day = end.date() > starts_at.astimezone(to.zone).date()
    until = f"{end:%H:%M}"
    if is_next_day:
        until = to.say("activity.next_day", clock=until)
    return to.say("activity.span", begin=say_day(starts_at, to), end=until)


def say_day(at: datetime, to: Reader) -> str:
    local = at.astimezone(to.zone)
    is_this_year = local.year == to.now.astimezone(to.zone).year
    return to.say(
        "activity.day" if is_this_year else "activity.date",
        year=local.year,
        month=local.month,
        day=local.day,
        weekday=to.say("settings.weekdays").split()[local.weekday()],
        clock=f"{local:%H:%M}",
    )


def _place(activity: Activity, to: Reader) -> Line:
    words = Span(to.say("activity.place", place=activity.place))
    return (words, Span(" "), map_link(activity.point, to)) if activity.point else (words,)


def _places(facts: ActivityFacts, to: Reader) -> str:
    counts = {"going": facts.going, "count": facts.activity.capacity, "waiting": facts.waiting}
    if not facts.activity.capacity:
        return to.say("activity.places_any", **counts)
    return to.say("activity.places_waiting" if facts.waiting else "activity.places", **counts)


def _kind(activity: Activity, to: Reader) -> list[str]:
    parts = []
    if activity.service != Service.OTHER:
        parts.append(to.say("activity.kind", service=say_service(activity.service, to)))
    if activity.repeats:
        parts.append(say_repeats(activity.repeats, to))
    return parts


def say_repeats(repeats: str, to: Reader) -> str:
    return to.say("activity.weekly" if kind_of(repeats) == WEEKLY else "activity.monthly")


def join_buttons(facts: ActivityFacts, to: Reader) -> list[Button]:
    """报名(3/10), or one for each team."""
    activity = facts.activity
    if activity.teams:
        return [
            Button(
                f"{to.say('activity.button.join')}{one}({facts.teams.get(one, 0)})",
                Press("activity.join", activity.id, arg=str(number)),
            )
            for number, one in enumerate(activity.teams)
        ]
    return [Button(join_label(facts, to), Press("activity.join", activity.id))]


def join_label(facts: ActivityFacts, to: Reader) -> str:
    activity = facts.activity
    count = f"{activity.taken}/{activity.capacity}" if activity.capacity else f"{activity.taken}"
    return f"{to.say('activity.button.join')}({count})"


def view_card(facts: ActivityFacts, to: Reader) -> Card:
    """详情 in private: all of it, how it stands with the reader, and what they can do."""
    lines = [*about_lines(facts, to)]
    if not is_open(facts.activity, to.now):
        return Card(tuple(lines))
    lines += plain(*_standing(facts, to))
    if facts.names:
        names = listed((shorten(one, NAME_WORDS) for one in facts.names[:MOST_NAMES]), to.say)
        lines += plain(to.say("activity.names", names=names))
    if len(facts.names) > MOST_NAMES:
        lines += plain(to.say("activity.more_names", count=len(facts.names) - MOST_NAMES))
    buttons = _own_buttons(facts, to)
    mine: Rows = rows(buttons, width=2)
    check_in = _check_in_row(facts.activity, to)
    return Card(tuple(lines), (*mine, *check_in, *_leader_rows(facts, to)))


def _standing(facts: ActivityFacts, to: Reader) -> list[str]:
    seat = facts.seat
    if seat is None:
        return []
    match seat.state:
        case SeatState.GOING if seat.seeks_cover:
            return [say_seeks_cover(to, is_anybody_asked=facts.is_cover_asked)]
        case SeatState.GOING if seat.team:
            return [to.say("activity.you_go_with", team=seat.team)]
        case SeatState.GOING:
            return [to.say("activity.you_go")]
        case SeatState.WAITING:
            return [to.say("activity.you_wait", place=facts.place_in_queue)]
        case SeatState.OFFERED if seat.offered_until:
            return [to.say("activity.you_are_asked", until=say_day(seat.offered_until, to))]
    return []


def say_seeks_cover(to: Reader, *, is_anybody_asked: bool) -> str:
    return to.say("activity.you_seek_cover" if is_anybody_asked else "activity.you_seek_alone")


def _own_buttons(facts: ActivityFacts, to: Reader) -> list[Button]:
    seat, number = facts.seat, facts.activity.id

    def button(what: str, verb: str) -> Button:
        return Button(to.say(f"activity.button.{what}"), Press(f"activity.{verb}", number))

    match seat.state if seat else None:
        case SeatState.GOING if seat and seat.checked_in_at is not None:
            return []
        case SeatState.GOING if seat and seat.seeks_cover:
            return [button("come", "come")]
        case SeatState.GOING if seat and not may_cancel(facts.activity, seat, now=to.now):
            return [button("cover", "seek")]
        case SeatState.GOING | SeatState.WAITING:
            return [button("leave", "leave")]
        case SeatState.OFFERED:
            return [button("accept", "accept"), button("decline", "decline")]
    return join_buttons(facts, to)


def _leader_rows(facts: ActivityFacts, to: Reader) -> Rows:
    if not facts.is_led_by_reader:
        return ()

    def button(what: str) -> Button:
        return Button(
            to.say(f"activity.button.{what}"), Press("activity.ask", facts.activity.id, arg=what)
        )

    changes = tuple(button(what) for what in ("when", "many", "off"))
    if not facts.activity.repeats:
        return (changes,)
    stop = Press("activity.stop", facts.activity.id)
    return (changes, (Button(to.say("activity.button.stop"), stop),))


@dataclass(frozen=True)
class ActivityPage:
    """``index`` counts from 0; ``count`` is how many pages there are, ``total`` how many
    activities.
    """

    found: tuple[ActivityFacts, ...]
    index: int
    count: int
    total: int


def list_card(page: ActivityPage, to: Reader) -> Card:
    """What comes, with 报名 one tap away."""
    if not page.total:
        return Card(plain(to.say("activity.none_coming")), ((_mine_button(to),),))
    head = to.say("activity.coming", count=page.total)
    if page.count > 1:
        head += to.say("case.list_page", page=page.index + 1, count=page.count)
    lines = [bold(head), *plain(*(_listed(n, one, to) for n, one in enumerate(page.found, 1)))]
    joins = [_list_button(number, one, to) for number, one in enumerate(page.found, 1)]
    return Card(
        tuple(lines),
        (*rows(joins, width=3), *rows([*_turns(page, to), _mine_button(to)], width=3)),
    )


def _listed(number: int, facts: ActivityFacts, to: Reader) -> str:
    activity = facts.activity
    parts = [shorten(activity.title, LIST_TITLE), say_when(activity, to)]
    if activity.place:
        parts.append(shorten(activity.place, LIST_TITLE))
    return f"{number} {' · '.join(parts)}"


def _list_button(number: int, facts: ActivityFacts, to: Reader) -> Button:
    """A team has to be chosen first, so there it is 详情."""
    activity = facts.activity
    if activity.teams:
        label = to.say("activity.button.details")
        return Button(f"{number} {label}", start=f"act_{activity.id}")
    return Button(f"{number} {join_label(facts, to)}", Press("activity.join", activity.id))


def _turns(page: ActivityPage, to: Reader) -> list[Button]:
    turns = []
    if page.index > 0:
        press = Press("activity.page", 0, page.index - 1)
        turns.append(Button(to.say("page.back"), press))
    if page.index + 1 < page.count:
        press = Press("activity.page", 0, page.index + 1)
        turns.append(Button(to.say("page.on"), press))
    return turns


def _mine_button(to: Reader) -> Button:
    return Button(to.say("activity.button.mine"), start="activities_mine")


def mine_card(found: tuple[ActivityFacts, ...], to: Reader) -> Card:
    """One's own, the next one first; a press opens it."""
    if not found:
        return Card(plain(to.say("activity.none_mine")))
    lines = [bold(to.say("activity.mine", count=len(found)))]
    for number, one in enumerate(found, 1):
        lines += plain(_listed(number, one, to), *(f"　{part}" for part in _standing(one, to)))
    opens = [
        Button(
            f"{number} {to.say('activity.button.details')}",
            Press("activity.view", one.activity.id),
        )
        for number, one in enumerate(found, 1)
    ]
    return Card(tuple(lines), rows(opens, width=3))
