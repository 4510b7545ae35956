"""What an exported row says of a case that not everybody may know of."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cards.card import Reader
from cards.export_rows import Words, cells_of, columns_of
from cards.stats import Names
from domain.answers import Json
from domain.exports import Asked, What
from domain.stats import month_at
from locales import speaker

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def row_of(**differs: Json) -> dict[str, Json]:
    row: dict[str, Json] = {
        **dict.fromkeys(("respond_by", "responded_at", "solve_by", "closed_at")),
        **{"number": 1001, "kind": "problem", "category_id": 1, "grid_id": 1, "stage": "open"},
        **{"place": "5号楼", "words": "楼上天天吵", "complaint": "没人管", "rating": "fair"},
        **{"transferred_to": "司法所", "reopenings": 0, "reported_at": NOW},
        **{"is_anonymous": False, "is_confidential": False},
        **{"name": "李雷", "trade": "hairdresser", "member_kind": "rider"},
    }
    return row | differs


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({}, {"5号楼", "楼上天天吵", "没人管", "司法所", "李雷", "理发"}),
        ({"is_anonymous": True}, {"5号楼", "楼上天天吵", "没人管", "司法所"}),
        ({"is_confidential": True}, set()),
    ],
)
def test_who_reported_and_what_is_told_of_what_everybody_may_know(
    differs: dict[str, Json], told: set[str]
) -> None:
    asked = Asked(What.CASES, month_at(NOW.date()), is_personal=True)
    names = Names({1: "一号网格"}, {1: "邻里纠纷"})
    words = Words(asked, names, Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), NOW))

    cells = cells_of(row_of(**differs), words)

    assert len(cells) == len(columns_of(asked))
    telling = {"5号楼", "楼上天天吵", "没人管", "司法所", "李雷", "理发", "小哥"}
    assert telling & set(cells) == told
    assert {"#C1001", "邻里纠纷", "一号网格"} <= set(cells)
