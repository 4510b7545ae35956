"""The manual tells the truth: what it names exists, and what exists is named."""

import ast
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiogram.filters import Command, CommandStart

from actions.deadlines import USUAL
from bot.__main__ import main
from bot.first_values import first_sheet
from bot.program import FINISHING_SECONDS
from bot.server import LARGEST_BODY
from bot.settings import KEYS
from bot.web_settings import WebhookSettings, WebSettings
from cards.card import Reader
from cards.rule_sheets import rule_name, say_caps, say_points
from domain.awards import SECONDED_WITHIN
from domain.cases import (
    COMMENTED_WITHIN,
    MOVES,
    PROMPT_LASTS,
    REMINDED_AFTER,
    SILENCE_CLOSES_AFTER,
    UNMERGE_WITHIN,
    Act,
    Kind,
    Rating,
    Stage,
)
from domain.catalogue import parse_catalogue
from domain.categories import Priority
from domain.codes import MOST_WRONG, WRONG_SPAN
from domain.deadlines import (
    OWES_UPDATES_IN,
    RESPONSE_RUNS_IN,
    SILENT_DAYS,
    SOLUTION_RUNS_IN,
    URGENT_SHARE,
    Step,
)
from domain.expiry import NOTICES
from domain.people import ChatKind, MemberKind
from domain.permissions import Role
from domain.workdays import WARN_AHEAD
from handlers.doors import handlers_of
from handlers.routes import build_router
from locales import LOCALES, speaker
from locales.catalogue import read_catalogue
from locales.starter import read_starter

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
PICTURES = sorted((DOCS / "pictures").glob("*.png"))
LARGEST_PICTURE = 300_000

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
# The labels of buttons; whatever else the catalogue says is a sentence.
LABELS = re.compile(
    r"case\.act\.\w+|case\.rating_button\.\w+|case\.\w+_button|case\.assign_other"
    r"|form\.button\.\w+|update\.button\.\w+|button\.\w+|page\.(back|on)|home\.(report|mine|help|privacy|language)"
    r"|attendance\.button\.\w+|activity\.button\.\w+|ballot\.button\.\w+|meeting\.(button|part|days)\.\w+"
    r"|minutes\.button\.\w+|resolution\.button\.\w+|survey\.button\.\w+"
    r"|join\.(i_am_\w+|agree|back|skip_grid)|door\.open|member\.say_hello"
)
FIXED_LABELS = {"中文", "English"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the table below a heading, without its head."""
    part = text_of(page).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def first_column(page: str, heading: str) -> list[str]:
    return [row[0].strip("`") for row in table(page, heading)]


def heard_commands() -> set[str]:
    return {
        str(command)
        for handler in handlers_of(build_router())
        for one in handler.filters or []
        if isinstance(one.callback, Command | CommandStart)
        for command in one.callback.commands
    }


def links_of(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [one or other for one, other in LINK.findall(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    for link in links_of(page):
        if not link.startswith(("https://", "#")):
            target = (page.parent / link.partition("#")[0]).resolve()
            assert target.exists(), link
            assert target.is_relative_to(ROOT), link


def test_every_page_and_every_picture_is_linked_from_somewhere() -> None:
    reached = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in links_of(page)
        if "://" not in link
    }
    decisions = set((DOCS / "decisions").glob("*.md"))  # reached by their folder
    starts = {ROOT / "README.md"}

    assert DOCS / "decisions" in reached
    assert (set(PAGES) | set(PICTURES)) - decisions - starts <= reached


def test_pictures_are_small_enough_to_keep() -> None:
    assert len(PICTURES) > 5
    for picture in PICTURES:
        assert picture.read_bytes().startswith(b"\x89PNG"), picture
        assert picture.stat().st_size < LARGEST_PICTURE, picture


def test_every_command_is_in_the_manual_and_no_other() -> None:
    written = first_column("docs/commands.md", "Commands")

    assert len(written) == len(set(written))
    assert {name.removeprefix("/") for name in written} == heard_commands()


def test_every_button_is_in_the_manual_and_no_other() -> None:
    say = speaker(LOCALES[0])
    keys = [str(one.id) for one in read_catalogue(LOCALES[0]) if one.id]
    labels = {say(key) for key in keys if LABELS.fullmatch(key)} | FIXED_LABELS

    cells = first_column("docs/commands.md", "Buttons")
    written = [label for cell in cells for label in cell.split(" · ")]

    assert len(written) == len(set(written))
    assert set(written) == labels


def test_every_setting_is_in_the_manual_and_no_other() -> None:
    assert first_column("docs/commands.md", "Settings") == list(KEYS)


def test_every_verb_of_the_command_line_is_in_the_manual(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    verbs = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)

    assert first_column("docs/commands.md", "Command line") == verbs


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (Stage, "case.stage"),
        (Act, "case.event"),
        (Kind, "case.kind"),
        (Rating, "case.rating_button"),
        (MemberKind, "kind"),
        (ChatKind, "chat_kind"),
        (Role, "role"),
    ],
)
def test_the_glossary_has_both_words_for_everything(words: type[StrEnum], keys: str) -> None:
    rows = table("docs/glossary.md", "People and places") + table("docs/glossary.md", "Cases")
    known = {(chinese, code.strip("`")) for chinese, code, _ in rows}
    say = speaker(LOCALES[0])
    for one in words:
        assert any(code == one for _, code in known), one
        if say.knows(f"{keys}.{one}"):
            assert (say(f"{keys}.{one}"), one.value) in known


def test_decisions_are_numbered_without_gaps() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, 1):
        assert page.read_text(encoding="utf-8").startswith(f"# {number}. "), page


def test_the_manual_names_only_targets_that_make_knows() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", text_of("Makefile"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|^    )make ([a-z0-9]+)", text, re.MULTILINE)) <= targets, page


# The page of stages and deadlines


def yes(is_so: bool) -> str:
    return "yes" if is_so else ""


def test_the_page_of_stages_says_what_the_machine_does() -> None:
    say = speaker(LOCALES[0])
    assert table("docs/deadlines.md", "Stages") == [
        [
            f"`{stage}`",
            say(f"case.stage.{stage}"),
            ", ".join(f"`{act}` → `{to}`" if to else f"`{act}`" for act, to in moves.items()),
            yes(stage in RESPONSE_RUNS_IN),
            yes(stage in SOLUTION_RUNS_IN),
            yes(stage in OWES_UPDATES_IN),
        ]
        for stage, moves in MOVES.items()
    ]


def test_the_page_of_deadlines_says_when_somebody_hears_of_them() -> None:
    steps = {(name, percent) for name, percent, _ in table("docs/deadlines.md", "Steps")}
    assert steps == {(step.name.lower(), str(int(step))) for step in Step}

    spans = [row[1] for row in table("docs/deadlines.md", "Other spans")]
    assert spans == [
        f"{URGENT_SHARE} %",
        f"{SILENT_DAYS} working days",
        *(f"{one // timedelta(hours=1)} hours" for one in (REMINDED_AFTER, SILENCE_CLOSES_AFTER)),
        f"{COMMENTED_WITHIN // timedelta(hours=1)} hours",
        f"{PROMPT_LASTS // timedelta(minutes=1)} minutes",
        f"{UNMERGE_WITHIN // timedelta(hours=1)} hours",
    ]
    assert f"{WARN_AHEAD.days} days before" in text_of("docs/deadlines.md")


def test_the_page_of_targets_is_the_starter_catalogue() -> None:
    assert table("docs/deadlines.md", "Targets") == [
        [
            f"`{one.code}`",
            f"{one.head} · {one.name}",
            one.response,
            one.solution,
            "" if one.priority is Priority.NORMAL else one.priority.name.lower(),
            yes(one.needs_check),
        ]
        for one in parse_catalogue(read_starter("zh_CN"))
    ]
    assert f"`{USUAL.response}` and `{USUAL.solution}`" in text_of("docs/deadlines.md")


# The operators' page


LOGGING = {"warning", "error", "exception", "critical", "_complain"}


def events_of(file: Path) -> set[str]:
    """What this file logs as a warning or worse; a name stands for all it is ever set to."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    named.setdefault(target.id, set()).add(node.value.value)
    found: set[str] = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.args and node.func.attr in LOGGING:
            match node.args[0]:
                case ast.Constant(value=str(said)):
                    found.add(said)
                case ast.Name(id=name):
                    found |= named.get(name, set())
                case other:
                    raise AssertionError(f"{file}: an event is a fixed text: {other}")
    return found


def test_the_page_of_points_is_the_sheet_that_ships() -> None:
    sheet = first_sheet("zh_CN")
    to = Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), datetime(2026, 3, 2, tzinfo=UTC))

    assert table("docs/points.zh-CN.md", "起步的规则") == [
        [
            rule_name(one, to),
            say_points(one, to),
            say_caps(one, to),
            f"{one.once_days} 天" if one.once_days else "",
        ]
        for one in sheet.rules
    ]
    page = text_of("docs/points.zh-CN.md")
    assert f"一次加减超过 {sheet.second_above} 分" in page
    assert f"过期前 {NOTICES[0]} 天和 {NOTICES[1]} 天" in page
    assert f"每月 {sheet.publish_day} 日" in page
    assert (sheet.expiry, SECONDED_WITHIN.days) == ("", 7)
    assert "输错五次要等十分钟" in page
    assert MOST_WRONG == 5
    assert timedelta(minutes=10) == WRONG_SPAN


def test_every_warning_and_error_of_the_log_is_on_the_operators_page_and_no_other() -> None:
    logged = {
        event
        for room in ("bot", "handlers", "actions")
        for file in (ROOT / room).rglob("*.py")
        for event in events_of(file)
    }
    written = first_column("docs/operators.md", "What the log says")

    assert len(written) == len(set(written)) > 25
    assert set(written) == logged


def test_the_alarms_ask_for_figures_and_labels_that_there_are() -> None:
    figures = set(first_column("docs/operators.md", "What each figure of /metrics means"))
    rules = text_of("deploy/prometheus-alerts.yml")
    asked = re.findall(r"\b((?:linlian|process)_\w+)(?:\{(\w+)=\"(\w+)\"\})?", rules)

    assert len(asked) > 10
    for name, label, value in asked:
        assert name.removesuffix("_bucket") in figures, name
        if value and label != "job":
            assert value in text_of("docs/operators.md"), value
    names = re.findall(r"- alert: (\w+)", rules)
    assert len(names) == len(set(names)) == rules.count("expr:")


def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text_of("deploy/linlian.service").splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_the_unit_starts_a_command_that_there_is_and_lets_it_stop() -> None:
    [command] = unit()["ExecStart"]
    folder, _, words = command.partition("/.venv/bin/python -m bot ")

    assert [folder] == unit()["WorkingDirectory"] == ["/opt/linlian"]
    assert words == "run --config /etc/linlian/config.toml"
    assert words.split()[0] in first_column("docs/commands.md", "Command line")
    assert unit()["Restart"] == ["always"]
    [seconds] = unit()["TimeoutStopSec"]
    assert int(seconds) > FINISHING_SECONDS
    for place in ("/opt/linlian", "/etc/linlian/config.toml", "/var/lib/linlian"):
        assert place in text_of("docs/operators.md")


def test_the_unit_gives_the_bot_nothing_but_its_own_folder() -> None:
    given = unit()

    assert given["User"] == given["StateDirectory"] == ["linlian"]
    assert given["ProtectSystem"] == ["strict"]
    assert given["NoNewPrivileges"] == ["yes"]
    assert given["UMask"] == ["0077"]


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd-analyze on this machine")
    copy = tmp_path / "linlian.service"
    text = text_of("deploy/linlian.service").replace(
        "/opt/linlian/.venv/bin/python", sys.executable
    )
    copy.write_text(text, encoding="utf-8")

    said = subprocess.run(
        [verify, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )

    assert "linlian.service" not in said.stdout + said.stderr, said


def test_the_sample_of_nginx_hands_the_path_on_and_limits_the_body() -> None:
    path = WebhookSettings(url="https://bot.example.org/telegram").path
    sample = re.sub(r"#.*", "", text_of("deploy/nginx.conf"))
    [place] = re.findall(rf"location = {path} \{{(.*?)\}}", sample, re.DOTALL)
    web = WebSettings()

    assert f"proxy_pass http://{web.host}:{web.port};" in place  # with no path behind it
    [size] = re.findall(r"client_max_body_size (\d+)m;", place)
    assert int(size) * 1024 * 1024 == LARGEST_BODY
    assert sample.count("{") == sample.count("}")
    assert f"http://127.0.0.1:{web.port}/healthz" in text_of("docs/operators.md")
