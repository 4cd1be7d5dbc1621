"""The metrics pane on real files, in an app of its own."""

from __future__ import annotations

import asyncio
import os
import tarfile
from importlib.resources import files
from pathlib import Path

import pytest

from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import State
from spt_tui.ui.widgets.metric_body import Shape, Wish
from spt_tui.ui.widgets.metric_line import Layout, cut_middle, layout
from spt_tui.ui.widgets.metric_order import families
from spt_tui.ui.widgets.metrics_follower import Report
from spt_tui.ui.widgets.metrics_pane import MetricsPane
from tests.ui.metrics_app import PaneApp, run_in, until, write_run
from tests.ui.series_of import series_of


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    return write_run(tmp_path / "abc123")


async def test_a_run_shows_its_metrics_in_families(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        assert "no run under the cursor" in app.text
        app.pane.run = run_in(run_dir, name="vicreg a3")
        await until(pilot, lambda: "fit/loss" in app.text)
        assert app.lines[0].startswith(" 2 metrics ── vicreg a3 ──")
        assert app.lines[0].endswith(" 4 metrics, 20 rows")
        assert [line[2:10].strip() for line in app.lines[2:8]] == ["fit/loss", "", "eval/top", "", "epoch", "lr-SGD"]
        assert " 0.1 " in app.lines[2] and "↓0.1" in app.lines[2]
        assert "0.95" in app.lines[4] and "↑0.95" in app.lines[4]


async def test_an_appended_row_shows_and_only_its_lines_are_drawn_anew(
    run_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spt_tui.ui.widgets.metrics_pane.LIVE_SECONDS", 0.02)
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "20 rows" in app.text)
        drawn: list[int] = []
        refresh_row = app.pane.refresh_row
        monkeypatch.setattr(app.pane, "refresh_row", lambda *rows: (drawn.extend(rows), refresh_row(*rows)))
        with (run_dir / "metrics.csv").open("a", newline="") as file:
            file.write(",,,0.1,20\r\n")
        await until(pilot, lambda: "21 rows" in app.text)
        assert 0 not in drawn and 2 not in drawn, "metrics without a new value stay as they are"
        with (run_dir / "metrics.csv").open("a", newline="") as file:
            file.write("4,,0.0625,0.1,21\r\n")
        await until(pilot, lambda: "0.0625" in app.text)
        assert 0 in drawn


async def test_many_sparklines_come_by_and_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spt_tui.ui.widgets.drawing_time.DRAW_SECONDS", 0.0005)
    names = [f"fit/m{n}" for n in range(30)]
    rows = [",".join([str(step), *[str(step % 7)] * len(names)]) for step in range(300)]
    (tmp_path / "metrics.csv").write_text("\n".join([",".join(["step", *names]), *rows]) + "\n")
    app = PaneApp()
    async with app.run_test(size=(160, 34)) as pilot:
        app.pane.wish = Wish(tiles=False)
        app.pane.run = run_in(tmp_path)
        await until(pilot, lambda: "fit/m29" in app.text)
        assert not all(line[60:].strip() for line in app.lines[2:32]), "keys come first"
        await until(pilot, lambda: all(line[60:].strip() for line in app.lines[2:32]))


async def test_zoom_shows_axes_and_goes_through_the_metrics(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir, State.COMPLETED)
        await until(pilot, lambda: "fit/loss" in app.text)
        app.pane.zoomed = True
        await pilot.pause()
        assert app.lines[0].startswith(" 2 fit/loss  last 0.1  best ↓0.1 ─")
        assert app.lines[0].endswith(" step, linear")
        assert "└" in app.text and "1.5┤" in app.text
        assert app.lines[-1].strip() == "step"
        await pilot.press("x", "l", "j")
        assert app.lines[0].startswith(" 2 eval/top1")
        assert app.lines[-1].split() == ["epoch", "log", "scale"]
        app.pane.zoomed = False
        await pilot.pause()
        assert any(line.startswith("▶ eval/top1") for line in app.lines)
        assert "epoch 0 to 3, log" in app.lines[1]


async def test_a_metric_without_epochs_has_none_in_their_column(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("step,epoch,a/x,b/y\n0,0,1,\n700,3,2,\n900,,,5\n")
    app = PaneApp()
    async with app.run_test(size=(100, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(tmp_path, State.COMPLETED)
        await until(pilot, lambda: "a/x" in app.text)
        await pilot.press("x")
        with_epochs, without = (next(line for line in app.lines if name in line) for name in ("a/x", "b/y"))
        assert "epoch" in app.lines[1] and " 2      3 " in with_epochs
        assert " 1      - " in without and "900" not in without


async def test_a_filter_narrows_and_says_when_nothing_is_left(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        await pilot.press("j")
        app.pane.filter_text = "TOP eval"
        await pilot.pause()
        assert "1 of 4, 20 rows" in app.lines[0] and "fit/loss" not in app.text
        app.pane.filter_text = "no\x1bne"
        await pilot.pause()
        assert "no metric matches no␛ne" in app.text
        app.pane.filter_text = ""
        await pilot.pause()
        assert any(line.startswith("▶ eval/top1") for line in app.lines)


async def test_a_newer_state_of_the_run_keeps_the_pane_as_it_is(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        app.pane.run = run_in(run_dir, State.COMPLETED, "renamed")
        assert "fit/loss" in app.text
        await pilot.pause()
        assert "renamed" in app.lines[0]


async def test_another_run_has_the_cursor_on_the_same_metric(run_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "metrics.csv").write_text("step,aaa/x,eval/top1\n0,7,0.125\n")
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        await pilot.press("j")
        app.pane.run = run_in(other)
        await until(pilot, lambda: "aaa/x" in app.text)
        assert app.pane.copy_text() == "eval/top1  last 0.125  best 0.125"
        app.pane.run = None
        await pilot.pause()
        assert app.pane.copy_text() is None and "no run under the cursor" in app.text


async def test_what_is_read_of_another_run_is_not_shown(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        stray = Metrics(series=(series_of([1.0], "stray"),), rows=1)
        app.pane.post_message(MetricsPane.Polled(Report("/elsewhere", stray)))
        await pilot.pause()
        assert "stray" not in app.text


async def test_a_hidden_pane_reads_nothing(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spt_tui.ui.widgets.metrics_pane.LIVE_SECONDS", 0.02)
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "20 rows" in app.text)
        app.pane.shown = False
        await asyncio.sleep(0.05)
        with (run_dir / "metrics.csv").open("a", newline="") as file:
            file.write("4,,0.5,0.1,20\r\n")
        await pilot.pause(0.1)
        assert "20 rows" in app.text
        app.pane.shown = True
        await until(pilot, lambda: "21 rows" in app.text)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no metrics.csv yet"),
        (b"", "metrics.csv is empty"),
        (b"step,lo", "metrics.csv has no whole line yet"),
        (b"step,loss\n", "no rows yet"),
        (b"step,loss\n0,\n", "no number in 1 row"),
        (b"step,loss\n0,1\n0,x\n", "1 cell skipped: not a number, in loss"),
        (b"step,[/x]\x1b[31m\n0,1\n", "[/x]␛[31m"),
    ],
)
async def test_every_state_is_said(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "metrics.csv").write_bytes(content)
    app = PaneApp()
    async with app.run_test(size=(60, 8)) as pilot:
        app.pane.run = run_in(tmp_path)
        await until(pilot, lambda: said in app.text)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
async def test_an_unreadable_file_gives_its_reason(run_dir: Path) -> None:
    (run_dir / "metrics.csv").chmod(0)
    app = PaneApp()
    async with app.run_test(size=(60, 8)) as pilot:
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "cannot read metrics.csv: Permission denied" in app.text)


async def test_a_pane_that_is_zoomed_before_it_was_ever_seen_plots_once_it_is(run_dir: Path) -> None:
    app = PaneApp()
    app.CSS += " MetricsPane { display: none; }"
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.run = run_in(run_dir, State.COMPLETED)
        await until(pilot, lambda: app.pane.listed_count == 4)
        app.pane.zoomed = True
        await pilot.pause()
        app.pane.display = True
        await until(pilot, lambda: "└" in app.text)
        app.pane.zoomed = False
        await pilot.pause()
        assert any(line.startswith("▶ fit/loss") for line in app.lines)


async def test_the_cursor_stays_in_sight_when_the_pane_shrinks(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(60, 6)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir, State.COMPLETED)
        await until(pilot, lambda: "fit/loss" in app.text)
        await pilot.press("G")
        await pilot.resize_terminal(60, 3)
        await until(pilot, lambda: app.pane.size.height == 3)
        assert any(line.startswith("▶ lr-SGD") for line in app.lines)


@pytest.mark.parametrize("size", [(200, 60), (80, 24), (40, 12), (38, 5), (20, 3)])
async def test_nothing_is_cut_without_a_sign(tmp_path: Path, size: tuple[int, int]) -> None:
    with tarfile.open(files("spt_tui") / "sample" / "real_runs.tar.gz") as archive:
        member = next(m for m in archive if m.name.endswith("296602672ef4/metrics.csv"))
        file = archive.extractfile(member)
        assert file is not None
        content = file.read()
    (tmp_path / "metrics.csv").write_bytes(content)
    content_names = content.decode().splitlines()[0].split(",")
    app = PaneApp()
    async with app.run_test(size=size) as pilot:
        app.pane.focus()
        app.pane.run = run_in(tmp_path, State.COMPLETED)
        await until(pilot, lambda: "▶" in app.text)
        if app.pane.shape is Shape.TILES:
            assert all(app.pane.render_line(y).cell_length == size[0] for y in range(size[1]))
            await pilot.press("t")
        for key in ("G", "g", "pagedown", "x"):
            await pilot.press(key)
            assert all(app.pane.render_line(y).cell_length == size[0] for y in range(size[1]))
        shown = next(line for line in app.lines if line.startswith("▶"))
        name = shown[2:].split()[0]
        assert "…" in name or name in content_names
        app.pane.zoomed = True
        await pilot.pause()
        assert all(app.pane.render_line(y).cell_length == size[0] for y in range(size[1]))


def test_columns_go_as_the_pane_narrows() -> None:
    names, notes = ["eval/linear_probe_top1"], ["NaN from 12.4k"]
    assert layout(38, names, notes) == Layout(name=12, best=0, spark=12, note=0)
    assert layout(60, names, notes).best and not layout(60, names, notes).note
    wide = layout(160, names, notes)
    assert wide.best and wide.note and wide.name == 22
    assert layout(0, names, notes).spark == 0


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("fit/loss", 8, "fit/loss"),
        ("eval/linear_probe_top1", 12, "eval/l…_top1"),
        ("DeviceStatsMonitor.on_train_batch_end/cpu", 16, "DeviceStats…/cpu"),
        ("abcdef", 1, "…"),
        ("損失の名前/検証", 8, "損…/検証"),
    ],
)
def test_a_long_name_is_cut_where_it_says_least(text: str, width: int, cut: str) -> None:
    assert cut_middle(text, width) == cut


def test_metrics_are_in_natural_order_with_the_schedule_last() -> None:
    names = ["epoch", "lr-AdamW", "rankme", "eval/top1", "fit/layer10", "fit/layer2", "val_loss", "train/x", "lrr"]
    found = families([series_of([1.0], name) for name in names])
    assert [[one.name for one in family] for family in found] == [
        ["fit/layer2", "fit/layer10"],
        ["train/x"],
        ["eval/top1"],
        ["val_loss"],
        ["lrr", "rankme"],
        ["epoch", "lr-AdamW"],
    ]


def test_pinned_metrics_are_a_family_of_their_own_in_the_order_in_which_they_were_pinned() -> None:
    names = ["fit/loss", "eval/top1", "a/1", "a/2", "b/1"]
    found = families([series_of([1.0], name) for name in names], ("b/1", "gone", "fit/loss"))
    assert [[one.name for one in family] for family in found] == [["b/1", "fit/loss"], ["eval/top1"], ["a/1", "a/2"]]
