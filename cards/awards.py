"""Awards and deductions 加分、扣分 as they are told: to who gave, to the second, to the person."""

from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, bold, plain
from cards.length import shorten
from cards.points import mine, signed
from domain.grants import Grant, GrantState

NAME_WORDS = 32


@dataclass(frozen=True)
class AwardFacts:
    """``who`` as the reader may know them; ``second`` has agreed or refused; ``above``: so much a
    secretary decides alone.
    """

    grant: Grant
    who: str
    by: str
    second: str = ""
    above: int = 0

    def blanks(self) -> dict[str, str]:
        who = shorten(self.who, NAME_WORDS)
        return {"who": who, "points": signed(self.grant.points), "reason": self.grant.words}


def answer_card(facts: AwardFacts, to: Reader, *, is_public: bool) -> Card:
    """What stands below the secretary's command. Where everybody reads it, praise is said aloud
    and blame is not.
    """
    grant = facts.grant
    is_told = not is_public or (grant.points > 0 and grant.state is GrantState.PAID)
    lines = plain(to.say("award.line", **facts.blanks()) if is_told else to.say("award.noted"))
    if grant.state is not GrantState.PAID:
        lines += plain(to.say(f"award.state.{grant.state.value}"))
    if not grant.counts:
        return Card(lines)
    return Card(lines, ((Button(to.say("button.take_back"), Press("points.reverse", grant.id)),),))


def second_card(facts: AwardFacts, to: Reader) -> Card:
    """What the other secretaries are asked, and afterwards what came of it."""
    asks = to.say("award.asks", by=shorten(facts.by, NAME_WORDS), **facts.blanks())
    match facts.grant.state:
        case GrantState.ASKED:
            number = facts.grant.id
            yes = Button(to.say("button.agree"), Press("points.second", number, arg="yes"))
            no = Button(to.say("button.disagree"), Press("points.second", number, arg="no"))
            why = to.say("award.asks_why", above=facts.above)
            return Card((bold(asks), *plain(why)), ((yes, no),))
        case GrantState.REFUSED if facts.second:
            said = to.say("award.second_refused", second=shorten(facts.second, NAME_WORDS))
        case GrantState.REFUSED:
            said = to.say("award.state.refused")
        case _:
            said = to.say("award.second_agreed", second=shorten(facts.second, NAME_WORDS))
    return Card((bold(asks), *plain(said)))


def told_card(facts: AwardFacts, balance: int, to: Reader) -> Card:
    """What the person reads: who, how many, why, and what that makes."""
    key = "award.told_plus" if facts.grant.points > 0 else "award.told_minus"
    by = shorten(facts.by, NAME_WORDS)
    points, reason = abs(facts.grant.points), facts.grant.words
    said = to.say(key, by=by, points=points, reason=reason, balance=balance)
    return Card(plain(said), ((mine(facts.grant.person_id, to),),))


def taken_back_card(facts: AwardFacts, why: str, balance: int, to: Reader) -> Card:
    points, reason = signed(facts.grant.points), facts.grant.words
    said = to.say("award.told_back", points=points, reason=reason, why=why, balance=balance)
    return Card(plain(said), ((mine(facts.grant.person_id, to),),))
