"""Updates 进展: what whoever has a case says of it while it takes its time."""

from enum import StrEnum

from domain.cases import Case


class Update(StrEnum):
    """What one tap says."""

    PARTS = "parts"  # 等配件
    BOOKED = "booked"  # 已约施工
    REPORTED = "reported"  # 报上级


UPDATE = "update"
"""What an answer in words does: 写一句."""


def nudge_about(case: Case, period: str) -> str:
    """How a question is named that was asked after one time of silence."""
    return f"{case.about}:{period}"
