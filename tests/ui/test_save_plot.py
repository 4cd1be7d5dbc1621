"""Saving what is shown: the key, the files, and what is said of them."""

import csv
import math
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent
from spt_tui.ui import theme
from spt_tui.ui.plots.curve import BandCurve, Curve, View
from spt_tui.ui.plots.points import Cloud
from spt_tui.ui.save_plot import PlotSaved, ShownCloud, ShownPlot, save_plot
from spt_tui.ui.widgets.metrics_pane import MetricsPane
from tests.ui.browser import Browser, browser
from tests.ui.series_of import series_of


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, empty."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def test_two_pictures_and_their_points(tmp_path: Path) -> None:
    curves = [Curve(series_of([3.0, math.nan, 1.0]), theme.CURVES[n], f"run {n}", "ab"[n]) for n in range(2)]
    saved, lack = save_plot(ShownPlot(curves, View(), "fit/loss", "two runs fit/loss"), str(tmp_path))
    assert not lack and saved.endings == ("svg", "png", "csv")
    assert ElementTree.parse(saved.path("svg")).getroot().find("{*}title").text == "fit/loss"  # type: ignore[union-attr]
    assert Path(saved.path("png")).read_bytes().startswith(b"\x89PNG")
    with open(saved.path("csv"), newline="") as file:
        rows = [(row["curve"], row["step"], row["value"]) for row in csv.DictReader(file)]
    assert rows[:3] == [("run 0", "0", "3.0"), ("run 0", "1", "nan"), ("run 0", "2", "1.0")] and len(rows) == 6


def test_bands_have_a_table_of_their_own(tmp_path: Path) -> None:
    band = BandCurve(Band([0.0, 1.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [2, 2]), name="lr=0.1")
    assert save_plot(ShownPlot([band], View(), "t", "bands"), str(tmp_path))[0].endings == ("svg", "png", "bands.csv")
    both = ShownPlot([band, Curve(series_of([1.0]))], View(window=Extent(1.0, 1.0)), "t", "both")
    saved, _ = save_plot(both, str(tmp_path))
    assert Path(saved.path("bands.csv")).read_text().splitlines()[1:] == ["lr=0.1,1,1.0,2.0,3.0,2"]
    assert len(Path(saved.path("csv")).read_text().splitlines()) == 1


def test_a_cloud_is_saved_with_its_names(tmp_path: Path) -> None:
    cloud = Cloud([0.1, 0.001, 10.0], [1.0, 2.0, 3.0], "optim.lr", "fit/loss", log_x=True)
    saved, _ = save_plot(ShownCloud(cloud, ["a", "b", "c"], "fit/loss over optim.lr", "cloud"), str(tmp_path))
    assert saved.endings == ("svg", "png", "csv")
    assert Path(saved.path("csv")).read_text().splitlines()[:2] == ["run,optim.lr,fit/loss", "a,0.1,1.0"]
    root = ElementTree.parse(saved.path("svg")).getroot()
    dots = [element.get("points", "").split() for element in root.iter() if element.get("stroke-width") == "5"]
    across = sorted(float(dot[0].partition(",")[0]) for dot in dots)
    assert len(across) == 3 and across[1] - across[0] == pytest.approx(across[2] - across[1], abs=0.2)
    assert {"optim.lr, log", "fit/loss"} <= {element.text for element in root.iter()}


def test_what_is_said_fits_the_screen() -> None:
    message = PlotSaved("saved here and there", "saved here", "saved", scp="scp me@host:x .")
    assert [message.text_in(width) for width in (20, 19, 10, 5, 1)] == [
        *("saved here and there", "saved here", "saved here", "saved", "saved")
    ]


async def plot_a_metric(opened: Browser) -> None:
    await opened.press("2")
    pane = opened.screen.query_one(MetricsPane)
    await opened.until(lambda: pane.series and pane.size.width)
    await opened.press("z")
    await opened.until("└")


async def test_a_key_saves_the_plot_and_says_how_to_fetch_it(real_root: Path, place: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in real_root.rglob("*")}
    async with browser(real_root, size=(120, 30)) as opened:
        await plot_a_metric(opened)
        await opened.press("E")
        await opened.until("saved ")
        assert "copied" in opened.text
        (svg,) = place.glob("*.svg")
        assert opened.app.clipboard.startswith("scp ") and f"{svg.stem}.*" in opened.app.clipboard
        await opened.press("E")
        await opened.until(lambda: len(list(place.iterdir())) == 6)
    assert {path.suffix for path in place.iterdir()} == {".svg", ".png", ".csv"}
    assert {path: path.stat().st_mtime_ns for path in real_root.rglob("*")} == before


async def test_a_plot_that_cannot_be_saved_is_said_to_be(
    real_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(real_root)
    for name in ("HOME", "XDG_PICTURES_DIR", "TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(real_root))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    async with browser(real_root, size=(120, 30)) as opened:
        await plot_a_metric(opened)
        await opened.press("E")
        await opened.until("cannot save the plot: no directory that can be written to")
    assert os.getcwd() == str(real_root) and not list(real_root.glob("*.svg"))


async def test_the_plots_of_many_runs_are_saved_too(real_root: Path, place: Path) -> None:
    async with browser(real_root, size=(120, 30)) as opened:
        await opened.press("home", *["space", "down"] * 3, "c")
        await opened.until("└")
        await opened.press("E")
        await opened.until(lambda: len(list(place.iterdir())) == 3)
        await opened.press("escape", "P")
        await opened.until("up: ")
        await opened.press("E")
        await opened.until(lambda: len(list(place.iterdir())) == 6)
        await opened.until("saved")
    tables = sorted(place.glob("*.csv"), key=lambda path: path.stat().st_mtime_ns)
    heads = [path.read_text().partition("\n")[0].split(",") for path in tables]
    assert heads[0][:3] == ["curve", "metric", "step"] and heads[1][0] == "run"
