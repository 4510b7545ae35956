"""Cards about cases: what the reporter, the group and the staff see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cards.card import (
    Button,
    Card,
    Line,
    Media,
    Press,
    Reader,
    Rows,
    Span,
    bold,
    listed,
    plain,
    rows,
)
from cards.times import say_time
from domain.case_facts import CaseFacts
from domain.cases import OPEN_STAGES, VERBS, Act, Case, Rating, Stage, buttons_of
from domain.media import Attachment
from domain.people import mask_name

CARD_WORDS = 600
"""A card shows this much of a long report; ``/case`` shows all of it."""

LIST_WORDS = 24

PLACE_WORDS = 80

COMPLAINT_WORDS = 200

HISTORY_SIZE, VIEW_SIZE = 3000, 3900
"""So much of ``/case`` may its history take, and so much the whole."""

CAPTION_SIZE = 1000
"""A longer story is told without its photo, for nothing of it may be cut."""

MOST_GRIDS = 8
"""More grids than these get no buttons below a list; ``/open`` with a name finds them."""

MOST_NAMED = 3
"""So many are named as in charge; of more it says how many there are."""


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _size(text: str) -> int:
    """How much of a message a text takes up, where an emoji counts as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def received_card(facts: CaseFacts, to: Reader, *, tells_privacy: bool) -> Card:
    """The acknowledgement, kept up to date: number, place, who has it, how far it is, and once it
    is mended the picture of that, for everybody who saw the report.
    """
    case = facts.case
    lines = [
        bold(to.say("case.received", code=case.code)),
        *_words(facts, to, limit=120),
        *_place(case, to),
        *_who(facts, to),
        *_stage(facts, to),
    ]
    if not case.words:
        lines += plain(to.say("case.say_what_and_where"))
    if facts.first_finder:
        lines += plain(to.say("case.first_finder", who=facts.first_finder))
    if tells_privacy:
        lines += plain(to.say("case.privacy_line"))
    return Card(tuple(lines), _received_buttons(facts, to), _media(facts.result_photos[:1]))


def _received_buttons(facts: CaseFacts, to: Reader) -> Rows:
    case = facts.case
    first = []
    if case.stage is not Stage.CLOSED:
        first.append(_press(to, "case.add_button", "case.add", case))
    if case.stage in OPEN_STAGES:
        count = f"({facts.follower_count})" if facts.follower_count else ""
        follow = Press("case.follow", case.id, case.version)
        first.append(Button(to.say("case.follow_button") + count, follow))
    first.append(_press(to, "case.progress_button", "case.look", case))
    offer = []
    if facts.author and not facts.first_finder:
        offer = [_press(to, "case.claim_button", "case.claim_find", case)]
    return (*rows(offer, width=1), *rows(first, width=3))


def _press(to: Reader, label: str, verb: str, case: Case, arg: str = "") -> Button:
    return Button(to.say(label), Press(verb, case.id, case.version, arg))


def staff_card(facts: CaseFacts, to: Reader) -> Card:
    """The one card on which the staff works: everything at a glance, the stage's buttons below."""
    case = facts.case
    trade = to.say(f"trade.{facts.trade}") + " · " if facts.trade else ""
    reporter = to.say("case.reporter", trade=trade, who=mask_name(facts.reporter))
    lines = [
        bold(f"{case.code} {to.say(f'case.kind.{case.kind.value}')} · {stage_word(case, to)}"),
        *_words(facts, to, limit=CARD_WORDS),
        *_place(case, to),
        *plain(f"{reporter} · {say_time(case.reported_at, to)}"),
        *_who(facts, to),
        *_stage_words(facts, to),
    ]
    lines += _complaint(case, to)
    if facts.follower_count:
        lines += plain(to.say("case.followers", count=facts.follower_count))
    buttons = [
        _press(to, f"case.act.{act.value}", VERBS[act].value, case)
        for act in buttons_of(case.stage)
    ]
    return Card(tuple(lines), rows(buttons, width=3), _media(facts.photos[:1]))


def _complaint(case: Case, to: Reader) -> tuple[Line, ...]:
    if not case.complaint:
        return ()
    return plain(to.say("case.complaint", words=shorten(case.complaint, COMPLAINT_WORDS)))


def _media(attachments: Sequence[Attachment]) -> tuple[Media, ...]:
    return tuple(Media(a.kind, a.file) for a in attachments)


def stage_word(case: Case, to: Reader) -> str:
    return to.say(f"case.stage.{case.stage.value}")


def _words(facts: CaseFacts, to: Reader, *, limit: int) -> tuple[Line, ...]:
    if facts.case.words:
        return plain(shorten(facts.case.words, limit))
    return plain(to.say("case.no_words"))


def _place(case: Case, to: Reader, *, limit: int = PLACE_WORDS) -> list[Line]:
    lines: list[Line] = []
    if case.place:
        lines += plain(to.say("case.place", place=shorten(case.place, limit)))
    if case.latitude is not None and case.longitude is not None:
        # The map's own page takes WGS-84 when told so, and puts its pin where the phone stood.
        url = (
            f"https://uri.amap.com/marker?position={case.longitude:.6f},{case.latitude:.6f}"
            "&coordinate=wgs84"
        )
        lines.append((Span(to.say("case.map"), url=url),))
    return lines


def _who(facts: CaseFacts, to: Reader) -> tuple[Line, ...]:
    """Who has it: those on it, else those whose grid it lies in."""
    people = facts.assignees or facts.holders
    names = listed(people[:MOST_NAMED], to.say)
    if len(people) > MOST_NAMED:
        names = to.say("case.and_others", who=names, count=len(people))
    if facts.grid and names:
        return plain(to.say("case.grid_and_who", grid=facts.grid, who=names))
    if facts.grid:
        return plain(to.say("case.grid", grid=facts.grid))
    return plain(to.say("case.who", who=names)) if names else ()


def _stage(facts: CaseFacts, to: Reader) -> list[Line]:
    line = to.say("case.stage_line", stage=stage_word(facts.case, to))
    return [*plain(line), *_stage_words(facts, to)]


def _stage_words(facts: CaseFacts, to: Reader) -> tuple[Line, ...]:
    """What was said with the last move; it goes when the stage goes."""
    case = facts.case
    if case.stage is Stage.CLOSED and case.rating:
        return plain(to.say(f"case.rating.{case.rating.value}"))
    if not case.stage_words or case.stage is Stage.ACCEPTED:
        return ()
    who = facts.stage_by or ""
    return plain(to.say("case.stage_words", who=who, words=shorten(case.stage_words, 300)))


def question_card(facts: CaseFacts, to: Reader, *, reopened_by: Act | None) -> Card:
    """Is it mended? Answered, it says so and has no buttons any more. ``reopened_by`` is the act
    that sent the case back to work after this question, if one did.
    """
    case = facts.case
    head = bold(to.say("case.question", code=case.code))
    photos = _media(facts.result_photos[:1])
    if reopened_by is not None:
        return Card((head, *plain(to.say(f"case.question_reopened.{reopened_by.value}"))))
    if case.stage is Stage.RESOLVED:
        lines = [head, *_words(facts, to, limit=120), *_stage_words(facts, to)]
        lines += plain(to.say("case.question_ask"))
        buttons = [
            _press(to, f"case.rating_button.{rating.value}", VERBS[Act.RATE].value, case, rating)
            for rating in (Rating.SATISFIED, Rating.FAIR, Rating.DISSATISFIED)
        ]
        return Card(tuple(lines), rows(buttons, width=3), photos)
    lines = [head, *_words(facts, to, limit=120), *_stage(facts, to)]
    return Card(tuple(lines), (), photos)


def together_card(received: Sequence[CaseFacts], to: Reader) -> Card:
    """One acknowledgement for several reports that had to wait: each number, each person."""
    lines = [bold(to.say("case.received_together"))]
    for facts in received:
        who = to.say(
            "case.received_one",
            code=facts.case.code,
            who=facts.reporter,
            words=shorten(facts.case.words, LIST_WORDS),
        )
        lines += plain(who)
    return Card(tuple(lines))


@dataclass(frozen=True)
class HistoryLine:
    """One event as it is told."""

    kind: str
    at: datetime
    who: str | None
    words: str
    rating: str | None = None


def case_view(
    facts: CaseFacts,
    history: Sequence[HistoryLine],
    to: Reader,
    *,
    is_close: bool,
    is_own: bool,
    may_reveal: bool,
) -> Card:
    """``/case``: in a group and for strangers the public side, in private the whole story with its
    photo; what the office notes for itself is not the reporter's.
    """
    case, is_public = facts.case, not (is_close or is_own)
    lines = [
        bold(f"{case.code} {stage_word(case, to)}"),
        *_words(facts, to, limit=CARD_WORDS if is_public else 2000),
        *_place(case, to, limit=PLACE_WORDS if is_public else 400),
        *_who(facts, to),
        *_stage_words(facts, to),
    ]
    buttons = _view_buttons(facts, to, is_own=is_own, may_reveal=may_reveal)
    if is_public:
        return Card(tuple(lines), buttons)
    lines += _complaint(case, to)
    told = [_told(one, to) for one in history if is_close or one.kind != Act.NOTE]
    room = min(HISTORY_SIZE, VIEW_SIZE - _size(Card(tuple(lines)).text))
    card = Card((*lines, *plain("", *_that_fits(told, to, room=room))), buttons)
    if _size(card.text) > CAPTION_SIZE:
        return card
    return replace(card, media=_media(facts.photos[:1]))


def _that_fits(told: Sequence[str], to: Reader, *, room: int) -> list[str]:
    """How it began and the newest of what followed; of the rest only how many they are."""
    if sum(_size(one) + 1 for one in told) <= room:
        return list(told)
    first, *rest = told
    room -= _size(first) + 1 + _size(to.say("case.more_before", count=len(rest))) + 1
    newest: list[str] = []
    for one in reversed(rest):
        room -= _size(one) + 1
        if room < 0 and newest:
            break
        newest.insert(0, one)
    left_out = len(rest) - len(newest)
    more = [to.say("case.more_before", count=left_out)] if left_out else []
    return [first, *more, *newest]


def _told(event: HistoryLine, to: Reader) -> str:
    words = to.say(f"case.rating.{event.rating}") if event.rating else event.words
    return to.say(
        "case.history",
        at=say_time(event.at, to),
        what=to.say(f"case.event.{event.kind}"),
        who=event.who or to.say("case.nobody"),
        words=shorten(words, 200),
    ).rstrip(" ：:")


def _view_buttons(facts: CaseFacts, to: Reader, *, is_own: bool, may_reveal: bool) -> Rows:
    case = facts.case
    buttons = [_press(to, "case.add_button", "case.add", case)]
    if is_own and case.stage is Stage.OPEN:
        buttons.append(_press(to, "case.act.withdraw", VERBS[Act.WITHDRAW].value, case))
    if may_reveal:
        buttons.append(_press(to, "case.reveal_button", "case.reveal_reporter", case))
    return rows(buttons, width=2)


def history_alert(facts: CaseFacts, to: Reader) -> str:
    """进度 in at most 200 characters, which is what an alert holds."""
    lines = [f"{facts.case.code} {stage_word(facts.case, to)}"]
    lines += ["".join(span.text for span in line) for line in _who(facts, to)]
    lines += ["".join(span.text for span in line) for line in _stage_words(facts, to)]
    lines.append(to.say("case.since", at=say_time(facts.case.stage_at, to)))
    return shorten("\n".join(lines), 190)


@dataclass(frozen=True)
class Page:
    """One page of a list: ``index`` counts from 0."""

    cases: Sequence[Case]
    index: int
    size: int
    total: int


@dataclass(frozen=True)
class Grids:
    """The community's grids by their numbers, and the one that a list is narrowed to, if it is."""

    names: Mapping[int, str]
    chosen: int | None = None


def list_card(page: Page, to: Reader, *, what: str, grids: Grids | None = None) -> Card:
    """Cases line by line, paged by buttons; one tap on a number finds all that was said.

    With ``grids`` each line tells where it lies and how old it is, and buttons narrow the list.
    """
    grid = grids.names.get(grids.chosen or 0, "") if grids else ""
    what = "grid" if grid else what
    narrow = rows(_grid_buttons(grids, to), width=3) if grids else ()
    if not page.total:
        return Card(plain(to.say(f"case.list_empty.{what}", grid=grid)), narrow if grid else ())
    head = to.say(f"case.list.{what}", grid=grid, count=page.total)
    count = -(-page.total // page.size)
    if count > 1:
        head += to.say("case.list_page", page=page.index + 1, count=count)
    lines = [bold(head)]
    for case in page.cases:
        lines += plain(" · ".join(_listed(case, to, grids)))
    return Card(tuple(lines), (*narrow, *rows(_page_buttons(page, to), width=2)))


def _listed(case: Case, to: Reader, grids: Grids | None) -> list[str]:
    words = shorten(case.words.replace("\n", " "), LIST_WORDS) or to.say("case.no_words")
    parts = [f"{case.code} {stage_word(case, to)}", words]
    if grids is None:
        return parts
    if case.grid_id is not None and case.grid_id in grids.names:
        parts.append(grids.names[case.grid_id])
    days = (to.now - case.reported_at).days
    if days >= 1:
        parts.append(to.say("case.age", days=days))
    return parts


def _grid_buttons(grids: Grids, to: Reader) -> list[Button]:
    """Every part of the list that is not shown yet."""
    if not 2 <= len(grids.names) <= MOST_GRIDS:
        return []
    names = [(0, to.say("case.all_grids_button")), *grids.names.items()]
    shown = grids.chosen or 0
    return [
        Button(shorten(name, LIST_WORDS), Press("case.open_in", one))
        for one, name in names
        if one != shown
    ]


def _page_buttons(page: Page, to: Reader) -> list[Button]:
    buttons = []
    if page.index > 0:
        buttons.append(Button(to.say("page.back"), Press("case.page", page.index - 1)))
    if (page.index + 1) * page.size < page.total:
        buttons.append(Button(to.say("page.on"), Press("case.page", page.index + 1)))
    return buttons


def assign_card(case: Case, free: Sequence[tuple[int, str]], to: Reader) -> Card:
    """派单: who could take it. Whoever is on it already is not offered again."""
    verb = VERBS[Act.ASSIGN].value
    buttons = [Button(name, Press(verb, case.id, case.version, str(one))) for one, name in free]
    buttons.append(Button(to.say("case.assign_other"), Press(verb, case.id, case.version, "@")))
    return Card((bold(to.say("case.assign_to", code=case.code)),), rows(buttons, width=2))
