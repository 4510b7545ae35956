"""Every table, as migrations have built it (a test compares the two)."""

from storage.tables.cases import (
    case_assignees,
    case_events,
    case_followers,
    case_media,
    cases,
    counters,
    loose_media,
    media_files,
    prompts,
)
from storage.tables.columns import metadata
from storage.tables.office import (
    bulks,
    categories,
    mutes,
    places,
    reply_templates,
    topic_routes,
    unheard,
)
from storage.tables.owed import effects, inbox, jobs, messages, outbox
from storage.tables.people import (
    accounts,
    chats,
    communities,
    conversations,
    grids,
    invites,
    members,
    persons,
    roles,
)

__all__ = [
    "accounts",
    "bulks",
    "case_assignees",
    "case_events",
    "case_followers",
    "case_media",
    "cases",
    "categories",
    "chats",
    "communities",
    "conversations",
    "counters",
    "effects",
    "grids",
    "inbox",
    "invites",
    "jobs",
    "loose_media",
    "media_files",
    "members",
    "messages",
    "metadata",
    "mutes",
    "outbox",
    "persons",
    "places",
    "prompts",
    "reply_templates",
    "roles",
    "topic_routes",
    "unheard",
]
