"""Runs by people who mean harm: whatever their files say, it is shown, and nothing of it is parsed, run or sent."""

import base64
import json
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.browser import COMMAND, ESC, Browser
from tests.e2e.conftest import Browse
from tests.e2e.hostile_tree import MARK, PAYLOADS, hostile_tree
from tests.e2e.wire import awkward, foreign

WORST = ("action", "title", "c1", "controls", "huge")
"""Looked at also where there is little room."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_tree(tmp_path_factory.mktemp("hostile") / "tree")


@pytest.fixture(params=[(45, 160), (24, 80)], ids=["160x45", "80x24"])
def browser(request: pytest.FixtureRequest, browse: Browse, tree: Path) -> Browser:
    return opened(browse, tree, *request.param)


@pytest.fixture
def wide(browse: Browse, tree: Path) -> Browser:
    return opened(browse, tree, 45, 160)


def opened(browse: Browse, tree: Path, rows: int, cols: int) -> Browser:
    """A browser with all runs read and the cursor on the first."""
    browser = browse(tree, rows=rows, cols=cols)
    browser.settles_on(f"{len(PAYLOADS)} runs", f"/{len(PAYLOADS)}")
    browser.send("g")
    browser.shows(f" 1/{len(PAYLOADS)}", " 2 metrics ── 00[/x]")
    return browser


def assert_harmless(browser: Browser) -> None:
    """The program runs, and every byte that it sent is its own."""
    browser.settle()
    assert browser.alive(), browser.text
    assert not foreign(bytes(browser.transcript))
    assert MARK not in browser.screen.title + browser.screen.icon_name


def peek(browser: Browser, key: str, sign: str, close: str = ESC) -> None:
    """Open what lies over the browser, read to its end, and close it again."""
    browser.send(key)
    browser.shows("╭──", sign)
    browser.send("\x1b[6~\x1b[6~\x1b[F")
    browser.settle()
    browser.send(close)
    browser.shows("1 runs", but_not="╭──")


@pytest.mark.parametrize("name", sorted(PAYLOADS.keys() - {"markup", "action", "emoji", "marks"}))
def test_the_judge_knows_what_does_harm(name: str) -> None:
    sent = PAYLOADS[name][:200].encode("utf-8", "surrogatepass")
    with suppress(ValueError):  # not UTF-8, or half a sequence
        assert foreign(b"\x1b[1;1H" + sent)


@pytest.mark.parametrize("name", ["emoji", "marks"])
def test_the_judge_knows_what_is_awkward(name: str) -> None:
    assert awkward(PAYLOADS[name].encode())


def test_every_run_in_every_pane(browser: Browser) -> None:
    wide = browser.screen.columns == 160
    for place, name in enumerate(PAYLOADS):
        browser.shows_line("▶", f" {place:02}")
        if wide or name in WORST:
            peek(browser, "\r", "directory", close="q")
            look_at_the_logs(browser, name)
            look_at_the_metrics(browser, name)
            browser.go("1")
        browser.send("j")
    assert_harmless(browser)
    browser.quits()
    assert not foreign(bytes(browser.transcript))


def look_at_the_logs(browser: Browser, name: str) -> None:
    """All streams of a run, each to both ends, wrapped and from the side."""
    browser.go("3")
    for _ in range(3):
        browser.shows(f"last line of {name}")
        browser.send("gWWG\x1b[C\x1b[C\x1b[Do")


def look_at_the_metrics(browser: Browser, name: str) -> None:
    """The metrics as lines, and each as a plot on all axes."""
    browser.go("2")
    browser.shows_line(f"{name}/loss"[:6])
    browser.send("z")
    browser.shows("┤")
    browser.send("jxljxlk")
    browser.settle()
    browser.send("z")
    browser.shows("1 runs", but_not="┤")


def test_pickers_groups_columns_help_and_filter(browser: Browser) -> None:
    peek(browser, "s", "sort by")
    peek(browser, "t", "show only the tag")
    peek(browser, "v", "space pick")
    peek(browser, "?", "Everywhere", close="q")
    peek(browser, "\x10", "commands")
    browser.send("w")
    browser.shows("▾ sweep [@click=app.quit]")
    browser.send("g")
    browser.shows_line("▶", "▾ sweep [/x]", "1 run")
    browser.send("\r")
    browser.shows("▸ sweep")
    browser.send("w")
    browser.shows("00[/x]", but_not="▸ sweep")
    browser.send("v")
    browser.shows("space pick")
    browser.send(" " * 24)
    browser.settle()
    browser.send("\r")
    browser.shows("1 runs", but_not="space pick")
    browser.send("\x1b[C" * 24)
    browser.settle()
    for text in ("[@click", '"[bold', "tag:[/x]\u202e\u0301\U0001f44d\U0001f3fd"):
        browser.narrow(text)
        browser.settle()
        browser.send(ESC)
        browser.shows(f"/{len(PAYLOADS)}", but_not=f" of {len(PAYLOADS)}")
        browser.settle(0.15)
    assert_harmless(browser)
    browser.quits()


def test_a_tag_is_picked_whatever_it_says(wide: Browser) -> None:
    for place in range(4):
        wide.send("t")
        wide.shows("show only the tag")
        wide.send("\x1b[B" * (place + 1) + "\r")
        wide.shows("1 runs", f" of {len(PAYLOADS)}", but_not="show only the tag")
        wide.shows(f"1 of {len(PAYLOADS)}")
        wide.send(ESC)
        wide.shows(f"/{len(PAYLOADS)}", but_not=f"1 of {len(PAYLOADS)}")
    assert_harmless(wide)
    wide.quits()


def test_markup_is_text_and_a_click_on_it_runs_nothing(wide: Browser) -> None:
    wide.shows("00[/x] [bold", "01[@click=")
    line = next(y for y, text in enumerate(wide.lines) if "01[@click=" in text)
    for column in range(wide.lines[line].index("01["), wide.lines[line].index("01[") + 12):
        wide.send(f"\x1b[<0;{column + 1};{line + 1}M\x1b[<0;{column + 1};{line + 1}m")
    wide.shows_line("▶", "01[@click=")
    assert_harmless(wide)
    wide.quits()


def test_the_cells_stay_where_they_belong(browser: Browser) -> None:
    """What the terminal shows is what the program believes: drawn anew, not a cell differs."""
    for page in ("", "\r"):
        browser.send(page + "\x1b[B" * 8)
        before = [line[:90] for line in browser.stands_still()]
        browser.send("\x12")
        assert [line[:90] for line in browser.stands_still()] == before
    assert not awkward(bytes(browser.transcript))


def test_what_is_copied_is_sent_by_the_program_alone(wide: Browser) -> None:
    for place in range(len(PAYLOADS)):
        wide.shows_line("▶", f"{place:02}")
        wide.settle()
        before = len(wide.transcript)
        wide.send("y")
        wide.shows("yp path")
        wide.send("y")
        wide.shows("copied")
        wide.settle()
        sent = bytes(wide.transcript[before:])
        copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sent)
        assert len(copied) == 1
        assert base64.b64decode(copied[0]).decode().isprintable(), "pasted into a shell, a control would be obeyed"
        assert not foreign(sent.replace(b"\x1b]52;c;" + copied[0] + b"\x07", b""))
        wide.send("j")
    wide.quits()


@pytest.mark.parametrize("form", ["--once", "--json"])
def test_what_is_printed_is_plain(tree: Path, form: str) -> None:
    done = subprocess.run([COMMAND, form, str(tree)], capture_output=True)
    printed = done.stdout.decode("utf-8")
    assert done.returncode == 0 and not done.stderr
    assert all(line.isprintable() for line in printed.split("\n"))
    if form == "--json":
        found = {json.loads(line)["run_id"].rpartition("/")[2] for line in printed.splitlines()}
        assert found == set(PAYLOADS)
    else:
        assert len(printed.split("\n")) == len(PAYLOADS) + 2 and MARK in printed
