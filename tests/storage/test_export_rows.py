"""Hours, points and meetings as they are counted for a picture and written into a table."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from cards.card import Reader
from cards.export_rows import Words, cells_of, columns_of
from cards.stats import Names
from domain.answers import Json
from domain.communities import CommunityDefaults
from domain.exports import Asked, What
from domain.hours import HourKind
from domain.points import AccountKind, Movement
from domain.stats import Deeds, month_at
from locales import speaker
from storage import export_rows, hours, points, stats
from storage.communities import add_community
from storage.database import Database
from storage.people import add_person
from storage.tables import agenda_items, meeting_guests, meetings, members, resolutions
from tests.storage.conftest import SPRING

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_VALUES = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
MARCH = month_at(date(2026, 3, 2))
DAYS, MOMENTS = (MARCH.first, MARCH.last), MARCH.moments(SHANGHAI)


def live(tx: Connection, name: str) -> int:
    """A community in which 李雷 worked, earned and met; what was wrong is taken back."""
    home = add_community(tx, name, defaults=FIRST_VALUES, now=SPRING).id
    who = add_person(
        tx, channel="telegram", external_id=name, name="李雷", username=None, now=SPRING
    )
    member: dict[str, Json] = {"community_id": home, "person_id": who, "joined_at": SPRING}
    tx.execute(members.insert().values(**member, name="李雷", trade="courier"))
    worked: dict[str, Json] = {"community_id": home, "person_id": who, "confirmed_by": None}
    worked |= {"kind": HourKind.DECLARED, "service": "elders", "words": "=陪诊", "now": SPRING}
    last: int | None = None
    for number, (minutes, reverses) in enumerate(((150, False), (60, False), (-60, True))):
        last = hours.add_entry(
            tx,
            **worked,
            held_on=date(2026, 3, 1 + number),
            minutes=minutes,
            source=f"{name}:{number}",
            reverses_id=last if reverses else None,
        )
    pay(tx, home, who, name)
    meet(tx, home, who, name)
    return home


def pay(tx: Connection, home: int, who: int, name: str) -> None:
    pool, purse, shop = (
        points.open_account(tx, community_id=home, kind=kind, person_id=person).id
        for kind, person in (
            (AccountKind.POOL, None),
            (AccountKind.PERSON, who),
            (AccountKind.SHOP, who),
        )
    )
    moves = (
        (pool, purse, 30, "conduct.free"),
        (purse, pool, 5, Movement.REVERSED.value),
        (purse, shop, 10, Movement.USED.value),
    )
    for number, (giver, taker, count, rule) in enumerate(moves):
        points.add_entry(
            tx,
            community_id=home,
            from_id=giver,
            to_id=taker,
            points=count,
            rule=rule,
            source=f"{name}:{number}",
            grant_id=None,
            voucher_id=None,
            confirmed_by=None,
            words="搭把手",
            reverses_id=None,
            now=SPRING + timedelta(minutes=number),
        )


def meet(tx: Connection, home: int, who: int, name: str) -> None:
    here: dict[str, Json] = {"community_id": home}
    [meeting] = tx.execute(
        meetings.insert()
        .values(
            **here,
            **{"number": "YS2026-1", "title": "修车棚", "place": "活动室", "audience": {}},
            **{"starts_at": SPRING, "ends_at": SPRING + timedelta(hours=1), "stage": "following"},
            **{"invited": 12, "leader_id": who, "made_by": who, "secret": "s"},
            **{"source": name, "made_at": SPRING},
        )
        .returning(meetings.c.id)
    ).scalars()
    here["meeting_id"] = meeting
    tx.execute(meeting_guests.insert().values(**here, person_id=who, checked_in_at=SPRING))
    for number in (1, 2):
        tx.execute(agenda_items.insert().values(**here, position=number, title="车棚"))
        decided: dict[str, Json] = {"number": f"JY{number}", "words": "修", "made_by": who}
        decided |= {"state": ("done", "open")[number - 1], "source": f"{name}:{number}"}
        tx.execute(resolutions.insert().values(**here, **decided, made_at=SPRING))


def tables_of(tx: Connection, home: int) -> dict[What, list[list[Json]]]:
    to = Reader(speaker("zh_CN"), SHANGHAI, SPRING)
    rows = {
        What.HOURS: export_rows.page_of_hours(
            tx, community_id=home, days=DAYS, after=None, limit=9
        ),
        What.POINTS: export_rows.page_of_points(
            tx, community_id=home, moments=MOMENTS, after=None, limit=9
        ),
        What.MEETINGS: export_rows.page_of_meetings(
            tx, community_id=home, moments=MOMENTS, after=None, limit=9
        ),
    }
    words = {one: Words(Asked(one, MARCH, is_personal=True), Names(), to) for one in rows}
    for one, found in rows.items():
        assert all(
            len(cells_of(row, words[one])) == len(columns_of(words[one].asked)) for row in found
        )
    return {one: [cells_of(row, words[one]) for row in found] for one, found in rows.items()}


async def test_what_was_done_earned_and_met_is_told_line_by_line(db: Database) -> None:
    home = await db.do(live, "桃然亭")
    await db.do(live, "河对岸")

    tables = await db.read(tables_of, home)

    worked = [row[:6] + row[7:] for row in tables[What.HOURS]]
    assert worked == [
        ["2026-03-01", "申报", "助老", 2.5, "=陪诊", "", "快递", "李雷"],
        ["2026-03-02", "申报", "助老", 1.0, "=陪诊", "", "快递", "李雷"],
        ["2026-03-03", "申报", "助老", -1.0, "=陪诊", "冲正", "快递", "李雷"],
    ]
    assert [row[2:5] for row in tables[What.POINTS]] == [
        [30, "社区池", "个人"],
        [-5, "个人", "社区池"],
        [-10, "个人", "商户"],
    ]
    assert tables[What.POINTS][0][0] == "2026-03-02T09:00"
    [met] = tables[What.MEETINGS]
    assert met == [
        *("YS2026-1", "修车棚", "活动室", "2026-03-02T09:00", "2026-03-02T10:00", "落实中"),
        *(12, 1, 2, 2, 1, "李雷"),
    ]


async def test_what_was_taken_back_is_not_counted(db: Database) -> None:
    home = await db.do(live, "桃然亭")

    deeds = await db.read(stats.sum_deeds, community_id=home, days=DAYS, moments=MOMENTS)
    worked = await db.read(export_rows.sum_hours, community_id=home, days=DAYS)
    moved = await db.read(export_rows.sum_points, community_id=home, moments=MOMENTS)

    assert deeds == Deeds(minutes=150, people=1, points_given=25, points_used=10)
    assert worked == [("2026-03", "elders", 150, 1)]
    assert ("conduct.free", 1, 30) in moved
    assert len(moved) == 3
