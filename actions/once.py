"""A deed is done once for its source; asked again, it gives the answer it gave before."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from sqlalchemy import Connection

from domain.answers import Answer
from storage import effects

P = ParamSpec("P")


def once(deed: Callable[P, Answer | None]) -> Callable[P, Answer | None]:
    """Make a deed idempotent by its keyword ``source``; it also takes ``now``.

    Telegram delivers an update again whenever our confirmation was lost, and a press comes twice
    from an impatient thumb: the second time nothing is written and the stored answer comes back.
    A deed that raises has done nothing, so asking again is asking anew.
    """
    name = deed.__name__

    @wraps(deed)
    def done_once(*args: P.args, **kwargs: P.kwargs) -> Answer | None:
        tx = args[0]
        source, now = kwargs["source"], kwargs["now"]
        assert isinstance(tx, Connection)
        assert isinstance(source, str)
        assert isinstance(now, datetime)
        is_known, stored = effects.find_answer(tx, source, deed=name)
        if is_known:
            return Answer.from_json(stored) if stored else None
        answer = deed(*args, **kwargs)
        effects.add_answer(
            tx, source, deed=name, answer=answer.as_json() if answer else None, now=now
        )
        return answer

    return done_once
