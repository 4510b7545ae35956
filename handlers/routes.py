"""All doors in the order in which they are tried; the first match wins."""

from aiogram import Router

from handlers import (
    bulks,
    case_looks,
    case_replies,
    case_work,
    categorising,
    communities,
    desk,
    forms,
    grids,
    merging,
    mutes,
    onboarding,
    people,
    places,
    presses,
    reports,
    roles,
    search,
    settings,
    templates,
    topics,
    updates,
)


def build_router() -> Router:
    """A fresh tree: a router can hang in one dispatcher only.

    Commands come first, so that a command in reply to a card is a command; then keywords; then
    replies; last whatever only somebody in private, or in the middle of something, could mean.
    """
    root = Router(name="linlian")
    root.include_routers(
        search.router(),
        case_looks.router(),
        desk.router(),
        case_work.router(),
        merging.router(),
        categorising.router(),
        updates.router(),
        forms.router(),
        communities.router(),
        grids.router(),
        places.router(),
        topics.router(),
        roles.router(),
        mutes.router(),
        settings.router(),
        bulks.router(),
        templates.router(),
        people.router(),
        reports.router(),
        onboarding.router(),
        case_replies.router(),
        reports.later_router(),
        presses.router(),
    )
    return root
