"""Times as people say them: 今天 14:30."""

from datetime import datetime

from cards.card import Reader


def say_time(at: datetime, to: Reader) -> str:
    """Today, yesterday and tomorrow by name, this year without the year."""
    local, today = at.astimezone(to.zone), to.now.astimezone(to.zone)
    clock = f"{local:%H:%M}"
    match (local.date() - today.date()).days:
        case 0:
            return to.say("time.today", clock=clock)
        case -1:
            return to.say("time.yesterday", clock=clock)
        case 1:
            return to.say("time.tomorrow", clock=clock)
    if local.year == today.year:
        return to.say("time.day", month=local.month, day=local.day, clock=clock)
    return to.say("time.date", year=local.year, month=local.month, day=local.day, clock=clock)
