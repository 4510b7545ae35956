"""All doors in the order in which they are tried; the first match wins."""

from collections.abc import Callable

from aiogram import Router

from handlers import (
    activities,
    activity_form,
    attendance,
    awards,
    bulks,
    case_looks,
    case_replies,
    case_work,
    categorising,
    certificates,
    check_in,
    communities,
    desk,
    forms,
    grids,
    hours,
    jobs,
    merging,
    mutes,
    offer_form,
    offers,
    onboarding,
    people,
    places,
    points,
    presses,
    ranking,
    reminders,
    reports,
    roles,
    rule_sheets,
    search,
    settings,
    statements,
    suspicions,
    templates,
    topics,
    updates,
    verify,
    vouchers,
)

DOORS: tuple[Callable[[], Router], ...] = (
    search.router,
    case_looks.router,
    desk.router,
    case_work.router,
    merging.router,
    categorising.router,
    updates.router,
    forms.router,
    communities.router,
    grids.router,
    places.router,
    topics.router,
    hours.router,
    roles.router,
    mutes.router,
    settings.router,
    rule_sheets.router,
    bulks.router,
    activities.router,
    activity_form.router,
    reminders.router,
    jobs.router,
    points.router,
    awards.router,
    ranking.router,
    certificates.router,
    verify.router,
    offers.router,
    offer_form.router,
    vouchers.router,
    statements.router,
    suspicions.router,
    check_in.router,
    attendance.router,
    templates.router,
    people.router,
    attendance.later_router,
    reports.router,
    onboarding.router,
    case_replies.router,
    offer_form.later_router,
    activity_form.later_router,
    verify.later_router,
    reports.later_router,
    presses.router,
)
"""Commands come first, so that a command in reply to a card is a command; then keywords; then
replies; last whatever only somebody in private, or in the middle of something, could mean.
"""


def build_router() -> Router:
    """A fresh tree: a router can hang in one dispatcher only."""
    root = Router(name="linlian")
    root.include_routers(*(door() for door in DOORS))
    return root
