"""The buttons of the form that makes a notice: where, to whom, when, 置顶, 收集提问, 取消."""

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from actions.notice_form import (
    Desk,
    at_desk,
    changed,
    check_range,
    drop_draft,
    is_checked,
    move_form,
    show_form_again,
)
from actions.once import once
from domain.answers import Answer, Json
from domain.audiences import toggle
from domain.notices import Step, stored_audience, toggle_group, within
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import communities, grids, notices


@once
def press_form(
    tx: Connection,
    *,
    by: Visitor,
    notice_id: int,
    version: int,
    what: str,
    source: str,
    now: datetime,
) -> Answer | None:
    """Every button of the form but 发送; an earlier state's has nothing to say any more."""
    desk = at_desk(tx, by)
    if desk is None or desk.notice.id != notice_id or desk.notice.version != version:
        raise RuleBroken("form.stale")
    if what == "cancel":
        drop_draft(tx, desk.form, desk.notice, now=now)
        return Answer("notice.dropped")
    kind, _, value = what.partition(".")
    if kind not in PRESSES:
        raise RuleBroken("press.stale")
    columns, step, data = PRESSES[kind](tx, desk, value)
    notice = changed(notices.change_notice(tx, desk.notice, **columns))
    move_form(tx, desk.form, step, now=now, **data)
    show_form_again(tx, notice, now=now)
    return None


Pressed = tuple[dict[str, Json], Step, dict[str, Json]]
"""What changes of the notice, the step that follows, what changes of the form."""


def _choose_place(tx: Connection, desk: Desk, value: str) -> Pressed:
    if value == "group" and desk.grids is None:
        return {"is_private": False}, Step.GROUPS, {}
    return {"is_private": True}, Step.WHOM, {}


def _choose_group(tx: Connection, desk: Desk, value: str) -> Pressed:
    known = communities.list_groups(tx, community_id=desk.notice.community_id)
    if desk.grids is not None or value not in {str(one.id) for one in known}:
        raise RuleBroken("press.stale")
    groups = toggle_group(desk.notice.groups, int(value))
    return {"audience": stored_audience(desk.notice.audience, groups)}, desk.step, {}


def _choose_whom(tx: Connection, desk: Desk, value: str) -> Pressed:
    line, _, choice = value.partition(".")
    home = desk.notice.community_id
    if line == "grid_ids":
        known = {str(one.id) for one in grids.list_grids(tx, community_id=home)}
        if choice not in known or (desk.grids is not None and int(choice) not in desk.grids):
            raise RuleBroken("press.stale")
    if line == "person_ids":  # nobody is named one by one here
        raise RuleBroken("press.stale")
    try:
        audience = within(toggle(desk.notice.audience, line, choice), desk.grids)
    except ValueError:
        raise RuleBroken("press.stale") from None
    return {"audience": stored_audience(audience, desk.notice.groups)}, desk.step, {}


def _go_to(tx: Connection, desk: Desk, value: str) -> Pressed:
    """下一步 and 返回, 改内容, 改范围, 改时间."""
    if value == "next":
        check_range(tx, desk.notice)
        step = Step.CHECK if is_checked(desk) else Step.WHEN
    elif value == "range":
        whom = Step.WHOM if desk.notice.is_private else Step.GROUPS
        step = whom if desk.grids is not None or desk.step is Step.WHEN else Step.WHERE
    elif value in (Step.WORDS, Step.WHEN):
        step = Step(value)
    else:
        raise RuleBroken("press.stale")
    return {}, step, {"choices": []}


def _choose_now(tx: Connection, desk: Desk, value: str) -> Pressed:
    return {"send_at": None}, Step.CHECK, {"is_checked": True, "choices": []}


def _choose_time(tx: Connection, desk: Desk, value: str) -> Pressed:
    choices = desk.form.data.get("choices", [])
    if not value.isdecimal() or int(value) >= len(choices):
        raise RuleBroken("press.stale")
    at = datetime.fromisoformat(choices[int(value)])
    return {"send_at": at}, Step.CHECK, {"is_checked": True, "choices": []}


def _turn_pin(tx: Connection, desk: Desk, value: str) -> Pressed:
    return {"is_pinned": not desk.notice.is_pinned}, desk.step, {}


def _turn_questions(tx: Connection, desk: Desk, value: str) -> Pressed:
    return {"takes_questions": not desk.notice.takes_questions}, desk.step, {}


PRESSES: MappingProxyType[str, Callable[[Connection, Desk, str], Pressed]] = MappingProxyType(
    {
        "in": _choose_place,
        "g": _choose_group,
        "a": _choose_whom,
        "go": _go_to,
        "now": _choose_now,
        "c": _choose_time,
        "pin": _turn_pin,
        "ask": _turn_questions,
    }
)
