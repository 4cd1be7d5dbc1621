"""Looking at real runs: rows, filter, log of a rank, groups, order, columns, help, other sizes."""

import re
from pathlib import Path

import pytest

from tests.e2e.browser import ESC, Browser
from tests.e2e.conftest import Browse
from tests.trees import MANIFEST

_ROW = re.compile(r"[▶ ][▪ ][●◌✓✗■○!?][ ×↯][a-z]+ +(\w{12}) ")
SIZES = {"wide": (45, 160), "common": (24, 80), "tiny": (12, 40)}


def name_of(run: str) -> str:
    """What the table calls a sample run."""
    return MANIFEST[run].rpartition("/")[2]


def rows(browser: Browser) -> list[str]:
    """The names in the table, from top to bottom."""
    return [found[1] for line in browser.lines if (found := _ROW.match(line))]


@pytest.fixture
def browser(browse: Browse, still_runs: Path) -> Browser:
    """200x60, with room for all rows."""
    browser = browse(still_runs, rows=60, cols=200)
    browser.wait_for(lambda _: len(rows(browser)) == 16)
    return browser


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_runs_are_there(browse: Browse, still_runs: Path, size: tuple[int, int]) -> None:
    browser = browse(still_runs, rows=size[0], cols=size[1])
    browser.shows("16 runs", "1/16")
    browser.wait_for(lambda _: rows(browser)[:1] == [name_of("resumed")] and len(rows(browser)) >= 5)
    shown = rows(browser)
    assert len(shown) == len(set(shown)) and set(shown) <= {name_of(run) for run in MANIFEST}
    for key, title in (("2", " 2 metrics"), ("3", " 3 "), ("4", " 4 hardware")):
        browser.go(key)
        assert any(title in line for line in browser.lines)
    browser.go("1")
    browser.send("G")
    browser.shows("16/16", name_of("A0"))
    browser.quits()


def test_the_status_line_counts(browser: Browser) -> None:
    assert "16 runs  2 stale  2 failed" in browser.lines[0]
    assert sorted(rows(browser)) == sorted(name_of(run) for run in MANIFEST)


def test_a_filter_narrows_and_escape_restores(browser: Browser) -> None:
    browser.narrow("sweep:48213")
    browser.shows("4 of 16")
    browser.wait_for(lambda _: len(rows(browser)) == 4)
    assert sorted(rows(browser)) == sorted(name_of(run) for run in ("A0", "A1", "A2", "A3"))
    browser.accept()
    assert len(rows(browser)) == 4 and "4 of 16" in browser.text
    browser.send(ESC)
    browser.wait_for(lambda _: len(rows(browser)) == 16)
    assert "sweep:48213" not in browser.text
    browser.quits()


def test_escape_in_the_line_clears_it_too(browser: Browser) -> None:
    browser.narrow("tag:mlp_tiny")
    browser.wait_for(lambda _: rows(browser) == [name_of("B0")])
    browser.send(ESC)
    browser.wait_for(lambda _: len(rows(browser)) == 16)
    browser.quits()


def test_a_wrong_filter_says_so_and_keeps_the_last_view(browser: Browser) -> None:
    browser.narrow("status:failed")
    browser.wait_for(lambda _: len(rows(browser)) == 2)
    before = rows(browser)
    browser.send(' "half')
    browser.shows("unclosed quote")
    assert rows(browser) == before
    browser.send(ESC)
    browser.wait_for(lambda _: len(rows(browser)) == 16)
    assert "unclosed" not in browser.text


def test_a_field_that_is_none_is_told_with_the_nearest(browser: Browser) -> None:
    browser.narrow("stauts:x")
    browser.shows("no such field `stauts`", "did you mean `status`?")
    browser.send("\x7f" * len("stauts:x") + "x")
    browser.shows("of 16", but_not="no such field")


def test_a_filter_that_arrives_at_once_is_typed_into_the_line(browser: Browser) -> None:
    browser.send("/sweep:48213")
    browser.shows("sweep:48213", "4 of 16")
    browser.send(" status:failed\r")
    browser.shows("0 of 16", but_not="sort by")


def test_a_filter_that_nothing_passes_says_so(browser: Browser) -> None:
    browser.narrow("nothing-of-this-name")
    browser.shows("0 of 16", "no run matches")
    browser.send(ESC)
    browser.shows(name_of("A0"))


@pytest.mark.parametrize("size", ["wide", "common", "tiny"])
def test_the_log_of_rank_3(browse: Browse, still_runs: Path, size: str) -> None:
    browser = browse("--filter", f"name:{name_of('A0')}", still_runs, rows=SIZES[size][0], cols=SIZES[size][1])
    browser.wait_for(lambda _: rows(browser) == [name_of("A0")])
    browser.go("3")
    for rank in range(3):
        browser.shows(f"rank {rank} of 4")
        browser.send("r")
    browser.shows_line("rank 3 of 4 .out", "following")
    browser.shows_line("submitit INFO")
    for title, line in (
        ("rank 3 of 4 .err", "train_one.py"),
        ("main.log", "[train_one]"),
        ("rank 3 of 4 .out", "submitit"),
    ):
        browser.send("o")
        browser.shows_line(title)
        browser.shows_line(line)
    browser.send("R")
    browser.shows("rank 2 of 4")
    browser.quits()


def test_a_search_in_the_log_marks_what_it_finds(browser: Browser) -> None:
    browser.go("3")
    browser.narrow("epoch 7")
    browser.shows_line("/epoch 7", "matches")
    browser.accept()
    browser.send("n")
    browser.shows_line("/epoch 7", "1 of")
    browser.send(ESC)
    browser.shows("following", but_not="/epoch 7")


def test_sweeps_are_grouped_and_fold(browser: Browser) -> None:
    browser.send("w")
    browser.shows("no sweep  9 runs")
    browser.send("g")
    browser.shows("sweep 48213  4 runs  4 completed", "sweep 48377  3 runs")
    browser.shows_line("▶", "sweep 48")
    browser.send("\r")
    browser.wait_for(lambda _: browser.count("▸ sweep 48") == 1)
    assert len(rows(browser)) in (12, 13)
    browser.send("\r")
    browser.wait_for(lambda _: len(rows(browser)) == 16)
    browser.send("w")
    browser.shows(name_of("A0"), but_not="no sweep  9 runs")
    browser.quits()


def test_the_order_is_picked_from_a_list(browser: Browser) -> None:
    browser.send("s")
    browser.shows("sort by", "esc close")
    browser.send("eval/loss")
    browser.shows("1 of")
    browser.send("\r")
    browser.shows("by eval/loss ▲", but_not="esc close")
    lowest, last = [name_of("plain"), name_of("A3")], name_of("nan")
    browser.wait_for(lambda _: rows(browser)[:2] == lowest and rows(browser)[15:] == [last])
    browser.send("S")
    browser.shows("by eval/loss ▼")
    browser.wait_for(lambda _: rows(browser)[13:] == [*lowest[::-1], last])


def test_columns_are_picked(browser: Browser) -> None:
    assert browser.line("state", "name", "sweep", "age▲", "fit/loss")
    browser.send("v")
    browser.shows("columns", "[x] state", "[ ] ")
    browser.send("sweep")
    browser.shows("[x] sweep", "1 of")
    browser.send(" \r")
    browser.shows_line("state", "name", "age▲", "fit/loss")
    browser.wait_for(lambda _: not browser.line("state", "name", "sweep", "age▲"))


def test_a_tag_is_picked(browser: Browser) -> None:
    browser.send("t")
    browser.shows("sweep:48213", "4 runs")
    browser.send("mlp_base")
    browser.shows("1 of")
    browser.send("\r")
    browser.shows('tag:"mlp_base"', "1 of 16")
    browser.wait_for(lambda _: rows(browser) == [name_of("B2")])


def test_all_of_a_run(browser: Browser) -> None:
    browser.send("G\r")
    browser.shows("completed", MANIFEST["A0"].removeprefix("runs/"), "sweep:48213", "Last values")
    browser.send(ESC)
    browser.shows("1 runs", but_not="Last values")


def test_help_and_the_palette(browser: Browser) -> None:
    browser.send("?")
    browser.shows("help", "Everywhere", "all commands")
    browser.send("q")
    browser.shows(name_of("A0"), but_not="Everywhere")
    browser.send("\x10")
    browser.shows("commands", "sort", "quit")
    browser.send("sweeps")
    browser.shows("1 of")
    browser.send("\r")
    browser.shows("sweep 48213  4 runs", but_not="esc close")


def test_the_zoomed_metrics_are_a_plot_with_axes(browser: Browser) -> None:
    browser.narrow("name:" + name_of("plain"))
    browser.accept()
    browser.wait_for(lambda _: rows(browser) == [name_of("plain")])
    browser.go("2")
    browser.narrow("fit/loss")
    browser.accept()
    browser.shows_line("fit/loss", "0.0356")
    browser.send("z")
    browser.shows("┤", "┬", but_not="1 runs")
    browser.shows_line(" 0 ", " 100 ", " 1100")
    browser.send("x")
    browser.shows("epoch")
    browser.send("l")
    browser.shows("log")
    browser.send(ESC)
    browser.shows("1 runs", but_not="┤")
    browser.quits()


def test_other_sizes_while_it_runs(browser: Browser) -> None:
    browser.send("w")
    browser.shows("no sweep  9 runs")
    for lines, columns in ((12, 40), (24, 80), (12, 40), (45, 160)):
        browser.resize(lines, columns)
        browser.wait_for(lambda _: "  16 runs" in browser.lines[0])
        browser.wait_for(lambda _: browser.lines[-1].startswith(" s sort") and browser.lines[-1].endswith("q quit"))
        browser.wait_for(lambda _: rows(browser))
        assert browser.alive()
    browser.shows(" 1 runs", " 2 metrics", " 3 logs", " 4 hardware")
    browser.quits()


def test_without_the_difference_layer_it_looks_the_same(browse: Browse, still_runs: Path) -> None:
    pictures = []
    for option in ("--no-diff", "--once-not-given"):
        browser = browse(*(["--no-diff"] if option == "--no-diff" else []), still_runs, rows=24, cols=80)
        browser.shows("1/16", "feature_std")
        browser.send("G")
        browser.shows("16/16")
        pictures.append(browser.stands_still())
        browser.quits()
    assert pictures[0] == pictures[1]


def test_without_colours(browse: Browse, still_runs: Path) -> None:
    browser = browse(still_runs, env={"NO_COLOR": "1"})
    browser.wait_for("16 runs")
    browser.go("2")
    browser.wait_for("fit/loss")
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-79]|4[0-79]|9[0-7]|10[0-7])(;[0-9;]*)?m", bytes(browser.transcript))
    assert browser.quits() < 2
