"""Kinds of volunteer service 服务类别 as they are said; an activity may bring words of its own."""

from cards.card import Reader
from domain.hours import Service


def say_service(service: str, to: Reader) -> str:
    if service in Service.__members__.values():
        return to.say(f"service.{service}")
    return service
