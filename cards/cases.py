"""Cards about cases: what the reporter, the group and the staff see of them."""

from collections.abc import Sequence
from datetime import datetime

from cards.card import (
    Button,
    Card,
    Line,
    Media,
    Press,
    Reader,
    Rows,
    bold,
    listed,
    plain,
    rows,
)
from cards.categorising import answers_line, question_rows, runner_up_buttons
from cards.length import shorten, units
from cards.maps import map_link
from cards.merging import followers_lines, same_lines, same_rows
from cards.times import say_time
from domain.case_facts import CaseFacts
from domain.cases import OPEN_STAGES, VERBS, Act, Case, Rating, Stage, buttons_of
from domain.categories import Category
from domain.deadlines import is_overdue
from domain.media import Point, Shown
from domain.people import mask_name

CARD_WORDS, FEWEST_WORDS = 600, 60
"""A card shows so much of a long report, and no less below a picture; ``/case`` shows all of it."""

LIST_WORDS = 24

PLACE_WORDS = 80

COMPLAINT_WORDS, STAGE_WORDS = 160, 240

NAME_WORDS = 32
"""Nobody is called by more."""

CAPTION_SIZE, HEAD_SIZE = 1000, 60
"""A longer story is told without its photo, for nothing of it may be cut."""

MOST_NAMED = 3
"""So many are named as in charge; of more it says how many there are."""


def received_card(
    facts: CaseFacts,
    to: Reader,
    *,
    tells_privacy: bool,
    runners_up: Sequence[Category] = (),
    earned: int = 0,
) -> Card:
    """The acknowledgement, kept up to date: number, place, who has it, by when, how far it is, and
    once it is mended the picture of that, for everybody who saw the report. Until 受理 it also asks
    what its category wants to know, and offers the other kinds that the words speak of.
    """
    case = facts.case
    lines = [bold(to.say("case.received", code=case.code))]
    privacy = plain(to.say("case.privacy_line")) if tells_privacy else ()
    if facts.is_hidden:
        lines += [*_stage(facts, to), *words_of(facts, to, limit=0), *privacy]
        return Card(tuple(lines), ((see_privately(case, to),),))
    asked, answers = question_rows(facts, to) if facts.same_as is None else ((), ())
    lines += [
        *words_of(facts, to, limit=120),
        *kind_and_place(facts, to),
        *who_has_it(facts, to),
        *due_lines(case, to),
        *_stage(facts, to),
    ]
    if not case.words:
        lines += plain(to.say("case.say_what_and_where"))
    if facts.first_finder:
        lines += plain(to.say("case.first_finder", who=shorten(facts.first_finder, NAME_WORDS)))
    if earned:
        lines += plain(to.say("points.of_report", points=earned))
    lines += [*same_lines(facts, to), *plain(*asked), *privacy]
    other = runner_up_buttons(facts, runners_up, to) if facts.same_as is None else ()
    buttons = (*same_rows(facts, to), *answers, *other, *_received_buttons(facts, to))
    return Card(tuple(lines), buttons, media_of(facts.result_photos[:1]))


def see_privately(case: Case, to: Reader) -> Button:
    """The way to all that a group may not read, for those who may."""
    return Button(to.say("discreet.see"), start=f"case_{case.number}")


def _received_buttons(facts: CaseFacts, to: Reader) -> Rows:
    case = facts.case
    first = []
    if case.stage is not Stage.CLOSED:
        first.append(press_on(to, "case.add_button", "case.add", case))
    if case.stage in OPEN_STAGES:
        count = f"({facts.follower_count})" if facts.follower_count else ""
        follow = Press("case.follow", case.id, case.version)
        first.append(Button(to.say("case.follow_button") + count, follow))
    first.append(press_on(to, "case.progress_button", "case.look", case))
    offer = []
    if facts.author and not facts.first_finder:
        offer = [press_on(to, "case.claim_button", "case.claim_find", case)]
    return (*rows(offer, width=1), *rows(first, width=3))


def press_on(to: Reader, label: str, verb: str, case: Case, arg: str = "") -> Button:
    return Button(to.say(label), Press(verb, case.id, case.version, arg))


def staff_card(facts: CaseFacts, to: Reader) -> Card:
    """The one card on which the staff works: everything at a glance, the stage's buttons below."""
    case = facts.case
    below = [
        *kind_and_place(facts, to),
        *plain(*answers_line(case)),
        *plain(" · ".join([*reporter_of(facts, to), say_time(case.reported_at, to)])),
        *who_has_it(facts, to),
        *due_lines(case, to),
        *where_it_went(facts, to),
        *last_words(facts, to),
    ]
    below += [*complaint_of(case, to), *followers_lines(facts, to)]
    lines = [_head(case, to), *words_of(facts, to, limit=_room(facts, below)), *below]
    buttons = [
        press_on(to, f"case.act.{act.value}", VERBS[act].value, case)
        for act in buttons_of(case.stage)
    ]
    see = ((see_privately(case, to),),) if facts.is_hidden else ()
    return Card(tuple(lines), (*rows(buttons, width=3), *see), media_of(facts.photos[:1]))


def _room(facts: CaseFacts, below: Sequence[Line]) -> int:
    """How much of a report its card may show: below a picture there is less room for it."""
    if not facts.photos:
        return CARD_WORDS
    left = CAPTION_SIZE - HEAD_SIZE - units(Card(tuple(below)).text)
    return max(FEWEST_WORDS, min(CARD_WORDS, left))


def _head(case: Case, to: Reader) -> Line:
    """Number, kind and stage, and before them what cannot wait."""
    marks = [to.say("case.urgent_mark")] if case.is_urgent else []
    marks += [to.say("case.overdue_mark")] if is_overdue(case, to.now) else []
    what = [f"{case.code} {to.say(f'case.kind.{case.kind.value}')}", stage_word(case, to), *marks]
    return bold(" · ".join(what))


def reporter_of(facts: CaseFacts, to: Reader) -> list[str]:
    """Who reported, as colleagues may know it: masked, and of an anonymous report nothing. Where a
    case may not be told, nothing is told of its reporter.
    """
    if facts.case.is_anonymous:
        return [to.say("case.reporter_hidden")]
    if facts.is_hidden:
        return []
    trade = to.say(f"trade.{facts.trade}") + " · " if facts.trade else ""
    return [to.say("case.reporter", trade=trade, who=mask_name(facts.reporter))]


def kind_and_place(facts: CaseFacts, to: Reader, *, limit: int = PLACE_WORDS) -> list[Line]:
    category = facts.category
    lines = plain(to.say("case.category", category=category)) if category else ()
    return [*lines, *_place(facts.case, to, limit=limit)]


def due_lines(case: Case, to: Reader) -> tuple[Line, ...]:
    """By when, as long as somebody still has to do something by then."""
    if case.solve_by is None:
        return ()
    solve = say_due(case.solve_by, case, to)
    if case.respond_by is None:
        return plain(to.say("case.due_solve", solve=solve))
    return plain(to.say("case.due_both", respond=say_due(case.respond_by, case, to), solve=solve))


def say_due(at: datetime, case: Case, to: Reader) -> str:
    """A deadline; 约, where it counts days that are not announced yet."""
    said = say_time(at, to)
    return to.say("case.about", at=said) if case.is_due_about else said


def where_it_went(facts: CaseFacts, to: Reader) -> list[Line]:
    """To another office, into another case, out of another case."""
    case = facts.case
    lines: list[Line] = []
    if case.transferred_to and case.stage is Stage.TRANSFERRED:
        key = "case.transferred_to_with" if case.transfer_reference else "case.transferred_to"
        to_whom = shorten(case.transferred_to, NAME_WORDS)
        reference = shorten(case.transfer_reference, NAME_WORDS)
        said = to.say(key, to=to_whom, reference=reference)
        lines += plain(said)
    if facts.merged_into and case.stage is Stage.MERGED:
        lines += plain(to.say("case.merged_into", code=facts.merged_into))
    if facts.split_from:
        lines += plain(to.say("case.split_from", code=facts.split_from))
    return lines


def complaint_of(case: Case, to: Reader) -> tuple[Line, ...]:
    if not case.complaint:
        return ()
    return plain(to.say("case.complaint", words=shorten(case.complaint, COMPLAINT_WORDS)))


def media_of(shown: Sequence[Shown]) -> tuple[Media, ...]:
    return tuple(Media(one.kind, one.file, one.stored, one.id) for one in shown)


def stage_word(case: Case, to: Reader) -> str:
    return to.say(f"case.stage.{case.stage.value}")


def words_of(facts: CaseFacts, to: Reader, *, limit: int) -> tuple[Line, ...]:
    if facts.is_hidden:
        return plain(to.say("case.discreet"))
    if facts.case.words:
        return plain(shorten(facts.case.words, limit))
    return plain(to.say("case.no_words"))


def _place(case: Case, to: Reader, *, limit: int = PLACE_WORDS) -> list[Line]:
    lines: list[Line] = []
    if case.place:
        lines += plain(to.say("case.place", place=shorten(case.place, limit)))
    if case.latitude is not None and case.longitude is not None:
        lines.append((map_link(Point(case.latitude, case.longitude), to),))
    return lines


def who_has_it(facts: CaseFacts, to: Reader) -> tuple[Line, ...]:
    """Who has it: those on it, else those whose grid it lies in."""
    people = facts.assignees or facts.holders
    names = listed((shorten(one, NAME_WORDS) for one in people[:MOST_NAMED]), to.say)
    if len(people) > MOST_NAMED:
        names = to.say("case.and_others", who=names, count=len(people))
    if facts.grid and names:
        return plain(to.say("case.grid_and_who", grid=facts.grid, who=names))
    if facts.grid:
        return plain(to.say("case.grid", grid=facts.grid))
    return plain(to.say("case.who", who=names)) if names else ()


def _stage(facts: CaseFacts, to: Reader) -> list[Line]:
    line = plain(to.say("case.stage_line", stage=stage_word(facts.case, to)))
    return [*line, *where_it_went(facts, to), *last_words(facts, to)]


def last_words(facts: CaseFacts, to: Reader) -> tuple[Line, ...]:
    """What was said with the last move; it goes when the stage goes."""
    case = facts.case
    if case.stage is Stage.CLOSED:
        ending = f"case.rating.{case.rating.value}" if case.rating else "case.settled"
        return plain(to.say(ending))
    if not case.stage_words or case.stage in (Stage.ACCEPTED, Stage.MERGED):
        return ()
    who = shorten(facts.stage_by or "", NAME_WORDS)
    return plain(to.say("case.stage_words", who=who, words=shorten(case.stage_words, STAGE_WORDS)))


def question_card(
    facts: CaseFacts, to: Reader, *, reopened_by: Act | None, reward: tuple[Line, ...] = ()
) -> Card:
    """Is it mended? Answered, it says so and has no buttons any more. ``reopened_by`` is the act
    that sent the case back to work after this question, if one did; ``reward`` what it earned.
    """
    case = facts.case
    head = bold(to.say("case.question", code=case.code))
    photos = media_of(facts.result_photos[:1])
    if reopened_by is not None:
        return Card((head, *plain(to.say(f"case.question_reopened.{reopened_by.value}"))))
    if case.stage is Stage.RESOLVED:
        lines = [head, *words_of(facts, to, limit=120), *last_words(facts, to)]
        lines += [*reward, *plain(to.say("case.question_ask"))]
        buttons = [
            press_on(to, f"case.rating_button.{rating.value}", VERBS[Act.RATE].value, case, rating)
            for rating in (Rating.SATISFIED, Rating.FAIR, Rating.DISSATISFIED)
        ]
        return Card(tuple(lines), rows(buttons, width=3), photos)
    lines = [head, *words_of(facts, to, limit=120), *_stage(facts, to), *reward]
    return Card(tuple(lines), (), photos)


def together_card(received: Sequence[CaseFacts], to: Reader) -> Card:
    """One acknowledgement for several reports that had to wait: each number, each person."""
    lines = [bold(to.say("case.received_together"))]
    for facts in received:
        who = to.say(
            "case.received_one",
            code=facts.case.code,
            who=shorten(facts.reporter, NAME_WORDS),
            words=to.say("discreet.short") if facts.is_hidden else _short(facts),
        )
        lines += plain(who)
    return Card(tuple(lines))


def _short(facts: CaseFacts) -> str:
    return shorten(facts.case.words, LIST_WORDS)


def assign_card(case: Case, free: Sequence[tuple[int, str]], to: Reader) -> Card:
    """派单: who could take it. Whoever is on it already is not offered again."""
    verb = VERBS[Act.ASSIGN].value
    buttons = [Button(name, Press(verb, case.id, case.version, str(one))) for one, name in free]
    buttons.append(Button(to.say("case.assign_other"), Press(verb, case.id, case.version, "@")))
    return Card((bold(to.say("case.assign_to", code=case.code)),), rows(buttons, width=2))
