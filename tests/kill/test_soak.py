"""The long run can be broken off, forgets no failure, and writes the page itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.kill.journal import Journal
from tests.kill.outcome import Order, Outcome
from tests.kill.page import BEGIN, END, cells, write_page
from tests.kill.parent import Parent
from tests.kill.promises import PROMISES, Promise, Size
from tests.kill.soak import PAGE, Soak, main, summary


async def kept(order: Order) -> Outcome:
    (order.folder / "bot.log").write_text("{}")
    return Outcome(order.count, {"reports": 10, "lost": 0}, [])


async def broken(order: Order) -> Outcome:
    (order.folder / "bot.log").write_text("{}")
    return Outcome(order.count, {"reports": 10, "lost": 1}, ["never answered: 1"])


async def stuck(_order: Order) -> Outcome:
    raise AssertionError("it never took any updates")


KILLS = Promise("kills", "kill -9", Size("kills", 2, 50, 20), kept)


class BrokenOff(Exception):
    """Somebody pressed Ctrl-C."""


def seeds(soak: Soak) -> list[int]:
    return [one.seed for one in soak.journal.rounds()]


def test_it_plays_rounds_until_the_figure_is_reached_and_no_further(
    tmp_path: Path, parent: Parent
) -> None:
    soak = Soak(tmp_path, parent)
    soak.reach(KILLS, 50)
    soak.reach(KILLS, 50)

    assert [one.count for one in soak.journal.rounds()] == [20, 20, 10]
    assert [seed % 2 for seed in seeds(soak)] == [0, 1, 0]
    assert list((tmp_path / "rounds").iterdir()) == []


def test_what_was_broken_off_goes_on_where_it_was(tmp_path: Path, parent: Parent) -> None:
    async def breaks(_order: Order) -> Outcome:
        raise BrokenOff

    before = Soak(tmp_path, parent)
    before.reach(KILLS, 20)
    with pytest.raises(BrokenOff):
        before.reach(replace(KILLS, play=breaks), 50)

    after = Soak(tmp_path, parent)
    after.reach(KILLS, 50)
    assert seeds(after)[:1] == seeds(before)[:1]
    assert [one.count for one in after.journal.rounds()] == [20, 20, 10]


def test_a_failed_round_stays_and_is_shown(
    tmp_path: Path, parent: Parent, capsys: pytest.CaptureFixture[str]
) -> None:
    soak = Soak(tmp_path, parent)
    soak.reach(replace(KILLS, play=broken), 20)
    soak.reach(KILLS, 40)
    [failed, fine] = seeds(soak)

    assert summary(soak.journal, [KILLS]) == 1
    said = capsys.readouterr().out
    assert "passed 1, failed 1" in said
    assert f"FAILED kills, seed {failed}" in said
    assert (tmp_path / "rounds" / f"kills-{failed}" / "bot.log").exists()
    assert not (tmp_path / "rounds" / f"kills-{fine}").exists()


def test_a_bot_that_never_starts_is_a_failure(tmp_path: Path, parent: Parent) -> None:
    soak = Soak(tmp_path, parent)
    soak.reach(replace(KILLS, play=stuck), 20)

    [played] = soak.journal.rounds()
    assert played.troubles == ["broken off: it never took any updates"]


def test_to_begin_anew_keeps_the_old_lines_and_those_of_others(
    tmp_path: Path, parent: Parent
) -> None:
    soak, other = Soak(tmp_path, parent), replace(KILLS, name="stops")
    soak.reach(KILLS, 20)
    soak.reach(other, 20)
    soak.journal.begin_anew(["kills"])

    assert [one.name for one in soak.journal.rounds()] == ["stops"]
    assert len(Journal(tmp_path / "journal-000.jsonl").rounds()) == 2


def test_the_page_shows_what_was_played_and_keeps_what_was_not(
    tmp_path: Path, parent: Parent
) -> None:
    page = tmp_path / "promises.md"
    page.write_text(f"# Before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    soak, stops = Soak(tmp_path, parent), replace(KILLS, name="stops", play=broken)
    soak.reach(KILLS, 40)
    soak.reach(stops, 40)
    write_page(page, [KILLS, stops], soak.journal)
    text = page.read_text(encoding="utf-8")

    assert text.startswith(f"# Before\n{BEGIN}\n| ")
    assert text.endswith(f"|\n{END}\nafter\n")
    first, second = (cells(line) for line in text.splitlines() if line.startswith("| `"))
    assert first[:4] == ["`kills`", "kill -9", "2 / 50 kills", "40 in 2 rounds, 0 min"]
    assert first[4:6] == ["20 reports, 0 lost", "all"]
    assert second[4:6] == ["20 reports, 2 lost", "0 of 2 rounds"]

    write_page(page, [KILLS, stops], Journal(tmp_path / "elsewhere.jsonl"))
    assert page.read_text(encoding="utf-8") == text


def test_the_page_in_the_manual_lists_every_promise_with_its_figures() -> None:
    table = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    written = [cells(line)[:3] for line in table.splitlines() if line.startswith("| `")]

    assert written == [
        [f"`{one.name}`", one.fault, f"{one.size.small:,} / {one.size.large:,} {one.size.unit}"]
        for one in PROMISES
    ]


def test_a_name_that_is_none_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--only", "webhook,nobody"]) == 2
    assert "there is no nobody; polling, webhook" in capsys.readouterr().out
