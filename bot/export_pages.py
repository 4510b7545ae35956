"""Where the rows of an exported table come from: each look reads one page and no more."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.grants import today_in
from actions.stats import among_of
from cards.card import Reader
from cards.export_rows import Words, cells_of
from cards.export_summary import CaseSums, Head, Table, book, case_tables, hour_table, point_table
from cards.rule_sheets import rule_name
from cards.stats import Names
from domain.answers import Json
from domain.exports import What
from domain.rates import Outcomes
from domain.stats import Stretch
from locales import speaker
from storage import export_rows, rates, stats
from storage.categories import list_categories
from storage.communities import get_community
from storage.export_rows import After, Row
from storage.exports import Export, get_export
from storage.grids import list_grids
from storage.people import names_of
from storage.rule_sheets import find_sheet

ORDERED_BY = {
    What.CASES: "reported_at",
    What.HOURS: "held_on",
    What.POINTS: "entered_at",
    What.MEETINGS: "starts_at",
}


def page_of(
    tx: Connection, facts: dict[str, Json], *, after: After | None, limit: int, now: datetime
) -> tuple[list[Json], After | None]:
    """The next rows behind ``after`` as cells, and the last of them."""
    export = get_export(tx, facts["export_id"])
    words = _words(tx, export, facts["locale"], now=now)
    rows = _rows(tx, export, after=after, limit=limit)
    cells: list[Json] = [cells_of(row, words) for row in rows]
    by = ORDERED_BY[export.asked.what]
    return cells, (rows[-1][by], rows[-1]["id"]) if rows else None


def _words(tx: Connection, export: Export, locale: str, *, now: datetime) -> Words:
    home = export.community_id
    zone = ZoneInfo(get_community(tx, home).timezone)
    names = Names(
        {one.id: one.name for one in list_grids(tx, community_id=home)},
        {one.id: one.name for one in list_categories(tx, community_id=home)},
    )
    to = Reader(speaker(locale), zone, now)
    sheet = find_sheet(tx, community_id=home)
    rules = {one.code: rule_name(one, to) for one in sheet.rules} if sheet else {}
    return Words(export.asked, names, to, rules)


def _rows(tx: Connection, export: Export, *, after: After | None, limit: int) -> list[Row]:
    home, asked = export.community_id, export.asked
    if asked.what is What.CASES:
        among = _among(tx, export, asked.when)
        return export_rows.page_of_cases(tx, among, after=after, limit=limit)
    if asked.what is What.HOURS:
        days = (asked.when.first, asked.when.last)
        return export_rows.page_of_hours(tx, community_id=home, days=days, after=after, limit=limit)
    moments = asked.when.moments(ZoneInfo(get_community(tx, home).timezone))
    read = export_rows.page_of_points if asked.what is What.POINTS else export_rows.page_of_meetings
    return read(tx, community_id=home, moments=moments, after=after, limit=limit)


Piece = tuple[Stretch, int, Outcomes]
"""A week or a month: how much was reported in it, and what came of what was due."""


def pieces_of(tx: Connection, facts: dict[str, Json]) -> tuple[list[Stretch], list[Stretch]]:
    """The weeks and months whose rates stand on the first sheet; each is counted by itself, for a
    year of weeks is more than others should wait for.
    """
    asked = get_export(tx, facts["export_id"]).asked
    return (asked.when.weeks(), asked.when.months()) if asked.what is What.CASES else ([], [])


def count_piece(tx: Connection, facts: dict[str, Json], when: Stretch) -> Piece:
    among = _among(tx, get_export(tx, facts["export_id"]), when)
    count = stats.count_steps(tx, among, [(among.since, among.until)])[0]
    return when, count, rates.count_outcomes(tx, among)


def book_of(
    tx: Connection,
    facts: dict[str, Json],
    *,
    weeks: Sequence[Piece],
    months: Sequence[Piece],
    now: datetime,
) -> dict[str, Json]:
    """All of it but its rows."""
    export = get_export(tx, facts["export_id"])
    words = _words(tx, export, facts["locale"], now=now)
    home, made_by = export.community_id, export.made_by
    names = names_of(tx, community_id=home, person_ids=[made_by] if made_by else [])
    head = Head(
        get_community(tx, home).name,
        names.get(made_by or 0, ""),
        export.made_at,
        today_in(tx, home, now),
    )
    if export.asked.what is not What.CASES:
        return book(words, head, _other_tables(tx, export, words))
    among = _among(tx, export, export.asked.when)
    sums = CaseSums(
        stats.count_parts(tx, among),
        rates.count_outcomes(tx, among),
        weeks,
        months,
        rates.outcomes_by_grid(tx, among),
        rates.outcomes_by_category(tx, among),
    )
    return book(words, head, case_tables(sums, words))


def _other_tables(tx: Connection, export: Export, words: Words) -> list[Table]:
    home, when = export.community_id, export.asked.when
    if export.asked.what is What.HOURS:
        days = (when.first, when.last)
        return [hour_table(export_rows.sum_hours(tx, community_id=home, days=days), words)]
    if export.asked.what is What.POINTS:
        moments = when.moments(words.to.zone)
        return [point_table(export_rows.sum_points(tx, community_id=home, moments=moments), words)]
    return []


def _among(tx: Connection, export: Export, when: Stretch) -> rates.Among:
    """Up to the moment at which it was asked for: made again, it is the same."""
    home, asked = export.community_id, export.asked
    zone = ZoneInfo(get_community(tx, home).timezone)
    return among_of(home, when, zone, grid=asked.grid, kinds=asked.kinds, now=export.made_at)
