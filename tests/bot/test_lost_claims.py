"""A claim whose answer got lost between the database and us is not a message that gets lost."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage import paying
from storage.database import Database
from tests.bot.bench import Bench, open_bench

P = ParamSpec("P")
T = TypeVar("T")


class Forgetful(Database):
    """The deed is done, and its answer is lost: as when a server ends right after COMMIT."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.forgets = 0

    async def do(
        self, deed: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        answer = await self._db.do(deed, *args, **kwargs)
        if self.forgets and answer and deed is paying.claim_owed:
            self.forgets -= 1
            raise OperationalError("COMMIT", {}, ConnectionError("the server has gone"))
        return answer

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._db.read(query, *args, **kwargs)

    def on_commit(self, listener: Callable[[], None]) -> None:
        self._db.on_commit(listener)


def two_groups(bench: Bench) -> None:
    for name in ("一号楼", "二号楼"):
        bench.add(name, "words")


async def test_what_was_claimed_in_vain_is_sent_all_the_same(db: Database) -> None:
    forgetful = Forgetful(db)
    async with open_bench(forgetful, prepare=two_groups) as bench:
        forgetful.forgets = 2
        for trial in bench.trials:
            await bench.owe(trial)
        await bench.settle()
        await bench.wait(seconds=2)
        await bench.wait(seconds=2)

        said = [
            [one for one in trial.chat.messages.values() if one.from_id == bench.world.bot.id]
            for trial in bench.trials
        ]
        assert [len(one) for one in said] == [1, 1]
        assert forgetful.forgets == 0
