"""``/metrics``: the figures tell what happened, never about whom, and the manual names each."""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import Clock
from bot.metrics import Metrics
from storage.outbox import Lane
from tests.bot.conftest import Post
from tests.bot.test_webhook import posted, update
from tests.bot.unlucky import Hung
from tests.test_docs import first_column

ROOT = Path(__file__).parents[2]


class Sheet(dict[str, float]):
    """The figures by name and labels: ``updates_total result=handled``; what is not there is 0."""

    def __missing__(self, name: str) -> float:
        return 0.0


async def text_of(post: Post, stranger: aiohttp.ClientSession) -> str:
    assert post.program is not None
    port = post.program.ports["metrics"]
    async with stranger.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await answer.text()


async def sheet(post: Post, stranger: aiohttp.ClientSession) -> Sheet:
    found = Sheet()
    for family in text_string_to_metric_families(await text_of(post, stranger)):
        for sample in family.samples:
            labels = [f"{key}={value}" for key, value in sorted(sample.labels.items())]
            found[" ".join([sample.name.removeprefix("linlian_"), *labels])] = sample.value
    return found


async def test_updates_and_calls_are_counted(post: Post, stranger: aiohttp.ClientSession) -> None:
    await post.start()
    post.says("一")
    post.says("二")
    await post.settle()
    post.trouble({"status": 429, "retry_after": 7}, times=1)
    await post.owe("once")
    await post.settle()
    await post.wait(seconds=8)

    seen = await sheet(post, stranger)
    assert seen["updates_received_total"] == 2
    assert seen["updates_total result=handled"] == 2
    assert seen["updates_total result=parked"] == 0
    assert seen["update_seconds_count"] == 2
    assert seen["calls_total method=sendMessage outcome=wait"] == 1
    assert seen["calls_total method=sendMessage outcome=ok"] == 1
    assert seen["calls_total method=getMe outcome=ok"] == 1
    assert seen["messages_total outcome=sent"] == 1
    assert seen["messages_total outcome=wait"] == 1
    assert seen["alarms_total kind=bug"] == 0
    assert seen["retry_after_seconds_total"] == 7
    assert seen["loop_lag_seconds_count"] >= 0
    assert seen["process_resident_memory_bytes"] > 1e6


async def test_an_update_that_fails_is_counted_each_time(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    async def feed(_body: str) -> None:
        raise ZeroDivisionError

    post.feed = feed
    await post.start()
    post.says("你好")
    for _ in range(6):
        await post.wait(seconds=20)

    seen = await sheet(post, stranger)
    assert seen["updates_total result=failed"] == 4
    assert seen["updates_total result=parked"] == 1
    assert seen["updates_total result=handled"] == 0


async def test_what_waits_is_looked_up_when_asked(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    await post.start()
    await post.settle()
    empty = await sheet(post, stranger)
    assert empty["outbox_overdue_seconds"] == 0
    assert empty["database_readable"] == 1

    post.trouble("reset_before")
    await post.owe("alarm", lane=Lane.ALARM)
    await post.owe("later", not_before=post.clock.now() + timedelta(days=1))
    await post.settle()
    post.clock.move(seconds=100)

    seen = await sheet(post, stranger)
    assert seen["outbox_owed lane=alarm"] == 1
    assert seen["outbox_owed lane=notice"] == 1
    assert seen["outbox_owed lane=digest"] == 0
    assert 100 <= seen["outbox_overdue_seconds"] < 160
    assert seen["jobs_due"] == 0
    assert seen["database_bytes"] > 4096


async def test_posts_are_counted_by_what_became_of_them(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    await posted(stranger, hook, update(1))
    await posted(stranger, hook, update(1), "x")
    await posted(stranger, hook, [])
    await hook.settle()

    seen = await sheet(hook, stranger)
    for result, count in {"kept": 1, "forged": 1, "unreadable": 1, "not_kept": 0}.items():
        assert seen[f"webhook_posts_total result={result}"] == count


async def test_figures_are_shown_also_when_the_database_is_broken(
    post: Post, stranger: aiohttp.ClientSession
) -> None:
    await post.start()
    await post.settle()
    with closing(sqlite3.connect(post.folder / "linlian.db")) as outside:
        outside.execute("ALTER TABLE jobs RENAME TO mislaid")
        seen = await sheet(post, stranger)
        outside.execute("ALTER TABLE mislaid RENAME TO jobs")

    assert seen["database_readable"] == 0
    assert seen["calls_total method=getMe outcome=ok"] == 1


async def test_figures_are_shown_also_when_the_database_does_not_answer() -> None:
    hung = Hung(lambda: None)

    async with asyncio.timeout(5):
        text = await Metrics().scrape(hung, Clock().now(), patience=0.01)

    assert "linlian_database_readable 0.0" in text.decode()


async def test_no_figure_tells_of_a_person_and_the_manual_names_each(
    hook: Post, stranger: aiohttp.ClientSession
) -> None:
    await hook.start()
    hook.says("王阿姨住三楼", chat=hook.group.id)
    await hook.owe("words", chat=hook.group.id)
    await hook.settle()

    text = await text_of(hook, stranger)
    for private in ("王", "李", "群", str(hook.rider.id), str(hook.group.id), hook.sandbox.token):
        assert private not in re.sub(r" [\d.e+-]+$", "", text, flags=re.MULTILINE)
    families = text_string_to_metric_families(text)
    names = {family.name + ("_total" if family.type == "counter" else "") for family in families}
    written = first_column("docs/operators.md", "What each figure of /metrics means")
    assert len(written) == len(set(written))
    assert set(written) == names
