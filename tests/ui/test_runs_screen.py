from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from spt_tui.runs import index as index_module
from spt_tui.runs import preview
from spt_tui.runs.index import Index
from spt_tui.runs.run import Run, State
from spt_tui.runs.scanner import RunScanner
from spt_tui.ui.app import RunsApp
from spt_tui.ui.widgets.log_pane import LogPane
from spt_tui.ui.widgets.metrics_pane import MetricsPane
from tests.trees import MANIFEST, real_runs, touch_heartbeat, write_run
from tests.ui.browser import Browser, browser

SIZES = [(200, 60), (160, 45), (100, 30), (80, 24), (60, 16), (40, 12)]


def leaf(name: str) -> str:
    return MANIFEST[name].rpartition("/")[2]


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_rows_and_its_bounds(real_root: Path, size: tuple[int, int]) -> None:
    async with browser(real_root, size=size) as b:
        await b.until(leaf("resumed"))
        assert len(b.lines) == size[1]
        assert "16 runs" in b.lines[0]
        for key in "234":
            await b.press(key)
            await b.until(lambda key=key: any(f" {key} " in line for line in b.lines))


async def test_a_filter_narrows_with_every_key_and_counts(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        counts = []
        for char in "sweep:48213":
            await b.type(char)
            counts.append(b.table.table.shown)
        assert counts[-1] == 4
        assert "4 of 16" in b.text
        await b.press("enter")
        await b.until(lambda: b.table.has_focus)
        await b.press("escape")
        assert b.table.table.shown == 16


async def test_a_wrong_filter_says_so_and_keeps_the_view(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type("48377 -stauts")
        before = b.names()
        assert len(before) == 3
        await b.type(":x")
        assert "did you mean `status`" in b.text
        assert b.names() == before


async def test_the_cursor_and_the_marks_belong_to_runs(tmp_path: Path) -> None:
    root = real_runs(tmp_path) / "runs"
    async with browser(root) as b:
        await b.press("down", "down", "space")
        stands_on, marked = b.table.cursor_row, b.table.marks
        assert isinstance(stands_on, Run)
        shutil.rmtree(b.table.table.rows[0].dir)
        write_run(root / "20261122" / "new" / "newest")
        await b.until(lambda: "newest" in b.names() and len(b.names()) == 16)
        assert b.table.cursor_row is not None
        assert b.table.cursor_row.dir == stands_on.dir
        assert b.table.marks == marked
        await b.press("S")
        assert b.table.cursor_row.dir == stands_on.dir


async def test_the_cursor_returns_to_the_run_that_a_filter_hid(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("down", "down", "down")
        chosen = b.table.cursor_row
        await b.press("slash")
        await b.type("sweep:48213")
        assert b.table.cursor_row != chosen
        await b.press("escape")
        assert b.table.cursor_row == chosen


async def test_grouping_folds_and_counts(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("w", "home")
        assert b.names()[0].startswith("sweep:")
        assert "▾ sweep 48377" in b.text
        assert "3 runs  3 completed" in b.text
        await b.press("enter")
        assert "▸ sweep 48377" in b.text
        assert len(b.names()) == 19 - 3


async def test_sorting_by_a_metric_puts_nan_last_and_the_best_first(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("s")
        await b.type("fit/loss")
        await b.press("enter")
        assert b.names()[0] == leaf("plain")
        assert b.names()[-1] == leaf("nan")
        await b.press("S")
        assert b.names()[-1] == leaf("nan")


async def test_columns_can_be_picked(real_root: Path) -> None:
    async with browser(real_root, size=(200, 60)) as b:
        before = b.table.columns
        await b.press("v")
        await b.type("optim.lr")
        await b.press("space", "escape", "enter")
        assert set(b.table.columns) == {*before, "hp.optim.lr"}


async def test_the_tag_picker_narrows(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("t")
        assert "16 runs" in b.text
        await b.type("quote")
        await b.press("enter")
        assert b.names() == [leaf("header")]


async def test_the_other_panes_follow_the_cursor(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.until(lambda: b.screen.run is not None)
        await b.press("end")
        await b.until(lambda: b.screen.query_one(MetricsPane).run == b.table.cursor_row)
        assert b.screen.query_one(LogPane).run == b.table.cursor_row
        await b.until("fit/grad_scale")


async def test_a_run_is_shown_in_full(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("enter")
        assert "requeued once" in b.text
        assert str(real_root) in b.text
        await b.press("escape")
        assert b.app.screen is b.screen


async def test_zoom_gives_one_pane_the_screen(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("3", "z")
        shown = [pane.id for pane in b.screen.query("Panes > *") if pane.display]
        assert shown == ["logs"]
        await b.press("escape")
        assert len([pane for pane in b.screen.query("Panes > *") if pane.display]) == 4


async def test_stale_and_running_are_told_apart(tmp_path: Path) -> None:
    root = real_runs(tmp_path) / "runs"
    touch_heartbeat(root.parent / MANIFEST["live"])
    async with browser(root) as b:
        assert b.table.board.catalog.counts[State.RUNNING] == 1
        assert "1 running" in b.lines[0]
        assert "1 stale" in b.lines[0]


async def test_an_unreadable_run_stays_with_its_reason(tmp_path: Path) -> None:
    root = real_runs(tmp_path) / "runs"
    sidecar = root.parent / MANIFEST["resumed"] / "sidecar.json"
    sidecar.write_bytes(b"{ torn")
    async with browser(root) as b:
        await b.until("! unreadable")
        await b.press("end")
        await b.until(lambda: "sidecar.json" in b.lines[-1])


async def test_several_roots_are_one_table(real_root: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "other" / "run1")
    async with browser(real_root, tmp_path / "other", runs=17) as b:
        assert "and 1 more" in b.lines[0]
        assert "run1" in b.names()


async def test_no_runs_and_no_match_are_said(tmp_path: Path, real_root: Path) -> None:
    async with browser(tmp_path, runs=0) as b:
        await b.until("no runs here yet")
    async with browser(real_root, filter_text="nothing-like-it") as b:
        await b.until("no run matches the filter")


async def test_help_and_palette(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("question_mark")
        assert "Everywhere" in b.text
        await b.press("escape", "ctrl+p")
        await b.type("sweeps")
        await b.press("enter")
        assert b.table.arrangement.grouped


async def test_copying_gives_the_path_of_the_run(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.until(lambda: b.screen.run is not None)
        await b.press("y", "y")
        assert b.app.clipboard == os.path.join(b.screen.run.root, b.screen.run.id)  # type: ignore[union-attr]
        assert "copied" in b.lines[-1]


async def test_a_row_is_still_drawn_after_its_age_was_counted_anew(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_run(tmp_path / name, status="running", created_at=1_000.0, summary={"fit/loss": 1.0})
    async with browser(tmp_path, runs=2) as b:
        b.table.tick(b.table.now)
        b.table.tick(b.table.now)
        write_run(tmp_path / "b", status="running", created_at=1_000.0, summary={"fit/loss": 0.125})
        await b.until("0.125")


async def test_a_folded_sweep_can_be_marked(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("w", "home", "enter", "space")
        assert len(b.table.marks) == 3
        await b.press("home", "space")
        assert not b.table.marks


async def test_escape_and_a_key_that_come_together_are_two_keys(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("3", "alt+j")
        assert b.table.has_focus
        await b.press("s")
        await b.until("sort by")
        await b.press("alt+j")
        await b.until(lambda: b.app.screen is b.screen)
        await b.press("3", "¡")  # what Textual makes of escape and 1 in one packet
        assert b.table.has_focus


async def test_editing_keys_act_in_the_order_they_are_typed(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash", "a", "b", "backspace", "c", "left", "x", "home", "d", "end", "ctrl+u", *"sweep")
        assert b.screen._bar.text == "sweep"


async def test_a_page_wraps_what_is_too_long(real_root: Path) -> None:
    async with browser(real_root, size=(60, 24)) as b:
        await b.press("enter")
        await b.until("checkpoint")
        page = "".join(line.strip("│ ") for line in b.lines)
        assert f"{MANIFEST['resumed']}/checkpoints/epoch6.ckpt" in page.replace("checkpoint  ", "")


async def test_grouped_rows_are_not_counted_as_runs(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("w", "end")
        assert " 16 " in b.lines[1] + " "
        assert "/16" not in b.lines[1]


async def test_what_watching_costs_stands_in_the_bottom_line_until_it_is_pressed_again(real_root: Path) -> None:
    async with browser(real_root) as b:
        before = b.lines[-1]
        await b.press("F")
        await b.until(lambda: "calls/s" in b.lines[-1] and "CPU-s" in b.lines[-1])
        polls = b.lines[-1].partition(" polls")[0].rpartition("  ")[2]
        await b.until(lambda: b.lines[-1].partition(" polls")[0].rpartition("  ")[2] not in (polls, ""))
        await b.press("F")
        await b.until(lambda: b.lines[-1] == before)


async def test_a_preview_gives_way_to_the_runs_and_the_cursor_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(index_module, "FIRST_SAVE", 0.0)
    monkeypatch.setattr(preview, "MANY", 8)
    monkeypatch.setattr(preview, "SCREENFUL", 4)
    root = tmp_path / "runs"
    for number in range(12):
        write_run(root / f"run{number:02}", status="completed", created_at=1_000.0 + number)
    RunScanner(root, index=Index(str(root))).step()
    scanner = RunScanner(root, index=Index(str(root)))
    scanner.start(first=1, previews=True)
    deadline = time.monotonic() + 10
    while scanner.preview is None and time.monotonic() < deadline:
        time.sleep(0.005)
    go_on, scanner.go_on = scanner.go_on, lambda: None  # type: ignore[method-assign]
    app = RunsApp([scanner])
    async with app.run_test(size=(100, 30)) as pilot:
        b = Browser(app, pilot)
        await b.until("run11")
        assert b.names() == ["run11", "run10", "run09", "run08"]
        assert "12 runs" in b.lines[0] and "1/4 of 12" in b.text
        await b.press("down", "space")
        under = b.table.cursor_row
        go_on()
        await b.until("run00")
        assert b.names() == [f"run{number:02}" for number in range(11, -1, -1)]
        assert isinstance(under, Run) and isinstance(b.table.cursor_row, Run)
        assert b.table.cursor_row.dir == under.dir and "1 marked" in b.text
