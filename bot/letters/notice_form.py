"""The letters that ask, step by step, for a notice, and show it as it will look."""

from sqlalchemy import Connection

from actions.notice_form import LETTER, PREVIEW
from actions.reminder_runs import calendar_of
from bot.letters.letter import Letter
from cards import notice_form as cards
from cards.audiences import Names
from cards.card import Card, Reader
from cards.notice_form import Writing, say_whom
from cards.notices import Saying, said_card
from domain.addresses import TELEGRAM
from domain.notices import FORM, Notice, NoticeState, Step, notice_id_of, own_grids
from storage import audiences, communities, grids, notices, people
from storage.conversations import Conversation, find_conversation
from storage.paying import Owed


def preview(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    notice = notices.get_notice(tx, notice_id_of(owed.about))
    community = communities.get_community(tx, notice.community_id).name
    return said_card(Saying(notice, community, is_sample=True), to)


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    notice = notices.get_notice(tx, notice_id_of(owed.about))
    found = find_conversation(tx, notice.made_by, form=FORM)
    if notice.state is not NoticeState.DRAFT or found is None or found.step == Step.DONE:
        is_cancelled = notice.state is NoticeState.CANCELLED
        return cards.past_card(to, is_cancelled=is_cancelled)
    return cards.form_card(_writing(tx, notice, found, to), to)


def _writing(tx: Connection, notice: Notice, found: Conversation, to: Reader) -> Writing:
    held = people.holdings_of(tx, community_id=notice.community_id, person_id=notice.made_by)
    own = own_grids(held)
    meant, unopened = _counted(tx, notice)
    wanted = max(notice.send_at or to.now, to.now)
    at = calendar_of(tx, notice.community_id).held(wanted)
    return Writing(
        notice,
        Step(found.step),
        names=_names(tx, notice, own),
        groups=_groups(tx, notice),
        meant=meant,
        unopened=unopened,
        choices=[to.now.fromisoformat(one) for one in found.data.get("choices", [])],
        at=at if at > to.now else None,
        is_held=at > wanted,
        is_own_grid=own is not None,
    )


def _names(tx: Connection, notice: Notice, own: frozenset[int] | None) -> Names:
    known = grids.list_grids(tx, community_id=notice.community_id)
    return Names({one.id: one.name for one in known if own is None or one.id in own})


def _groups(tx: Connection, notice: Notice) -> list[tuple[int, str]]:
    known = communities.list_groups(tx, community_id=notice.community_id)
    return [(one.id, one.title) for one in known]


def _counted(tx: Connection, notice: Notice) -> tuple[int, int]:
    """How many are meant in private, and how many of them cannot be written to."""
    if not notice.is_private:
        return 0, 0
    home, audience = notice.community_id, notice.audience
    closed = audiences.count_unreachable(tx, home, audience, channel=TELEGRAM)
    return audiences.count_meant(tx, home, audience), closed


def range_of(tx: Connection, notice: Notice, to: Reader) -> str:
    """To whom it goes, in words."""
    return say_whom(notice, _names(tx, notice, None), _groups(tx, notice), to)


LETTERS: dict[str, Letter] = {
    LETTER: Letter(form, is_standing=True, reposts=True),
    PREVIEW: Letter(preview),
}
