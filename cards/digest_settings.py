"""简报 on the card of 设置: when each is said, how the last one ended, and how it is changed."""

from collections.abc import Sequence

from cards.card import Button, Card, Line, Press, Reader, bold, plain
from cards.settings import ask, back
from cards.times import say_time
from cards.times_said import say_plan
from domain.digests import DigestPlan, Ended

Plans = Sequence[tuple[DigestPlan, Ended | None]]


def digests_card(plans: Plans, to: Reader) -> Card:
    lines: list[Line] = [bold(to.say("button.settings_digests"))]
    rows = []
    for plan, last in plans:
        name = to.say(f"digest.kind.{plan.kind}")
        when = to.say("digest.is_off") if plan.is_off else say_plan(plan.repeats, to)
        lines += plain(to.say(f"digest.line.{plan.kind}", digest=name, when=when))
        if last is not None and last.reason:
            at = say_time(last.ended_at, to)
            lines += plain(to.say(f"digest.skipped.{last.reason}", at=at))
        turn = "button.digest_on" if plan.is_off else "button.digest_off"
        press = Press("digest.turn", plan.id, plan.version)
        change = ask(to.say(f"button.digest_change_{plan.kind}"), f"digest_{plan.kind}")
        rows.append((change, Button(to.say(f"{turn}_{plan.kind}"), press)))
    lines += plain(to.say("digest.meaning"))
    return Card(tuple(lines), (*rows, (back(to),)))
