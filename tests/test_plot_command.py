"""`spt-tui plot`: plots without the browser."""

import math
import os
import pty
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from xml.etree import ElementTree

import pytest

from spt_tui.cli import main
from spt_tui.runs.curves.one_metric import read_metrics
from spt_tui.runs.metrics import Metrics
from tests.trees import write_run

Told = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def plain_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES", "NO_COLOR", "SPT_TUI_GLYPHS", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number, (name, rate) in enumerate((("first", 0.1), ("second", 0.1), ("third", 0.2))):
        rows = [
            {
                "step": step,
                "epoch": step // 5,
                "fit/loss": math.exp(-rate * step) + number / 100,
                "eval/top1": step / 30,
            }
            for step in range(30)
        ]
        hparams = {"optim.lr": rate, "seed": number}
        write_run(tmp_path / "tree" / name, status="completed", rows=rows, hparams=hparams)
    write_run(tmp_path / "tree" / "empty")
    return tmp_path / "tree"


def plotted(capsys: Told, tree: Path, *words: str) -> list[str]:
    assert main(["plot", *words, "--root", str(tree)]) == 0
    return capsys.readouterr().out.splitlines()


def test_without_a_terminal_it_is_80_by_24_and_plain(tree: Path, capsys: Told) -> None:
    lines = plotted(capsys, tree, "first", "--metric", "fit/loss")
    assert lines[0] == "fit/loss · first" and len(lines) == 23 and max(map(len, lines)) == 80
    assert lines[-1].strip() == "step" and any("⠙" <= mark <= "⣿" for line in lines for mark in line)
    assert "\x1b" not in "".join(lines)


def test_width_and_height_are_those_that_are_asked_for(tree: Path, capsys: Told) -> None:
    lines = plotted(capsys, tree, "first", "--metric", "fit/loss", "--width", "50", "--height", "12")
    assert len(lines) == 12 and max(map(len, lines)) == 50


def test_the_most_telling_metric_is_plotted_if_none_is_named(tree: Path, capsys: Told) -> None:
    assert plotted(capsys, tree, "first")[0] == "fit/loss · first"


def test_of_the_other_runs_only_that_metric_is_read(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Collection[str] | None] = []

    def noted(path: str, only: Collection[str] | None = None) -> Metrics:
        read.append(only)
        return read_metrics(path, only)

    monkeypatch.setattr("spt_tui.ui.plotted.read_metrics", noted)
    assert main(["plot", "first", "second", "third", "--root", str(tree)]) == 0
    assert read == [None, ["fit/loss"], ["fit/loss"]]


def test_several_runs_and_metrics_are_told_apart(tree: Path, capsys: Told) -> None:
    lines = plotted(capsys, tree, "first", "third", "--metric", "fit/loss", "--metric", "eval/top1", "--width", "120")
    text = "\n".join(lines)
    assert lines[0] == "fit/loss, eval/top1 · 2 runs"
    assert all(name in text for name in ("a first fit/loss", "b third fit/loss", "d third eval/top1"))


@pytest.mark.parametrize(
    "words, said",
    [
        (["--log"], "log scale"),
        (["--log-x"], "step, log"),
        (["--x", "epoch"], "epoch"),
        (["--x", "relative"], "about the time since the start"),
        (["--x", "wall"], "about the time of day"),
    ],
)
def test_axes_are_those_that_are_asked_for(tree: Path, capsys: Told, words: list[str], said: str) -> None:
    write_run(
        tree / "timed", created_at=1_000.0, heartbeat=4_000.0, rows=[{"step": n, "epoch": n, "l": n} for n in (1, 2)]
    )
    assert said in plotted(capsys, tree, "timed", *words)[-1]


def test_a_part_of_the_axis(tree: Path, capsys: Told) -> None:
    ticks = plotted(capsys, tree, "first", "--metric", "eval/top1", "--from", "10", "--to", "20")[-2].split()
    assert ticks[0] == "10" and ticks[-1] == "20"
    assert plotted(capsys, tree, "first", "--from", "10")[-2].split()[0] == "10"


def test_ascii_where_nothing_else_can_be_shown(tree: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    found = ["".join(plotted(capsys, tree, "first", "--metric", "fit/loss")[1:])]
    found += ["".join(plotted(capsys, tree, "first", "--metric", "fit/loss", "--glyphs", "ascii")[1:])]
    assert all(text.isascii() and "'" in text for text in found)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "▖" in "".join(plotted(capsys, tree, "first", "--glyphs", "block"))


def test_groups_are_bands_with_their_number_of_runs(tree: Path, capsys: Told) -> None:
    runs = ("first", "second", "third")
    text = "\n".join(plotted(capsys, tree, *runs, "--metric", "fit/loss", "--by", "optim.lr", "--width", "120"))
    assert "a optim.lr=0.1  n=2" in text and "b optim.lr=0.2  n=1" in text
    text = "\n".join(plotted(capsys, tree, *runs, "--metric", "fit/loss", "--by", "all-but-seed", "--width", "120"))
    assert "n=2" in text and "n=1" in text


def test_smoothing_draws_another_line(tree: Path, capsys: Told) -> None:
    plain = plotted(capsys, tree, "first", "--metric", "eval/top1")
    assert plain != plotted(capsys, tree, "first", "--metric", "eval/top1", "--smooth", "0.9")


def test_svg_and_png_are_written_and_replaced(tree: Path, tmp_path: Path, capsys: Told) -> None:
    svg, png = tmp_path / "plot.svg", tmp_path / "plot.png"
    svg.write_text("old")
    lines = plotted(capsys, tree, "first", "third", "--svg", str(svg), "--png", str(png), "--width", "640")
    assert lines == [str(svg), str(png)]
    root = ElementTree.parse(svg).getroot()
    assert root.get("width") == "640" and root.find("{*}title").text == "fit/loss · 2 runs"  # type: ignore[union-attr]
    assert png.read_bytes().startswith(b"\x89PNG")


def test_no_picture_is_put_below_the_runs(tree: Path, capsys: Told) -> None:
    for place in (tree / "plot.svg", tree / "first" / "metrics.csv"):
        assert main(["plot", "first", "--root", str(tree), "--svg", str(place)]) == 2
        assert "below the runs" in capsys.readouterr().err
    assert main(["plot", f"{tree}/first", "--svg", str(tree / "first" / "plot.svg")]) == 2
    assert not (tree / "plot.svg").exists() and (tree / "first" / "metrics.csv").read_bytes().startswith(b"epoch")


@pytest.mark.parametrize(
    "words, status, reason",
    [
        (["nobody"], 1, "no run is named 'nobody'"),
        (["empty"], 1, "empty has no metrics"),
        (["first", "--metric", "fit/los"], 1, "did you mean fit/loss?"),
        (["first", "--metric", "zzz"], 1, "first has epoch, eval/top1, fit/loss"),
        (["first", "first"], 2, "given twice"),
        (["first", "--from", "3", "--to", "3"], 2, "--from has to be less"),
        (["first", "--by", "lr"], 1, "no run has the hparam 'lr'; did you mean optim.lr?"),
        (["first", "--by", "seed", "--metric", "a", "--metric", "b"], 2, "one --metric"),
        (["first", "--width", "100000"], 2, "at the most"),
        (["first", "--png", "plot.png", "--width", "8000", "--height", "8000"], 2, "4,000,000 at the most for --png"),
        (["first", "--png", "plot.png", "--width", "8000"], 2, "4,000,000 at the most for --png"),
        (["first", "--svg", "/nowhere/plot.svg"], 1, "no such file or directory"),
    ],
)
def test_what_cannot_be_plotted_is_said(tree: Path, words: list[str], status: int, reason: str, capsys: Told) -> None:
    assert main(["plot", *words, "--root", str(tree)]) == status
    told = capsys.readouterr()
    assert reason in told.err and not told.out


NO_PLACES = [["--from", "nan"], ["--to", "inf"], ["--from", "1", "--to", "nan"], ["--from=-inf"], ["--to", "x"]]


@pytest.mark.parametrize(
    "wrong", [["--smooth", "1"], ["--smooth", "x"], ["--x", "year"], ["--height", "0"], *NO_PLACES]
)
def test_options_that_mean_nothing_are_refused(tree: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["plot", "first", "--root", str(tree), *wrong])
    assert end.value.code == 2


def test_a_run_without_the_metric_is_named_and_the_others_are_plotted(tree: Path, capsys: Told) -> None:
    assert main(["plot", "first", "empty", "--metric", "fit/loss", "--root", str(tree)]) == 0
    assert "empty: no metrics.csv yet" in capsys.readouterr().err


def on_a_terminal(tree: Path, *words: str, **environ: str) -> str:
    """What the command writes to a terminal of 40 by 12."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 40, 0, 0))
    command = [sys.executable, "-m", "spt_tui", "plot", "first", "--metric", "fit/loss", "--root", str(tree), *words]
    subprocess.run(command, stdin=follower, stdout=follower, check=True, env=os.environ | {"TERM": "xterm"} | environ)
    os.close(follower)
    text = b""
    while chunk := _read(leader):
        text += chunk
    os.close(leader)
    return text.decode()


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65_536)
    except OSError:  # the other end is closed
        return b""


def test_on_a_terminal_it_fills_the_screen_in_colour(tree: Path) -> None:
    text = on_a_terminal(tree)
    assert "\x1b[36m" in text and len(text.splitlines()) == 11


def test_colours_can_be_turned_off(tree: Path) -> None:
    assert "\x1b" not in on_a_terminal(tree, "--no-colour") + on_a_terminal(tree, NO_COLOR="1")


def test_it_loads_no_textual(tree: Path) -> None:
    code = "import sys\nfrom spt_tui.cli import main\nmain(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code, "plot", "first", "--root", str(tree), "--by", "seed"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "n=1" in done.stdout
    assert {"textual", "asyncio", "PIL"}.isdisjoint(done.stderr.split())
