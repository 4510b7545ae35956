"""All doors in the order in which they are tried; the first match wins."""

from aiogram import Router

from handlers import (
    case_looks,
    case_replies,
    case_work,
    communities,
    forms,
    grids,
    onboarding,
    people,
    presses,
    reports,
    roles,
)


def build_router() -> Router:
    """A fresh tree: a router can hang in one dispatcher only.

    Commands come first, so that a command in reply to a card is a command; then keywords; then
    replies; last whatever only somebody in private, or in the middle of something, could mean.
    """
    root = Router(name="linlian")
    root.include_routers(
        case_looks.router(),
        case_work.router(),
        forms.router(),
        communities.router(),
        grids.router(),
        roles.router(),
        people.router(),
        reports.router(),
        onboarding.router(),
        case_replies.router(),
        reports.later_router(),
        presses.router(),
    )
    return root
